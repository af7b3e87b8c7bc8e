"""A file that stops a job: how the plugin does it, on systems without signals too."""

from __future__ import annotations

import json
from pathlib import Path

from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.job_json import to_json
from rs_segmenter.engine.registry import list_models

from .conftest import PATIENCE_S, Invoke, Start


def test_a_file_that_is_there_stops_the_job_and_leaves_no_output(
    start: Start, sample_raster: Path, tmp_path: Path
) -> None:
    output = tmp_path / "classes.tif"
    job = tmp_path / "job.json"
    job.write_text(to_json(SegmentJob(str(sample_raster), str(output), tta=True, device="cpu")))
    (tmp_path / "stop").touch()
    process = start("run", job, "--json", "--stop-file", tmp_path / "stop")
    said, complaints = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130, complaints
    assert json.loads(said.splitlines()[-1]) == {"event": "cancelled"}
    assert not output.exists()


def test_the_working_folder_of_a_training_is_taken_for_no_model(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "new.training").mkdir()
    models, faults = list_models([tmp_path])
    assert all(model.folder.parent != tmp_path for model in models)
    assert faults == []
