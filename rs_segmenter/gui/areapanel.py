"""Which part of the layer is to be classified."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsMapLayerProxyModel,
    QgsProcessingFeatureSourceDefinition,
    QgsRectangle,
    QgsReferencedRectangle,
)
from qgis.gui import QgsMapCanvas, QgsMapLayerComboBox, QgsMapTool, QgsMapToolExtent
from qgis.PyQt import uic
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QWidget

from ..i18n import number, tr
from .layerwatch import LayerWatch

WHOLE, CANVAS, RECTANGLE, POLYGONS = "whole", "canvas", "rectangle", "polygons"


class AreaPanel(QWidget):
    """Whole layer, what the map shows, a rectangle drawn on it, or the polygons of a layer.

    Signals:
        area_changed: Another area is chosen.
    """

    area_changed = pyqtSignal()

    areaCombo: QComboBox  # noqa: N815 - names of the .ui
    rectangleRow: QWidget  # noqa: N815
    drawButton: QPushButton  # noqa: N815
    rectangleLabel: QLabel  # noqa: N815
    polygonRow: QWidget  # noqa: N815
    polygonCombo: QgsMapLayerComboBox  # noqa: N815
    selectedCheck: QCheckBox  # noqa: N815

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layers = LayerWatch(self)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self._canvas: QgsMapCanvas | None = None
        self._tool: QgsMapToolExtent | None = None
        self._tool_before: QgsMapTool | None = None
        self._rectangle: QgsReferencedRectangle | None = None
        for title, kind in (
            (tr("Whole layer"), WHOLE),
            (tr("What the map shows"), CANVAS),
            (tr("A rectangle drawn on the map"), RECTANGLE),
            (tr("Polygons of a layer"), POLYGONS),
        ):
            self.areaCombo.addItem(title, kind)
        self.polygonCombo.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        self.areaCombo.currentIndexChanged.connect(self._show)
        self.drawButton.toggled.connect(self._draw)
        layers.follow(self.polygonCombo, self.area_changed.emit)
        self.selectedCheck.toggled.connect(lambda _: self.area_changed.emit())
        self._show()

    def set_canvas(self, canvas: QgsMapCanvas) -> None:
        """Say which map is meant."""
        self._canvas = canvas
        canvas.extentsChanged.connect(self._follow_map)

    @property
    def kind(self) -> str:
        """Which sort of area is chosen."""
        return str(self.areaCombo.currentData())

    @property
    def problem(self) -> str:
        """Why the choice is not complete; empty when it is."""
        if self.kind == RECTANGLE and self._rectangle is None:
            return tr("Draw a rectangle on the map first.")
        if self.kind == POLYGONS:
            layer = self.polygonCombo.currentLayer()
            if layer is None:
                return tr("There is no polygon layer in the project.")
            if self.selectedCheck.isChecked() and not layer.selectedFeatureCount():
                return tr("No polygon of '{}' is selected.").format(layer.name())
        return ""

    @property
    def is_whole(self) -> bool:
        """Whether all of the layer is chosen."""
        return self.kind == WHOLE

    def choose_canvas(self) -> None:
        """Choose what the map shows."""
        self.areaCombo.setCurrentIndex(self.areaCombo.findData(CANVAS))

    def box(self) -> QgsReferencedRectangle | None:
        """The rectangle around the choice, in whatever CRS; None for the whole layer, or nothing yet."""
        given = self.parameters()
        if "AREA" not in given:
            return given.get("EXTENT")
        layer = self.polygonCombo.currentLayer()
        selected = self.selectedCheck.isChecked()
        return QgsReferencedRectangle(
            layer.boundingBoxOfSelected() if selected else layer.extent(), layer.crs()
        )

    def parameters(self) -> dict[str, object]:
        """The choice as parameters of the algorithm."""
        if self.kind == CANVAS and self._canvas is not None:
            crs = self._canvas.mapSettings().destinationCrs()
            return {"EXTENT": QgsReferencedRectangle(self._canvas.extent(), crs)}
        if self.kind == RECTANGLE and self._rectangle is not None:
            return {"EXTENT": self._rectangle}
        layer = self.polygonCombo.currentLayer()
        if self.kind == POLYGONS and layer is not None:
            return {"AREA": QgsProcessingFeatureSourceDefinition(layer.id(), self.selectedCheck.isChecked())}
        return {}

    def set_rectangle(self, rectangle: QgsRectangle) -> None:
        """Take a rectangle in the map's CRS, as drawn."""
        if self._canvas is None:
            return
        crs = self._canvas.mapSettings().destinationCrs()
        self._rectangle = QgsReferencedRectangle(rectangle, crs)
        sides = rectangle.width(), rectangle.height()
        self.rectangleLabel.setText(" × ".join(number(side, ".6g") for side in sides))
        self.rectangleLabel.setToolTip(rectangle.toString(2))
        self.drawButton.setChecked(False)
        self.area_changed.emit()

    def stop_drawing(self) -> None:
        """Give the map its former tool back."""
        if self._canvas is None or self._tool is None:
            return
        if self._canvas.mapTool() is self._tool:
            self._canvas.unsetMapTool(self._tool)
            if self._tool_before is not None:
                self._canvas.setMapTool(self._tool_before)
        self._tool = None

    def _follow_map(self) -> None:
        if self.kind == CANVAS:
            self.area_changed.emit()

    def _show(self) -> None:
        self.rectangleRow.setVisible(self.kind == RECTANGLE)
        self.polygonRow.setVisible(self.kind == POLYGONS)
        if self.kind != RECTANGLE:
            self.drawButton.setChecked(False)
        self.area_changed.emit()

    def _draw(self, wanted: bool) -> None:
        if not wanted or self._canvas is None:
            self.stop_drawing()
            return
        self._tool_before = self._canvas.mapTool()
        self._tool = QgsMapToolExtent(self._canvas)
        self._tool.extentChanged.connect(self.set_rectangle)
        self._tool.deactivated.connect(lambda: self.drawButton.setChecked(False))
        self._canvas.setMapTool(self._tool)
