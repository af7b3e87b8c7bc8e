"""Polygons as people digitise them: their rings, and whether they cross themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rings = list[NDArray[np.float64]]


def rings_of(geometry: Mapping[str, Any]) -> Iterator[Rings]:
    """Take a geometry's polygons apart; GDAL crashes on rings that are not whole.

    Args:
        geometry: GeoJSON of any type.

    Yields:
        Closed rings (n, 2) of each polygon in the plane, the outer one first, without holes that enclose nothing;
        none where the outer ring has fewer than three points or one that is nowhere.
    """
    kind = geometry["type"]
    if kind == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from rings_of(part)
    elif kind in ("Polygon", "MultiPolygon"):
        for polygon in [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]:
            yield _rings(polygon)


def _rings(polygon: Sequence[Any]) -> Rings:
    rings = []
    for position, ring in enumerate(polygon):
        points = np.asarray([p[:2] for p in ring], dtype=np.float64).reshape(-1, 2)
        usable = len(np.unique(points, axis=0)) >= 3 and bool(np.isfinite(points).all())
        if not usable and position == 0:
            return []
        if usable:
            closed = np.array_equal(points[0], points[-1])
            rings.append(points if closed else np.vstack([points, points[:1]]))
    return rings


def as_polygon(rings: Rings) -> dict[str, object]:
    """Put rings together to a GeoJSON polygon again."""
    return {"type": "Polygon", "coordinates": [ring.tolist() for ring in rings]}


def crosses_itself(rings: Rings) -> bool:
    """Whether two sides of a polygon cross, be it in one ring or in two.

    Args:
        rings: Closed rings, float (n, 2) each.
    """
    start = np.concatenate([r[:-1] for r in rings]) - rings[0][0]
    end = np.concatenate([r[1:] for r in rings]) - rings[0][0]
    order = np.argsort(np.minimum(start[:, 0], end[:, 0]), kind="stable")
    start, end = start[order], end[order]
    left, right = np.minimum(start[:, 0], end[:, 0]), np.maximum(start[:, 0], end[:, 0])
    # Sorted by their left ends, a side meets only those that follow before its right end.
    first, step = np.arange(len(start)), 0
    while len(first):
        step += 1
        first = first[first + step < len(start)]
        first = first[left[first + step] <= right[first]]
        second = first + step
        a, b, c, d = start[first], end[first], start[second], end[second]
        parted = (_side(a, b, c) * _side(a, b, d) < 0) & (_side(c, d, a) * _side(c, d, b) < 0)
        if parted.any():
            return True
    return False


def _side(a: NDArray[np.float64], b: NDArray[np.float64], p: NDArray[np.float64]) -> NDArray[np.float64]:
    """On which side of the line from a to b a point lies: -1, 0 or 1."""
    (x, y), (u, v) = (b - a).T, (p - a).T
    return np.asarray(np.sign(x * v - y * u))
