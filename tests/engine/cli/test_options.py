"""Options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path

from rs_segmenter.engine.areas.job import AreasJob
from rs_segmenter.engine.cli.options import write_job
from rs_segmenter.engine.job_json import read_job


def test_two_runs_of_one_process_number_write_a_job_apart(tmp_path: Path) -> None:
    other = tmp_path / f".job.json.part-{os.getpid()}"
    other.write_text("what another machine is writing to the same folder")
    job = AreasJob("no such map", str(tmp_path / "areas.csv"))
    write_job(job, str(tmp_path / "job.json"), inputs=("classes",), outputs=("output",))
    assert read_job(tmp_path / "job.json") == job
    assert sorted(p.name for p in tmp_path.iterdir()) == [other.name, "job.json"]
