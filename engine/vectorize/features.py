"""Features of the layer of polygons: geometry and values of faces, batch by batch."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..card import NODATA_LABEL, LabelClass
from ..classmap import ClassMap
from ..errors import JobError, RasterError
from ..progress import Progress
from ..raster import Grid, RasterSource
from ..tiling import Window
from .cells import CELL_PX, FaceFinder, ReadLabels, ReadPercent
from .faces import Facts
from .geodesic import Ellipsoid
from .job import VectorizeJob
from .rings import Rings

FIELDS = {"class": "int", "name": "str", "area_m2": "float", "confidence": "float"}
_DEFAULT_TOLERANCE_PX = 1.0

Feature = tuple[dict[str, object], tuple[object, ...]]


@dataclass
class ClassPolygons:
    """The polygons of one class.

    Attributes:
        value: Class number.
        name: Name of the class.
        polygons: How many were written.
        area_m2: Their area on the ellipsoid; None where the raster's place is unknown.
    """

    value: int
    name: str
    polygons: int = 0
    area_m2: float | None = 0.0


class Polygons:
    """Features of the layer, made while the raster is read.

    Args:
        job: What to do.
        source: The class raster.
        confidence: That of its confidence, if wanted.
        progress: Who is told, and may cancel.

    Attributes:
        styled: The classes that are wanted.
        classes: What was given of each of them so far, by number.
        left_out: How many polygons were too small so far.
        seen: Whether the raster holds any class at all.

    Raises:
        EngineError: When there is no such class, or the confidence is that of another raster.
    """

    def __init__(
        self, job: VectorizeJob, source: ClassMap, confidence: RasterSource | None, progress: Progress
    ) -> None:
        self._job, self._source, self._progress = job, source, progress
        self._percent = _percent(job, source.grid, confidence) if confidence else None
        self.styled = _kept(job, source.classes)
        self._grid = grid = source.grid
        somewhere = grid.placed or grid.gcps
        self._ellipsoid = Ellipsoid(grid.crs.to_wkt() if grid.crs and somewhere else None)
        self.classes = {c.value: ClassPolygons(c.value, c.name) for c in self.styled}
        self.left_out = 0
        self.seen = False

    def features(self) -> Iterator[Feature]:
        """Go through the raster.

        Yields:
            GeoJSON geometry, and values of the fields.

        Raises:
            RasterError: When the raster is damaged, or holds a class it does not name.
            Cancelled: When the user has cancelled.
        """
        grid, done_px = self._source.grid, 0
        finder = FaceFinder(
            grid.height,
            grid.width,
            self._labels(),
            self._percent,
            tolerance_px=_tolerance_px(self._job, grid),
            cell_px=CELL_PX,
        )
        for cell, facts, rings in finder.run():
            yield from self._batch(facts, rings)
            done_px += cell.area_px
            self._progress.check()
            self._progress.update(done_px, grid.window.area_px)

    def _labels(self) -> ReadLabels:
        wanted = np.full(256, NODATA_LABEL, dtype=np.uint8)
        for value in self.classes:
            wanted[value] = value

        def read(window: Window) -> NDArray[np.uint8]:
            labels = self._source.read(window)
            self.seen = self.seen or bool((labels != NODATA_LABEL).any())
            return wanted[labels]

        return read

    def _batch(self, facts: Facts, rings: Rings) -> Iterator[Feature]:
        """Features of complete faces; rings come in the order of the facts."""
        rows, cols = rings.points.T.astype(np.float64)
        points = np.stack(self._grid.coordinates(cols, rows), axis=1)
        offsets = rings.offsets.tolist()
        areas_m2 = self._ellipsoid.areas_m2(points, offsets)
        places = points.tolist()
        sure = np.where(facts.pixels > 0, facts.percent / np.maximum(facts.pixels, 1), np.nan).tolist()
        for (_, own), label, percent in zip(rings.by_face(), facts.label.tolist(), sure, strict=True):
            outer, *holes = areas_m2[own]
            area_m2 = outer - sum(holes)
            if area_m2 < self._job.min_area_m2:
                self.left_out += 1
                continue
            parts = [places[offsets[i] : offsets[i + 1]] for i in range(own.start, own.stop)]
            shape: dict[str, object] = {
                "type": "Polygon",
                "coordinates": [[*ring, ring[0]] for ring in parts],
            }
            total = self.classes[label]
            total.polygons += 1
            total.area_m2 = None if total.area_m2 is None or math.isnan(area_m2) else total.area_m2 + area_m2
            known = None if math.isnan(area_m2) else area_m2
            yield shape, (label, total.name, known, None if math.isnan(percent) else round(percent, 1))


def _tolerance_px(job: VectorizeJob, grid: Grid) -> float:
    tolerance_px = _DEFAULT_TOLERANCE_PX if job.simplify_px is None else job.simplify_px
    if job.simplify_m is not None:
        tolerance_px = job.simplify_m / (grid.ground_resolution_m or 1.0)
    return min(tolerance_px, grid.height + grid.width)  # no two vertices are farther apart


def _kept(job: VectorizeJob, classes: tuple[LabelClass, ...]) -> tuple[LabelClass, ...]:
    names = [c.name for c in classes]
    for name in job.classes_kept:
        if name not in names:
            raise JobError(f"'{job.classes}' has no class '{name}'.", f"Its classes are {', '.join(names)}.")
    return tuple(c for c in classes if not job.classes_kept or c.name in job.classes_kept)


def _percent(job: VectorizeJob, grid: Grid, confidence: RasterSource) -> ReadPercent:
    """How confidence is read, NaN where it is unknown.

    Raises:
        RasterError: When it is that of another raster.
    """
    count, kind = len(confidence.dtypes), confidence.dtypes[0]
    if confidence.dtypes != ("uint8",):
        found = f"has {count} bands" if count > 1 else f"holds {kind} numbers"
        raise RasterError(
            f"'{confidence.path}' {found}, so it is no raster of confidence.",
            "Give what 'segment --confidence' wrote, percent in uint8; probabilities have a band per class.",
        )
    if difference := grid.difference(confidence.grid):
        raise RasterError(
            f"'{confidence.path}' does not lie on the pixels of '{job.classes}': it has {difference}.",
            "Give the confidence of the same segmentation.",
        )
    reader = confidence.reader([1], confidence.grid)

    def read(window: Window) -> NDArray[np.float64]:
        values, valid = reader.read(window)
        return np.where(valid, values[0].astype(np.float64), np.nan)

    return read
