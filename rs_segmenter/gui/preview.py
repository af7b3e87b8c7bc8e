"""A quick look at what a run would give: only what the map shows, with the options as they are."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import (
    QgsCoordinateTransform,
    QgsCsException,
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
)
from qgis.gui import QgsMapCanvas

from ..engine.card import ModelCard
from ..engine.errors import AreaError
from ..engine.fit import RasterFacts, choose_factor
from ..engine.job import read_resolution
from ..i18n import tr
from ..layers import is_file
from ..rasterise.facts import framed
from ..rasterise.frame import frame_of

SIDE_PX = 1024
_NOT_OF_A_PREVIEW = ("AREA", "CONFIDENCE", "ENTROPY", "PROBABILITIES")


class Preview:
    """One temporary layer at most, above all other rasters.

    Args:
        canvas: The map whose middle is classified.
    """

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._layer_id = ""
        self.cut = False

    def narrowed(
        self, parameters: Mapping[str, object], layer: QgsRasterLayer, facts: RasterFacts, card: ModelCard
    ) -> dict[str, object]:
        """Parameters of the long run, for what the map shows; `cut` tells whether that was too much.

        Args:
            parameters: Those of the long run.
            layer: Its input.
            facts: What is known of it.
            card: The model's.

        Raises:
            AreaError: When the map shows nothing of the layer.
            EngineError: When the ground resolution asked for is none.
        """
        wanted = str(parameters["GROUND_RESOLUTION"])
        shown = self._shown(layer)
        across, down = layer.rasterUnitsPerPixelX(), layer.rasterUnitsPerPixelY()
        if not is_file(layer):
            frame = frame_of(layer, card, wanted, shown)
            across, down, facts = frame.pixel_width, frame.pixel_height, framed(facts, frame)
        longest_px = SIDE_PX * choose_factor(facts, card, wanted, read_resolution(wanted))
        width, height = min(shown.width(), longest_px * across), min(shown.height(), longest_px * down)
        self.cut = width < shown.width() or height < shown.height()
        place = QgsRectangle.fromCenterAndSize(shown.center(), width, height) if self.cut else shown
        temporary = QgsProcessing.TEMPORARY_OUTPUT
        kept = {name: value for name, value in parameters.items() if name not in _NOT_OF_A_PREVIEW}
        return kept | {
            "EXTENT": QgsReferencedRectangle(place, layer.crs()),
            "OUTPUT": QgsProcessingOutputLayerDefinition(temporary, QgsProject.instance()),
        }

    def _shown(self, layer: QgsRasterLayer) -> QgsRectangle:
        """The part of the layer that the map shows, in the layer's CRS."""
        map_crs = self._canvas.mapSettings().destinationCrs()
        to_layer = QgsCoordinateTransform(map_crs, layer.crs(), QgsProject.instance())
        try:
            shown = to_layer.transformBoundingBox(self._canvas.extent()).intersect(layer.extent())
        except QgsCsException:  # a map of half the world, which the layer's CRS cannot express
            shown = QgsRectangle()
        if shown.isEmpty():
            raise AreaError(
                tr("The map does not show '{}', so there is nothing to preview.").format(layer.name()),
                tr("Zoom to it."),
            )
        return shown

    def zoom_to(self, layer: QgsRasterLayer) -> None:
        """Let the map show a layer."""
        map_crs = self._canvas.mapSettings().destinationCrs()
        to_map = QgsCoordinateTransform(layer.crs(), map_crs, QgsProject.instance())
        self._canvas.setExtent(to_map.transformBoundingBox(layer.extent()))
        self._canvas.refresh()

    def take(self, output: str) -> None:
        """Make a result that is in the project the preview, in place of the last one.

        Args:
            output: Its file.
        """
        self.clear()
        for layer in QgsProject.instance().mapLayers().values():
            if layer.source() == output:
                layer.setName(tr("Preview: {}").format(layer.name()))
                # Leaving QGIS, nobody is asked whether to save what was only looked at.
                layer.setCustomProperty("skipMemoryLayersCheck", 1)
                self._layer_id = layer.id()
                raise_layer(layer)

    def clear(self) -> None:
        """Take the preview away, if there is one."""
        project = QgsProject.instance()
        if project.mapLayer(self._layer_id) is not None:
            project.removeMapLayer(self._layer_id)
            self._canvas.refresh()
        self._layer_id = ""


def raise_layer(layer: QgsMapLayer) -> None:
    """Put a layer above the uppermost other raster: above its input, and above an earlier result that hides it."""
    root = QgsProject.instance().layerTreeRoot()
    node = root.findLayer(layer.id())
    rasters = [x for x in root.layerOrder() if isinstance(x, QgsRasterLayer) and x is not layer]
    if node is None or not rasters:
        return
    below = root.findLayer(rasters[0].id())
    group = below.parent()
    moved = node.clone()
    group.insertChildNode(group.children().index(below), moved)
    node.parent().removeChildNode(node)
    moved.setExpanded(True)
