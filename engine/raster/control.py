"""Rasters placed by ground control points: from pixels to the map, as GDAL and QGIS warp them, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio._err import CPLE_BaseError
from rasterio.control import GroundControlPoint
from rasterio.errors import CRSError, RasterioError
from rasterio.transform import GCPTransformer

from ..errors import RasterError

Geometry = Mapping[str, object]
Floats = NDArray[np.float64]
Points = Sequence[GroundControlPoint]
UNPLACEABLE = (CRSError, RasterioError, CPLE_BaseError)

_SIDE_POINTS = 16
_NEWTON_STEPS = 8


def map_places(points: Points, cols: Floats, rows: Floats) -> tuple[Floats, Floats]:
    """Map coordinates of places on a raster.

    Args:
        points: The raster's control points.
        cols: Pixels from the left edge, of any shape.
        rows: Pixels from the upper edge, likewise.

    Raises:
        RasterError: When the points lead nowhere.
    """
    with _transformer(points) as transformer:
        x, y = _forth(transformer, np.stack([np.ravel(cols), np.ravel(rows)]))
    return x.reshape(np.shape(cols)), y.reshape(np.shape(cols))


def lay_on_pixels(points: Points, geometry: Geometry, transform: Affine) -> Geometry:
    """Bring a geometry in the CRS of the control points onto the raster.

    Args:
        points: The raster's control points.
        geometry: GeoJSON: points, lines or polygons. Sides get points in between, since they may bend.
        transform: From columns and rows to the coordinates to give.

    Raises:
        RasterError: When the points lead nowhere.
    """

    def lay(part: Any) -> Any:
        if part and isinstance(part[0][0], (list, tuple)):
            return [lay(inner) for inner in part]
        line = np.asarray([point[:2] for point in part], dtype=np.float64).reshape(-1, 2)
        x, y = transform * _pixels(points, (line if is_points else _with_points_between(line)).T)
        return list(zip(x.tolist(), y.tolist()))

    is_points = geometry["type"] == "MultiPoint"
    return {"type": geometry["type"], "coordinates": lay(geometry["coordinates"])}


def move_point(
    point: GroundControlPoint, down: float, across: float, row: int, col: int
) -> GroundControlPoint:
    """A control point of a raster, for one whose pixels are so many times as large, cut at a row and a column."""
    return GroundControlPoint(point.row / down - row, point.col / across - col, point.x, point.y, point.z)


@contextmanager
def _transformer(points: Points) -> Iterator[GCPTransformer]:
    try:
        with GCPTransformer(points) as transformer:
            yield transformer
    except UNPLACEABLE as error:
        raise RasterError(
            "The raster's control points give its pixels no place.",
            "Give it others, or a place of its own: QGIS's Georeferencer does both.",
        ) from error


def _forth(transformer: GCPTransformer, places: Floats) -> Floats:
    """Map coordinates (2, n) of columns and rows (2, n)."""
    return np.asarray(transformer.xy(*places[::-1], offset="ul"), dtype=np.float64)


def _pixels(points: Points, wanted: Floats) -> Floats:
    """Columns and rows (2, n) of map coordinates (2, n): the inverse of `map_places`."""
    with _transformer(points) as transformer:
        places = np.asarray(transformer.rowcol(*wanted, op=_as_it_is)[::-1], dtype=np.float64)
        # GDAL fits both ways apart from each other, so its way back misses by the points' errors: Newton's steps.
        for _ in range(_NEWTON_STEPS):
            here = _forth(transformer, places)
            across, down = (_forth(transformer, places + step) - here for step in ([[1], [0]], [[0], [1]]))
            places = places + _in_steps(wanted - here, across, down)
    return places


def _in_steps(way: Floats, across: Floats, down: Floats) -> Floats:
    """Ways (2, n) as numbers of steps (2, n) across and down; NaN where both steps lead the same way."""
    with np.errstate(divide="ignore", invalid="ignore"):
        turned = across[0] * down[1] - down[0] * across[1]
        steps = np.stack([way[0] * down[1] - down[0] * way[1], across[0] * way[1] - way[0] * across[1]])
        steps /= turned
    return np.where(np.isfinite(steps), steps, np.nan)


def _with_points_between(line: Floats) -> Floats:
    """A line (n, 2) with points along each of its sides."""
    steps = np.arange(_SIDE_POINTS)[:, None] / _SIDE_POINTS
    sides = [start + steps * (end - start) for start, end in zip(line, line[1:])]
    return np.concatenate([*sides, line[-1:]])


def _as_it_is(value: Any) -> Any:
    return value
