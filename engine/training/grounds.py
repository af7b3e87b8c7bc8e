"""The ground of a raster by part: what is for training, what for validation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


def by_space(data: Sequence[Labels]) -> dict[str, list[Labels]]:
    """Rasters by what their map coordinates mean: their CRS; one without a place has a space of its own."""
    spaces: dict[str, list[Labels]] = {}
    for labels in data:
        spaces.setdefault(space(labels), []).append(labels)
    return spaces


def space(labels: Labels) -> str:
    """Rasters of one CRS share their blocks; one without a place has blocks of its own."""
    if not labels.grid.placed:
        return labels.item.raster
    return labels.grid.crs.to_string() if labels.grid.crs else "no CRS"


def find_overlap(ours: Sequence[Labels], theirs: Sequence[Labels]) -> tuple[str, str] | None:
    """Find two rasters that show the same labelled ground.

    Args:
        ours: Rasters of one space.
        theirs: Rasters of one space. Where it is another, bounding boxes of the rasters decide.

    Returns:
        One of ours and one of theirs, or None.
    """
    on, crs = ours[0].grid, theirs[0].grid.crs
    is_foreign = space(ours[0]) != space(theirs[0])
    if is_foreign and not (on.placed and on.crs and theirs[0].grid.placed and crs):
        return None
    try:
        footprints = [_footprint(t.grid) for t in theirs]
        if is_foreign and crs:
            footprints = on.project(footprints, crs.to_string())
    except AreaError:  # what has no place in the other CRS does not lie there
        return None
    left, bottom, right, top = np.asarray([on.bounds_of(_footprint(o.grid)) for o in ours]).T[:, :, None]
    xmin, ymin, xmax, ymax = np.asarray([on.bounds_of(shape) for shape in footprints]).T
    near = np.argwhere((left < xmax) & (right > xmin) & (bottom < ymax) & (top > ymin))
    pairs = ((ours[i], theirs[j]) for i, j in near)
    found = next((pair for pair in pairs if is_foreign or _share_cells(*pair)), None)
    return (found[0].item.raster, found[1].item.raster) if found else None


def _share_cells(ours: Labels, theirs: Labels) -> bool:
    """Whether the middle of a labelled cell of ours lies in a labelled cell of theirs."""
    rows, cols = np.nonzero(ours.counts.any(axis=2))
    down, across = cell_centres(ours)
    onto = Affine.scale(1 / theirs.cell_px) * ~theirs.grid.transform * ours.grid.transform
    i, j = positions(onto, down[rows, 0], across[cols])
    labelled = theirs.counts.any(axis=2)
    inside = (i >= 0) & (j >= 0) & (i < labelled.shape[1]) & (j < labelled.shape[0])
    return bool(labelled[j[inside], i[inside]].any())


def _footprint(grid: Grid) -> Geometry:
    corners = ((0, 0), (grid.width, 0), (grid.width, grid.height), (0, grid.height), (0, 0))
    return {"type": "Polygon", "coordinates": [[grid.transform * corner for corner in corners]]}
