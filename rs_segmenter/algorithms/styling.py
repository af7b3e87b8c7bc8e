"""Gives result layers the model's class names and colours."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import (
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsRasterLayer,
)
from qgis.PyQt.QtGui import QColor

from ..engine.card import LabelClass


def style_classes(layer: QgsRasterLayer, classes: Iterable[LabelClass]) -> None:
    """Draw a class raster with these names and colours."""
    entries = [QgsPalettedRasterRenderer.Class(c.value, QColor(c.colour), c.name) for c in classes]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, entries))
    layer.triggerRepaint()
    layer.emitStyleChanged()


class ClassStyler(QgsProcessingLayerPostProcessorInterface):
    """Styles a class raster once QGIS has loaded it, on the main thread."""

    # QGIS holds only a bare pointer until the layer is there, and the algorithm is gone by then.
    _waiting: list[ClassStyler] = []

    def __init__(self, classes: Iterable[LabelClass]) -> None:
        super().__init__()
        self._classes = tuple(classes)
        self._waiting.append(self)

    def postProcessLayer(  # noqa: N802
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        """Called by QGIS."""
        if isinstance(layer, QgsRasterLayer):
            style_classes(layer, self._classes)
            node = context.project().layerTreeRoot().findLayer(layer.id()) if context.project() else None
            if node is not None:
                # QGIS folds the legend up when it loads the 256 colours of the file.
                node.setExpanded(True)
        if self in self._waiting:
            self._waiting.remove(self)
