"""Whole-number geometry of tiles: no pixels, no files.

A raster is covered by cores: squares of `stride_px` anchored at the raster's upper left corner. A tile is a
core with a halo of half the overlap on each side. Tiles reach over the raster's edge; what lies outside is
the raster reflected at its outermost pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .choices import BLENDS
from .errors import JobError

MAX_STRIP_PX = 4096
MAX_TILE_PX = 8192


@dataclass(frozen=True)
class Window:
    """A rectangle of pixels: rows `row ... row_end-1`, columns `col ... col_end-1`; may be empty."""

    row: int
    col: int
    height: int
    width: int

    @property
    def row_end(self) -> int:
        """The row below the last one."""
        return self.row + self.height

    @property
    def col_end(self) -> int:
        """The column right of the last one."""
        return self.col + self.width

    @property
    def area_px(self) -> int:
        """Number of pixels."""
        return self.height * self.width

    def intersect(self, other: Window) -> Window:
        """Return the pixels in both; of size 0 where there are none."""
        row, col = max(self.row, other.row), max(self.col, other.col)
        height = max(0, min(self.row_end, other.row_end) - row)
        width = max(0, min(self.col_end, other.col_end) - col)
        return Window(row, col, height, width)

    def grown(self, margin_px: int) -> Window:
        """Return this window with a margin on each side."""
        return Window(
            self.row - margin_px,
            self.col - margin_px,
            self.height + 2 * margin_px,
            self.width + 2 * margin_px,
        )

    def slices_in(self, other: Window) -> tuple[slice, slice]:
        """Return the slices that cut this window out of an array that covers `other`."""
        top, left = self.row - other.row, self.col - other.col
        return slice(top, top + self.height), slice(left, left + self.width)


@dataclass(frozen=True)
class Tile:
    """One square that the model sees.

    Attributes:
        window: What the model sees; may reach over the raster's edge.
        core: The part inside the raster that no other tile has as its core.
    """

    window: Window
    core: Window


@dataclass(frozen=True)
class TileGrid:
    """All tiles of a raster, anchored at its upper left corner.

    Attributes:
        height: Rows of the raster.
        width: Columns of the raster.
        tile_px: Side of a tile.
        overlap_px: What two neighbours share; even, less than `tile_px`.
    """

    height: int
    width: int
    tile_px: int
    overlap_px: int

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            JobError: When the tile is empty or fits no memory, or the overlap does not fit it.
        """
        if not 1 <= self.tile_px <= MAX_TILE_PX:
            raise JobError(
                f"No model runs on tiles of {self.tile_px} pixels.",
                f"Give a tile size from 1 to {MAX_TILE_PX}.",
            )
        if not 0 <= self.overlap_px < self.tile_px or self.overlap_px % 2:
            raise JobError(
                f"An overlap of {self.overlap_px} pixels does not fit tiles of {self.tile_px} pixels.",
                "Give an even number of pixels from 0 to less than the tile size.",
            )

    @property
    def stride_px(self) -> int:
        """Distance between neighbouring tiles."""
        return self.tile_px - self.overlap_px

    @property
    def halo_px(self) -> int:
        """What a tile has beyond its core, on each side."""
        return self.overlap_px // 2

    def rows(self, within: Window, reach_px: int) -> Iterator[list[Tile]]:
        """Yield the tiles that have a say in any pixel of a window, row by row of the grid.

        Args:
            within: Part of the raster.
            reach_px: How far beyond its core a tile has a say: 0 ... `halo_px`.

        Yields:
            The tiles of one row of the grid, from left to right.
        """
        columns = list(self._indices(within.col, within.col_end, self.width, reach_px))
        for i in self._indices(within.row, within.row_end, self.height, reach_px):
            yield [self._tile(i, j) for j in columns]

    def _indices(self, start: int, end: int, size: int, reach_px: int) -> range:
        """Indices, along one axis, of the tiles that reach into `start ... end-1`."""
        first = max(0, (start - reach_px) // self.stride_px)
        last = (end - 1 + reach_px) // self.stride_px
        return range(first, min(last, (size - 1) // self.stride_px) + 1)

    def _tile(self, i: int, j: int) -> Tile:
        row, col = i * self.stride_px, j * self.stride_px
        core = Window(row, col, self.stride_px, self.stride_px)
        window = Window(row - self.halo_px, col - self.halo_px, self.tile_px, self.tile_px)
        return Tile(window, core.intersect(Window(0, 0, self.height, self.width)))


def strips(within: Window, block_px: int, stride_px: int, reach_px: int) -> Iterator[Window]:
    """Cut a window into columns narrow enough for a band of rows to fit in memory.

    Tiles with a say on both sides of a cut are computed twice: it lies where they are fewest.

    Args:
        within: What to cut.
        block_px: Side of the output file's blocks: no block is cut.
        stride_px: Distance between tiles.
        reach_px: How far beyond its core a tile has a say.

    Yields:
        Windows of full height, from left to right, at most `MAX_STRIP_PX` wide.
    """

    def shared(col: int) -> int:
        return (col - 1 + reach_px) // stride_px - (col - reach_px) // stride_px + 1

    col, widest_px = within.col, MAX_STRIP_PX // block_px * block_px
    while within.col_end - col > widest_px:
        narrowest_px = max(block_px, widest_px - stride_px)
        widths = range(widest_px, narrowest_px - 1, -block_px)
        width = min(widths, key=lambda width_px: shared(col + width_px))
        yield Window(within.row, col, within.height, width)
        col += width
    yield Window(within.row, col, within.height, within.col_end - col)


def reflect(start: int, length: int, size: int) -> NDArray[np.intp]:
    """Indices of `start ... start+length-1` on an axis reflected at its outermost pixels.

    Args:
        start: First index; may be negative.
        length: How many.
        size: Length of the axis, at least 1; index -1 becomes 1, index `size` becomes `size - 2`.

    Returns:
        Array of `length` indices in 0 ... size-1.
    """
    period = max(1, 2 * size - 2)
    folded = np.arange(start, start + length) % period
    return np.asarray(np.where(folded < size, folded, period - folded), dtype=np.intp)


def weight_window(blend: str, tile_px: int, overlap_px: int) -> NDArray[np.float32]:
    """Weights of a tile's pixels where tiles overlap.

    Args:
        blend: `crop` (the core alone counts), `mean` (all pixels alike, as in ResUNet-a, section 3.4), or
            `hann` (raised cosine over the overlap: neighbouring weights add up to 1).
        tile_px: Side of the tile.
        overlap_px: What two neighbours share.

    Returns:
        float32 array (tile_px, tile_px), 0 ... 1; above 0 everywhere but for `crop`.

    Raises:
        JobError: When the name is unknown.
    """
    if blend not in BLENDS:
        raise JobError(f"There is no blending called '{blend}'.", "Choose crop, mean or hann.")
    ramp = np.ones(tile_px)
    if blend == "crop":
        halo_px = overlap_px // 2
        ramp[:halo_px] = ramp[tile_px - halo_px :] = 0
    if blend == "hann" and overlap_px:
        # Where tiles overlap by more than half, rising and falling ramps meet inside one tile.
        rise_px = min(overlap_px, tile_px // 2)
        rise = np.sin(np.pi / 2 * (np.arange(rise_px) + 0.5) / rise_px) ** 2
        ramp[:rise_px] = rise
        ramp[tile_px - rise_px :] = rise[::-1]
    return np.outer(ramp, ramp).astype(np.float32)
