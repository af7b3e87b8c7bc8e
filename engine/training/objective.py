"""What a training makes small: the loss of a batch, with the card's normalisation before the network."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

import torch
from torch import Tensor, nn

from ..card import ModelCard
from ..models.resuneta import Tasks
from .losses import MultiTaskLoss, build_loss
from .targets import encode, encode_tasks


class Objective(nn.Module):
    """A network and its loss.

    Args:
        network: Takes normalised (N, C, H, W), gives logits (N, K, H, W); with `forward_tasks` it learns its
            further tasks too.
        card: The new model: bands and their scaling.
        loss: Name of the loss.
        class_weights: Weight of each class (K,), or None.
    """

    def __init__(
        self, network: nn.Module, card: ModelCard, loss: str, class_weights: Tensor | None = None
    ) -> None:
        super().__init__()
        self.network = network
        self.card = card
        self.multi_task = hasattr(network, "forward_tasks")
        self.loss = build_loss(loss, class_weights)
        self.tasks_loss = MultiTaskLoss(self.loss) if self.multi_task else None
        self.mean: Tensor
        self.stddev: Tensor
        self.register_buffer("mean", torch.tensor([b.mean for b in card.bands]).view(1, -1, 1, 1))
        self.register_buffer("stddev", torch.tensor([b.stddev for b in card.bands]).view(1, -1, 1, 1))

    def forward(self, batch: Mapping[str, Tensor]) -> Tensor:
        """Compute the loss of a batch of samples; a scalar."""
        normalised = self._normalised(batch["raw"])
        if self.tasks_loss is not None:
            # Any network with this method may stand here; torch's types know only tensors and modules.
            tasks = cast(Callable[[Tensor], Tasks], self.network.forward_tasks)(normalised)
            targets = encode_tasks(batch, self.card.bands, self.card.value_range)
            loss: Tensor = self.tasks_loss(tasks, targets)
        else:
            loss = self.loss(self.network(normalised), encode(batch["labels"], batch["known"]))
        return loss

    def logits(self, raw: Tensor) -> Tensor:
        """Classify raw pixels (N, C, H, W); returns logits (N, K, H, W)."""
        logits: Tensor = self.network(self._normalised(raw))
        return logits

    def _normalised(self, raw: Tensor) -> Tensor:
        return ((raw - self.mean) / self.stddev).contiguous(memory_format=torch.channels_last)


def class_weights(pixels: Sequence[int]) -> Tensor:
    """Weights (K,) by the inverse square root of each class's labelled pixels, 1 on average.

    A class without labels weighs 1.
    """
    counts = torch.tensor(pixels, dtype=torch.float64)
    present = counts > 0
    weights = torch.where(present, counts.clamp_min(1).rsqrt(), 0.0)
    return torch.where(present, weights * present.sum() / weights.sum(), 1.0).float()
