"""The part of a raster that a job works on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .errors import AreaError
from .job import Area
from .raster import Bounds, Geometry, Grid
from .tiling import Window

_SIDE_POINTS = 21


class Extent:
    """An area laid on a grid: the window around it, and which pixels of a window lie in it.

    Args:
        area: The area; None: the whole grid.
        grid: The grid.

    Raises:
        AreaError: When the area lies outside the raster, or cannot be brought to its CRS or onto its pixels.
    """

    def __init__(self, area: Area | None, grid: Grid) -> None:
        self._grid = grid
        self._polygons: list[tuple[Geometry, Window]] = []
        self.window = grid.window
        if area is None:
            return
        shapes = grid.project([_rectangle(area.bounds)] if area.bounds else area.polygons, area.crs)
        placed = [(shape, grid.window_of(grid.bounds_of(shape))) for shape in shapes]
        placed = [(shape, window) for shape, window in placed if window.area_px]
        if not placed:
            raise AreaError(
                "The area does not touch the raster.", "Check the area's coordinates and its CRS."
            )
        self.window = _around([window for _, window in placed])
        if not area.bounds:
            self._polygons = placed

    def wanted(self, window: Window) -> NDArray[np.bool_] | None:
        """Which pixels of a window inside the grid lie in the area; None where all do."""
        if not self._polygons:
            return None
        near = [shape for shape, reach in self._polygons if reach.intersect(window).area_px]
        if not near:
            return np.zeros((window.height, window.width), dtype=bool)
        return self._grid.inside(near, window)


def _rectangle(bounds: Bounds) -> Geometry:
    """A rectangle with points along its sides, which bend on the way to another CRS."""
    xmin, ymin, xmax, ymax = bounds
    xs, ys = np.linspace(xmin, xmax, _SIDE_POINTS).tolist(), np.linspace(ymin, ymax, _SIDE_POINTS).tolist()
    left, right = [[xmin, y] for y in ys], [[xmax, y] for y in reversed(ys)]
    upper, lower = [[x, ymax] for x in xs], [[x, ymin] for x in reversed(xs)]
    return {"type": "Polygon", "coordinates": [[*left, *upper, *right, *lower]]}


def _around(windows: list[Window]) -> Window:
    row, col = min(w.row for w in windows), min(w.col for w in windows)
    row_end, col_end = max(w.row_end for w in windows), max(w.col_end for w in windows)
    return Window(row, col, row_end - row, col_end - col)
