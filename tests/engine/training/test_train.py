"""Whole trainings: what they leave behind, and what becomes of those that do not reach their end."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from safetensors.torch import load_file

from rs_segmenter.engine.card import WEIGHTS_FILE, read_card
from rs_segmenter.engine.crf.rnn import CrfRnn
from rs_segmenter.engine.errors import EngineError, JobError, TrainingDataError
from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.segment import segment_raster
from rs_segmenter.engine.training.checkpoints import load_checkpoint
from rs_segmenter.engine.training.job import Labelled, Split
from rs_segmenter.engine.training.train import train

from .conftest import Heard, MakeJob

MakeRaster = Callable[..., Path]


def test_a_training_leaves_a_model_that_segments(
    make_job: MakeJob, sample_raster: Path, tmp_path: Path
) -> None:
    heard = Heard()
    result = train(make_job(), heard)
    folder = Path(result.output)
    names = {path.name for path in folder.iterdir()}
    assert {"card.json", "weights.safetensors", "report.html", "curves.png", "confusion.png"} <= names
    assert (result.steps, result.ending, len(heard.losses)) == (8, "done", 8)
    assert heard.validated == [4, 8]
    assert result.parent_scores is not None
    assert result.beat_parent is not None
    card = read_card(folder)
    assert card.scores["mIoU"] == pytest.approx(result.scores.mean_iou, abs=1e-4)
    assert "CC0-1.0" in card.training_data
    assert card.lineage["parent"].startswith("tiny 0.1.0")
    assert card.lineage["precision"] == "float32"
    assert str(tmp_path) not in (folder / "card.json").read_text()
    classes = tmp_path / "classes.tif"
    segment_raster(SegmentJob(str(sample_raster), str(classes), result.output, device="cpu", runtime="torch"))
    assert classes.exists()


def test_what_can_be_learnt_beats_the_start_model_and_says_so(make_job: MakeJob) -> None:
    """Brightness can be learnt within few steps, by all tasks together, from noise."""
    overrides = {
        "steps": 60,
        "val_every": 30,
        "lr": 5e-3,
        "ema": 0.9,
        "norm": "batch",
        "encoder_lr_factor": 1,
    }
    result = train(make_job(overrides=overrides))
    assert result.parent_scores is not None
    assert result.scores.mean_iou > result.parent_scores.mean_iou + 0.1
    assert result.beat_parent is True
    assert result.verdict in (Path(result.output) / "report.html").read_text()


def test_a_crf_on_top_learns_with_the_network_and_stays_in_the_model(
    make_job: MakeJob, make_raster: MakeRaster
) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (3, 64, 64), dtype=np.uint8)
    labels = make_raster(pixels[:1] // 64, "quarters.tif")
    ground = Labelled(str(make_raster(pixels)), str(labels))
    quick = {"steps": 2, "val_every": 2, "batch": 1, "crop_px": 32}
    result = train(make_job(data=(ground,), split=Split(block_px=32), options={"crf": True}, overrides=quick))
    folder = Path(result.output)
    assert read_card(folder).options["crf"] is True
    weights, begun = load_file(folder / WEIGHTS_FILE), CrfRnn(4).state_dict()
    for name, before in begun.items():
        learnt = weights[f"crf.{name}"]
        assert learnt.isfinite().all() and not torch.equal(learnt, before)
        torch.testing.assert_close(learnt, before, atol=0.1, rtol=0)


def test_stopping_keeps_the_best_so_far_and_says_so(make_job: MakeJob) -> None:
    heard = Heard(stop_after=1)
    result = train(make_job(), heard)
    assert result.ending == "stopped"
    assert any("stopped after step 2" in text for text in heard.said)
    assert (Path(result.output) / "weights.safetensors").exists()
    with pytest.raises(JobError, match="exists already"):
        train(make_job())
    with pytest.raises(JobError, match="begun with another seed"):
        train(make_job(seed=3, resume=True))
    Path(result.output).rename(Path(result.output).with_name("moved"))
    with pytest.raises(JobError, match="interrupted run"):
        train(make_job())
    assert load_checkpoint(make_job().working_folder) is not None


def test_two_runs_do_not_make_the_same_model_at_once(make_job: MakeJob) -> None:
    class Second(Heard):
        def metrics(self, step: int, steps: int, loss: float, lr: float, left_s: float) -> None:
            super().metrics(step, steps, loss, lr, left_s)
            with pytest.raises(JobError, match="Another run is making"):
                train(make_job(overwrite=True))

    result = train(make_job(), Second(stop_after=1))
    assert (Path(result.output) / "weights.safetensors").exists()
    assert [p.name for p in Path(result.output).parent.glob(".*")] == []


def test_folds_give_mean_and_spread(make_job: MakeJob) -> None:
    result = train(make_job(split=Split(block_px=150, folds=2)))
    assert "2 folds: mean IoU" in result.notes[-1]
    assert read_card(Path(result.output)).lineage["cross-validation"] == result.notes[-1]


def test_nothing_to_resume_is_said(make_job: MakeJob) -> None:
    with pytest.raises(JobError, match="nothing to resume"):
        train(make_job(resume=True))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"labels": "absent.tif"}, "absent.tif"),
        ({"raster": "absent.tif"}, "absent.tif"),
        ({"bands": (1, 2)}, "2 band numbers"),
        ({"mapping": {"0": "roof"}}, "classes that are not known"),
    ],
)
def test_bad_input_is_named_and_leaves_no_folder(
    make_job: MakeJob, labelled: Labelled, change: dict[str, object], said: str, tmp_path: Path
) -> None:
    job = make_job(data=(dataclasses.replace(labelled, **change),))
    with pytest.raises(EngineError, match=said):
        train(job)
    assert {path.name for path in tmp_path.iterdir()} <= {"labels.tif", "own models"}


def test_a_start_model_that_cannot_read_the_new_bands_is_not_compared_and_that_is_said(
    make_job: MakeJob, labelled: Labelled, make_raster: MakeRaster
) -> None:
    with rasterio.open(labelled.raster) as file:
        place = {"crs": file.crs, "transform": file.transform}
        two = make_raster(file.read([1, 2]), "two.tif", **place)
    item = dataclasses.replace(labelled, raster=str(two))
    with pytest.raises(EngineError, match="has 2 bands") as caught:
        train(make_job(data=(item,)))
    assert "--band-roles" in caught.value.hint
    result = train(make_job(data=(item,), band_roles=("red", "green")))
    assert (result.parent_scores, result.beat_parent) == (None, None)
    assert any("start model cannot be compared" in text and "2 bands" in text for text in result.warnings)
    assert [band.name for band in read_card(Path(result.output)).bands] == ["red", "green"]


def test_a_start_model_gets_its_own_bands_of_those_named_for_the_new_one(
    make_job: MakeJob, labelled: Labelled
) -> None:
    usual = train(make_job(overrides={"steps": 1}))
    item = dataclasses.replace(labelled, bands=(3, 3, 1, 2))
    more = make_job(
        data=(item,), band_roles=("nir", "blue", "red", "green"), overrides={"steps": 1}, overwrite=True
    )
    assert train(more).parent_scores == usual.parent_scores


def test_one_class_alone_is_refused(make_job: MakeJob, labelled: Labelled) -> None:
    item = dataclasses.replace(labelled, mapping={str(i): "ground" for i in range(4)})
    with pytest.raises(TrainingDataError, match="only 'ground'"):
        train(make_job(data=(item,), model=None))


def test_a_raster_without_data_is_refused_before_the_first_step(
    make_job: MakeJob, labelled: Labelled, make_raster: MakeRaster, tmp_path: Path
) -> None:
    with rasterio.open(labelled.raster) as file:
        place = {"crs": file.crs, "transform": file.transform}
    empty = make_raster(np.full((3, 600, 600), np.nan, np.float32), "empty.tif", **place)
    with pytest.raises(TrainingDataError, match="no data where they are labelled for training"):
        train(make_job(data=(dataclasses.replace(labelled, raster=str(empty)),)))
    assert not (tmp_path / "new.training").exists()


DIVERGING = {"lr": 1e30, "optimiser": "sgd", "clip": 0, "ema": 0}


def test_a_loss_that_is_no_number_makes_no_model_where_none_was_validated(
    make_job: MakeJob, tmp_path: Path
) -> None:
    with pytest.raises(
        TrainingDataError, match="ended at step [2-4]: its loss is not a finite number"
    ) as caught:
        train(make_job(overrides=DIVERGING))
    assert "smaller learning rate" in caught.value.hint
    assert not (tmp_path / "new").exists()


def test_a_loss_that_is_no_number_leaves_the_best_model_and_a_remedy(make_job: MakeJob) -> None:
    result = train(make_job(overrides=DIVERGING | {"val_every": 1}))
    assert (result.ending, result.best_step) == ("not finite", 1)
    assert "not a finite number" in result.warnings[0] and "smaller learning rate" in result.warnings[0]
    assert Path(result.output, "weights.safetensors").exists()
