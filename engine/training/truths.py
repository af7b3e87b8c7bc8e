"""The labelled ground that an evaluation scores: all of it, or what a training holds out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..card import LabelClass
from ..errors import JobError, TrainingDataError
from ..progress import Progress
from ..raster import Grid
from ..segmenter import Segmenter
from ..tiling import Window
from .blocks import assign
from .grounds import Ground
from .job import EvaluateJob, Labelled
from .labels import Labels, open_labels
from .scoring import Handling, Truth, open_truth


class OpenedLabels:
    """Opens a data set's labels on the grid of whatever model is scored, once per grid.

    Args:
        item: The data set.
        classes: The classes 0 ... K-1.
        may_miss: Whether polygons may miss the raster.
    """

    def __init__(self, item: Labelled, classes: Sequence[LabelClass], *, may_miss: bool = False) -> None:
        self.item = item
        self._may_miss = may_miss
        self._classes = classes
        self._labels: Labels | None = None

    def __call__(self, grid: Grid) -> Labels:
        """The labels on a grid."""
        if self._labels is None or self._labels.grid != grid:
            self._labels = open_labels(self.item, grid, self._classes, may_miss=self._may_miss)
        return self._labels

    @property
    def labels(self) -> Labels:
        """The labels opened last."""
        if self._labels is None:
            raise ValueError("no labels have been opened")
        return self._labels


@dataclass(frozen=True)
class _HeldOut:
    """The labels that a split holds out, and no others."""

    ground: Ground

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which classes the labels annotate."""
        return self.ground.labels["all"].known

    def read(self, window: Window) -> NDArray[np.uint8]:
        """Labels of a window, `IGNORE` outside the held-out ground."""
        return self.ground.read(window, "val")


def find_truths(
    job: EvaluateJob,
    opened: Sequence[OpenedLabels],
    segmenter: Segmenter,
    handling: Handling,
    progress: Progress,
) -> tuple[list[Truth], tuple[str, ...]]:
    """Decide which ground is scored.

    Args:
        job: Part and split.
        opened: The labels of the job's data sets.
        segmenter: The model.
        handling: How rasters are brought to it.
        progress: Who is told, and may cancel.

    Returns:
        The ground, and how it was split.

    Raises:
        EngineError: When rasters or labels cannot be read, or the split holds out nothing.
    """
    everything = [Truth(o.item.raster, o, o.item.bands) for o in opened]
    if job.part == "all":
        return everything, ()
    if job.split.folds and job.split.fold is None:
        raise JobError("Which fold is held out is not said.", f"Give a fold from 0 to {job.split.folds - 1}.")
    progress.stage("Finding the held-out ground")
    labels = []
    for truth, each in zip(everything, opened, strict=True):
        with open_truth(segmenter, truth, handling, progress) as plan:
            labels.append(each(plan.grid))
    assignment = assign(labels, job.split, job.split.fold or 0)
    held_out = [
        Truth(truth.raster, lambda _grid, part=_HeldOut(ground): part, truth.bands)  # type: ignore[misc]
        for truth, ground in zip(everything, assignment.grounds, strict=True)
        if ground.counts("val").any()
    ]
    if not held_out:
        raise TrainingDataError("No labels are held out.", "Label more ground, or evaluate on all of it.")
    return held_out, (*assignment.notes, *assignment.warnings)
