"""A layer that is no file, copied for an algorithm: planned with its parameters, there as long as it runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
    QgsRectangle,
)

from .. import settings
from ..engine.errors import AreaError
from ..engine.job import Area, SegmentJob
from ..engine.registry import find_model
from ..i18n import tr
from ..layers import is_file
from ..rasterise.frame import frame_of
from ..rasterise.layercopy import LayerCopy
from .values import Values


def layer_copy(values: Values, job: SegmentJob) -> LayerCopy | None:
    """Plan the copy of the input layer; None where it is a file. Main thread.

    Args:
        values: With `INPUT` and `COPY_LIMIT_MPX`.
        job: What will be done with it.

    Raises:
        AreaError: When the area lies elsewhere, or is too large to be copied.
        RasterError: When the layer cannot be copied.
    """
    layer = values.layer("INPUT")
    if is_file(layer):
        return None
    card = find_model(job.model).card
    shape = shape_of(job.area, layer.crs()) if job.area else None
    # What the model sees around the area, at its own pixel size.
    margin_px = card.tile.overlap_px if job.overlap_px is None else job.overlap_px
    box = shape.boundingBox() if shape else None
    frame = frame_of(layer, card, job.ground_resolution, box, margin_px)
    limit_mpx = values.whole("COPY_LIMIT_MPX") or settings.copy_limit_mpx()
    frame.check_limit(layer.name(), limit_mpx, whole=shape is None)
    if shape is not None:
        shape = shape.buffer(margin_px * max(frame.pixel_width, frame.pixel_height), 4)
    return LayerCopy(layer, frame, shape, Path(QgsProcessingUtils.generateTempFilename("layer.tif")))


@contextmanager
def copied(copy: LayerCopy | None, feedback: QgsProcessingFeedback) -> Iterator[None]:
    """Have the copy of a layer, if it needs one; leaving the context takes it away.

    Raises:
        RasterError: When it cannot be made.
        Cancelled: When the user cancelled.
    """
    if copy is None:
        yield
        return
    copy.write(feedback)
    try:
        yield
    finally:
        copy.remove()


def shape_of(area: Area, crs: QgsCoordinateReferenceSystem) -> QgsGeometry:
    """An area as a geometry in a layer's CRS.

    Raises:
        AreaError: When it cannot be brought there.
    """
    from osgeo import ogr

    if area.bounds:
        return QgsGeometry.fromRect(QgsRectangle(*area.bounds))
    parts = []
    for polygon in area.polygons:
        part = QgsGeometry()
        part.fromWkb(bytes(ogr.CreateGeometryFromJson(json.dumps(polygon)).ExportToWkb()))
        parts.append(part)
    shape = QgsGeometry.collectGeometry(parts)
    if area.crs:
        own = QgsCoordinateReferenceSystem.fromWkt(area.crs)
        try:
            shape.transform(QgsCoordinateTransform(own, crs, QgsProject.instance()))
        except QgsCsException as error:
            raise AreaError(
                tr("The area cannot be brought to the layer's coordinate reference system."),
                tr("Choose an area that lies on the layer."),
            ) from error
    return shape
