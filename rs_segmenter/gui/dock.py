"""The dock: choose a layer and a model, click 'Segment layer', see the result on the map."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsMapLayerProxyModel,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRasterLayer,
)
from qgis.gui import (
    QgsCollapsibleGroupBox,
    QgsDockWidget,
    QgsFileWidget,
    QgsMapCanvas,
    QgsMapLayerComboBox,
    QgsMessageBar,
)
from qgis.PyQt import uic
from qgis.PyQt.QtWidgets import QCheckBox, QLabel, QProgressBar, QPushButton, QTabWidget, QTextEdit, QWidget

from .. import dependencies
from ..engine.errors import RasterError
from ..engine.fit import Finding, RasterFacts, check_fit
from ..i18n import tr
from ..layers import raster_facts
from ..tasks import AlgorithmRun
from .areapanel import AreaPanel
from .bandpanel import BandPanel
from .checkpanel import CheckPanel
from .finetunepage import FineTunePage
from .logtext import append_line
from .missingpanel import MissingPanel
from .modelpanel import ModelPanel
from .optionspanel import OptionsPanel
from .remedies import remedies
from .resultpanel import ResultPanel

ALGORITHM = "rs_segmenter:segmentlayer"


class SegmenterDock(QgsDockWidget):
    """Gathers the algorithm's parameters, starts it in the background and shows how it goes.

    Args:
        canvas: The map, for its extent and for drawing a rectangle.
        message_bar: Where the outcome is told.
        report: What keeps the engine from running; None: looked up.
    """

    missingPanel: MissingPanel  # noqa: N815 - names of the .ui
    tabs: QTabWidget
    layerCombo: QgsMapLayerComboBox  # noqa: N815
    layerFacts: QLabel  # noqa: N815
    modelPanel: ModelPanel  # noqa: N815
    areaPanel: AreaPanel  # noqa: N815
    outputFile: QgsFileWidget  # noqa: N815
    confidenceCheck: QCheckBox  # noqa: N815
    probabilitiesCheck: QCheckBox  # noqa: N815
    bandBox: QgsCollapsibleGroupBox  # noqa: N815
    bandPanel: BandPanel  # noqa: N815
    optionsPanel: OptionsPanel  # noqa: N815
    checkPanel: CheckPanel  # noqa: N815
    resultPanel: ResultPanel  # noqa: N815
    fineTunePage: FineTunePage  # noqa: N815
    segmentFoot: QWidget  # noqa: N815
    form: QWidget
    logPage: QWidget  # noqa: N815
    logText: QTextEdit  # noqa: N815
    statusLabel: QLabel  # noqa: N815
    progressBar: QProgressBar  # noqa: N815
    cancelButton: QPushButton  # noqa: N815
    segmentButton: QPushButton  # noqa: N815

    def __init__(
        self, canvas: QgsMapCanvas, message_bar: QgsMessageBar, report: dependencies.Report | None = None
    ) -> None:
        super().__init__()
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self._message_bar = message_bar
        self._facts: RasterFacts | None = None
        self._fault = ""
        self.run: AlgorithmRun | None = None
        self.areaPanel.set_canvas(canvas)
        self.fineTunePage.canvas = canvas
        self.layerCombo.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self.layerCombo.setAllowEmptyLayer(False)
        self.outputFile.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.outputFile.setFilter(tr("GeoTIFF (*.tif *.tiff)"))
        self.outputFile.lineEdit().setPlaceholderText(tr("[Create temporary file]"))
        self.segmentButton.setDefault(True)
        self._connect()
        self.missingPanel.show_report(report or dependencies.check())
        self.modelPanel.fill()
        self._take_layer()

    def _connect(self) -> None:
        self.missingPanel.checked.connect(self._check)
        self.layerCombo.layerChanged.connect(lambda _: self._take_layer())
        self.modelPanel.model_changed.connect(self._take_model)
        self.modelPanel.complaint.connect(lambda text: self._tell(text, Qgis.MessageLevel.Warning))
        self.areaPanel.area_changed.connect(self._check)
        self.bandPanel.bands_changed.connect(self._check)
        self.optionsPanel.options_changed.connect(self._check)
        self.segmentButton.clicked.connect(self.start)
        self.cancelButton.clicked.connect(self.cancel)
        page = self.fineTunePage
        # That tab has a check and buttons of its own.
        self.tabs.currentChanged.connect(
            lambda _: self.segmentFoot.setVisible(self.tabs.currentWidget() is not page)
        )
        page.model_made.connect(self._take_new_model)
        page.complaint.connect(lambda text: self._tell(text, Qgis.MessageLevel.Warning))

    @property
    def layer(self) -> QgsRasterLayer | None:
        """The chosen layer."""
        return self.layerCombo.currentLayer()

    def _take_layer(self) -> None:
        self._facts, self._fault = None, ""
        if self.run is None:
            self._show_status("")  # what is said there is about a run on another layer
        if self.layer is not None:
            try:
                self._facts = raster_facts(self.layer)
            except RasterError as error:
                self._fault = str(error)
        self.layerFacts.setText(_describe(self.layer, self._facts))
        self.layerFacts.setVisible(bool(self.layerFacts.text()))
        self._take_model()

    def _take_model(self) -> None:
        model = self.modelPanel.model
        self.optionsPanel.show_defaults(model.card.tile if model else None)
        self.bandPanel.fill(self.layer, self._facts, model.card if model else None)
        self._check()

    def _take_new_model(self, name: str) -> None:
        self.modelPanel.choose(name)
        self._tell(tr("The new model is trained, and chosen for the next map."), Qgis.MessageLevel.Success)

    def _check(self) -> None:
        """Say what does not fit, and whether a run can start."""
        findings = self._findings()
        model = self.modelPanel.model
        offers = remedies(self, findings, self._facts, model.card) if self._facts and model else {}
        fine = tr("Layer and model fit.") if self._facts and model and self.missingPanel.report.ready else ""
        self.checkPanel.show_findings(findings, offers, fine)
        able = bool(fine) and not self.checkPanel.blocked and self.run is None
        self.segmentButton.setEnabled(able)

    def _findings(self) -> list[Finding]:
        model = self.modelPanel.model
        if self.layer is None:
            return [
                Finding(
                    "info", "layer", tr("There is no raster layer in the project."), tr("Add one to begin.")
                )
            ]
        if self._fault:
            return [Finding("error", "layer", self._fault, "")]
        if self._facts is None or model is None:
            return []
        options = self.optionsPanel
        found = check_fit(
            self._facts, model.card, self.bandPanel.bands, options.ground_resolution, options.stretch
        )
        if problem := self.areaPanel.problem:
            found.insert(0, Finding("error", "area", problem, ""))
        return found

    def parameters(self) -> dict[str, object]:
        """The algorithm's parameters as chosen; run with these, the toolbox gives the same."""
        project = QgsProject.instance()
        temporary = QgsProcessing.TEMPORARY_OUTPUT
        path = self.outputFile.filePath().strip()
        output = Path(path) if path else None
        found = {
            "INPUT": self.layer.id() if self.layer else None,
            "MODEL": self.modelPanel.name,
            "BANDS": list(self.bandPanel.bands) or None,
            **self.areaPanel.parameters(),
            **self.optionsPanel.parameters(),
            "OUTPUT": QgsProcessingOutputLayerDefinition(str(output) if output else temporary, project),
        }
        for check, name in ((self.confidenceCheck, "confidence"), (self.probabilitiesCheck, "probabilities")):
            if check.isChecked():
                beside = str(output.with_name(f"{output.stem}-{name}.tif")) if output else temporary
                found[name.upper()] = QgsProcessingOutputLayerDefinition(beside, project)
        return found

    def start(self) -> None:
        """Run the algorithm in the background; does nothing while a run is on."""
        if self.run is not None:
            return
        algorithm = QgsApplication.processingRegistry().algorithmById(ALGORITHM)
        parameters = self.parameters()
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        right, message = algorithm.checkParameterValues(parameters, context)
        if not right:
            self._log("error", message)
            self._tell(message, Qgis.MessageLevel.Warning)
            return
        self.logText.clear()
        self.areaPanel.stop_drawing()
        run = AlgorithmRun(algorithm, parameters, QgsProject.instance())
        run.feedback.progressChanged.connect(self._show_progress)
        run.feedback.said.connect(self._show_status)
        run.feedback.logged.connect(self._log)
        run.succeeded.connect(self._succeed)
        run.failed.connect(self._fail)
        run.cancelled.connect(self._stop_cancelled)
        self.run = run
        self._show_running(True)
        self._show_status(tr("Starting"))
        run.start()

    def cancel(self) -> None:
        """Ask the run to stop."""
        if self.run is not None:
            self._show_status(tr("Cancelling"))
            self.cancelButton.setEnabled(False)
            self.run.cancel()

    def shut(self) -> None:
        """Cancel a run and give the map its tool back, before the dock goes."""
        self.cancel()
        self.fineTunePage.shut()
        self.areaPanel.stop_drawing()

    def _show_running(self, running: bool) -> None:
        self.form.setEnabled(not running)
        self.cancelButton.setEnabled(running)
        # No end in sight until the first pixel is done.
        self.progressBar.setRange(0, 0 if running else 100)
        self.progressBar.setValue(0)
        self.progressBar.setVisible(running)
        self._check()

    def _show_progress(self, percent: float) -> None:
        if percent > 0 and self.run is not None:
            self.progressBar.setRange(0, 100)
            self.progressBar.setValue(int(percent))

    def _show_status(self, text: str) -> None:
        self.statusLabel.setText(text)
        self.statusLabel.setVisible(bool(text))
        self.statusLabel.setToolTip(text)

    def _log(self, level: str, text: str) -> None:
        append_line(self.logText, level, text)

    def _tell(self, text: str, level: Qgis.MessageLevel) -> None:
        self._message_bar.pushMessage(tr("RS Segmenter"), text, level)

    def _end(self, status: str) -> None:
        self.run = None
        self._show_running(False)
        self._show_status(status)

    def _succeed(self, results: Mapping[str, object]) -> None:
        self._end(tr("Done in {:.1f} s").format(float(results["SECONDS"])))
        self.resultPanel.show_results(results)
        self.tabs.setCurrentWidget(self.resultPanel)
        self._log("info", tr("Written: {}").format(results["OUTPUT"]))
        self._tell(tr("The class layer is on the map."), Qgis.MessageLevel.Success)

    def _fail(self, message: str) -> None:
        self._end(tr("Failed; nothing was written."))
        self.tabs.setCurrentWidget(self.logPage)
        # Of an unforeseen error's traceback, the last line; the log has all of it.
        self._tell((message.strip() or "?").splitlines()[-1], Qgis.MessageLevel.Critical)

    def _stop_cancelled(self) -> None:
        self._end(tr("Cancelled; nothing was written."))


def _describe(layer: QgsRasterLayer | None, facts: RasterFacts | None) -> str:
    if layer is None or facts is None:
        return ""
    pixel = (
        tr("{:.3g} m pixels").format(facts.resolution_m) if facts.resolution_m else tr("pixel size unknown")
    )
    count = len(facts.roles)
    bands = tr("1 band") if count == 1 else tr("{} bands").format(count)
    return f"{layer.width():,} × {layer.height():,} · {pixel} · {bands} {facts.dtypes[0]}"
