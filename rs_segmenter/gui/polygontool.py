"""A tool for drawing one polygon on the map."""

from __future__ import annotations

from qgis.core import QgsGeometry, QgsPointXY, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool, QgsRubberBand
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeyEvent

COLOUR = "#ff00c8"
WIDTH_PX = 2
_CORNERS = 3


def outline(canvas: QgsMapCanvas) -> QgsRubberBand:
    """Make an outline above the map."""
    band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
    band.setStrokeColor(QColor(COLOUR))
    band.setFillColor(QColor(0, 0, 0, 0))
    band.setWidth(WIDTH_PX)
    return band


class PolygonTool(QgsMapTool):
    """Left clicks set corners, a right click ends, Escape begins anew.

    Signals:
        drawn: A polygon, in the map's CRS.
    """

    drawn = pyqtSignal(QgsGeometry)

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._band = outline(canvas)
        self._corners: list[QgsPointXY] = []

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802
        """Called by QGIS."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._corners.append(event.mapPoint())
            self._show(self._corners)
        elif event.button() == Qt.MouseButton.RightButton and len(self._corners) >= _CORNERS:
            shape = QgsGeometry.fromPolygonXY([self._corners])
            self.clear()
            self.drawn.emit(shape)

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802
        """Called by QGIS."""
        if self._corners:
            self._show([*self._corners, event.mapPoint()])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Called by QGIS."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            event.accept()

    def deactivate(self) -> None:
        """Called by QGIS when another tool is taken."""
        self.clear()
        super().deactivate()

    def clear(self) -> None:
        """Forget what has been drawn."""
        self._corners = []
        self._band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)

    def _show(self, corners: list[QgsPointXY]) -> None:
        self._band.setToGeometry(QgsGeometry.fromPolygonXY([corners]))
