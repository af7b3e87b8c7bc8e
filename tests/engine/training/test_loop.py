"""The loop alone, without what comes before and after it: resumed, stopped, out of memory, out of numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor

from rs_segmenter.engine.card import read_card
from rs_segmenter.engine.errors import DeviceError
from rs_segmenter.engine.registry import find_model
from rs_segmenter.engine.training.feed import Share
from rs_segmenter.engine.training.job import TrainJob
from rs_segmenter.engine.training.loop import Ending
from rs_segmenter.engine.training.objective import Objective
from rs_segmenter.engine.training.planning import make_plan
from rs_segmenter.engine.training.ranks import Rank
from rs_segmenter.engine.training.runlog import METRICS_FILE, RunLog
from rs_segmenter.engine.training.train import begin
from rs_segmenter.engine.weights import load_network

from .conftest import Heard, MakeJob

Weights = dict[str, Tensor]


def run(job: TrainJob, folder: Path, heard: Heard | None = None) -> tuple[Ending, Weights]:
    """Train as `train` does, without scoring and reporting."""
    folder.mkdir(exist_ok=True)
    heard = heard or Heard()
    plan = make_plan(job, heard)
    training = begin(job, plan, folder, Rank())
    with RunLog(folder, [c.name for c in plan.card.classes], training.step) as log:
        ending = training.run(log, heard)
    return ending, training.best_weights(ending)


def equal(a: Weights, b: Weights) -> bool:
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


@pytest.mark.parametrize(
    "overrides",
    [{}, {"optimiser": "sgd", "schedule": "plateau", "ema": 0, "norm": "batch", "augment": "resuneta"}],
)
def test_a_resumed_run_equals_one_without_a_break(
    make_job: MakeJob, tmp_path: Path, overrides: dict[str, object]
) -> None:
    whole, expected = run(make_job(overrides=overrides), tmp_path / "whole")
    stopped, _ = run(make_job(overrides=overrides), tmp_path / "broken", Heard(stop_after=5))
    assert (stopped.reason, stopped.step) == ("stopped", 6)
    ending, found = run(make_job(overrides=overrides, resume=True), tmp_path / "broken")
    assert ending == whole
    assert equal(expected, found)
    logs = [(tmp_path / name / METRICS_FILE).read_text() for name in ("whole", "broken")]
    assert logs[0] == logs[1]


def test_all_tasks_of_the_conditioned_head_are_learnt(make_job: MakeJob, tmp_path: Path) -> None:
    start = read_card(Path(str(make_job().model)))
    job = make_job(
        model=None,
        architecture=start.architecture,
        options={**start.options, "head": "cmtsk"},
        classes=start.classes,
        overrides={"loss": "tanimoto-complement", "lr": 1e-2, "norm": "batch", "steps": 60, "val_every": 60},
    )
    heard = Heard()
    ending, weights = run(job, tmp_path / "run", heard)
    assert ending.reason == "done"
    assert any(name.startswith("boundary") for name in weights)
    assert sum(heard.losses[-5:]) < 0.9 * sum(heard.losses[:5])


def test_a_loss_that_is_no_number_ends_the_run_with_the_last_good_state(
    make_job: MakeJob, tmp_path: Path
) -> None:
    ending, weights = run(
        make_job(overrides={"lr": 1e30, "optimiser": "sgd", "clip": 0, "ema": 0}), tmp_path / "run"
    )
    assert ending.reason == "not finite"
    assert ending.text == f"Training ended at step {ending.step + 1}: its loss is not a finite number."
    assert all(torch.isfinite(value).all() for value in weights.values())


@pytest.mark.parametrize("clip", [0, 1])
def test_a_gradient_that_is_no_number_spoils_no_weights(
    make_job: MakeJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clip: float
) -> None:
    forward: Callable[..., Tensor] = Objective.forward

    def steep(self: Objective, batch: dict[str, Tensor]) -> Tensor:
        nothing = 0 * next(p.sum() for p in self.network.parameters())
        return forward(self, batch) + nothing.abs().sqrt()

    monkeypatch.setattr(Objective, "forward", steep)
    ending, weights = run(make_job(overrides={"clip": clip, "ema": 0}), tmp_path / "run")
    assert (ending.step, ending.text) == (0, "Training ended at step 1: its gradient is not a finite number.")
    assert all(torch.isfinite(value).all() for value in weights.values())


def test_numbers_in_the_input_that_are_none_are_told_from_those_in_the_loss(
    make_job: MakeJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forward: Callable[..., Tensor] = Objective.forward

    def spoilt(self: Objective, batch: dict[str, Tensor]) -> Tensor:
        batch["raw"][0, 0, 0, 0] = torch.nan
        return forward(self, batch)

    monkeypatch.setattr(Objective, "forward", spoilt)
    ending, _ = run(make_job(), tmp_path / "run")
    assert (ending.step, ending.text) == (0, "Training ended at step 1: its input is not a finite number.")


@pytest.mark.parametrize("fault", [torch.OutOfMemoryError("CUDA out of memory"), MemoryError()])
def test_what_does_not_fit_into_memory_goes_in_smaller_parts_and_learns_the_same(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: Exception
) -> None:
    _, expected = run(make_job(overrides={"accumulate": 4}), tmp_path / "whole")
    forward: Callable[..., Tensor] = Objective.forward

    def small(self: Objective, batch: dict[str, Tensor]) -> Tensor:
        if len(batch["raw"]) > 1:
            raise fault
        return forward(self, batch)

    monkeypatch.setattr(Objective, "forward", small)
    heard = Heard()
    _, found = run(make_job(), tmp_path / "small", heard)
    assert any("1 samples at once" in text for text in heard.said)
    assert equal(expected, found)


def test_where_one_sample_is_too_much_that_is_said(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def never(self: Objective, batch: dict[str, Tensor]) -> Tensor:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(Objective, "forward", never)
    with pytest.raises(DeviceError, match="one crop of 64 pixels .* smaller crop"):
        run(make_job(), tmp_path / "run")


def test_training_ends_when_it_no_longer_gains(make_job: MakeJob, tmp_path: Path) -> None:
    overrides = {"lr": 1e-12, "steps": 100, "val_every": 1, "patience": 2}
    ending, _ = run(make_job(overrides=overrides), tmp_path / "run")
    assert (ending.reason, ending.step, ending.best_step) == ("patience", 3, 1)


def test_a_frozen_encoder_keeps_its_weights(make_job: MakeJob, tiny_model: Path, tmp_path: Path) -> None:
    job = make_job(overrides={"freeze_encoder": True, "ema": 0, "lr": 1e-2})
    _, after = run(job, tmp_path / "run")
    before = load_network(find_model(str(tiny_model))).state_dict()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    assert not any(name.startswith(("body.encoder", "body.stem", "body.downs")) for name in changed)


@pytest.mark.parametrize(("ranks", "parts"), [(1, 1), (1, 3), (2, 2), (3, 99)])
def test_every_sample_of_a_step_is_taken_once(ranks: int, parts: int) -> None:
    taken = [
        index
        for rank in range(ranks)
        for part in Share(batch=7, rank=rank, ranks=ranks, parts=parts).indices(step=3)
        for index in part
    ]
    assert sorted(taken) == list(range(21, 28))


@pytest.mark.skipif(
    not getattr(torch.cpu, "get_capabilities", dict)().get("avx512_bf16"),
    reason="this processor does not multiply bfloat16",
)
def test_a_cpu_that_has_bfloat16_trains_in_it(make_job: MakeJob, tmp_path: Path) -> None:
    exact, expected = run(make_job(), tmp_path / "float32")
    rounded, found = run(make_job(precision="bfloat16"), tmp_path / "bfloat16")
    assert exact.step == rounded.step
    assert not equal(expected, found)
    assert all(weights.isfinite().all() for weights in found.values())


def test_a_cpu_without_bfloat16_says_so(
    make_job: MakeJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": False}, raising=False)
    with pytest.raises(DeviceError, match="many times slower"):
        run(make_job(precision="bfloat16"), tmp_path)
