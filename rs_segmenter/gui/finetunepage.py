"""The tab Fine-tune: a form, then the run it starts, then what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from qgis.core import QgsProject, QgsRasterLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ..engine.errors import CardError, EngineError
from ..engine.registry import find_model
from ..engineprocess import EngineProcess
from ..i18n import tr
from ..trainruns import UnfinishedRun, history, resumed_job
from .compare import Comparison, raster_in_view
from .finetuneform import FineTuneForm
from .finetunejob import copying_labels, training_job
from .runview import RunView
from .slicedwork import SlicedWork
from .unfinishedpanel import UnfinishedPanel


class FineTunePage(QStackedWidget):
    """Starts trainings in a process of their own and shows how they go.

    Signals:
        model_made: A new model is at hand; its name.
        complaint: Something went wrong; the text says what.
        layer_made: A new label layer is in the project, to be digitised.
    """

    model_made = pyqtSignal(str)
    complaint = pyqtSignal(str)
    layer_made = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas: QgsMapCanvas | None = None
        self.run: EngineProcess | None = None
        self.comparison: Comparison | None = None
        self._job: dict = {}
        self._copy = SlicedWork(self)
        self._copy.done.connect(self._start_process)
        self._copy.failed.connect(self._fail_to_copy)
        self.form = FineTuneForm(self)
        self.unfinished = UnfinishedPanel(self)
        self.view = RunView(self)
        start = QWidget(self)
        layout = QVBoxLayout(start)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(self.unfinished)
        layout.addWidget(self.form, 1)
        self.addWidget(start)
        self.addWidget(self.view)
        self.form.startButton.clicked.connect(self.start)
        self.form.layer_made.connect(self.layer_made)
        self.form.complaint.connect(self.complaint)
        self.unfinished.wanted.connect(self.resume)
        self.unfinished.changed.connect(self.form.look_again)
        self.unfinished.complaint.connect(self.complaint)
        self.view.stopButton.clicked.connect(self.stop)
        self.view.backButton.clicked.connect(self.show_form)
        self.view.reportButton.clicked.connect(self.open_report)
        self.view.compareButton.clicked.connect(self.compare)

    def start(self) -> None:
        """Train as the form says; does nothing while a run is on."""
        if self.run is not None:
            return
        self.form.check()
        if not self.form.startButton.isEnabled():
            return
        try:
            # Not before: the engine's job files need a newer Python than the oldest QGIS has.
            from ..engine.job_json import to_json

            self._begin(to_json(training_job(self.form)), copying_labels(self.form))
        except EngineError as error:
            self.complaint.emit(str(error))
        except OSError as error:
            self.complaint.emit(tr("The labels cannot be written: {}.").format(error))

    def resume(self, run: UnfinishedRun) -> None:
        """Go on with an interrupted run."""
        if self.run is not None:
            return
        try:
            self._begin(resumed_job(run), iter(()))
            self.view.curves.add_history(history(run), run.steps)
        except OSError as error:
            self.complaint.emit(tr("The run '{}' cannot be read: {}.").format(run.title, error))

    def _begin(self, job: str, copying: Iterator[None]) -> None:
        self._job = json.loads(job)
        title = self._job["title"] or Path(self._job["output"]).name
        self.view.begin(title, {c["name"]: c["colour"] for c in self._job["classes"]})
        self.setCurrentWidget(self.view)
        self.run = EngineProcess(job)
        self.run.told.connect(self._show_event)
        self.run.ended.connect(self._end)
        self.view.show_status(tr("Copying the labels"))
        self._copy.begin(copying)

    def _start_process(self) -> None:
        self.view.show_status(tr("Starting"))
        self.run.start()

    def _fail_to_copy(self, message: str) -> None:
        self.run.error = message
        self.run.kill()
        self.show_form()

    def _kill(self) -> None:
        self._copy.drop()
        self.run.kill()

    def stop(self) -> None:
        """Stop and keep the best so far; the second time, or while labels are copied, end at once."""
        if self.run is None:
            return
        if self._copy.running or self.run.stopping:
            self._kill()
        else:
            self.run.stop()
            self.view.show_stopping()

    def shut(self) -> None:
        """End a run before the dock goes; it can be resumed from its last checkpoint."""
        if self.run is not None:
            self._kill()
        if self.comparison is not None:
            self.comparison.close()

    def show_form(self) -> None:
        """Show the form for the next training."""
        self.unfinished.fill()
        self.form.fill_models()
        self.setCurrentIndex(0)

    def _show_event(self, event: dict) -> None:
        self.view.show_event(event)
        if self.run is not None and self.run.stopping and event["event"] == "metrics":
            self.view.show_stopping()

    def _end(self) -> None:
        run, self.run = self.run, None
        self.view.show_end(run, comparable=self._job.get("model") is not None)
        self.form.nameEdit.setModified(False)
        if run.result is not None:
            self.model_made.emit(self._made())
        elif run.error:
            self.complaint.emit(run.error.splitlines()[0])

    def _made(self) -> str:
        """The new model's name in lists."""
        try:
            return find_model(self._job["output"]).card.name
        except CardError:
            return str(self._job["output"])

    def open_report(self) -> None:
        """Show the report in the browser."""
        report = Path(self._job["output"]) / "report.html"
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(report)))

    def attach(self, canvas: QgsMapCanvas, layer: Callable[[], QgsRasterLayer | None]) -> None:
        """Say which map is meant, and how to learn which layer maps are made of."""
        self.canvas, self.form.likely_raster = canvas, layer

    def compare(self) -> None:
        """Segment what the map shows with both models and show the two maps side by side."""
        if self.canvas is None or (self.comparison is not None and self.comparison.running):
            return
        raster = raster_in_view(self.canvas, [item["raster"] for item in self._job["data"]])
        models = self._job["model"], self._job["output"]
        self.comparison = Comparison(self.canvas, raster, models, QgsProject.instance())
        self.comparison.said.connect(self.view.show_status)
        self.comparison.failed.connect(self._fail_to_compare)
        self.view.compareButton.setEnabled(False)
        self.comparison.done.connect(lambda: self.view.compareButton.setEnabled(True))
        self.comparison.start()

    def _fail_to_compare(self, message: str) -> None:
        self.view.compareButton.setEnabled(True)
        self.view.show_status(tr("No comparison"))
        self.complaint.emit(message)
