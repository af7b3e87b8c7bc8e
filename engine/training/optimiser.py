"""What changes the weights: optimiser, learning rate by step, and their running mean."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import SGD, Adam, AdamW, Optimizer

from .recipe import Recipe
from .start import encoder_modules

POLY_POWER = 0.9
_PLATEAU_CUT = 0.1


def make_optimiser(network: nn.Module, recipe: Recipe) -> Optimizer:
    """Make the recipe's optimiser; frozen parameters are left out, norms and biases are not decayed.

    Args:
        network: The network; its encoder learns at `encoder_lr_factor`.
        recipe: The recipe.
    """
    slow = {id(p) for module in encoder_modules(network) for p in module.parameters()}
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for parameter in network.parameters():
        if parameter.requires_grad:
            factor = recipe.encoder_lr_factor if id(parameter) in slow else 1.0
            decay = recipe.weight_decay if parameter.ndim > 1 else 0.0
            groups.setdefault((factor, decay), []).append(parameter)
    settings = [
        {"params": parameters, "weight_decay": decay, "lr": recipe.lr * factor, "factor": factor}
        for (factor, decay), parameters in groups.items()
    ]
    if recipe.optimiser == "sgd":
        return SGD(settings, lr=recipe.lr, momentum=recipe.momentum)
    return (AdamW if recipe.weight_decay else Adam)(settings, lr=recipe.lr)


class Schedule:
    """The learning rate by step.

    Args:
        recipe: The recipe.
    """

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._cuts = 0
        self._stale = 0

    def lr(self, step: int) -> float:
        """The rate of step `step`, counted from 0."""
        recipe = self._recipe
        warm = min(1.0, (step + 1) / (recipe.warmup_steps + 1))
        done = min(step / recipe.steps, 1.0)
        fall = {
            "poly": (1 - done) ** POLY_POWER,
            "cosine": (1 + math.cos(math.pi * done)) / 2,
            "plateau": _PLATEAU_CUT**self._cuts,
            "constant": 1.0,
        }[recipe.schedule]
        return float(recipe.lr * warm * max(fall, recipe.min_lr_factor))

    def validated(self, gained: bool) -> None:
        """Take note of a validation."""
        self._stale = 0 if gained else self._stale + 1
        if self._stale >= self._recipe.plateau:
            self._stale = 0
            self._cuts += 1

    def state(self) -> dict[str, int]:
        """What a checkpoint must keep."""
        return {"cuts": self._cuts, "stale": self._stale}

    def restore(self, state: Mapping[str, int]) -> None:
        """Go on from `state`."""
        self._cuts, self._stale = state["cuts"], state["stale"]


class MeanWeights:
    """The exponential running mean of a network's weights and of its norms' statistics, which belong to them.

    Args:
        network: The network; the mean starts with its weights.
        decay: Share of the old mean in the new one, reached after about 10 / (1 - decay) steps.
    """

    def __init__(self, network: nn.Module, decay: float) -> None:
        self._decay = decay
        self._network = network
        self._mean = {name: value.detach().clone() for name, value in network.state_dict().items()}

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Take in the weights after step `step`, counted from 0."""
        share = 1 - min(self._decay, (1 + step) / (10 + step))
        for name, value in self._network.state_dict().items():
            if value.is_floating_point():
                self._mean[name].lerp_(value, share)
            else:
                self._mean[name].copy_(value)

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Put the mean into the network for a while."""
        own = {name: value.detach().clone() for name, value in self._network.state_dict().items()}
        self._network.load_state_dict(self._mean)
        try:
            yield
        finally:
            self._network.load_state_dict(own)

    def state(self) -> dict[str, Tensor]:
        """What a checkpoint must keep."""
        return self._mean

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from `state`."""
        for name, value in state.items():
            self._mean[name].copy_(value)
