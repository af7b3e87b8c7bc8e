"""Reading tiles: pixels as the network wants them, and which of them become labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .journal import Journal
from .plan import Plan
from .prepare import Preparer
from .raster import Grid, RasterReader
from .tiling import Tile, Window, reflect


@dataclass(frozen=True)
class Loaded:
    """A tile as the reader hands it on.

    Attributes:
        tile: Its geometry.
        strip: The strip it belongs to; where results are refined, the halo beyond it is loaded as well.
        column: Its place in the strip's row of tiles; `columns` is how many there are.
        columns: Tiles in the row.
        lowest: Whether its row is the strip's last.
        raw: Prepared pixels (C, tile, tile), or None where there is nothing to classify.
        keep: Which pixels of the tile become labels (tile, tile).
    """

    tile: Tile
    strip: Window
    column: int
    columns: int
    lowest: bool
    raw: NDArray[np.generic] | None
    keep: NDArray[np.bool_]

    @property
    def last(self) -> bool:
        """Whether it is the last of its row."""
        return self.column == self.columns - 1


def load(plan: Plan, journal: Journal | None = None) -> Iterator[Loaded]:
    """Read and prepare every tile, in the order in which the blender wants them; not those of noted rows."""
    reader = plan.source.reader(plan.bands, plan.grid)
    prepare = Preparer(plan.card, plan.ranges)
    for strip in journal.rest() if journal else plan.strips:
        seen = strip.grown(plan.job.refinement.halo_px).intersect(plan.extent.window)
        rows = list(plan.tiles.rows(seen, plan.reach_px))
        for row in rows:
            for column, tile in enumerate(row):
                raw, keep = _read(plan, reader, prepare, tile.window)
                yield Loaded(tile, strip, column, len(row), row is rows[-1], raw, keep)


def _read(
    plan: Plan, reader: RasterReader, prepare: Preparer, window: Window
) -> tuple[NDArray[np.generic] | None, NDArray[np.bool_]]:
    """Read one tile; returns prepared pixels (None where nothing is to be classified) and what to keep."""
    keep = np.zeros((window.height, window.width), dtype=bool)
    seen = window.intersect(plan.grid.window)
    wanted = plan.extent.wanted(seen)
    if wanted is not None and not wanted.any():
        return None, keep
    values, valid = read_reflected(reader.read, plan.grid, window)
    part = seen.slices_in(window)
    keep[part] = valid[part] if wanted is None else valid[part] & wanted
    return (prepare(values, valid) if keep.any() else None), keep


def read_reflected(
    read: Callable[[Window], tuple[NDArray[np.generic], NDArray[np.bool_]]], grid: Grid, window: Window
) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
    """Read a window that may reach over the raster's edge, where the raster is reflected.

    Args:
        read: Reads a window inside the grid: values (C, H, W), and which pixels are data (H, W).
        grid: The grid.
        window: What to read.
    """
    rows = reflect(window.row, window.height, grid.height)
    cols = reflect(window.col, window.width, grid.width)
    top, left = int(rows.min()), int(cols.min())
    values, valid = read(Window(top, left, int(np.ptp(rows)) + 1, int(np.ptp(cols)) + 1))
    if len(rows) != values.shape[1] or len(cols) != values.shape[2]:
        values = values.take(rows - top, -2).take(cols - left, -1)
        valid = valid.take(rows - top, -2).take(cols - left, -1)
    return values, valid
