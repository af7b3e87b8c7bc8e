"""The verb: a class raster in, a layer of polygons out."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from ..classmap import ClassMap
from ..destination import GEOPACKAGE, check_destination
from ..errors import RasterError
from ..progress import Progress
from ..provenance import derived_tags, write_tags
from ..raster import Grid, RasterSource, block_cache
from ..vector import geopackage, write_layer
from .cells import CELL_PX
from .features import FIELDS, ClassPolygons, Polygons
from .job import VectorizeJob
from .style import STYLE_FIELDS, STYLE_LAYER, classes_qml, style_values


@dataclass(frozen=True)
class VectorizeResult:
    """What was written.

    Attributes:
        output: The GeoPackage.
        layer: Name of its layer of polygons.
        classes: What there is of each class.
        polygons: How many polygons there are.
        left_out: How many were smaller than the smallest area.
        seconds: Wall time of the whole job.
    """

    output: str
    layer: str
    classes: tuple[ClassPolygons, ...]
    polygons: int
    left_out: int
    seconds: float


def vectorize(job: VectorizeJob, progress: Progress | None = None) -> VectorizeResult:
    """Turn a class raster into polygons, with colours for QGIS, in the raster's CRS.

    Polygons are connected over pixels' sides. Neighbours share their border vertex by vertex, simplified or not: there
    are no gaps, no overlaps, and no polygon crosses itself. Fields: `class`, `name`, `area_m2` (geodesic, of the
    polygon as written; NULL where the raster's place is unknown), `confidence` (mean, in percent; NULL if not asked
    for). Memory is bounded by a cell of 1024 x 1024 pixels, a row of pixels, and the simplified borders of the
    polygons that reach below the cells read so far.

    Args:
        job: What to do.
        progress: Who is told, and may cancel.

    Returns:
        What was written.

    Raises:
        EngineError: When something of the user's is wrong; no output has appeared.
        Cancelled: When the user cancelled; no output has appeared.
    """
    progress = progress or Progress()
    started = time.monotonic()
    inputs = [job.classes, *([job.confidence] if job.confidence else [])]
    check_destination(job.output, GEOPACKAGE, inputs, overwrite=job.overwrite)
    path = Path(job.output)
    with ExitStack() as stack:
        source = stack.enter_context(ClassMap(job.classes))
        confidence = stack.enter_context(closing(RasterSource(job.confidence))) if job.confidence else None
        _check_place(job, source.grid)
        cache_bytes = sum(s.cache_bytes(CELL_PX, 1) for s in (source.source, confidence) if s)
        stack.enter_context(block_cache(cache_bytes))
        polygons = Polygons(job, source, confidence, progress)
        progress.stage("Vectorizing the classes")
        part = stack.enter_context(geopackage(path))
        crs = source.grid.crs.to_wkt() if source.grid.crs else None
        write_layer(part, path.stem, FIELDS, polygons.features(), geometry="Polygon", crs=crs)
        if not polygons.seen:
            raise RasterError(f"'{job.classes}' holds no class at all.", "Check its nodata value.")
        if not any(c.polygons for c in polygons.classes.values()):
            progress.warn("No polygon was written: there is none of the classes and the size asked for.")
        qml = classes_qml(polygons.styled, "class")
        written = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
        style = style_values(path.stem, "geom", qml, written)
        write_layer(part, STYLE_LAYER, STYLE_FIELDS, [(None, style)], id_column="id")
        write_tags(part, path.stem, derived_tags(source.tags, "vectorize", job))
        progress.check()
    classes = tuple(polygons.classes.values())
    count = sum(c.polygons for c in classes)
    return VectorizeResult(
        job.output, path.stem, classes, count, polygons.left_out, time.monotonic() - started
    )


def _check_place(job: VectorizeJob, grid: Grid) -> None:
    """Check that what is asked for can be known of a raster with this place.

    Raises:
        RasterError: When it cannot.
    """
    if (job.simplify_m or job.min_area_m2) and grid.ground_resolution_m is None:
        raise RasterError(
            f"The size of a pixel of '{job.classes}' on the ground is unknown, so metres mean nothing there.",
            "Give the tolerance in pixels and no smallest area, or give the raster a place and a CRS.",
        )
