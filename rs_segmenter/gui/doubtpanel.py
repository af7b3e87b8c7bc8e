"""Doubtful places one after the other: look, say what it is, and fine-tune with that."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsMapLayerProxyModel,
    QgsProject,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsMapLayerComboBox, QgsMapTool, QgsRubberBand
from qgis.PyQt import uic
from qgis.PyQt.QtWidgets import QGridLayout, QLabel, QPushButton, QTabWidget, QWidget

from ..doubtful import Origin, Place, add_label
from ..engine.errors import EngineError
from ..i18n import tr
from ..labels import CLASS_FIELD
from .doubtsearch import DoubtSearch
from .finetunepage import FineTunePage
from .layerwatch import LayerWatch
from .modelpanel import swatch
from .polygontool import PolygonTool, outline
from .reachable import make_reachable

_CLASS_COLUMNS = 2
_AROUND = 4.0  # how many times its own size the map shows of a place


class DoubtPanel(QWidget):
    """Leads from place to place of what a search found; a click on a class labels the ground there."""

    search: DoubtSearch
    placePart: QWidget  # noqa: N815 - names of the .ui
    placeLabel: QLabel  # noqa: N815
    previousButton: QPushButton  # noqa: N815
    nextButton: QPushButton  # noqa: N815
    classLayout: QGridLayout  # noqa: N815
    rightButton: QPushButton  # noqa: N815
    drawButton: QPushButton  # noqa: N815
    undoButton: QPushButton  # noqa: N815
    labelCombo: QgsMapLayerComboBox  # noqa: N815
    trainButton: QPushButton  # noqa: N815

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layers = LayerWatch(self)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self.places: list[Place] = []
        self.at = 0
        self.origin: Origin | None = None
        self._outline: QgsRubberBand | None = None
        self._tool_before: QgsMapTool | None = None
        self._drawn: QgsGeometry | None = None
        self.labelCombo.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        self.labelCombo.setAllowEmptyLayer(True, tr("a new one at the first click"))
        self.placePart.hide()
        project = QgsProject.instance()
        project.cleared.connect(self.forget)
        self.search.begun.connect(self.forget)
        self.search.found.connect(self._take_places)
        self.previousButton.clicked.connect(lambda: self.show_place(self.at - 1))
        self.nextButton.clicked.connect(self.show_next)
        self.rightButton.clicked.connect(lambda: self.label(self.place.name))
        self.drawButton.toggled.connect(self._draw)
        self.undoButton.clicked.connect(self.undo)
        layers.follow(self.labelCombo, self._show_labels)
        self.trainButton.clicked.connect(self.train)

    def attach(self, canvas: QgsMapCanvas, page: FineTunePage, tabs: QTabWidget) -> None:
        """Say which map and which tab are meant."""
        self._canvas, self._page, self._tabs = canvas, page, tabs
        self._outline = outline(canvas)
        self._tool = PolygonTool(canvas)
        self._tool.drawn.connect(self._take_drawn)
        self._tool.deactivated.connect(lambda: self.drawButton.setChecked(False))

    @property
    def place(self) -> Place:
        """The place at hand."""
        return self.places[self.at]

    @property
    def labels(self) -> QgsVectorLayer | None:
        """The layer that polygons go to."""
        return self.labelCombo.currentLayer()

    def forget(self) -> None:
        """Begin anew: without places."""
        self.places, self.at, self.origin = [], 0, None
        self._clear_map()
        self.placePart.hide()

    def shut(self) -> None:
        """Cancel a search and take the outline off the map, before the dock goes."""
        if self.search.run is not None:
            self.search.run.cancel()
        self._clear_map()

    def _take_places(self, places: list[Place], origin: Origin, path: str) -> None:
        self.places, self.origin = places, origin
        layers = QgsProject.instance().mapLayers().values()
        # The places themselves are no labels.
        for combo in (self.labelCombo, self._page.form.labelCombo):
            combo.setExceptedLayerList([x for x in layers if x.source().split("|")[0] == path])
        known = self._page.form.labels
        if self.labels is None and known is not None and known.fields().indexFromName(CLASS_FIELD) >= 0:
            self.labelCombo.setLayer(known)
        self._list_classes()
        self.placePart.show()
        self.show_place(0)

    def _list_classes(self) -> None:
        while self.classLayout.count():
            self.classLayout.takeAt(0).widget().deleteLater()
        for number, label in enumerate(self.origin.classes if self.origin else ()):
            button = QPushButton(swatch(label.colour), label.name, self)
            button.setToolTip(tr("The outlined ground is {}").format(label.name))
            button.clicked.connect(lambda _=False, name=label.name: self.label(name))
            self.classLayout.addWidget(button, *divmod(number, _CLASS_COLUMNS))
        make_reachable(self)

    def show_next(self) -> None:
        """Go on to the next place; after the last one it says so, and without any nothing happens."""
        if self.places and self.at + 1 == len(self.places):
            self.show_place(self.at)
            self.search.say(tr("That was the last place: fine-tune with these labels, then map again."))
        else:
            self.show_place(self.at + 1)

    def show_place(self, number: int) -> None:
        """Zoom to a place, flash it and say what is known of it."""
        if not 0 <= number < len(self.places):
            return
        self.at, self._drawn = number, None
        self.search.say("")
        place = self.place
        self._outline.setToGeometry(place.geometry, place.crs)
        self._zoom(place)
        self._canvas.flashGeometries([place.geometry], place.crs)
        self.previousButton.setEnabled(number > 0)
        self.nextButton.setEnabled(number + 1 < len(self.places))
        self.rightButton.setEnabled(bool(place.name))
        self.placeLabel.setText(describe(place, number + 1, len(self.places)))
        self._show_labels()

    def _zoom(self, place: Place) -> None:
        to_map = QgsCoordinateTransform(
            place.crs, self._canvas.mapSettings().destinationCrs(), QgsProject.instance()
        )
        try:
            extent = to_map.transformBoundingBox(place.geometry.boundingBox())
        except QgsCsException:
            self._page.complaint.emit(tr("The map's CRS does not reach this place; choose another one."))
            return
        extent.scale(_AROUND)
        self._canvas.setExtent(extent)
        self._canvas.refresh()

    def label(self, name: str) -> None:
        """Make a polygon of a class of the outlined ground, and go on to the next place.

        Where the user drew the polygon, the place may hold more of them: it stays.
        """
        labels = self._made_labels() if self.labels is None else self.labels
        if labels is None or not self.places:
            return
        drawn, place = self._drawn, self.place
        crs = self._canvas.mapSettings().destinationCrs() if drawn is not None else place.crs
        try:
            add_label(labels, place.geometry if drawn is None else drawn, crs, name)
        except EngineError as error:
            self._page.complaint.emit(str(error))
            return
        if drawn is None:
            self.show_next()
        else:
            self.show_place(self.at)

    def _made_labels(self) -> QgsVectorLayer | None:
        """A new label layer, as the tab Fine-tune makes it; None where the user gave no name."""
        form, before = self._page.form, self._page.form.labels
        self._fill_form(None)
        form.newLayerButton.click()
        made = form.labels if form.labels is not before else None
        self.labelCombo.setLayer(made)
        return made

    def undo(self) -> None:
        """Undo the last step in the label layer."""
        if self.labels is not None:
            self.labels.undoStack().undo()
            self.labels.triggerRepaint()
            self._show_labels()

    def train(self) -> None:
        """Go to the tab Fine-tune with all that is known filled in."""
        self.drawButton.setChecked(False)
        if self._page.run is None:
            self._page.show_form()
        self._fill_form(self.labels)
        self._tabs.setCurrentWidget(self._page)

    def _fill_form(self, labels: QgsVectorLayer | None) -> None:
        if self.origin is not None:
            raster = QgsProject.instance().mapLayer(self.origin.raster)
            self._page.form.go_on_with(raster, labels, self.origin.model)

    def _show_labels(self) -> None:
        labels = self.labels
        count = 0 if labels is None else labels.featureCount()
        self.trainButton.setEnabled(count != 0)
        self.undoButton.setEnabled(labels is not None and labels.undoStack().canUndo())

    def _draw(self, wanted: bool) -> None:
        if wanted:
            self._tool_before = self._canvas.mapTool()
            self._canvas.setMapTool(self._tool)
        elif self._canvas.mapTool() is self._tool:
            self._canvas.unsetMapTool(self._tool)
            if self._tool_before is not None:
                self._canvas.setMapTool(self._tool_before)

    def _take_drawn(self, shape: QgsGeometry) -> None:
        self._drawn = shape
        self.drawButton.setChecked(False)
        self._outline.setToGeometry(shape, self._canvas.mapSettings().destinationCrs())

    def _clear_map(self) -> None:
        self._drawn = None
        if self._outline is not None:
            self.drawButton.setChecked(False)
            self._outline.reset(QgsWkbTypes.GeometryType.PolygonGeometry)


def describe(place: Place, number: int, count: int) -> str:
    """Which place it is, what the map says there, and how much it doubts."""
    said = tr("{}, perhaps {}").format(place.name, place.other) if place.other else place.name
    area = "" if place.area_m2 is None else tr("{:,.0f} m²").format(place.area_m2)
    facts = [said, tr("doubt {:.0f} %").format(100 * place.doubt), area]
    return tr("{} of {}: {}").format(number, count, " · ".join(filter(None, facts)))
