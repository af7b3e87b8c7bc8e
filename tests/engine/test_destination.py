"""Outputs that cannot be written: known before any work, whatever the job."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from rs_segmenter.engine.areas.job import AreasJob
from rs_segmenter.engine.areas.measure import measure_areas
from rs_segmenter.engine.assess.assess import assess
from rs_segmenter.engine.assess.job import AssessJob, SampleJob
from rs_segmenter.engine.assess.sample import sample
from rs_segmenter.engine.destination import GEOTIFF, check_destination
from rs_segmenter.engine.doubt.find import find_doubt
from rs_segmenter.engine.doubt.job import DoubtJob
from rs_segmenter.engine.errors import JobError
from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.postprocess.job import PostprocessJob
from rs_segmenter.engine.postprocess.postprocess import postprocess
from rs_segmenter.engine.refine import refine
from rs_segmenter.engine.refinejob import RefineJob
from rs_segmenter.engine.segment import segment_raster
from rs_segmenter.engine.training.evaluate import evaluate
from rs_segmenter.engine.training.job import EvaluateJob, Labelled, TrainJob
from rs_segmenter.engine.training.train import train
from rs_segmenter.engine.vectorize.job import VectorizeJob
from rs_segmenter.engine.vectorize.vectorize import vectorize

# A folder that refuses also root; what a job reads is not there either, and would be missed next.
REFUSING = Path("/proc")
INPUT = "no such raster.tif"
GROUND = Labelled(INPUT, INPUT)
RUNS: dict[str, Callable[[], object]] = {
    "segment": lambda: segment_raster(SegmentJob(INPUT, out("a.tif"))),
    "confidence": lambda: segment_raster(SegmentJob(INPUT, "a.tif", confidence=out("a.tif"))),
    "refine": lambda: refine(RefineJob(probabilities=INPUT, raster=INPUT, output=out("a.tif"))),
    "postprocess": lambda: postprocess(PostprocessJob(classes=INPUT, output=out("a.tif"), min_area_px=2)),
    "vectorize": lambda: vectorize(VectorizeJob(INPUT, out("a.gpkg"))),
    "areas": lambda: measure_areas(AreasJob(INPUT, out("a.csv"))),
    "chart": lambda: measure_areas(AreasJob(INPUT, "a.csv", chart=out("a.png"))),
    "assess": lambda: assess(AssessJob(INPUT, INPUT, report=out("a.html"))),
    "sample": lambda: sample(SampleJob(INPUT, out("a.gpkg"))),
    "doubt": lambda: find_doubt(DoubtJob(INPUT, out("a.gpkg"))),
    "evaluate": lambda: evaluate(EvaluateJob((GROUND,), report=out("a.html"))),
    "train": lambda: train(TrainJob((GROUND,), out("a"))),
    "train, deep": lambda: train(TrainJob((GROUND,), out("no/such/folder/a"))),
}


def out(name: str) -> str:
    return str(REFUSING / name)


@pytest.mark.skipif(not REFUSING.is_dir(), reason="no folder here refuses also root")
@pytest.mark.parametrize("verb", RUNS)
def test_a_folder_that_cannot_be_written_is_told_first(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(JobError, match=f"{REFUSING}/.*' cannot be written: No such file") as caught:
        RUNS[verb]()
    assert "another folder" in caught.value.hint
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(JobError, match="cannot be written: Permission denied"):
        check_destination(str(tmp_path / "a.tif"), GEOTIFF, overwrite=False)


def test_a_folder_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JobError, match="cannot be written: Not a directory"):
        train(TrainJob((GROUND,), str(tmp_path / "file" / "model")))


def test_checking_leaves_nothing_behind(tmp_path: Path) -> None:
    check_destination(str(tmp_path / "a.tif"), GEOTIFF, overwrite=False)
    assert not list(tmp_path.iterdir())
