"""What is to be trained: rasters, labels, classes, start model, recipe, name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from qgis.core import QgsMapLayerProxyModel, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.gui import QgsCheckableComboBox, QgsFieldComboBox, QgsMapLayerComboBox
from qgis.PyQt import uic
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLineEdit, QPushButton, QWidget

from .. import settings
from ..engine.errors import EngineError, RasterError
from ..engine.fit import RasterFacts
from ..engine.registry import Model
from ..i18n import said, tr
from ..labelcheck import MOST_CLASSES, Survey, ground_of
from ..labels import likely_field, new_label_layer, value_colours
from ..layers import has_name, raster_facts
from ..modellist import known_models
from ..trainruns import model_folder
from .checkpanel import CheckPanel
from .classtable import ClassTable
from .finetunecheck import find_faults
from .labelcounter import LabelCounter
from .layerwatch import LayerWatch
from .recipepanel import RecipePanel, presets
from .ticklist import list_layers

_CHECK_MS = 250
_PROPOSED_CHARACTERS = 60  # of what the line edit takes: room for a number


class FineTuneForm(QWidget):
    """Gathers what makes a `TrainJob`, and says beforehand what would go wrong with it.

    Signals:
        layer_made: A new label layer is in the project, to be digitised.
        complaint: Something failed; the text says what.
    """

    layer_made = pyqtSignal(object)
    complaint = pyqtSignal(str)

    rasterCombo: QgsCheckableComboBox  # noqa: N815 - names of the .ui
    labelCombo: QgsMapLayerComboBox  # noqa: N815
    newLayerButton: QPushButton  # noqa: N815
    fieldCombo: QgsFieldComboBox  # noqa: N815
    classTable: ClassTable  # noqa: N815
    keepCheck: QCheckBox  # noqa: N815
    modelCombo: QComboBox  # noqa: N815
    recipeCombo: QComboBox  # noqa: N815
    nameEdit: QLineEdit  # noqa: N815
    recipePanel: RecipePanel  # noqa: N815
    checkPanel: CheckPanel  # noqa: N815
    startButton: QPushButton  # noqa: N815

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = LayerWatch(self)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self._models: dict[str, Model] = {}
        self._watched: QgsVectorLayer | None = None
        self.likely_raster: Callable[[], QgsRasterLayer | None] = lambda: None
        self.survey = Survey()
        self.facts: dict[str, RasterFacts] = {}
        self.faults: list[str] = []
        self.counter = LabelCounter(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CHECK_MS)
        self.labelCombo.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        self.fieldCombo.setAllowEmptyFieldName(True)
        self.rasterCombo.setDefaultText(tr("choose"))
        for preset in presets():
            self.recipeCombo.addItem(preset.title, preset)
            row = self.recipeCombo.count() - 1
            self.recipeCombo.setItemData(row, preset.tip, Qt.ItemDataRole.ToolTipRole)
        self._connect()
        self.fill_models()
        self._take_labels()

    def _connect(self) -> None:
        self._layers.changed.connect(self._list_rasters)
        self._timer.timeout.connect(self.refresh)
        self.counter.counted.connect(self._take_counts)
        self.rasterCombo.checkedItemsChanged.connect(lambda _: self._take_rasters())
        self._layers.follow(self.labelCombo, self._take_labels)
        self.newLayerButton.clicked.connect(self._ask_new_layer)
        self.fieldCombo.fieldChanged.connect(lambda _: self.look_again())
        self.classTable.classes_changed.connect(self.check)
        self.keepCheck.toggled.connect(lambda _: self.check())
        self.modelCombo.currentIndexChanged.connect(lambda _: self.look_again())
        self.recipeCombo.currentIndexChanged.connect(
            lambda _: self.recipePanel.show_preset(self.recipeCombo.currentData())
        )
        self.recipePanel.recipe_changed.connect(self.check)
        self.nameEdit.textChanged.connect(lambda _: self.check())

    @property
    def rasters(self) -> list[QgsRasterLayer]:
        """The rasters ticked."""
        layers = map(QgsProject.instance().mapLayer, self.rasterCombo.checkedItemsData())
        return [layer for layer in layers if layer is not None]

    @property
    def labels(self) -> QgsVectorLayer | None:
        """The label layer."""
        return self.labelCombo.currentLayer()

    @property
    def field(self) -> str:
        """The class field; empty: all polygons are of one class."""
        return self.fieldCombo.currentField()

    @property
    def model(self) -> Model | None:
        """The start model."""
        return self._models.get(self.modelCombo.currentData() or "")

    @property
    def output(self) -> Path | None:
        """The new model's folder; None while it has no name."""
        name = re.sub(r"[^A-Za-z0-9_]+", "-", self.nameEdit.text()).strip("-_")
        if name and not name[0].isalpha():
            name = f"model-{name}"
        return model_folder(name) if len(name) > 1 else None

    def fill_models(self) -> None:
        """List the models at hand; the one chosen last for maps is offered first."""
        self._models, _ = known_models()
        chosen = self.modelCombo.currentData() or settings.model()
        self.modelCombo.blockSignals(True)
        self.modelCombo.clear()
        for name, model in self._models.items():
            self.modelCombo.addItem(said(model.card.title), name)
        self.modelCombo.setCurrentIndex(max(self.modelCombo.findData(chosen), 0))
        self.modelCombo.blockSignals(False)
        self.look_again()

    def look_again(self) -> None:
        """Look at the labels anew, soon: a user may be drawing."""
        self.counter.drop()
        self._timer.start()
        self.startButton.setEnabled(False)

    @property
    def counting(self) -> bool:
        """Whether the labels are still to be counted, now or soon."""
        return self._timer.isActive() or self.counter.running

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Layers may have come or gone meanwhile."""
        super().showEvent(event)
        self._layers.settle()

    def _list_rasters(self) -> None:
        """List the project's rasters; ticks stay, and when there is none the likely one is ticked, else the first."""
        ticked = set(self.rasterCombo.checkedItemsData())
        layers = [x for x in QgsProject.instance().mapLayers().values() if isinstance(x, QgsRasterLayer)]
        files = [x for x in layers if has_name(x)]
        files.sort(key=lambda x: x.name().casefold())
        likely = self.likely_raster()
        ticked = ticked & {x.id() for x in files} or {
            x.id() for x in ([likely] if likely in files else files[:1])
        }
        list_layers(self.rasterCombo, files, ticked)
        self._take_rasters()

    def _take_rasters(self) -> None:
        self.facts, self.faults = {}, []
        for layer in self.rasters:
            try:
                self.facts[layer.id()] = raster_facts(layer)
            except RasterError as error:
                self.faults.append(str(error))
        if not self.nameEdit.isModified() and self.rasters:
            self._propose_name(self.rasters[0].name())
        self.look_again()

    def _propose_name(self, raster: str) -> None:
        number, raster = 1, raster[:_PROPOSED_CHARACTERS]
        self.nameEdit.setText(raster)
        while self.output is not None and self.output.exists():
            number += 1
            self.nameEdit.setText(f"{raster} {number}")
        self.nameEdit.setCursorPosition(0)  # where it is long, its beginning tells more

    def _take_labels(self) -> None:
        if self._watched is not None:
            self._watched.layerModified.disconnect(self.look_again)
            self._watched.willBeDeleted.disconnect(self._forget)
        layer = self._watched = self.labels
        self.fieldCombo.setLayer(layer)
        if layer is not None:
            layer.layerModified.connect(self.look_again)
            layer.willBeDeleted.connect(self._forget)
            self.fieldCombo.setField(likely_field(layer))
        self.look_again()

    def _forget(self) -> None:
        self._watched = None

    def refresh(self) -> None:
        """Count the labels; then list their classes, and check."""
        if not self.isVisible():
            return  # on show
        card = self.model.card if self.model else None
        grounds = [ground_of(r, self.facts[r.id()], card) for r in self.rasters if r.id() in self.facts]
        self.counter.begin(self.labels, self.field, grounds)
        if self.counter.running:
            self.check()

    def _take_counts(self, found: Survey) -> None:
        self.survey = found
        layer, card = self.labels, self.model.card if self.model else None
        values = found.values if len(found.values) <= MOST_CLASSES else ()
        listed = sorted(values, key=lambda v: (not v.isdecimal(), int(v) if v.isdecimal() else 0, v))
        colours = value_colours(layer, self.field) if layer is not None else {}
        self.classTable.fill(listed, card.classes if card else (), colours)
        self.classTable.show_counts(found)
        bands = [self.facts[r.id()].bands for r in self.rasters if r.id() in self.facts]
        self.recipePanel.offer_bands(
            [said(b.name) for b in card.bands] if card else (), max(bands, default=0)
        )
        self.check()

    def check(self) -> None:
        """Say what does not fit, and whether a run can start."""
        adds = self.classTable.adds_classes and self.model is not None
        self.keepCheck.setVisible(adds)
        self.recipePanel.offer_classes([c.name for c in self.classes()])
        findings, offers = find_faults(self)
        self.checkPanel.show_findings(findings, offers, tr("Rasters, labels and model fit."))
        self.startButton.setEnabled(not self.checkPanel.blocked and not self.counting)

    def classes(self) -> tuple:
        """The new model's classes."""
        return self.classTable.classes(keep=self.keepCheck.isChecked())

    def go_on_with(self, raster: QgsRasterLayer | None, labels: QgsVectorLayer | None, model: str) -> None:
        """Fill in what is known; what is not stays as it is.

        Args:
            raster: The only raster to tick.
            labels: The label layer.
            model: Name of the start model, as its card says it.
        """
        if raster is not None:
            self.rasterCombo.deselectAllOptions()
            if self.rasterCombo.findData(raster.id()) < 0:  # the rest is listed on show
                self.rasterCombo.addItemWithCheckState(raster.name(), Qt.CheckState.Unchecked, raster.id())
            row = self.rasterCombo.findData(raster.id())
            self.rasterCombo.setItemCheckState(row, Qt.CheckState.Checked)
            self._take_rasters()
        if labels is not None:
            self.labelCombo.setLayer(labels)
        known = next((key for key, m in self._models.items() if m.card.name == model), None)
        if known is not None:
            self.modelCombo.setCurrentIndex(self.modelCombo.findData(known))

    def _ask_new_layer(self) -> None:
        proposed = str(Path(QgsProject.instance().homePath() or Path.home()) / "labels.gpkg")
        title, kind = tr("New label layer"), tr("GeoPackage (*.gpkg)")
        path, _ = QFileDialog.getSaveFileName(self, title, proposed, kind)
        if not path:
            return
        # Where the dialog did not add the suffix, it has not asked about the file of that name either.
        file = Path(path) if path.lower().endswith(".gpkg") else Path(f"{path}.gpkg")
        layers = QgsProject.instance().mapLayers().values()
        in_use = str(file) in {layer.source().partition("|")[0] for layer in layers}
        if in_use or (file != Path(path) and file.exists()):
            self.complaint.emit(
                tr("There is already a file '{}': give the labels another name.").format(file)
            )
            return
        self.make_label_layer(file)

    def make_label_layer(self, path: Path) -> None:
        """Make a label layer for the start model's classes, choose it, and let the user digitise."""
        crs = self.rasters[0].crs() if self.rasters else QgsProject.instance().crs()
        classes = self.model.card.classes if self.model else ()
        try:
            layer = new_label_layer(path, crs, classes)
        except EngineError as error:
            self.complaint.emit(str(error))
            return
        QgsProject.instance().addMapLayer(layer)
        self.labelCombo.setLayer(layer)
        self.layer_made.emit(layer)
