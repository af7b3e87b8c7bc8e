"""A training with everything opened and decided: what can be wrong is found here, before the first step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from ..card import ModelCard, read_card
from ..errors import JobError
from ..progress import Progress
from ..registry import Model, find_model
from ..weights import load_network
from .draft import draft_card
from .job import TrainJob
from .labelled_ground import LabelledGround, open_ground
from .naming import class_names, is_vector
from .recipe import Recipe, choose_recipe
from .start import freeze_encoder, set_norm, start_network


@dataclass(frozen=True)
class Plan:
    """Everything a training needs.

    Attributes:
        recipe: The recipe.
        parent: The model to start from, or None.
        card: The new model's card before training.
        network: The network with the weights to start from.
        ground: Labelled ground, split.
        notes: What was decided about the network.
    """

    recipe: Recipe
    parent: Model | None
    card: ModelCard
    network: nn.Module
    ground: LabelledGround
    notes: tuple[str, ...]


def make_plan(job: TrainJob, progress: Progress, start: Path | None = None) -> Plan:
    """Open and check everything a training needs.

    Args:
        job: What to do.
        progress: Who is told, and may cancel.
        start: Model folder with the weights to start from, of the card that this job makes; None: as the job says.

    Raises:
        EngineError: Whatever is wrong with the rasters, the labels, the model or the options.
    """
    recipe, parent, card = draft(job)
    torch.manual_seed(job.seed)
    encoder = Path(job.encoder_weights) if job.encoder_weights else None
    network, notes = start_network(card, parent, encoder)
    if start is not None:
        network.load_state_dict(load_network(Model(start, read_card(start))).state_dict())
    size_multiple = int(getattr(network, "size_multiple", 1))
    for what, name, side_px in (
        ("Crops", "crop_px", recipe.crop_px),
        ("Tiles", "tile_px", card.tile.tile_px),
    ):
        if side_px % size_multiple:
            raise JobError(
                f"{what} of {side_px} pixels do not fit {card.architecture}.",
                f"{name} must be a multiple of {size_multiple}.",
            )
    set_norm(network, recipe.norm)
    if recipe.freeze_encoder:
        freeze_encoder(network)
    return Plan(recipe, parent, card, network, open_ground(job, recipe, card, progress), notes)


def draft(job: TrainJob) -> tuple[Recipe, Model | None, ModelCard]:
    """The recipe, the start model and the new model's card before training; raises as `make_plan`."""
    recipe = choose_recipe(job.recipe, job.overrides)
    parent = find_model(job.model) if job.model is not None else None
    return recipe, parent, draft_card(job, recipe, parent.card if parent else None, _names(job, parent))


def _names(job: TrainJob, parent: Model | None) -> tuple[str, ...]:
    """Names of the classes in the labels; those of the start model go for label rasters without a mapping."""
    if job.classes:
        return ()
    plain = [item for item in job.data if not is_vector(item.labels) and not item.mapping]
    inherited = tuple(c.name for c in parent.card.classes) if parent and plain else ()
    found = class_names([item for item in job.data if parent is None or item not in plain])
    return tuple(dict.fromkeys((*inherited, *found)))
