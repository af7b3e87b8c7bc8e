"""A segmenter's scores on labelled ground, through the same tiles and blending as a map of it."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..address import short
from ..area import Extent
from ..job import SegmentJob
from ..loading import load
from ..pipeline import read_ahead
from ..plan import Plan, open_plan
from ..progress import Progress
from ..raster import Grid, block_cache
from ..scores import Scores
from ..segment import QUEUE_TILES, predict
from ..segmenter import Segmenter
from ..tiling import Window
from . import IGNORE, OTHER
from .scores import Confusion

Box = tuple[float, float, float, float]


class TruthLabels(Protocol):
    """Labels on the grid on which a model works, such as `Labels`."""

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which of the K classes the labels annotate, bool (K,)."""

    def read(self, window: Window) -> NDArray[np.uint8]:
        """Labels of a window, uint8 (H, W): 0 ... K-1, `OTHER`, and `IGNORE` where nothing is to be scored."""


@dataclass(frozen=True)
class Truth:
    """Labelled ground of one raster.

    Attributes:
        raster: A file, or any name GDAL opens.
        open: Gives the labels on the grid of a model.
        bands: As in `SegmentJob`.
        roles: What these bands show, where the model may want others or another order; empty: its own.
    """

    raster: str
    open: Callable[[Grid], TruthLabels]
    bands: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Handling:
    """How rasters are brought to a model: `ground_resolution` and `stretch` as in `SegmentJob`."""

    ground_resolution: str = "auto"
    stretch: str = "auto"


@dataclass(frozen=True)
class Tally:
    """How much of the labelled ground that one tile finishes is right.

    Attributes:
        raster: Index of the raster.
        box: left, top, right, bottom of the ground as shares of the raster's width and height.
        labels_box: The same of the labelled pixels in it.
        labelled_px: Labelled pixels.
        right_px: Those of them that are right.
    """

    raster: int
    box: Box
    labels_box: Box
    labelled_px: int
    right_px: int

    @property
    def right(self) -> float:
        """Share of the labelled pixels that is right."""
        return self.right_px / self.labelled_px


@dataclass(frozen=True)
class Scored:
    """What a scoring gave.

    Attributes:
        scores: The scores.
        tallies: The scored ground, tile by tile.
        warnings: What does not fit between model and rasters.
    """

    scores: Scores
    tallies: tuple[Tally, ...]
    warnings: tuple[str, ...]


class _LabelledGround(Extent):
    """The labelled pixels of a grid as an area: tiles without any never reach the device.

    Labels are kept from when a tile is read, in the reader's thread, until its pixels are compared.
    """

    def __init__(self, grid: Grid, ground: TruthLabels) -> None:
        super().__init__(None, grid)
        self._read = ground.read
        self._one_at_a_time = threading.Lock()
        self._waiting: dict[Window, NDArray[np.uint8]] = {}

    def wanted(self, window: Window) -> NDArray[np.bool_]:
        """Which pixels of a window inside the grid are labelled."""
        with self._one_at_a_time:
            labels = self._read(window)
            self._waiting[window] = labels
        return np.asarray(labels != IGNORE, dtype=bool)

    def take(self, window: Window) -> NDArray[np.uint8]:
        """Labels of a window that `wanted` was asked for."""
        with self._one_at_a_time:
            # A tile that two strips share is asked for twice under the same window.
            labels = self._waiting.pop(window, None)
            return self._read(window) if labels is None else labels


def score(
    segmenter: Segmenter,
    truths: Sequence[Truth],
    classes: Sequence[str],
    handling: Handling,
    progress: Progress,
) -> Scored:
    """Compare what a segmenter makes of rasters with their labels.

    Memory is bounded by the tiles under way, whatever the size of the rasters.

    Args:
        segmenter: The model on its device.
        truths: The labelled ground.
        classes: Names of the K classes of the labels. A class of the model that is none of them is wrong where
            one of them is labelled; one that the model does not know counts as not annotated.
        handling: How rasters are brought to the model.
        progress: Who is told, and may cancel.

    Raises:
        EngineError: When a raster does not fit the model.
        Cancelled: When the user cancelled.
    """
    confusion = Confusion(classes)
    own = [c.name for c in segmenter.card.classes]
    place = torch.tensor([classes.index(n) if n in classes else len(classes) for n in own], dtype=torch.long)
    tallies: list[Tally] = []
    warnings: list[str] = []
    for index, truth in enumerate(truths):
        progress.stage(f"Scoring {short(truth.raster)}")
        with open_truth(segmenter, truth, handling, progress) as plan:
            warnings += [f"{f.text} {f.remedy}" for f in plan.findings if f.level == "warning"]
            ground = truth.open(plan.grid)
            known = ground.known
            for window, predicted, labels in _compare(plan, ground, progress):
                mapped = place[predicted.long()]
                confusion.update(mapped[None], torch.from_numpy(labels)[None], torch.from_numpy(known)[None])
                tallies.append(_tally(index, plan.grid, window, mapped.numpy(), labels, known))
    if not tallies:
        side = len(classes) + 1
        nothing = Scores(tuple(classes), ((0,) * side,) * side, (False,) * len(classes))
        return Scored(nothing, (), tuple(warnings))
    found = confusion.scores()
    annotated = tuple(seen and name in own for seen, name in zip(found.annotated, classes, strict=True))
    return Scored(dataclasses.replace(found, annotated=annotated), tuple(tallies), tuple(warnings))


