"""All labelled ground of a training, split: crops to learn from, tiles to validate on, ground to judge by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..card import ModelCard
from ..errors import TrainingDataError
from ..progress import Progress
from ..raster import Grid, RasterSource
from ..tiling import Window
from . import IGNORE
from .augment import make_augment
from .blocks import check_classes
from .crops import TrainCrops, ValTiles, hold_data, val_tiles
from .grounds import Ground
from .job import TrainJob
from .labels import LabelReport
from .recipe import Recipe
from .scene import Scenes, open_scenes
from .scoring import Truth

Free = Callable[[Window], NDArray[np.bool_]]


@dataclass(frozen=True)
class LabelledGround:
    """What a training learns from and is judged by.

    Attributes:
        crops: Samples by number.
        tiles: The held-out ground as tiles.
        truths: The held-out ground for whole models, whatever grid they work on.
        reports: What each data set's labels hold.
        train_px: Labelled pixels of each class that may be learnt from.
        notes: How the ground was split, and what of labels and rasters the user should know.
        warnings: What makes scores better than they should be.
    """

    crops: TrainCrops
    tiles: ValTiles
    truths: tuple[Truth, ...]
    reports: tuple[LabelReport, ...]
    train_px: tuple[int, ...]
    notes: tuple[str, ...]
    warnings: tuple[str, ...]


def open_ground(job: TrainJob, recipe: Recipe, card: ModelCard, progress: Progress) -> LabelledGround:
    """Open and split all labelled ground.

    Raises:
        TrainingDataError: When the labels do not serve.
        RasterError: When a raster cannot be read or does not fit the card.
        JobError: When an augmentation is unknown.
    """
    opened = _open(job, card, progress)
    scenes = opened.scenes
    check_classes([scene.ground for scene in scenes])
    for part, purpose in (("train", "training"), ("val", "validation")):
        if not hold_data(scenes, card.tile.tile_px, part):
            raise TrainingDataError(
                f"The rasters hold no data where they are labelled for {purpose}.",
                "Check their nodata values and the labels.",
            )
    findings = dict.fromkeys(f"{f.text} {f.remedy}" for s in scenes for f in s.findings)
    pixels = sum(scene.ground.counts("train").sum(axis=(0, 1), dtype=np.int64) for scene in scenes)
    augment = make_augment(recipe.augment, card)
    roles = tuple(band.name for band in card.bands)
    return LabelledGround(
        crops=TrainCrops(scenes, recipe.crop_px, augment, job.seed, recipe.balance, recipe.largest_share),
        tiles=val_tiles(scenes, card.tile.tile_px),
        truths=tuple(
            Truth(item.raster, _HeldOut(scene.ground).on, item.bands, roles)
            for item, scene in zip(job.data, scenes)
            if scene.ground.counts("val").any()
        ),
        reports=tuple(scene.report for scene in scenes),
        train_px=tuple(np.asarray(pixels)[: len(card.classes)].tolist()),
        notes=(*opened.notes, *findings),
        warnings=opened.warnings,
    )


def free_ground(
    job: TrainJob, card: ModelCard, progress: Progress
) -> list[tuple[str, tuple[int, ...], Free]]:
    """Find the ground of the training rasters that is neither labelled nor held out.

    Returns:
        Each raster with its bands, and what says which pixels of a window of the raster's own grid are free.
    """
    found: dict[str, tuple[tuple[int, ...], list[Ground]]] = {}
    for item, scene in zip(job.data, _open(job, card, progress).scenes):
        found.setdefault(item.raster, (item.bands, []))[1].append(scene.ground)
    used = {item.raster for item in job.data if item.use != "val"}
    free: list[tuple[str, tuple[int, ...], Free]] = []
    for raster, (bands, grounds) in found.items():
        if raster in used:
            source = RasterSource(raster)
            free.append((raster, bands, _Free(grounds, source.grid)))
            source.close()
    return free


def _open(job: TrainJob, card: ModelCard, progress: Progress) -> Scenes:
    split = job.split
    return open_scenes(job.data, card, split, split.fold or 0, job.ground_resolution, job.stretch, progress)


@dataclass(frozen=True)
class _HeldOut:
    """The held-out labels of a data set, on any grid over its raster."""

    ground: Ground
    grid: Grid | None = None

    def on(self, grid: Grid) -> _HeldOut:
        """The same on another grid: the nearest pixel's label."""
        return _HeldOut(self.ground, grid)

    @property
    def known(self) -> NDArray[np.bool_]:
        return self.ground.labels["all"].known

    def read(self, window: Window) -> NDArray[np.uint8]:
        return _nearest(self.ground, self.grid or self.ground.grid, window, "val")


@dataclass(frozen=True)
class _Free:
    """Which pixels of a raster are neither labelled nor in blocks that are held out."""

    grounds: list[Ground]
    grid: Grid

    def __call__(self, window: Window) -> NDArray[np.bool_]:
        free = np.ones((window.height, window.width), dtype=bool)
        for ground in self.grounds:
            rows, cols = _own_pixels(ground.grid, self.grid, window)
            free &= _nearest(ground, self.grid, window, "all") == IGNORE
            if ground.blocks is not None:
                folds = ground.blocks.read(rows[:, None] + 0.5, cols + 0.5)
                free &= folds != ground.held_out
        return free


def _nearest(ground: Ground, grid: Grid, window: Window, part: str) -> NDArray[np.uint8]:
    """Labels of a part on another grid over the same raster."""
    if (grid.height, grid.width) == (ground.grid.height, ground.grid.width):
        return ground.read(window, part)
    rows, cols = _own_pixels(ground.grid, grid, window)
    around = Window(int(rows[0]), int(cols[0]), int(np.ptp(rows)) + 1, int(np.ptp(cols)) + 1)
    return ground.read(around, part)[np.ix_(rows - rows[0], cols - cols[0])]


def _own_pixels(own: Grid, other: Grid, window: Window) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of the own grid under the pixels of a window of another one."""
    rows = (np.arange(window.row, window.row_end) + 0.5) * own.height / other.height
    cols = (np.arange(window.col, window.col_end) + 0.5) * own.width / other.width
    return np.floor(rows).astype(np.int64), np.floor(cols).astype(np.int64)
