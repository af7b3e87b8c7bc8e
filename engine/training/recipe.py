"""Recipes: every number of a training, by name."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_type_hints

from ..errors import JobError

_CHOICES = {
    "optimiser": ("sgd", "adamw"),
    "schedule": ("poly", "cosine", "plateau", "constant"),
    "norm": ("batch", "frozen", "group"),
    "class_weights": ("none", "balanced"),
}
_SHARES = ("momentum", "ema", "min_lr_factor", "encoder_lr_factor", "balance", "largest_share")


@dataclass(frozen=True)
class Recipe:
    """How a network is trained.

    Attributes:
        loss: A key of `LOSSES`, or several joined by `+`.
        class_weights: `none`, or `balanced`: by the inverse square root of each class's share of the labels.
        optimiser: `sgd` or `adamw` (Adam where `weight_decay` is 0).
        lr: Learning rate of all but the encoder.
        encoder_lr_factor: The encoder's rate as a share of `lr`.
        weight_decay: Of weights of two or more dimensions; norms and biases have none.
        momentum: Of `sgd`.
        schedule: How the rate falls: `poly` (power 0.9), `cosine`, `plateau` (a tenth after `plateau`
            validations without gain) or `constant`.
        min_lr_factor: The rate never falls below this share of `lr`.
        warmup_steps: Steps over which the rate rises from 0.
        steps: Optimiser steps.
        batch: Samples per step, over all devices and accumulated parts; the result depends on it.
        accumulate: Parts in which a device takes its share of a batch; doubled when memory runs out.
        crop_px: Side of a crop.
        clip: Largest norm of the gradient; 0: not clipped.
        ema: Decay of the running mean of the weights, which is what is scored and kept; 0: the weights.
        freeze_encoder: Whether the encoder keeps its weights.
        norm: `batch`, `frozen` (statistics as loaded) or `group`.
        augment: Policies of `engine.training.augment`, in this order.
        balance: How alike classes are drawn, around which crops lie: 1: each as often; 0: by their pixels; between:
            by a power of their pixels.
        largest_share: A crop in which one class has a larger share is drawn again; 1: never.
        val_every: Steps between validations.
        patience: Validations without gain after which training ends; 0: never.
        plateau: Validations without gain after which `plateau` cuts the rate.
        checkpoint_every: Steps between checkpoints.
    """

    loss: str = "cross-entropy+dice"
    class_weights: str = "none"
    optimiser: str = "adamw"
    lr: float = 1e-3
    encoder_lr_factor: float = 1.0
    weight_decay: float = 1e-4
    momentum: float = 0.9
    schedule: str = "poly"
    min_lr_factor: float = 0.0
    warmup_steps: int = 0
    steps: int = 1000
    batch: int = 8
    accumulate: int = 1
    crop_px: int = 256
    clip: float = 0.0
    ema: float = 0.0
    freeze_encoder: bool = False
    norm: str = "batch"
    augment: tuple[str, ...] = ("flips", "rotations")
    balance: float = 1.0
    largest_share: float = 0.75
    val_every: int = 100
    patience: int = 0
    plateau: int = 5
    checkpoint_every: int = 100

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            JobError: When one makes no sense.
        """
        for name, known in _CHOICES.items():
            if getattr(self, name) not in known:
                raise JobError(
                    f"A recipe's {name} cannot be '{getattr(self, name)}'.",
                    f"Choose one of {', '.join(known)}.",
                )
        for name, low, high in (
            *((n, 1, None) for n in ("steps", "batch", "accumulate", "val_every", "checkpoint_every")),
            *((n, 0, None) for n in ("weight_decay", "warmup_steps", "clip", "patience")),
            *((n, 0, 1) for n in _SHARES),
            ("crop_px", 32, None),
            ("plateau", 1, None),
            ("lr", 1e-12, None),
        ):
            value = getattr(self, name)
            if not (low <= value and (high is None or value <= high)):
                raise JobError(
                    f"A recipe's {name} cannot be {value:g}.",
                    f"It must be at least {low:g}" + ("." if high is None else f" and at most {high:g}."),
                )
        if self.ema == 1 or self.momentum == 1:
            raise JobError("A mean with decay 1 never learns.", "Give ema and momentum below 1.")


