"""Reference points on a map."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..classmap import ClassMap
from ..errors import AreaError, TrainingDataError
from ..raster import Geometry, Grid
from ..tiling import Window
from ..training import IGNORE
from ..training.job import Labelled
from ..training.naming import labels_of_values
from ..vector import Layer, read_first

FIELD_OF_DESIGN = "design"
_BLOCK_PX = 256


@dataclass(frozen=True, eq=False)
class Spots:
    """Reference points that have a class and lie on the map's grid.

    Attributes:
        rows: Row of the pixel that each lies in, int64 (n,).
        cols: Its column.
        labels: uint8 (n,): values of the map's classes, or `OTHER`.
        design: How they were drawn, as `sample` writes it; empty where nobody says.
        notes: What the reader must know.
    """

    rows: NDArray[np.int64]
    cols: NDArray[np.int64]
    labels: NDArray[np.uint8]
    design: str
    notes: tuple[str, ...]

    def values_of(self, classmap: ClassMap, check: Callable[[], None]) -> NDArray[np.uint8]:
        """Read the map's value at each point, uint8 (n,); every block of the map is read once at most.

        Args:
            classmap: A map on the grid on which the points were laid.
            check: Called before every block; may raise.
        """
        values = np.empty(len(self.rows), dtype=np.uint8)
        across = classmap.grid.width // _BLOCK_PX + 1
        block = self.rows // _BLOCK_PX * across + self.cols // _BLOCK_PX
        order = np.argsort(block, kind="stable")
        starts = np.flatnonzero(np.diff(block[order], prepend=-1))
        for here in np.split(order, starts[1:]):
            check()
            row, col = (int(each[here[0]]) // _BLOCK_PX * _BLOCK_PX for each in (self.rows, self.cols))
            window = Window(row, col, _BLOCK_PX, _BLOCK_PX).intersect(classmap.grid.window)
            values[here] = classmap.read(window)[self.rows[here] - row, self.cols[here] - col]
        return values


def lay_points(layer: Layer, item: Labelled, classmap: ClassMap) -> Spots:
    """Bring reference points onto a map's grid.

    Args:
        layer: Points with the values of their class field.
        item: Their file and mapping.
        classmap: The map.

    Raises:
        TrainingDataError: When none has a class, a class is not the map's, or none lies on the map.
    """
    placed = [(feature, list(_coordinates(feature.geometry))) for feature in layer.features]
    missing = sum(not points for _, points in placed)
    points = [(point, feature.value) for feature, points in placed for point in points]
    labels = labels_of_values({value for _, value in points}, item, classmap.classes)
    known = [(point, label) for point, value in points if (label := labels[value]) is not None]
    if not known:
        raise TrainingDataError(
            f"None of the {len(points)} points of '{item.labels}' has a class in the field '{item.class_field}'.",
            "Fill it in for each point, or name the field that holds the class.",
        )
    told = [(point, label) for point, label in known if label != IGNORE]
    if not told:
        raise TrainingDataError(
            f"The mapping ignores all {len(known)} points of '{item.labels}' that have a class.",
            "Map some of them to a class.",
        )
    rows, cols = _pixels(np.asarray([p for p, _ in told]).reshape(-1, 2), layer, item.labels, classmap.grid)
    inside = (rows >= 0) & (rows < classmap.grid.height) & (cols >= 0) & (cols < classmap.grid.width)
    if not inside.any():
        raise TrainingDataError(
            f"None of the {len(told)} points of '{item.labels}' that have a class lies on the map.",
            "Check that both show the same place and that each has the right CRS.",
        )
    counts = {
        "{} points without coordinates left out": missing,
        "{} points without a class left out": len(points) - len(known),
        "{} points ignored, as the mapping says": len(known) - len(told),
        "{} points outside the map left out": int((~inside).sum()),
    }
    return Spots(
        rows[inside],
        cols[inside],
        np.asarray([label for _, label in told], dtype=np.uint8)[inside],
        read_first(Path(item.labels), layer.name, FIELD_OF_DESIGN),
        tuple(f"'{item.labels}': {text.format(n)}." for text, n in counts.items() if n),
    )


def _coordinates(geometry: Geometry | None) -> Iterator[tuple[float, float]]:
    """The points of a geometry that have coordinates."""
    if geometry is None:
        return
    coordinates = geometry.get("coordinates") or ()
    for point in coordinates if geometry["type"] == "MultiPoint" else (coordinates,):  # type: ignore[attr-defined]
        if len(point) >= 2 and np.isfinite(point[:2]).all():
            yield float(point[0]), float(point[1])


def _pixels(
    points: NDArray[np.float64], layer: Layer, source: str, grid: Grid
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of the pixels that points (n, 2) lie in; -1 where one has no place in the raster's CRS."""
    # QGIS draws a raster without a CRS in the project's coordinates, and so were the points digitised.
    crs = layer.crs if grid.crs else None
    try:
        moved = _moved(points.tolist(), crs, grid)
    except AreaError:
        # Perhaps only some of them lie where that CRS cannot reach.
        moved = np.concatenate([_moved_or_lost(point, crs, grid) for point in points.tolist()])
    if not np.isfinite(moved).any():
        raise TrainingDataError(
            f"The points of '{source}' cannot be brought to the map's CRS.",
            "Check the CRS of both: a wrong one places things off the Earth.",
        )
    x, y = moved.T
    cols, rows = ~grid.transform * (x, y)
    reachable = np.isfinite(rows) & np.isfinite(cols) & (np.abs(rows) < 2**31) & (np.abs(cols) < 2**31)
    whole_rows, whole_cols = (
        np.where(reachable, np.floor(each), -1).astype(np.int64) for each in (rows, cols)
    )
    return whole_rows, whole_cols


def _moved(points: list[list[float]], crs: str | None, grid: Grid) -> NDArray[np.float64]:
    [moved] = grid.project([{"type": "MultiPoint", "coordinates": points}], crs)
    return np.asarray(moved["coordinates"], dtype=np.float64)[:, :2]


def _moved_or_lost(point: list[float], crs: str | None, grid: Grid) -> NDArray[np.float64]:
    try:
        return _moved([point], crs, grid)
    except AreaError:
        return np.full((1, 2), np.nan)
