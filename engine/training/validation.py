"""Scores of a network in training on the held-out tiles."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import torch
from lightning_fabric import Fabric

from .crops import Sample
from .feed import Batch, collate
from .objective import Objective
from .ranks import sum_of_ranks
from .scores import Confusion
from .targets import encode


@dataclass(frozen=True)
class Validation:
    """What a validation gave.

    Attributes:
        miou: Mean IoU; NaN where nothing could be scored.
        iou: IoU by class; NaN for a class that is not there.
        loss: Mean loss of the segmentation.
    """

    miou: float
    iou: Mapping[str, float]
    loss: float


class Validator:
    """Scores a network tile by tile; several processes share the tiles.

    Args:
        fabric: Device and other processes.
        tiles: The held-out tiles, all of one size.
        batch: Tiles at once.
    """

    def __init__(self, fabric: Fabric, tiles: Iterable[Sample], batch: int) -> None:
        self._fabric = fabric
        self._tiles = tiles
        self._batch = batch

    @torch.no_grad()
    def __call__(self, objective: Objective) -> Validation:
        """Score the network, which is in evaluation mode."""
        fabric = self._fabric
        confusion = Confusion([c.name for c in objective.card.classes]).to(fabric.device)
        losses = torch.zeros(2, device=fabric.device)
        for batch in self._batches():
            with fabric.autocast():
                logits = objective.logits(batch["raw"])
            loss = objective.loss(logits, encode(batch["labels"], batch["known"]))
            count = len(batch["raw"])
            losses += torch.stack([loss.float() * count, loss.new_tensor(float(count))])
            confusion.update(logits.argmax(1), batch["labels"], batch["known"])
        total, tiles = sum_of_ranks(fabric, losses)
        scores = confusion.scores()
        return Validation(scores.mean_iou, scores.iou, total / tiles if tiles else math.nan)

    def _batches(self) -> Iterator[Batch]:
        own = islice(self._tiles, self._fabric.global_rank, None, self._fabric.world_size)
        while group := list(islice(own, self._batch)):
            yield self._fabric.to_device(collate(group, with_shapes=False))
