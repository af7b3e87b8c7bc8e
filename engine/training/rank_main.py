"""One of several processes that train together, started by the first one: JOB INDEX COUNT PORT."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from ..job_json import read_job
from ..progress import Progress
from .job import TrainJob
from .memory import keep_freed_memory
from .planning import make_plan
from .ranks import Rank
from .train import begin


def main(job_file: str, index: str, count: str, port: str) -> None:
    """Take part in a training; what the first process decides, this one does too."""
    # Whoever started the training tells the first process to stop, and that one tells the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep_freed_memory()
    path = Path(job_file)
    job = read_job(path)
    if not isinstance(job, TrainJob):
        raise SystemExit(f"'{job_file}' is no training.")
    rank = Rank(int(index), int(count), int(port))
    silent = Progress()
    begin(job, make_plan(job, silent), path.parent, rank).run(None, silent)


if __name__ == "__main__":
    main(*sys.argv[1:])
