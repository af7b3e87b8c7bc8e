"""The search for doubtful places: in which layer, begun and cancelled with one button."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QPushButton, QVBoxLayout, QWidget

from ..algorithms.doubtstyle import doubt_kind
from ..doubtful import Origin, origin_of, read_places
from ..engine.errors import EngineError
from ..i18n import said, tr
from ..tasks import AlgorithmRun, prepared_run
from .layerwatch import LayerWatch
from .preview import raise_layer

ALGORITHM = "rs_segmenter:doubtfulplaces"


class DoubtSearch(QWidget):
    """Lists layers of confidence and entropy, and searches one in the background.

    Signals:
        begun: What was found before is void.
        found: Places (`list[Place]`, one at least), the run they come from (`Origin`), and their file.
    """

    begun = pyqtSignal()
    found = pyqtSignal(list, object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run: AlgorithmRun | None = None
        self._any: bool | None = None
        self._origin: Origin | None = None
        self._crs = QgsCoordinateReferenceSystem()
        self.source_combo = QComboBox(self)
        self.source_combo.setToolTip(tr("The confidence or entropy layer to look for doubt in"))
        self.source_combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.source_combo.setMinimumContentsLength(8)
        self.find_button = QPushButton(tr("Find doubtful places"), self)
        self.find_button.setObjectName("findDoubtButton")
        self.find_button.setToolTip(tr("Search in the background; a second click cancels"))
        self.status = QLabel(self)
        self.status.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.source_combo)
        layout.addWidget(self.find_button)
        layout.addWidget(self.status)
        self._layers = LayerWatch(self)
        self._layers.changed.connect(self._list)
        self.find_button.clicked.connect(self.find)
        self._layers.settle()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Layers may have come or gone meanwhile."""
        super().showEvent(event)
        self._layers.settle()

    @property
    def source(self) -> QgsRasterLayer | None:
        """The layer to look for doubt in."""
        return QgsProject.instance().mapLayer(self.source_combo.currentData() or "")

    def offer(self, results: Mapping[str, object]) -> None:
        """Choose the doubt that a run wrote, if it wrote any, and show it above the classes; entropy tells more."""
        self._layers.settle()
        written = [str(results[name]) for name in ("CONFIDENCE", "ENTROPY") if name in results]
        for path in written:
            for row in range(self.source_combo.count()):
                layer = QgsProject.instance().mapLayer(self.source_combo.itemData(row))
                if layer is not None and layer.source() == path:
                    self.source_combo.setCurrentIndex(row)
                    _show_on_top(layer)

    def find(self) -> None:
        """Search in the background; a click meanwhile cancels."""
        if self.run is not None:
            self.run.cancel()
            return
        layer = self.source
        if layer is None:
            return
        self.begun.emit()
        try:
            origin = origin_of(layer, QgsProject.instance())
            run = prepared_run(ALGORITHM, _parameters(layer, origin), QgsProject.instance())
        except EngineError as error:
            self.say(said(str(error)))
            return
        self._origin, self.run, self._crs = origin, run, layer.crs()
        run.succeeded.connect(self._take)
        run.failed.connect(lambda text: self._end((text.strip() or "?").splitlines()[-1]))
        run.cancelled.connect(lambda: self._end(tr("Cancelled.")))
        run.feedback.said.connect(self.say)
        self.find_button.setText(tr("Cancel"))
        self.say(tr("Starting"))
        run.start()

    def say(self, text: str) -> None:
        """Tell how it stands."""
        self.status.setText(text)
        self.status.setVisible(bool(text))

    def _list(self) -> None:
        layers = [x for x in QgsProject.instance().mapLayers().values() if isinstance(x, QgsRasterLayer)]
        found = sorted((x for x in layers if x.isValid() and doubt_kind(x)), key=lambda x: x.name())
        chosen = self.source_combo.currentData()
        self.source_combo.clear()
        for layer in found:
            self.source_combo.addItem(layer.name(), layer.id())
        self.source_combo.setCurrentIndex(max(self.source_combo.findData(chosen), 0))
        self.find_button.setEnabled(bool(found) or self.run is not None)
        if bool(found) != self._any and self.run is None:
            self._any = bool(found)
            self.say(tr("Where was the model least sure? Look there first.") if found else _hint())

    def _take(self, results: Mapping[str, object]) -> None:
        path = str(results["OUTPUT"])
        places = read_places(path, self._crs)
        self._end("" if places else tr("No place is doubtful: the map is sure everywhere."))
        if places:
            for layer in QgsProject.instance().mapLayers().values():
                if layer.source().split("|")[0] == path:
                    _show_on_top(layer)
            self.found.emit(places, self._origin, path)

    def _end(self, text: str) -> None:
        self.run = None
        self.find_button.setText(tr("Find doubtful places"))
        self.find_button.setEnabled(self.source is not None)
        self.say(text)


def _show_on_top(layer: QgsMapLayer) -> None:
    """Put a layer above all rasters, with its legend open."""
    raise_layer(layer)
    node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
    if node is not None:
        # QGIS believes a legend open that it has folded up: only a change of mind is heard.
        node.setExpanded(False)
        node.setExpanded(True)


def _hint() -> str:
    return tr(
        "Tick 'Also a confidence layer' or 'Also an entropy layer' before a run: they show where to look."
    )


def _parameters(layer: QgsRasterLayer, origin: Origin) -> dict[str, object]:
    beside = {"CLASSES": origin.class_layer, "PROBABILITIES": origin.probabilities}
    known = {name: other.id() for name, other in beside.items() if other is not None}
    places = QgsProcessingOutputLayerDefinition(QgsProcessing.TEMPORARY_OUTPUT, QgsProject.instance())
    return {"INPUT": layer.id(), **known, "OUTPUT": places}
