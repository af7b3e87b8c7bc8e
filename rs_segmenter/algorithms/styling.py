"""Gives result layers the model's class names and colours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from qgis.core import (
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from ..labels import offer_classes
from .provenance import describe_origin

if TYPE_CHECKING:
    from ..engine.card import LabelClass
    from .layerstack import LayerStack

Draw = Callable[[QgsMapLayer], None]
Place = Callable[[QgsMapLayer, QgsProject], None]


def style_classes(layer: QgsRasterLayer, classes: Iterable[LabelClass]) -> None:
    """Draw a class raster with these names and colours."""
    entries = [QgsPalettedRasterRenderer.Class(c.value, QColor(c.colour), c.name) for c in classes]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, entries))
    layer.triggerRepaint()
    layer.emitStyleChanged()


def _unfold_legend(layer: QgsRasterLayer, project: QgsProject | None) -> None:
    node = project.layerTreeRoot().findLayer(layer.id()) if project else None
    if node is not None:
        # QGIS folds up a legend that changes, and still believes it open: only a change of mind is heard.
        node.setExpanded(False)
        node.setExpanded(True)


def classes_of(found: Iterable[Mapping[str, object]]) -> list[LabelClass]:
    """The classes of a result, for drawing."""
    from ..engine.card import LabelClass

    return [LabelClass(c["value"], c["name"], c["colour"]) for c in found]


def name_layer(
    context: QgsProcessingContext,
    path: str | None,
    title: str,
    classes: Iterable[LabelClass] = (),
    draw: Draw | None = None,
    stack: LayerStack | None = None,
) -> None:
    """Say how a layer is to be called, and its classes or else itself drawn, if it is to be loaded at all.

    Args:
        context: Of the run.
        path: The layer's file.
        title: Its name.
        classes: What it shows.
        draw: Draws it otherwise.
        stack: The layers among which it lies.
    """
    if path and context.willLoadLayerOnCompletion(path):
        details = context.layerToLoadOnCompletionDetails(path)
        details.name = title
        place = (lambda layer, project: stack.add(layer, path, project)) if stack else None
        details.setPostProcessor(ClassStyler(classes, draw, place))


class ClassStyler(QgsProcessingLayerPostProcessorInterface):
    """Styles a layer once QGIS has loaded it, on the main thread: by its classes, as told, or as its file says.

    Args:
        classes: What the layer shows.
        draw: Draws it otherwise.
        place: Puts it into its place in the layer tree.
    """

    # QGIS holds only a bare pointer until the layer is there, and the algorithm is gone by then.
    _waiting: list[ClassStyler] = []

    def __init__(
        self, classes: Iterable[LabelClass], draw: Draw | None = None, place: Place | None = None
    ) -> None:
        super().__init__()
        self._classes, self._draw, self._place = tuple(classes), draw, place
        self._waiting.append(self)

    def postProcessLayer(  # noqa: N802
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        """Called by QGIS."""
        if self._place is not None and context.project() is not None:
            self._place(layer, context.project())
        describe_origin(layer)
        if self._draw is not None:
            self._draw(layer)
        elif isinstance(layer, QgsVectorLayer) and self._classes:
            offer_classes(layer, self._classes)
        elif isinstance(layer, QgsVectorLayer):
            layer.loadDefaultStyle()
        elif self._classes:
            style_classes(layer, self._classes)
            _unfold_legend(layer, context.project())
        if self in self._waiting:
            self._waiting.remove(self)
