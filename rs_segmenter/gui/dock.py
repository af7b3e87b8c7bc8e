"""The dock: choose a layer and a model, click 'Segment layer', see the result on the map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from qgis.core import Qgis, QgsMapLayerProxyModel, QgsProject, QgsRasterLayer
from qgis.gui import QgsCollapsibleGroupBox, QgsDockWidget, QgsMapCanvas, QgsMapLayerComboBox, QgsMessageBar
from qgis.PyQt import uic
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtWidgets import QLabel, QProgressBar, QPushButton, QTabWidget, QWidget

from ..engine.errors import JobError, RasterError
from ..engine.fit import Finding, RasterFacts
from ..enginehome import EngineHome, engine_home, missing_optional
from ..i18n import said, tr
from ..layers import describe_layer
from ..tasks import AlgorithmRun, prepared_run
from .areapanel import AreaPanel
from .bandpanel import BandPanel
from .begunmap import BegunMap
from .checkpanel import CheckPanel
from .dockcorner import DockCorner
from .findings import death, findings
from .finetunepage import FineTunePage
from .layerwatch import LayerWatch
from .logtext import LogText, last_line
from .modelpanel import ModelPanel
from .optionspanel import OptionsPanel
from .outputpanel import OutputPanel
from .preview import Preview
from .previewrun import PreviewRun
from .projectmemory import ProjectMemory
from .reachable import make_reachable
from .refinepanel import RefinePanel
from .remedies import remedies
from .resultpanel import ResultPanel
from .setuppanel import SetupPanel

ALGORITHM = "rs_segmenter:segmentlayer"
_USUAL_CHARS = 56


class SegmenterDock(QgsDockWidget):
    """Gathers the algorithm's parameters, starts it in the background and shows how it goes.

    Args:
        canvas: The map, for its extent and for drawing a rectangle.
        message_bar: Where the outcome is told.
        home: Where the engine runs; None: looked up.
    """

    setupPanel: SetupPanel  # noqa: N815 - names of the .ui
    tabs: QTabWidget
    layerCombo: QgsMapLayerComboBox  # noqa: N815
    layerFacts: QLabel  # noqa: N815
    modelPanel: ModelPanel  # noqa: N815
    areaPanel: AreaPanel  # noqa: N815
    refinePanel: RefinePanel  # noqa: N815
    outputPanel: OutputPanel  # noqa: N815
    bandBox: QgsCollapsibleGroupBox  # noqa: N815
    bandPanel: BandPanel  # noqa: N815
    optionsBox: QgsCollapsibleGroupBox  # noqa: N815
    optionsPanel: OptionsPanel  # noqa: N815
    checkPanel: CheckPanel  # noqa: N815
    resultPanel: ResultPanel  # noqa: N815
    fineTunePage: FineTunePage  # noqa: N815
    segmentFoot: QWidget  # noqa: N815
    form: QWidget
    logPage: QWidget  # noqa: N815
    logText: LogText  # noqa: N815
    statusLabel: QLabel  # noqa: N815
    progressBar: QProgressBar  # noqa: N815
    cancelButton: QPushButton  # noqa: N815
    previewButton: QPushButton  # noqa: N815
    segmentButton: QPushButton  # noqa: N815

    def __init__(
        self, canvas: QgsMapCanvas, message_bar: QgsMessageBar, home: EngineHome | None = None
    ) -> None:
        super().__init__()
        layers = LayerWatch(self)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self._message_bar = message_bar
        self.facts: RasterFacts | None = None
        self._fault = ""
        self.run: AlgorithmRun | None = None
        self.begun = BegunMap()
        self.preview = Preview(canvas)
        self.preview_run = PreviewRun(self)
        self.areaPanel.set_canvas(canvas)
        self.fineTunePage.attach(canvas, lambda: self.layer)
        self.resultPanel.doubt_panel.attach(canvas, self.fineTunePage, self.tabs)
        self.layerCombo.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self.layerCombo.setAllowEmptyLayer(False)
        self.segmentButton.setDefault(True)
        self.corner = DockCorner(self)
        make_reachable(self.widget())
        self._connect()
        layers.follow(self.layerCombo, self._take_layer)
        self.setupPanel.show_home(home or engine_home())
        self.modelPanel.fill()
        self._take_layer()
        self.memory = ProjectMemory(self)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough for all tabs, where there is room; it can be made narrower."""
        return super().sizeHint().expandedTo(QSize(_USUAL_CHARS * self.fontMetrics().averageCharWidth(), 0))

    def _connect(self) -> None:
        self.setupPanel.checked.connect(self._take_packages)
        self.modelPanel.model_changed.connect(self._take_model)
        self.modelPanel.complaint.connect(self._warn)
        self.areaPanel.area_changed.connect(self.check)
        self.bandPanel.bands_changed.connect(self.check)
        self.bandPanel.layers_changed.connect(self._take_layer)
        self.optionsPanel.options_changed.connect(self.check)
        self.previewButton.clicked.connect(self.preview_run.start)
        self.segmentButton.clicked.connect(self.start)
        self.cancelButton.clicked.connect(self.cancel)
        # That tab has a check and buttons of its own.
        foot, tabs, page = self.segmentFoot, self.tabs, self.fineTunePage
        tabs.currentChanged.connect(lambda _: foot.setVisible(tabs.currentWidget() is not page))
        page.model_made.connect(self._take_new_model)
        page.complaint.connect(self._warn)
        self.corner.complaint.connect(self._warn)
        self.corner.copied.connect(lambda text: self._tell(text, Qgis.MessageLevel.Success))

    @property
    def layer(self) -> QgsRasterLayer | None:
        """The chosen layer."""
        return self.layerCombo.currentLayer()

    def _take_layer(self) -> None:
        self.facts, self._fault = None, ""
        if self.run is None:
            self._show_status("")  # what is said there is about a run on another layer
        if self.layer is not None:
            try:
                self.facts = self.bandPanel.take(self.layer)
            except RasterError as error:
                self._fault = str(error)
        self.layerFacts.setText(describe_layer(self.layer, self.facts) if self.facts else "")
        self.layerFacts.setVisible(self.facts is not None)
        self._take_model()

    def _take_model(self) -> None:
        model = self.modelPanel.model
        self.optionsPanel.show_defaults(model.card.tile if model else None)
        self.bandPanel.fill(self.layer, self.facts, model.card if model else None)
        self.check()

    def _take_new_model(self, name: str) -> None:
        self.modelPanel.choose(name)
        self._tell(tr("The new model is trained, and chosen for the next map."), Qgis.MessageLevel.Success)

    def _take_packages(self) -> None:
        self.refinePanel.show_missing(missing_optional())
        self.check()

    def check(self, fault: Finding | None = None) -> None:
        """Say what does not fit, and whether a run can start.

        Args:
            fault: Why there is no preview, told until the next check.
        """
        found = findings(self, self.facts, self._fault)
        wrong = {f.topic for f in found if f.level == "error"}
        shown = [fault, *found] if fault else found
        model = self.modelPanel.model
        offers = remedies(self, shown, self.facts, model.card) if self.facts and model else {}
        fine = tr("Layer and model fit.") if self.facts and model and self.setupPanel.report.ready else ""
        self.checkPanel.show_findings(shown, offers, fine)
        able = bool(fine) and self.run is None
        self.segmentButton.setEnabled(able and not wrong)
        # It has an area of its own.
        self.previewButton.setEnabled(able and not wrong - {"area", "limit"})

    def parameters(self) -> dict[str, object]:
        """The algorithm's parameters as chosen; run with these, the toolbox gives the same."""
        return {
            "INPUT": self.layer.id() if self.layer else None,
            "MODEL": self.modelPanel.name,
            **self.bandPanel.parameters(),
            **self.areaPanel.parameters(),
            **self.optionsPanel.parameters(),
            **self.refinePanel.parameters(),
            **self.outputPanel.parameters(),
        }

    def start(self, again: bool = False) -> None:
        """Run the algorithm in the background, or on from where the last run ended; not while a run is on."""
        if self.run is None:
            begin = self.begun.again if again else self.begun.begin
            self.start_run(begin(self.parameters()), self._succeed, self._fail, self._warn)

    def start_run(
        self,
        parameters: Mapping[str, object],
        succeed: Callable[[Mapping[str, object]], None],
        fail: Callable[[str], None],
        refuse: Callable[[str], None],
    ) -> None:
        """Run the algorithm in the background; does nothing while a run is on.

        Args:
            parameters: The algorithm's.
            succeed: Takes its results.
            fail: Takes what went wrong.
            refuse: Takes why it cannot begin.
        """
        if self.run is not None:
            return
        try:
            run = prepared_run(ALGORITHM, parameters, QgsProject.instance())
        except JobError as error:
            self._log("error", str(error))
            refuse(str(error))
            return
        self.logText.clear()
        self.areaPanel.stop_drawing()
        run.feedback.progressChanged.connect(self._show_progress)
        run.feedback.said.connect(self._show_status)
        run.feedback.logged.connect(self._log)
        run.succeeded.connect(succeed)
        run.failed.connect(fail)
        run.cancelled.connect(lambda: self.end_run(tr("Cancelled; no map was written.")))
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
        self.begun.discard()
        self.fineTunePage.shut()
        self.areaPanel.stop_drawing()
        self.resultPanel.doubt_panel.shut()
        self.preview.clear()
        self.setupPanel.shut()

    def _show_running(self, running: bool) -> None:
        self.form.setEnabled(not running)
        self.cancelButton.setEnabled(running)
        # No end in sight until the first pixel is done.
        self.progressBar.setRange(0, 0 if running else 100)
        self.progressBar.setValue(0)
        self.progressBar.setVisible(running)
        self.check()

    def _show_progress(self, percent: float) -> None:
        if percent > 0 and self.run is not None:
            self.progressBar.setRange(0, 100)
            self.progressBar.setValue(int(percent))

    def _show_status(self, text: str) -> None:
        self.statusLabel.setText(text)
        self.statusLabel.setVisible(bool(text))
        self.statusLabel.setToolTip(text)

    def _log(self, level: str, text: str) -> None:
        self.logText.add(level, text)

    def _tell(self, text: str, level: Qgis.MessageLevel) -> None:
        self._message_bar.pushMessage(tr("RS Segmenter"), text, level)

    def _warn(self, text: str) -> None:
        self._tell(said(text), Qgis.MessageLevel.Warning)

    def end_run(self, status: str) -> None:
        """Let the next one begin, and say how this one ended."""
        self.run = None
        self.begun.end()
        self._show_running(False)
        self._show_status(status)

    def _succeed(self, results: Mapping[str, object]) -> None:
        self.end_run(tr("Done in {:.1f} s").format(float(results["SECONDS"])))
        self.preview.clear()
        self.resultPanel.show_results(results, self.begun.given)
        self.tabs.setCurrentWidget(self.resultPanel)
        self._log("info", tr("Written: {}").format(results["OUTPUT"]))
        self._tell(tr("The class layer is on the map."), Qgis.MessageLevel.Success)

    def _fail(self, message: str) -> None:
        fault = death(self.run, message)
        self.end_run(tr("Failed; no map was written."))
        self.tabs.setCurrentWidget(self.logPage)
        self._tell(last_line(message), Qgis.MessageLevel.Critical)
        self.check(fault)
