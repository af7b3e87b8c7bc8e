"""The ground of a raster by part: what is for training, what for validation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from ..errors import AreaError
from ..raster import Geometry, Grid
from ..tiling import Window
from . import IGNORE
from .labels import Labels

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Blocks:
    """The fold of every pixel of a raster.

    Attributes:
        lattice: From pixels to blocks: column and row of a pixel's corner to position on the lattice.
        first: Lattice position of the first block: along x, along y.
        folds: int8 (blocks along x, blocks along y): fold of each block; -1 without labels.
    """

    lattice: Affine
    first: tuple[int, int]
    folds: NDArray[np.int8]

    def read(self, rows: NDArray[np.float64], cols: NDArray[np.float64]) -> NDArray[np.int8]:
        """Folds at these pixel positions, which are broadcast together."""
        i, j = positions(self.lattice, rows, cols)
        last_i, last_j = self.folds.shape[0] - 1, self.folds.shape[1] - 1
        near = (i - self.first[0]).clip(0, last_i), (j - self.first[1]).clip(0, last_j)
        return np.asarray(self.folds[near])


@dataclass(frozen=True)
class Ground:
    """The labels of one data set by part: `train`, `val`, or `all` of them.

    Attributes:
        labels: The labels of each part; a part that is absent holds nothing.
        blocks: Which blocks are whose; None: each part's labels are its own.
        held_out: The fold that is `val`.
    """

    labels: Mapping[str, Labels]
    blocks: Blocks | None = None
    held_out: int = 0

    @property
    def grid(self) -> Grid:
        """The pixels."""
        return self.labels["all"].grid

    def read(self, window: Window, part: str = "all") -> NDArray[np.uint8]:
        """Read the labels of one part; all else is `IGNORE`.

        Args:
            window: May reach over the raster's edge.
            part: `train`, `val` or `all`.

        Returns:
            uint8 (H, W), the caller's own.
        """
        if part not in self.labels:
            return np.full((window.height, window.width), IGNORE, dtype=np.uint8)
        labels = self.labels[part].read(window)
        if part != "all" and self.blocks is not None:
            rows = np.arange(window.row, window.row_end)[:, None] + 0.5
            folds = self.blocks.read(rows, np.arange(window.col, window.col_end) + 0.5)
            labels[(folds == self.held_out) != (part == "val")] = IGNORE
        return labels

    def counts(self, part: str = "all") -> NDArray[np.int32]:
        """Labelled pixels by cell and class, as `Labels.counts`; a cell belongs to its centre's block."""
        if part not in self.labels:
            return np.zeros_like(self.labels["all"].counts)
        labels = self.labels[part]
        if part == "all" or self.blocks is None:
            return labels.counts
        folds = self.blocks.read(*cell_centres(labels))
        own = (folds == self.held_out) == (part == "val")
        return np.where(own[..., None], labels.counts, 0)

    def holds(self, window: Window, part: str) -> bool:
        """Whether a window holds labels of a part."""
        if part not in self.labels:
            return False
        inside = window.intersect(self.grid.window)
        return bool(self.labels[part].counts[self.cells(window)].any()) and bool(
            (self.read(inside, part) != IGNORE).any()
        )

    def cells(self, window: Window) -> tuple[slice, slice]:
        """The rows and columns of `counts` whose cells a window touches."""
        side = self.labels["all"].cell_px
        return (
            slice(max(0, window.row // side), max(0, -(-window.row_end // side))),
            slice(max(0, window.col // side), max(0, -(-window.col_end // side))),
        )


def positions(lattice: Affine, rows: NDArray[np.float64], cols: NDArray[np.float64]) -> tuple[Ints, Ints]:
    """Lattice positions, along x and along y, of the blocks in which pixel positions lie."""
    x, y = lattice * (cols, rows)
    return np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)


def cell_centres(labels: Labels) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Rows (R, 1) and columns (C,) of the centres of the cells in which labels are counted."""
    rows, cols = ((np.arange(n) + 0.5) * labels.cell_px for n in labels.counts.shape[:2])
    grid = labels.grid
    return np.minimum(rows, grid.height - 0.5)[:, None], np.minimum(cols, grid.width - 0.5)


def find_overlap(data: Sequence[Labels]) -> tuple[str, str] | None:
    """Find two rasters of different CRS that show the same ground, by their bounding boxes."""
    by_crs: dict[str, list[Labels]] = {}
    for labels in data:
        if labels.grid.placed and labels.grid.crs:
            by_crs.setdefault(labels.grid.crs.to_string(), []).append(labels)
    for (_, ours), (crs, theirs) in combinations(by_crs.items(), 2):
        on = ours[0].grid
        boxes = [on.bounds_of(_footprint(each.grid)) for each in ours]
        try:
            others = [on.bounds_of(shape) for shape in on.project([_footprint(t.grid) for t in theirs], crs)]
        except AreaError:  # what has no place in the other CRS does not lie there
            continue
        left, bottom, right, top = np.asarray(boxes).T[:, :, None]
        xmin, ymin, xmax, ymax = np.asarray(others).T
        pairs = np.argwhere((left < xmax) & (right > xmin) & (bottom < ymax) & (top > ymin))
        if len(pairs):
            return ours[pairs[0, 0]].item.raster, theirs[pairs[0, 1]].item.raster
    return None


def _footprint(grid: Grid) -> Geometry:
    corners = ((0, 0), (grid.width, 0), (grid.width, grid.height), (0, grid.height), (0, 0))
    return {"type": "Polygon", "coordinates": [[grid.transform * corner for corner in corners]]}
