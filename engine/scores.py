"""How well predicted classes agree with labels: a confusion matrix, and the scores that follow from it.

Precision, recall, F1, IoU (Jaccard), accuracy and Cohen's kappa are defined as in scikit-learn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Scores:
    """Agreement of a map with its labels.

    A score that is 0 / 0 is NaN and left out of means; so are all scores of a class that is neither in the
    labels nor predicted, or that no data set annotates.

    Attributes:
        classes: The K class names.
        confusion: Pixel counts, K+1 rows of labels by K+1 columns of predictions. The last row is `OTHER` ground:
            in its last column the pixels predicted as a class that their data set does not annotate, which is
            right; in the others those predicted as one that it does. The last column is else 0, but for a model
            with classes that are none of these.
        annotated: Which classes some data set annotates.
    """

    classes: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    annotated: tuple[bool, ...]

    @cached_property
    def _matrix(self) -> NDArray[np.float64]:
        return np.asarray(self.confusion, dtype=np.float64)

    def _by_class(self, numerator: NDArray[np.float64], denominator: NDArray[np.float64]) -> dict[str, float]:
        defined = (denominator > 0) & np.append(self.annotated, False)
        values = np.divide(numerator, denominator, out=np.full_like(denominator, math.nan), where=defined)
        return dict(zip(self.classes, values.tolist()))

    @property
    def precision(self) -> dict[str, float]:
        """User's accuracy of each class: of the pixels predicted as it, the share that is it."""
        return self._by_class(self._matrix.diagonal(), self._matrix.sum(0))

    @property
    def recall(self) -> dict[str, float]:
        """Producer's accuracy of each class: of the pixels that are it, the share predicted as it."""
        return self._by_class(self._matrix.diagonal(), self._matrix.sum(1))

    @property
    def f1(self) -> dict[str, float]:
        """F1 (Dice) of each class."""
        return self._by_class(2 * self._matrix.diagonal(), self._matrix.sum(0) + self._matrix.sum(1))

    @property
    def iou(self) -> dict[str, float]:
        """Intersection over union of each class."""
        right = self._matrix.diagonal()
        return self._by_class(right, self._matrix.sum(0) + self._matrix.sum(1) - right)

    @property
    def mean_iou(self) -> float:
        """Mean of the classes' IoU."""
        return _mean(self.iou)

    @property
    def mean_f1(self) -> float:
        """Mean of the classes' F1."""
        return _mean(self.f1)

    @property
    def accuracy(self) -> float:
        """Share of pixels that are right, `OTHER` ground included."""
        total = self.pixels
        return float(self._matrix.trace() / total) if total else math.nan

    @property
    def kappa(self) -> float:
        """Cohen's kappa, with `OTHER` ground as one more class."""
        total = self.pixels
        by_chance = float(self._matrix.sum(0) @ self._matrix.sum(1)) / total**2 if total else 1.0
        return (self.accuracy - by_chance) / (1 - by_chance) if by_chance < 1 else math.nan

    @property
    def pixels(self) -> int:
        """Pixels compared."""
        return int(self._matrix.sum())

    def to_dict(self) -> dict[str, object]:
        """Everything as plain data for JSON, NaN as null."""
        by_class = {name: getattr(self, name) for name in ("iou", "f1", "precision", "recall")}
        return {
            "classes": list(self.classes),
            "confusion": [list(row) for row in self.confusion],
            "annotated": list(self.annotated),
            **{name: _number(getattr(self, name)) for name in ("mean_iou", "mean_f1", "accuracy", "kappa")},
            **{name: {key: _number(v) for key, v in values.items()} for name, values in by_class.items()},
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, object]) -> Scores:
        """Read what `to_dict` wrote.

        Raises:
            KeyError: When a part is missing.
            TypeError: When a part is no list.
        """
        classes, confusion, annotated = (plain[key] for key in ("classes", "confusion", "annotated"))
        if not (isinstance(classes, list) and isinstance(confusion, list) and isinstance(annotated, list)):
            raise TypeError("Scores hold lists of classes, of counts, and of what is annotated.")
        return cls(tuple(classes), tuple(tuple(row) for row in confusion), tuple(annotated))


def _mean(values: Mapping[str, float]) -> float:
    defined = [value for value in values.values() if not math.isnan(value)]
    return sum(defined) / len(defined) if defined else math.nan


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
