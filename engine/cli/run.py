"""`rs-segmenter run`: a job that was written down."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..errors import JobError
from ..job import from_json
from ..training.job_json import VERBS as TRAINING_VERBS
from ..training.job_json import from_json as training_job
from .execute import Job, execute
from .options import json_option


@click.command(epilog="Example: rs-segmenter run job.json --json")
@click.argument("job", metavar="JOB.json")
@click.option(
    "--stop-file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    show_default="none",
    help="Stop, as on Ctrl-C, once this file is there.",
)
@json_option("Tell progress and result as JSON lines on standard output.")
def run(job: str, stop_file: Path | None, as_json: bool) -> None:
    """Run a job written by the plugin or by --save-job."""
    try:
        text = Path(job).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise JobError(
            f"The job '{job}' cannot be read: {error}.", "Give a file written with --save-job."
        ) from error
    execute(read_job(text, job), as_json=as_json, stop_file=stop_file)


def read_job(text: str, place: str) -> Job:
    """Read a job of any verb.

    Raises:
        JobError: When it is none.
    """
    try:
        values = json.loads(text)
    except ValueError:
        values = None  # what is wrong with it is said below
    verb = values.get("verb") if isinstance(values, dict) else None
    return (training_job if verb in TRAINING_VERBS else from_json)(text, place)
