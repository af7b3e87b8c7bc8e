"""The confusion matrix of batches, added up over devices."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import pad
from torchmetrics import Metric
from torchmetrics.functional.classification import multiclass_confusion_matrix

from ..scores import Scores
from . import IGNORE, OTHER


class Confusion(Metric):
    """Adds up the confusion matrix of batches, over all devices.

    Args:
        classes: The K class names.
    """

    higher_is_better = True
    full_state_update = False
    matrix: Tensor
    annotated: Tensor

    def __init__(self, classes: Sequence[str]) -> None:
        super().__init__()
        self.classes = tuple(classes)
        side = len(self.classes) + 1
        self.add_state("matrix", torch.zeros(side, side, dtype=torch.int64), dist_reduce_fx="sum")
        self.add_state("annotated", torch.zeros(side - 1, dtype=torch.int64), dist_reduce_fx="sum")

    def update(self, predicted: Tensor, labels: Tensor, known: Tensor) -> None:
        """Add a batch.

        Args:
            predicted: Class of each pixel, any whole-number type (N, H, W), 0 ... K-1; K where the model that is
                scored has predicted a class of its own, which is none of these.
            labels: uint8 (N, H, W): 0 ... K-1, `OTHER`, `IGNORE`.
            known: Classes that each sample's data set annotates, bool (N, K).
        """
        other = len(self.classes)
        predicted = predicted.long()
        is_other = labels == OTHER
        samples = torch.arange(len(known), device=known.device)[:, None, None]
        right = is_other & ~pad(known, (0, 1))[samples, predicted]
        self.matrix += multiclass_confusion_matrix(
            torch.where(right, other, predicted),
            torch.where(is_other, other, labels.long()),
            num_classes=other + 1,
            ignore_index=IGNORE,
            validate_args=False,
        )
        self.annotated += known.any(0)

    def compute(self) -> tuple[Tensor, Tensor]:
        """Return matrix and annotation counts, summed over all devices."""
        return self.matrix, self.annotated

    def scores(self) -> Scores:
        """Return the scores of all batches so far."""
        # Not from compute(): torchmetrics takes what that returns apart, and cannot take a frozen dataclass.
        matrix, annotated = self.compute()
        rows: list[list[int]] = matrix.tolist()
        return Scores(self.classes, tuple(map(tuple, rows)), tuple((annotated > 0).tolist()))