@contextmanager
def open_truth(segmenter: Segmenter, truth: Truth, handling: Handling, progress: Progress) -> Iterator[Plan]:
    """Open a raster as a segmentation by this model would.

    Raises:
        EngineError: When it cannot be read or does not fit the model.
    """
    wanted, bands = [band.name for band in segmenter.card.bands], truth.bands
    if bands and set(wanted) <= set(truth.roles):
        bands = tuple(bands[truth.roles.index(role)] for role in wanted)
    job = SegmentJob(
        truth.raster,
        output="",
        bands=bands,
        ground_resolution=handling.ground_resolution,
        stretch=handling.stretch,
    )
    with (
        open_plan(job, progress, segmenter) as plan,
        block_cache(plan.source.cache_bytes(plan.tiles.tile_px, plan.factor, plan.bands)),
    ):
        yield plan


def _compare(
    plan: Plan, ground: TruthLabels, progress: Progress
) -> Iterator[tuple[Window, Tensor, NDArray[np.uint8]]]:
    """Yield window, predicted classes and labels of the ground that each tile finishes, where any is labelled."""
    labelled = _LabelledGround(plan.grid, ground)
    plan = dataclasses.replace(plan, extent=labelled)
    done_px, total_px = 0, plan.grid.window.area_px
    with read_ahead(load(plan), QUEUE_TILES) as loaded:
        for tile, finished in predict(plan, loaded, [0, 0]):
            progress.check()
            seen = tile.tile.window.intersect(plan.grid.window)
            labels = labelled.take(seen)
            window = finished.window.intersect(tile.strip)
            done_px += window.area_px
            progress.update(done_px, total_px)
            keep = tile.keep[window.slices_in(tile.tile.window)]
            labels = np.where(keep, labels[window.slices_in(seen)], np.uint8(IGNORE))
            if (labels != IGNORE).any():
                yield window, finished.labels[window.slices_in(finished.window)].cpu(), labels


def classify(plan: Plan, window: Window) -> NDArray[np.uint8]:
    """Classes of a window of the plan's grid, uint8 (H, W), as a segmentation of the whole raster has them."""
    part = Extent(None, plan.grid)
    part.window = window
    plan = dataclasses.replace(plan, extent=part)
    classes = np.full((window.height, window.width), IGNORE, dtype=np.uint8)
    with read_ahead(load(plan), QUEUE_TILES) as loaded:
        for tile, finished in predict(plan, loaded, [0, 0]):
            inside = finished.window.intersect(window)
            if tile.raw is not None:
                predicted = finished.labels[inside.slices_in(finished.window)].cpu().numpy()
                classes[inside.slices_in(window)] = predicted
    return classes


def _tally(
    raster: int,
    grid: Grid,
    window: Window,
    predicted: NDArray[np.int64],
    labels: NDArray[np.uint8],
    known: NDArray[np.bool_],
) -> Tally:
    labelled = labels != IGNORE
    # On ground that is none of the annotated classes, any other class is right.
    other = (labels == OTHER) & ~np.append(known, False)[predicted]
    right = labelled & ((predicted == labels) | other)
    rows, cols = np.flatnonzero(labelled.any(1)), np.flatnonzero(labelled.any(0))
    around = Window(
        window.row + int(rows[0]),
        window.col + int(cols[0]),
        int(rows[-1] - rows[0]) + 1,
        int(cols[-1] - cols[0]) + 1,
    )
    return Tally(raster, _shares(window, grid), _shares(around, grid), int(labelled.sum()), int(right.sum()))


def _shares(window: Window, grid: Grid) -> Box:
    left, right = window.col / grid.width, window.col_end / grid.width
    return left, window.row / grid.height, right, window.row_end / grid.height
