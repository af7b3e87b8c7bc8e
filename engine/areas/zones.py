"""Zones: polygons in which areas are measured, on the raster's grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import AreaError
from ..polygons import as_polygon, crosses_itself, rings_of
from ..raster import Geometry, Grid
from ..tiling import Window
from ..vector import Features, find_field, read_features

_LOST = "cannot be brought to the raster's CRS"


@dataclass(frozen=True)
class Zone:
    """A zone of the file.

    Attributes:
        name: What the field says, or its number in the file.
        polygons: GeoJSON polygons in the raster's CRS; a pixel in any of them is in the zone.
        window: The pixels that may lie in them.
        problem: What is wrong with it; empty where nothing is.
    """

    name: str
    polygons: tuple[Geometry, ...]
    window: Window
    problem: str = ""


def read_zones(path: str, layer: str | None, field: str | None, grid: Grid) -> tuple[Features, list[Zone]]:
    """Read the zones of a file and lay them on a raster's grid.

    Args:
        path: The file.
        layer: Its layer; None: the only or first one.
        field: Its field with the zones' names; None: they have numbers from 1.
        grid: The raster's pixels.

    Returns:
        The file's features, and a zone for each of them.

    Raises:
        AreaError: When the file cannot be read, holds no polygons, or none that reaches into the raster.
    """
    features = read_features(Path(path), layer)
    column = find_field(Path(path), field, list(features.fields), AreaError)
    names = [
        str(number) if column is None else _name(values[column])
        for number, values in enumerate(features.values, start=1)
    ]
    crs = features.crs if grid.crs else None
    zones = [_lay(name, shape, crs, grid) for name, shape in zip(names, features.geometries)]
    if not any(zone.polygons for zone in zones):
        if any(zone.problem == _LOST for zone in zones):
            raise AreaError(
                f"The zones of '{path}' cannot be brought to the raster's CRS.",
                "Check the CRS of both: a wrong one places things off the Earth.",
            )
        raise AreaError(
            f"'{path}' holds no polygons (layer '{features.name}', {len(zones)} features).",
            "Choose a layer of polygons.",
        )
    if not any(zone.window.area_px for zone in zones):
        raise AreaError(
            f"None of the zones of '{path}' lies in the raster.",
            "Check that both show the same place and that each has the right CRS.",
        )
    return features, zones


def _name(value: object) -> str:
    return "" if value is None else str(value)


def _lay(name: str, shape: Mapping[str, Any] | None, crs: str | None, grid: Grid) -> Zone:
    nowhere = Window(0, 0, 0, 0)
    if shape is None:
        return Zone(name, (), nowhere, "has no geometry")
    polygons = [rings for rings in rings_of(shape) if rings]
    if not polygons:
        return Zone(name, (), nowhere, "is no polygon, or a broken one")
    crossing = any(map(crosses_itself, polygons))
    try:
        placed = tuple(grid.project([as_polygon(rings) for rings in polygons], crs))
    except AreaError:
        return Zone(name, (), nowhere, _LOST)
    bounds = np.array([grid.bounds_of(p) for p in placed])
    if not np.isfinite(bounds).all():
        return Zone(name, (), nowhere, _LOST)
    box = (*bounds[:, :2].min(0).tolist(), *bounds[:, 2:].max(0).tolist())
    window = grid.window_of(box)
    if not window.area_px:
        return Zone(name, placed, window, "lies outside the raster")
    if _reaches_out(box, grid):
        return Zone(name, placed, window, "lies partly outside the raster")
    return Zone(
        name, placed, window, "crosses itself: where it overlaps itself is outside" if crossing else ""
    )


def _reaches_out(box: tuple[float, ...], grid: Grid) -> bool:
    xmin, ymin, xmax, ymax = box
    corners = [~grid.transform * p for p in ((xmin, ymin), (xmin, ymax), (xmax, ymin), (xmax, ymax))]
    cols, rows = (np.asarray(axis) for axis in zip(*corners, strict=True))
    slack = 0.01
    low, high = min(cols.min(), rows.min()), (cols.max() - grid.width, rows.max() - grid.height)
    return bool(low < -slack or max(high) > slack)
