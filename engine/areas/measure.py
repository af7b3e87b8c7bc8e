"""The verb: a class raster in, areas by class out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..atomic import whole_together
from ..card import NODATA_LABEL
from ..classarea import class_areas
from ..classmap import ClassMap
from ..destination import CSV, GEOPACKAGE, PNG, check_destination
from ..errors import RasterError
from ..pixelareas import LABELS, PixelAreas
from ..progress import Progress
from ..provenance import derived_tags
from ..raster import Geometry, block_cache
from ..tiling import Window
from ..vector import Features
from .job import AreasJob
from .result import AreasResult, ZoneAreas
from .tables import as_csv, write_table, write_zones
from .zones import Zone, read_zones

_STRIP_PX = 1 << 21
_CACHE_BYTES = 128 << 20
_MAX_TOLD = 5


def measure_areas(job: AreasJob, progress: Progress | None = None) -> AreasResult:
    """Measure how much ground each class covers, on the ellipsoid, pixel by pixel.

    A pixel is in a zone if its centre is. Zones that overlap count each in full; a zone without a pixel of the raster
    has zeros. Memory does not grow with the raster.

    Args:
        job: What to measure.
        progress: Who is told, and may cancel.

    Returns:
        What was measured and written.

    Raises:
        EngineError: When something of the user's is wrong; no output has appeared.
        Cancelled: When the user cancelled; no output has appeared.
    """
    progress = progress or Progress()
    started = time.monotonic()
    _check_outputs(job)
    with ExitStack() as stack:
        source = stack.enter_context(ClassMap(job.classes))
        stack.enter_context(block_cache(_CACHE_BYTES))
        grid, features, zones = source.grid, None, [Zone("", (), source.grid.window)]
        if job.zones:
            features, zones = read_zones(job.zones, job.zones_layer, job.zone_field, grid)
        warnings = _warnings(job, source, features, zones)
        for text in warnings:
            progress.warn(text)
        progress.stage("Measuring the areas")
        measured = tuple(_measure(source, zones, 1 if features else 0, progress))
        if not job.zones and not any(c.pixels for c in measured[0].classes):
            raise RasterError(f"'{job.classes}' holds no class at all.", "Check its nodata value.")
        progress.check()
        _write(job, source, features, measured)
    return AreasResult(job.output, job.layer, job.chart, measured, warnings, time.monotonic() - started)


def _check_outputs(job: AreasJob) -> None:
    inputs = [job.classes, *([job.zones] if job.zones else [])]
    check_destination(job.output, CSV, inputs, overwrite=job.overwrite)
    for path, kind in ((job.layer, GEOPACKAGE), (job.chart, PNG)):
        if path:
            check_destination(path, kind, inputs, overwrite=job.overwrite)


def _warnings(
    job: AreasJob, source: ClassMap, features: Features | None, zones: Sequence[Zone]
) -> tuple[str, ...]:
    told = []
    if source.grid.ground_resolution_m is None:
        told.append(f"The place of '{job.classes}' is unknown: pixels are counted, areas are not known.")
    if features and features.crs and not source.grid.crs:
        told.append(f"'{job.classes}' has no CRS: the zones are taken to be in its coordinates.")
    wrong = [f"zone {n} ('{z.name}') {z.problem}" for n, z in enumerate(zones, start=1) if z.problem]
    if wrong:
        more = f", and {len(wrong) - _MAX_TOLD} more" if len(wrong) > _MAX_TOLD else ""
        told.append(f"Of the zones of '{job.zones}', {'; '.join(wrong[:_MAX_TOLD])}{more}.")
    return tuple(told)


def _measure(source: ClassMap, zones: Sequence[Zone], first: int, progress: Progress) -> Iterator[ZoneAreas]:
    """Areas in each zone, numbered from `first`."""
    sizes, classes = PixelAreas(source.grid), source.classes
    values = [c.value for c in classes]
    total_px, done_px = sum(zone.window.area_px for zone in zones), 0
    for number, zone in enumerate(zones, start=first):
        pixels, areas_m2 = np.zeros(LABELS, dtype=np.int64), np.zeros(LABELS)
        for strip in _strips(zone.window):
            progress.check()
            sizes.add(_labels(source, zone.polygons, strip), strip, pixels, areas_m2)
            done_px += strip.area_px
            progress.update(done_px, total_px)
        found = class_areas(classes, pixels[values], areas_m2[values])
        yield ZoneAreas(number, zone.name, found, zone.problem)


def _labels(source: ClassMap, polygons: Sequence[Geometry], strip: Window) -> NDArray[np.uint8]:
    """Class numbers of a strip; nodata outside the polygons, if there are any."""
    labels = source.read(strip)
    if polygons:
        labels[~source.grid.inside(polygons, strip)] = NODATA_LABEL
    return labels


def _strips(window: Window) -> Iterator[Window]:
    if not window.area_px:
        return
    rows = max(1, _STRIP_PX // window.width)
    for row in range(window.row, window.row_end, rows):
        yield Window(row, window.col, min(rows, window.row_end - row), window.width)


def _write(job: AreasJob, source: ClassMap, features: Features | None, zones: tuple[ZoneAreas, ...]) -> None:
    """Write everything that was asked for; all of it appears, or nothing."""
    files = {Path(job.output): as_csv(zones, of_zones=features is not None).encode()}
    if job.chart:
        from .chart import draw_total, draw_zones

        files[Path(job.chart)] = draw_zones(zones) if features else draw_total(zones[0])
    tags = derived_tags(source.tags, "areas", job)
    with whole_together(files, "The areas"):
        if job.layer and features:
            write_zones(Path(job.layer), features, zones, source.classes, tags)
        elif job.layer:
            write_table(Path(job.layer), zones[0], tags)
