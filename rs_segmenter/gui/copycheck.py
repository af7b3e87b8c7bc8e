"""What the dock knows, before the run, of the copy of a layer that is no file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsCoordinateTransform, QgsCsException, QgsProject, QgsRasterLayer, QgsRectangle

from .. import settings
from ..engine.card import ModelCard
from ..engine.errors import AreaError, EngineError
from ..engine.fit import Finding, RasterFacts
from ..i18n import tr
from ..layers import is_file
from ..rasterise.facts import framed
from ..rasterise.frame import Frame, frame_of

if TYPE_CHECKING:
    from .dock import SegmenterDock


def copy_outlook(
    dock: SegmenterDock, facts: RasterFacts, card: ModelCard
) -> tuple[RasterFacts, Finding | None]:
    """Look at how much of the chosen layer would be copied.

    Args:
        dock: The dock, with a layer and an area.
        facts: What is known of the layer.
        card: The model's.

    Returns:
        The facts of the copy, or of the layer where it is a file; and what is to be said about it.
    """
    if dock.layer is None or is_file(dock.layer):
        return facts, None
    try:
        frame = copy_frame(dock, card)
    except EngineError as error:
        return facts, Finding("error", "copy", error.message, error.hint)
    facts = framed(facts, frame)
    try:
        frame.check_limit(facts.name, settings.copy_limit_mpx(), whole=dock.areaPanel.is_whole)
    except AreaError as error:
        return facts, Finding("error", "limit", error.message, error.hint)
    remedy = tr("Large areas take long, and servers have rules about how much one may fetch.")
    return facts, Finding("info", "copy", describe_copy(frame), remedy if frame.requests else "")


def copy_frame(dock: SegmenterDock, card: ModelCard) -> Frame:
    """The pixels that a run would copy; for polygons, those of the rectangle around them.

    Raises:
        EngineError: When there are none.
    """
    options = dock.optionsPanel.parameters()
    overlap_px = options["OVERLAP_PX"]
    margin_px = card.tile.overlap_px if overlap_px is None else int(str(overlap_px))
    resolution = dock.optionsPanel.ground_resolution
    return frame_of(dock.layer, card, resolution, _area(dock, dock.layer), margin_px)


def describe_copy(frame: Frame) -> str:
    """How much it is, in one line."""
    size = tr("{:,} × {:,} pixels").format(frame.width, frame.height)
    if frame.resolution_m:
        size = tr("{} of {:.2g} m").format(size, frame.resolution_m)
    if not frame.requests:
        return tr("QGIS copies the layer first: {}, up to {:,.0f} MB.").format(size, max(frame.size_mb, 1))
    return tr("QGIS fetches {} from the server first: {}, up to {:,.0f} MB.").format(
        frame.asked, size, max(frame.size_mb, 1)
    )


def allow_copy(dock: SegmenterDock, card: ModelCard) -> None:
    """Raise the limit to what the chosen area needs."""
    settings.set_copy_limit_mpx(float(int(copy_frame(dock, card).mpx) + 1))
    dock.areaPanel.area_changed.emit()


def _area(dock: SegmenterDock, layer: QgsRasterLayer) -> QgsRectangle | None:
    """The box of the chosen area in the layer's CRS; None for all of it.

    Raises:
        AreaError: When the layer's CRS cannot express it.
    """
    box = dock.areaPanel.box()
    if box is None:
        return None
    to_layer = QgsCoordinateTransform(box.crs(), layer.crs(), QgsProject.instance())
    try:
        return to_layer.transformBoundingBox(box)
    except QgsCsException as error:
        raise AreaError(
            tr("The area cannot be brought to the layer's coordinate reference system."),
            tr("Choose an area that lies on the layer."),
        ) from error
