"""Options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path

from rs_segmenter.engine.cli.options import write_job


def test_two_runs_of_one_process_number_write_a_job_apart(tmp_path: Path) -> None:
    other = tmp_path / f".job.json.part-{os.getpid()}"
    other.write_text("what another machine is writing to the same folder")
    write_job("{}", tmp_path / "job.json", overwrite=False)
    assert (tmp_path / "job.json").read_text() == "{}\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == [other.name, "job.json"]
