"""Areas of single pixels on the ellipsoid, fast."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .raster import Grid
from .tiling import Window

Floats = NDArray[np.float64]
LABELS = 256
"""Numbers that a label can have."""

# Over 10 km, pixel areas bend away from a straight line by less than a millionth, short of the poles.
_STEP_M = 10_000
_MAX_STEP_PX = 64


class PixelAreas:
    """The area of every pixel of a grid: computed at a lattice of pixels, interpolated in between.

    The lattice is anchored at the grid's first pixel, so that a pixel's area does not depend on the window.

    Args:
        grid: Size and place.
    """

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._step_px = int(np.clip(_STEP_M / (grid.ground_resolution_m or 1.0), 1, _MAX_STEP_PX))

    def read(self, window: Window) -> Floats:
        """Areas in m2 of the pixels of a window, (H, W); NaN where they cannot be known."""
        (above, below), down = self._between(window.row, window.row_end)
        (left, right), across = self._between(window.col, window.col_end)
        rows = np.arange(above[0], below[-1] + 1)
        cols = np.arange(left[0], right[-1] + 1)
        knots = np.stack(np.meshgrid(rows, cols, indexing="ij")).astype(np.float64) * self._step_px
        known = self._grid.pixel_areas_m2(*knots)
        level = known[:, left - cols[0]] * (1 - across) + known[:, right - cols[0]] * across
        areas: Floats = level[above - rows[0]] * (1 - down[:, None]) + level[below - rows[0]] * down[:, None]
        return areas

    def add(
        self,
        labels: NDArray[np.uint8],
        window: Window,
        pixels: NDArray[np.int64],
        areas_m2: Floats,
    ) -> None:
        """Add up the pixels of a window, and their areas, by label.

        Args:
            labels: (H, W).
            window: Where they lie.
            pixels: (`LABELS`,) what has been counted so far; changed.
            areas_m2: (`LABELS`,) the same for areas; NaN where one cannot be known.
        """
        pixels += np.bincount(labels.ravel(), minlength=LABELS)
        areas_m2 += np.bincount(labels.ravel(), self.read(window).ravel(), minlength=LABELS)

    def _between(self, first: int, end: int) -> tuple[tuple[NDArray[np.int64], NDArray[np.int64]], Floats]:
        """Knots before and after some rows or columns, and how far these are from the one to the other."""
        before, rest = np.divmod(np.arange(first, end, dtype=np.int64), self._step_px)
        after = np.where(rest > 0, before + 1, before)
        return (before, after), np.asarray(rest / self._step_px)
