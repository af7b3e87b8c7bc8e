"""Learning rate by step, groups of parameters, the running mean of the weights."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import nn

from rs_segmenter.engine.models import build
from rs_segmenter.engine.training.optimiser import MeanWeights, Schedule, make_optimiser
from rs_segmenter.engine.training.recipe import Recipe

SMALL = {"initial_filters": 4, "encoder_dilations": [[1]] * 6, "decoder_dilations": [[1]] * 5}


def test_poly_falls_with_the_power_0_9() -> None:
    schedule = Schedule(Recipe(lr=0.01, steps=100, schedule="poly", min_lr_factor=0.01))
    assert schedule.lr(0) == 0.01
    assert schedule.lr(50) == pytest.approx(0.01 * 0.5**0.9)
    assert schedule.lr(100) == pytest.approx(0.0001)


def test_cosine_is_halfway_down_in_the_middle() -> None:
    assert Schedule(Recipe(lr=1.0, steps=10, schedule="cosine")).lr(5) == pytest.approx(0.5)


def test_the_rate_rises_over_the_warm_up() -> None:
    schedule = Schedule(Recipe(lr=1.0, steps=100, schedule="constant", warmup_steps=4))
    assert [schedule.lr(s) for s in range(6)] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0, 1.0])


def test_a_plateau_cuts_the_rate_to_a_tenth_and_a_resumed_run_knows() -> None:
    recipe = Recipe(lr=1.0, schedule="plateau", plateau=2)
    schedule = Schedule(recipe)
    for gained in (True, False, False, False):
        schedule.validated(gained)
    assert schedule.lr(7) == pytest.approx(0.1)
    resumed = Schedule(recipe)
    resumed.restore(schedule.state())
    for each in (schedule, resumed):
        each.validated(False)
        assert each.lr(8) == pytest.approx(0.01)


@pytest.mark.parametrize("architecture", ["ResUNet-a d6", "DeepLabV3Plus"])
def test_every_parameter_is_in_one_group_and_the_encoder_is_slower(architecture: str) -> None:
    options = SMALL if architecture.startswith("Res") else {"encoder": "resnet18"}
    network = build(architecture, 3, 2, options)
    optimiser = make_optimiser(network, Recipe(lr=1.0, encoder_lr_factor=0.1, weight_decay=0.5))
    grouped = [id(p) for group in optimiser.param_groups for p in group["params"]]
    assert sorted(grouped) == sorted(id(p) for p in network.parameters())
    kinds = {(g["factor"], g["weight_decay"]) for g in optimiser.param_groups}
    assert kinds == {(0.1, 0.5), (0.1, 0.0), (1.0, 0.5), (1.0, 0.0)}
    for group in optimiser.param_groups:
        assert all((p.ndim > 1) == (group["weight_decay"] > 0) for p in group["params"])


def test_frozen_parameters_are_left_alone() -> None:
    network = build("ResUNet-a d6", 3, 2, SMALL)
    for parameter in network.get_submodule("body").parameters():
        parameter.requires_grad_(False)
    optimiser = make_optimiser(network, dataclasses.replace(Recipe(), optimiser="sgd"))
    grouped = {id(p) for group in optimiser.param_groups for p in group["params"]}
    assert grouped == {id(p) for p in network.parameters() if p.requires_grad}


def test_the_mean_of_weights_starts_fast_and_ends_at_its_decay() -> None:
    network = nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        network.weight.fill_(0.0)
        mean = MeanWeights(network, 0.5)
        network.weight.fill_(1.0)
        mean.update(0)
        assert mean.state()["weight"].item() == pytest.approx(0.9)
        network.weight.fill_(0.0)
        mean.update(1000)
    assert mean.state()["weight"].item() == pytest.approx(0.45)
    with mean.applied():
        assert network.weight.item() == pytest.approx(0.45)
    assert network.weight.item() == 0.0


def test_the_statistics_of_norms_are_those_of_the_mean_weights() -> None:
    norm = nn.BatchNorm2d(1)
    mean = MeanWeights(norm, 0.5)
    assert norm.running_mean is not None and norm.num_batches_tracked is not None
    norm.running_mean.fill_(1.0)
    norm.num_batches_tracked.fill_(7)
    mean.update(1000)
    assert mean.state()["running_mean"].item() == pytest.approx(0.5)
    assert mean.state()["num_batches_tracked"].item() == 7
