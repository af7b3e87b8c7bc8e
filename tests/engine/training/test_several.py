"""Trainings in parts, folds and rounds of self-training: checked before the first, and never lost by a stop."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio

from rs_segmenter.engine.errors import EngineError, JobError, TrainingDataError
from rs_segmenter.engine.training.job import Labelled, SelfTraining, Split
from rs_segmenter.engine.training.train import train

from .conftest import Heard, MakeJob

MakeRaster = Callable[..., Path]


class _StopAtStage(Heard):
    """Stops when a stage begins for the n-th time."""

    def __init__(self, stage: str, count: int) -> None:
        super().__init__()
        self._wanted = stage
        self._left = count

    def stage(self, text: str) -> None:
        super().stage(text)
        self._left -= text.startswith(self._wanted)
        if not self._left:
            self.cancel()


@pytest.fixture
def half_labelled(labelled: Labelled) -> Labelled:
    """Labels on every second strip of 60 rows."""
    with rasterio.open(labelled.labels, "r+") as file:
        pixels = file.read()
        pixels[:, np.arange(600) // 60 % 2 == 1] = 255
        file.write(pixels)
    return labelled


def test_a_stop_between_folds_delivers_what_is_trained_and_the_rest_can_follow(make_job: MakeJob) -> None:
    job = make_job(split=Split(block_px=150, folds=2))
    result = train(job, _StopAtStage("Scoring", 1))
    assert result.ending == "stopped"
    assert "1 of 2 folds" in result.notes[-1]
    assert (Path(result.output) / "weights.safetensors").exists()
    whole = train(dataclasses.replace(job, resume=True))
    assert whole.ending == "done"
    assert "Over 2 folds" in whole.notes[-1]


def test_a_class_that_a_fold_cannot_teach_is_told_before_the_first_fold(
    make_job: MakeJob, labelled: Labelled
) -> None:
    with rasterio.open(labelled.labels, "r+") as file:
        pixels = file.read()
        pixels[pixels == 3] = 2
        pixels[:, 2:5, 2:5] = 3  # in one place alone, which no block divides
        file.write(pixels)
    job = make_job(split=Split(block_px=150, folds=3))
    heard = Heard()
    with pytest.raises(TrainingDataError, match=r"In fold . of 3: Only the labels for validation hold"):
        train(job, heard)
    assert not heard.losses
    assert not job.working_folder.exists()


def test_self_training_within_folds_is_refused(make_job: MakeJob) -> None:
    with pytest.raises(JobError, match="cross-validation"):
        make_job(split=Split(block_px=150, folds=2), self_training=SelfTraining())
    make_job(split=Split(block_px=150, folds=2, fold=0), self_training=SelfTraining())


def test_a_stop_between_rounds_keeps_the_model_of_the_round_before(
    make_job: MakeJob, half_labelled: Labelled
) -> None:
    job = make_job(self_training=SelfTraining(1, 0.3))
    result = train(job, _StopAtStage("Segmenting the raster", 1))
    assert result.ending == "stopped"
    assert "before its first round was over" in result.notes[-1]
    assert (Path(result.output) / "weights.safetensors").exists()
    Path(result.output).rename(Path(result.output).with_name("moved"))
    with pytest.raises(JobError, match="interrupted run"):
        train(job)
    whole = train(dataclasses.replace(job, resume=True))
    assert whole.ending == "done"
    assert whole.notes[-1].startswith("Self-training gained")
    assert whole.notes[-1].count(", ") == 1, "two rounds"
    assert json.loads((job.working_folder / "result.json").read_text())["ending"] == "done"


def test_without_unlabelled_ground_the_first_round_is_delivered_and_that_is_said(make_job: MakeJob) -> None:
    result = train(make_job(self_training=SelfTraining(2)))
    assert result.ending == "done"
    assert "no unlabelled ground" in result.notes[-1]


@pytest.mark.parametrize("bands", [None, 2])
def test_rasters_for_self_training_are_looked_at_before_the_first_round(
    make_job: MakeJob, make_raster: MakeRaster, bands: int | None, tmp_path: Path
) -> None:
    raster = tmp_path / "more.tif"
    if bands:
        raster = make_raster(np.ones((bands, 64, 64), np.uint8), "more.tif")
    heard = Heard()
    with pytest.raises(EngineError, match=r"more\.tif|2 band"):
        train(make_job(self_training=SelfTraining(1, 0.3, (str(raster),))), heard)
    assert not heard.losses
