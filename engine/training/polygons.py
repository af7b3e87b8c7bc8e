"""Digitised polygons on a raster's grid: which of them serve, and what they label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import AreaError, TrainingDataError
from ..polygons import Rings, as_polygon, crosses_itself, rings_of
from ..raster import Geometry, Grid
from ..tiling import Window
from ..vector import Layer

Key = tuple[str, str, int, int]


@dataclass
class Fates:
    """What became of a layer's features.

    Attributes:
        missing: Features without geometry.
        empty: Features whose geometry encloses nothing: no ring of three points, or broken coordinates.
        no_polygon: Points and lines.
        unclassed: Polygons without a class.
        ignored: Polygons of a class that the mapping says to ignore.
        crossing: Polygons whose outline crosses itself; even-odd parity says what is inside.
        outside: Polygons outside the raster.
        tiny: Polygons that hold no pixel's centre, so that they label nothing.
        contested_px: Pixels in polygons of different classes; the one that comes later in the file counts.
    """

    missing: int = 0
    empty: int = 0
    no_polygon: int = 0
    unclassed: int = 0
    ignored: int = 0
    crossing: int = 0
    outside: int = 0
    tiny: int = 0
    contested_px: int = 0


@dataclass(frozen=True)
class Drawing:
    """Polygons, in the raster's CRS, in the order in which they are drawn.

    A feature of several parts is drawn part by part: where parts overlap, the overlap belongs to it.

    Attributes:
        grid: The raster's pixels.
        shapes: GeoJSON polygons.
        labels: uint8 (P + 1,): label of polygon number 1 ... P; the first is never used.
        reach: int (P, 4): rows and columns that each can touch: first row, end, first column, end.
        keys: For each polygon: file, layer, number of the feature, number of the part.
    """

    grid: Grid
    shapes: tuple[Geometry, ...]
    labels: NDArray[np.uint8]
    reach: NDArray[np.int64]
    keys: tuple[Key, ...]

    def near(self, window: Window) -> NDArray[np.intp]:
        """Which polygons may touch a window, in the order of drawing."""
        top, bottom, left, right = self.reach.T
        return np.flatnonzero(
            (top < window.row_end) & (bottom > window.row) & (left < window.col_end) & (right > window.col)
        )

    def numbers(
        self, window: Window, near: NDArray[np.intp], *, last_first: bool = False
    ) -> NDArray[np.int32]:
        """Number each pixel by the polygon drawn on it last (or first), 0 where there is none."""
        order = near[::-1] if last_first else near
        return self.grid.number([(self.shapes[i], i + 1) for i in order.tolist()], window)


def lay(
    layer: Layer,
    source: str,
    labels: Mapping[object, int | None],
    ignore: int,
    grid: Grid,
    *,
    may_miss: bool = False,
) -> tuple[Drawing, Fates]:
    """Bring a layer's polygons onto a grid.

    Args:
        layer: The features.
        source: Where they are from, for messages.
        labels: The label of each value of the class field; None for a value that is no class.
        ignore: The label of what is to be ignored.
        grid: The raster's pixels.
        may_miss: Whether all of them may lie outside the raster.

    Raises:
        TrainingDataError: When no polygon lies in the raster, or none can be brought to its CRS.
    """
    fates = Fates()
    shapes: list[Geometry] = []
    found: list[tuple[int, int, int]] = []
    for number, (rings_of_parts, value) in _usable(layer, fates):
        label = labels[value]
        if label is None:
            fates.unclassed += 1
            continue
        fates.ignored += label == ignore
        fates.crossing += any(crosses_itself(rings) for rings in rings_of_parts)
        for part, rings in enumerate(rings_of_parts):
            shapes.append(as_polygon(rings))
            found.append((label, number, part))
    # QGIS draws a raster without a CRS in the project's coordinates, and so were the polygons digitised.
    projected = _project(shapes, layer.crs if grid.crs else None, grid, source)
    placed = [
        (shape, who, window)
        for shape, who in zip(projected, found)
        if shape is not None and (window := _reach(shape, grid)).area_px
    ]
    inside = {who[1] for _, who, _ in placed}
    fates.outside = len({who[1] for who in found} - inside)
    if not placed and not (may_miss and fates.outside):
        raise TrainingDataError(*_nothing_inside(source, layer, fates))
    drawing = Drawing(
        grid=grid,
        shapes=tuple(shape for shape, _, _ in placed),
        labels=np.asarray([ignore, *(who[0] for _, who, _ in placed)], dtype=np.uint8),
        reach=np.asarray(
            [(w.row, w.row_end, w.col, w.col_end) for _, _, w in placed], dtype=np.int64
        ).reshape(-1, 4),
        keys=tuple((source, layer.name, who[1], who[2]) for _, who, _ in placed),
    )
    return drawing, fates


def _reach(shape: Geometry, grid: Grid) -> Window:
    bounds = grid.bounds_of(shape)
    return grid.window_of(bounds) if np.isfinite(bounds).all() else Window(0, 0, 0, 0)


def _nothing_inside(source: str, layer: Layer, fates: Fates) -> tuple[str, str]:
    if fates.outside:
        return (
            f"None of the {fates.outside} polygons of '{source}' lies in the raster.",
            "Check that both show the same place and that each has the right CRS.",
        )
    if fates.unclassed:
        return (
            f"None of the polygons of '{source}' has a class.",
            "Name the field that holds the class, or name the class of all under '*' in the mapping.",
        )
    return (
        f"'{source}' holds no polygons (layer '{layer.name}', {len(layer.features)} features).",
        "Choose a layer of polygons.",
    )


def _usable(layer: Layer, fates: Fates) -> Iterator[tuple[int, tuple[list[Rings], object]]]:
    for number, feature in enumerate(layer.features):
        if feature.geometry is None:
            fates.missing += 1
            continue
        polygons = list(rings_of(feature.geometry))
        parts = [rings for rings in polygons if rings]
        if parts:
            yield number, (parts, feature.value)
        elif polygons or not _holds_points(feature.geometry):
            fates.empty += 1
        else:
            fates.no_polygon += 1


def _holds_points(geometry: Geometry) -> bool:
    return geometry["type"] not in ("Polygon", "MultiPolygon") and bool(
        geometry.get("coordinates") or geometry.get("geometries")
    )


def _project(shapes: list[Geometry], crs: str | None, grid: Grid, source: str) -> list[Geometry | None]:
    """Bring polygons to the raster's CRS; None for one that has no place there."""
    if not shapes:
        return []
    try:
        return list(grid.project(shapes, crs))
    except AreaError:
        # Perhaps only some of them lie where that CRS cannot reach.
        each = [_project_one(shape, crs, grid) for shape in shapes]
    if not any(each):
        raise TrainingDataError(
            f"The polygons of '{source}' cannot be brought to the raster's CRS.",
            "Check the CRS of both: a wrong one places things off the Earth.",
        )
    return each


def _project_one(shape: Geometry, crs: str | None, grid: Grid) -> Geometry | None:
    try:
        return grid.project([shape], crs)[0]
    except AreaError:
        return None