RECIPES: dict[str, Recipe] = {
    # Chen et al. 2017, section 4.1: poly 0.9, rate 0.007, crop 513, batch 16, 30,000 steps, scale 0.5-2, flips. The
    # crop is 512, a multiple of the stride; momentum and weight decay are those of ResNet, which the paper leaves out.
    "deeplabv3": Recipe(
        loss="cross-entropy",
        optimiser="sgd",
        lr=0.007,
        weight_decay=1e-4,
        steps=30_000,
        batch=16,
        crop_px=512,
        augment=("scale", "flips"),
        val_every=1000,
        checkpoint_every=1000,
    ),
    # Diakogiannis et al. 2020 and their published code: tiles of 256, Adam 0.001, no schedule but a tenth of the rate
    # and the best weights after about 100 epochs without gain, batch 256 (over many GPUs). Steps: an upper bound.
    "resuneta": Recipe(
        loss="tanimoto-complement",
        lr=1e-3,
        weight_decay=0.0,
        schedule="plateau",
        min_lr_factor=1e-3,
        steps=100_000,
        batch=256,
        crop_px=256,
        augment=("resuneta",),
        largest_share=1.0,
        val_every=500,
        patience=30,
        plateau=10,
        checkpoint_every=500,
    ),
    # mmsegmentation's schedule of 80,000 iterations for LoveDA, Potsdam and Vaihingen.
    "sgd-80k": Recipe(
        loss="cross-entropy",
        optimiser="sgd",
        lr=0.01,
        weight_decay=5e-4,
        min_lr_factor=0.01,
        steps=80_000,
        batch=16,
        crop_px=512,
        augment=("scale", "flips", "photometric"),
        val_every=2000,
        checkpoint_every=2000,
    ),
    # For a few polygons on a workstation: small steps for the encoder, statistics of the norms as loaded because
    # batches are small and of one place, a running mean of the weights because few labels make noisy steps.
    "finetune": Recipe(
        loss="cross-entropy+dice",
        lr=5e-4,
        encoder_lr_factor=0.2,
        weight_decay=1e-2,
        warmup_steps=20,
        steps=400,
        batch=8,
        crop_px=256,
        clip=5.0,
        ema=0.98,
        norm="frozen",
        augment=("flips", "rotations", "photometric"),
        val_every=50,
        patience=5,
        checkpoint_every=50,
    ),
}


def choose_recipe(name: str, overrides: Mapping[str, object]) -> Recipe:
    """Find a recipe and change single numbers of it.

    Args:
        name: A key of `RECIPES`.
        overrides: Values by field; texts are read as the field's type (as a command line gives them).

    Raises:
        JobError: When there is no such recipe or field, or a value does not fit.
    """
    if name not in RECIPES:
        raise JobError(f"There is no recipe '{name}'.", f"Recipes: {', '.join(RECIPES)}.")
    hints = get_type_hints(Recipe)
    unknown = sorted(set(overrides) - set(hints))
    if unknown:
        raise JobError(f"A recipe has no '{unknown[0]}'.", f"It has {', '.join(hints)}.")
    return dataclasses.replace(RECIPES[name], **{k: _read(k, v, hints[k]) for k, v in overrides.items()})


def _read(name: str, value: object, kind: object) -> Any:
    """The value as the field's type."""
    if kind is bool and str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    if kind is str and isinstance(value, str):
        return value
    if kind in (int, float) and isinstance(value, (int, float, str)) and not isinstance(value, bool):
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if kind is float and number == number:
            return number
        if kind is int and number.is_integer():
            return int(number)
    if kind == tuple[str, ...]:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        if isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value):
            return tuple(value)
    raise JobError(f"A recipe's {name} cannot be {value!r}.", "'rs-segmenter train --help' names its values.")
