"""Whole trainings: what they leave behind, and what becomes of those that do not reach their end."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from rs_segmenter.engine.card import read_card
from rs_segmenter.engine.errors import DeviceError, EngineError, JobError, TrainingDataError
from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.progress import Progress
from rs_segmenter.engine.segment import segment_raster
from rs_segmenter.engine.training.checkpoints import load_checkpoint
from rs_segmenter.engine.training.job import Labelled, SelfTraining, Split
from rs_segmenter.engine.training.objective import Objective
from rs_segmenter.engine.training.train import train

from .conftest import MakeJob


class Heard(Progress):
    """Remembers what it is told, and stops the training after a step."""

    def __init__(self, stop_after: int = 0) -> None:
        super().__init__()
        self.stop_after = stop_after
        self.losses: list[float] = []
        self.validated: list[int] = []
        self.said: list[str] = []

    def metrics(self, step: int, steps: int, loss: float, lr: float, left_s: float) -> None:
        self.losses.append(loss)
        if step == self.stop_after:
            self.cancel()

    def validation(self, step: int, miou: float, iou: Mapping[str, float], loss: float, best: bool) -> None:
        self.validated.append(step)

    def info(self, text: str) -> None:
        self.said.append(text)

    def warn(self, text: str) -> None:
        self.said.append(text)


def weights_of(folder: str | Path) -> dict[str, Tensor]:
    return load_file(Path(folder) / "weights.safetensors")


def equal(a: dict[str, Tensor], b: dict[str, Tensor]) -> bool:
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


@pytest.mark.parametrize("head", ["single", "cmtsk"])
def test_a_training_leaves_a_model_that_segments(
    make_job: MakeJob, sample_raster: Path, tmp_path: Path, head: str
) -> None:
    job = make_job()
    if head == "cmtsk":
        start = read_card(Path(str(job.model)))
        job = make_job(model=None, options={**start.options, "head": head}, classes=start.classes)
    heard = Heard()
    result = train(job, heard)
    folder = Path(result.output)
    names = {path.name for path in folder.iterdir()}
    assert {
        "card.json",
        "weights.safetensors",
        "report.html",
        "curves.png",
        "confusion.png",
        "metrics.csv",
    } <= names
    assert (result.steps, result.ending, len(heard.losses)) == (8, "done", 8)
    assert heard.validated == [4, 8]
    assert (result.parent_scores is None) == (result.beat_parent is None) == (head == "cmtsk")
    card = read_card(folder)
    assert card.scores["mIoU"] == pytest.approx(result.scores.mean_iou, abs=1e-4)
    assert "CC0-1.0" in card.training_data
    assert str(tmp_path) not in (folder / "card.json").read_text()
    classes = tmp_path / "classes.tif"
    segment_raster(SegmentJob(str(sample_raster), str(classes), result.output, device="cpu", runtime="torch"))
    assert classes.exists()


def test_a_training_learns(make_job: MakeJob) -> None:
    """Brightness can be learnt within few steps by a network that starts from noise."""
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
    assert result.beat_parent is True
    assert result.scores.mean_iou > result.parent_scores.mean_iou + 0.1


def test_a_stopped_and_resumed_run_equals_one_without_a_break(make_job: MakeJob, tmp_path: Path) -> None:
    whole = train(make_job())
    job = make_job(output=str(tmp_path / "broken"))
    stopped = train(job, Heard(stop_after=5))
    assert (stopped.ending, stopped.steps) == ("stopped", 6)
    resumed = train(make_job(output=str(tmp_path / "broken"), resume=True))
    assert (resumed.ending, resumed.steps) == ("done", 8)
    assert equal(weights_of(whole.output), weights_of(resumed.output))
    logs = [(Path(r.output) / "metrics.csv").read_text() for r in (whole, resumed)]
    assert logs[0] == logs[1]


def test_stopping_keeps_the_best_so_far_and_says_so(make_job: MakeJob) -> None:
    heard = Heard(stop_after=1)
    result = train(make_job(), heard)
    assert result.ending == "stopped"
    assert any("stopped after step 2" in text for text in heard.said)
    assert (Path(result.output) / "weights.safetensors").exists()


def test_a_loss_that_is_no_number_ends_the_run_with_the_last_good_state(make_job: MakeJob) -> None:
    result = train(make_job(overrides={"lr": 1e30, "optimiser": "sgd", "clip": 0, "ema": 0}))
    assert result.ending == "not finite"
    assert any("loss is not a finite number" in text for text in result.warnings)
    assert all(torch.isfinite(t).all() for t in weights_of(result.output).values())


def test_what_does_not_fit_into_memory_goes_in_smaller_parts(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = train(make_job(overrides={"accumulate": 4}))
    forward: Callable[..., Tensor] = Objective.forward

    def small(self: Objective, batch: dict[str, Tensor]) -> Tensor:
        if len(batch["raw"]) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return forward(self, batch)

    monkeypatch.setattr(Objective, "forward", small)
    heard = Heard()
    result = train(make_job(output=str(tmp_path / "small")), heard)
    assert any("1 samples at once" in text for text in heard.said)
    assert equal(weights_of(whole.output), weights_of(result.output))


def test_where_one_sample_is_too_much_that_is_said(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(self: Objective, batch: dict[str, Tensor]) -> Tensor:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(Objective, "forward", never)
    with pytest.raises(DeviceError, match="too many for the memory"):
        train(make_job())


def test_training_ends_when_it_no_longer_gains(make_job: MakeJob) -> None:
    result = train(make_job(overrides={"lr": 1e-12, "steps": 100, "val_every": 1, "patience": 2}))
    assert (result.ending, result.steps, result.best_step) == ("patience", 3, 1)


def test_a_frozen_encoder_keeps_its_weights(make_job: MakeJob, tiny_model: Path) -> None:
    result = train(make_job(overrides={"freeze_encoder": True, "ema": 0, "lr": 1e-2}))
    before, after = weights_of(tiny_model), weights_of(result.output)
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    assert not any(name.startswith(("body.encoder", "body.stem", "body.downs")) for name in changed)


def test_folds_give_mean_and_spread(make_job: MakeJob) -> None:
    result = train(make_job(split=Split(block_px=150, folds=2)))
    assert "2 folds: mean IoU" in result.notes[-1]
    assert read_card(Path(result.output)).lineage["cross-validation"] == result.notes[-1]


def test_self_training_reports_whether_it_gained(make_job: MakeJob, sample_raster: Path) -> None:
    job = make_job(self_training=SelfTraining(1, 0.3, (str(sample_raster),)))
    result = train(job)
    assert result.notes[-1].startswith("Self-training gained")
    assert json.loads((job.working_folder / "result.json").read_text())["ending"] == "done"


def test_the_job_that_is_resumed_must_be_the_same(make_job: MakeJob) -> None:
    train(make_job(), Heard(stop_after=2))
    with pytest.raises(JobError, match="begun with another seed"):
        train(make_job(seed=3, resume=True))


def test_an_interrupted_run_is_not_thrown_away_unasked(make_job: MakeJob) -> None:
    result = train(make_job(), Heard(stop_after=2))
    with pytest.raises(JobError, match="exists already"):
        train(make_job())
    Path(result.output).rename(Path(result.output).with_name("moved"))
    with pytest.raises(JobError, match="interrupted run"):
        train(make_job())
    assert load_checkpoint(make_job().working_folder) is not None


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
    import dataclasses

    job = make_job(data=(dataclasses.replace(labelled, **change),))
    with pytest.raises(EngineError, match=said):
        train(job)
    assert {path.name for path in tmp_path.iterdir()} <= {"labels.tif", "own models"}


def test_one_class_alone_is_refused(make_job: MakeJob, labelled: Labelled) -> None:
    import dataclasses

    item = dataclasses.replace(labelled, mapping={str(i): "ground" for i in range(4)})
    with pytest.raises(TrainingDataError, match="only 'ground'"):
        train(make_job(data=(item,), model=None))
