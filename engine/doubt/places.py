"""Doubtful places: pieces of connected doubt, of which each block of ground keeps the worst."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from ..raster import Grid
from ..tiling import Window
from ..vectorize.cells import FaceFinder, ReadLabels, ReadPercent
from ..vectorize.faces import Facts
from ..vectorize.geodesic import Ellipsoid
from ..vectorize.rings import Rings

CELL_PX = 1024
MIN_PX = 64
_SIMPLIFY_PX = 1.0


@dataclass(frozen=True)
class Place:
    """A connected piece of doubtful ground.

    Attributes:
        geometry: GeoJSON polygon in the raster's CRS.
        window: The pixels around it.
        label: Number of its class on the map; 0 where classes were not looked at.
        doubt: Mean doubt of its pixels, 0 ... 1.
        pixels: Number of its pixels.
        area_m2: Area of the polygon on the ellipsoid; NaN where the raster's place is unknown.
        other: Name of the class it may be instead; empty: not known.
    """

    geometry: dict[str, object] = field(compare=False)
    window: Window = field(compare=False)
    label: int
    doubt: float
    pixels: int
    area_m2: float
    other: str = ""

    @property
    def weight(self) -> float:
        """What places are ranked by: doubt times area, in pixels where areas are unknown."""
        return self.doubt * (self.pixels if math.isnan(self.area_m2) else self.area_m2)

    def named(self, other: str) -> Place:
        """The same place, with the class it may be instead."""
        return replace(self, other=other)


def connected_places(
    grid: Grid, labels: ReadLabels, doubt: ReadPercent, least_m2: float | None
) -> Iterator[tuple[Window, list[Place]]]:
    """Go through a raster.

    A place is connected over pixels' sides. It does not depend on the cells that are read one after the other: memory
    holds one of them, and the borders of places that are not complete.

    Args:
        grid: The raster's pixels.
        labels: Reads the class of doubtful pixels, uint8 (H, W); `NODATA_LABEL` for the others.
        doubt: Reads doubt (H, W), 0 ... 1, NaN where it is unknown.
        least_m2: Smaller places are left out; None: those of fewer than `MIN_PX` pixels.

    Yields:
        The cell that has been read, and the places that are complete with it.
    """
    finder = FaceFinder(grid.height, grid.width, labels, doubt, tolerance_px=_SIMPLIFY_PX, cell_px=CELL_PX)
    ellipsoid = Ellipsoid(grid.crs.to_wkt() if grid.crs and (grid.placed or grid.gcps) else None)
    for cell, facts, rings in finder.run():
        found = _places(grid, ellipsoid, facts, rings)
        yield (
            cell,
            [p for p in found if (p.pixels >= MIN_PX if least_m2 is None else p.area_m2 >= least_m2)],
        )


def _places(grid: Grid, ellipsoid: Ellipsoid, facts: Facts, rings: Rings) -> Iterator[Place]:
    rows, cols = rings.points.T.astype(np.float64)
    points = np.stack(grid.coordinates(cols, rows), axis=1)
    offsets = rings.offsets.tolist()
    areas_m2 = ellipsoid.areas_m2(points, offsets)
    coordinates = points.tolist()
    sums = facts.percent.tolist()
    for (_, own), label, count, total in zip(
        rings.by_face(), facts.label.tolist(), facts.pixels.tolist(), sums, strict=True
    ):
        outer, *holes = areas_m2[own]
        parts = [coordinates[offsets[i] : offsets[i + 1]] for i in range(own.start, own.stop)]
        corners = rings.points[offsets[own.start] : offsets[own.start + 1]]
        (top, left), (bottom, right) = corners.min(0).tolist(), corners.max(0).tolist()
        yield Place(
            geometry={"type": "Polygon", "coordinates": [[*ring, ring[0]] for ring in parts]},
            window=Window(top, left, bottom - top, right - left),
            label=label,
            doubt=total / max(count, 1),
            pixels=int(count),
            area_m2=outer - sum(holes),
        )


class Spread:
    """The worst place of each block of ground, and of these only the worst.

    Args:
        count: How many are wanted.
        block_px: Side of a block; blocks are anchored at the raster's upper left corner.
    """

    def __init__(self, count: int, block_px: float) -> None:
        self._count, self._block_px = count, block_px
        self._best: dict[tuple[int, int], Place] = {}

    def add(self, place: Place) -> None:
        """Take a place, which lies in the block that its middle lies in."""
        window = place.window
        row, col = window.row + window.height / 2, window.col + window.width / 2
        block = int(row // self._block_px), int(col // self._block_px)
        best = self._best.get(block)
        if best is None or _order(place) < _order(best):
            self._best[block] = place
        if len(self._best) > 2 * self._count:
            # Bests only give way to worse places: what falls out now could not come back.
            kept = heapq.nsmallest(self._count, self._best.items(), key=lambda item: _order(item[1]))
            self._best = dict(kept)

    def ranked(self) -> list[Place]:
        """The worst first; of equal ones, that further up and left."""
        return heapq.nsmallest(self._count, self._best.values(), key=_order)


def _order(place: Place) -> tuple[float, int, int]:
    return -place.weight, place.window.row, place.window.col
