"""The engine's command line in a process of its own: a run that can neither freeze nor crash QGIS."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from qgis.core import QgsProcessingFeedback
from qgis.PyQt.QtCore import QObject, QProcess, QProcessEnvironment, pyqtSignal

from . import worker
from .engine.errors import EngineError
from .engine.jsonline import from_line
from .engine.progress import describe_pace
from .enginehome import engine_home
from .i18n import number, said, tr
from .upgrade import check_version

# They need the memory that a worker's models take.
_HUNGRY = ("train", "evaluate")
_LOOK_MS = 200
_ERROR_LINES = 12


class EngineProcess(QObject):
    """One job in a process of its own.

    Signals:
        told: A line of the engine's JSON, as it comes.
        ended: The process is gone; `result`, `error` and `killed` say how.

    Args:
        job: The job as JSON.

    Attributes:
        result: What the engine gave; None unless it has come to its end.
        error: Why it failed, in a sentence or two; empty when it did not.
        stopping: Whether it has been asked to stop.
        killed: Whether it was ended at once.
    """

    # A run goes on when whoever started it is gone.
    _running: set[EngineProcess] = set()

    told = pyqtSignal(dict)
    ended = pyqtSignal()

    def __init__(self, job: str) -> None:
        super().__init__()
        self.result: dict[str, object] | None = None
        self.error = ""
        self.stopping = False
        self.killed = False
        self._room = tempfile.TemporaryDirectory(prefix="rs-segmenter-", ignore_cleanup_errors=True)
        self._job_file = Path(self._room.name) / "job.json"
        self._stop_file = Path(self._room.name) / "stop"
        self._job_file.write_text(job, encoding="utf-8")
        self._verb = json.loads(job)["verb"]
        self._complaints: list[str] = []
        self._process = QProcess(self)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._read_complaints)
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._fail_to_start)

    @property
    def running(self) -> bool:
        """Whether it has been started and is not over."""
        return self in self._running

    def start(self) -> None:
        """Start the process; `ended` follows, sooner or later."""
        self._running.add(self)
        try:
            check_version()
        except EngineError as error:
            self.error = str(error)
            self._end()
            return
        home = engine_home()
        if home.python is None:
            self.error = home.report.problem or tr(
                "The Python of this QGIS cannot be found, so no process of its own can be started."
            )
            self._end()
            return
        if self._verb in _HUNGRY:
            worker.rest()
        environment = QProcessEnvironment()
        for name, value in home.environ.items():
            environment.insert(name, value)
        self._process.setProcessEnvironment(environment)
        self._process.setWorkingDirectory(self._room.name)
        arguments = ["-m", "rs_segmenter.engine", "run", str(self._job_file), "--json"]
        self._process.start(str(home.python), [*arguments, "--stop-file", str(self._stop_file)])

    def stop(self) -> None:
        """Ask it to stop; a training then keeps the best model so far, which takes a moment."""
        self.stopping = True
        # A file, since Windows has no signal for it.
        self._stop_file.touch()

    def kill(self) -> None:
        """End it at once, begun or not; a training can be resumed from its last checkpoint."""
        self.killed = True
        if self.running:
            self._process.kill()
        else:
            self._end()

    def follow(self, feedback: QgsProcessingFeedback) -> None:
        """Wait for the end in a thread without event loop, pass on what is told, and stop when cancelled."""
        self.told.connect(lambda event: tell(event, feedback))
        self.start()
        while self.running:
            self._process.waitForFinished(_LOOK_MS)
            if feedback.isCanceled() and not self.stopping:
                self.stop()

    def _read(self) -> None:
        while self._process.canReadLine():
            line = bytes(self._process.readLine()).decode("utf-8", "replace").strip()
            event = _event(line)
            if event["event"] == "result":
                self.result = event
            elif event["event"] == "error":
                self.error = " ".join(said(str(event.get(part, ""))) for part in ("message", "hint")).strip()
            if line:
                self.told.emit(event)

    def _read_complaints(self) -> None:
        text = bytes(self._process.readAllStandardError()).decode("utf-8", "replace")
        self._complaints = [*self._complaints, *text.strip().splitlines()][-_ERROR_LINES:]

    def _finish(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        failed = self.result is None and not self.error and not self.stopping and not self.killed
        if failed:
            last_words = "\n".join(self._complaints) or tr("it said nothing")
            self.error = tr("The engine's process ended unexpectedly (code {}): {}").format(code, last_words)
        self._end()

    def _fail_to_start(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.error = tr("The engine cannot be started: {}.").format(self._process.errorString())
            self._end()

    def _end(self) -> None:
        self._running.discard(self)
        self._room.cleanup()
        self.ended.emit()


def _event(line: str) -> dict[str, object]:
    """A line as an event; what is no JSON came from a library."""
    event = from_line(line)
    return event if isinstance(event.get("event"), str) else {"event": "info", "text": line}


def tell(event: dict[str, object], feedback: QgsProcessingFeedback) -> None:
    """Pass an event on to a Processing feedback."""
    kind = event["event"]
    if kind == "stage":
        feedback.setProgressText(said(str(event["text"])))
    elif kind == "info":
        feedback.pushInfo(said(str(event["text"])))
    elif kind == "warning":
        feedback.pushWarning(said(str(event["text"])))
    elif kind == "metrics":
        feedback.setProgress(100 * event["step"] / event["steps"])
    elif kind == "progress":
        feedback.setProgress(100 * event["done_px"] / max(event["total_px"], 1))
    elif kind == "validation":
        feedback.pushInfo(describe_validation(event))


def describe_validation(event: dict[str, object]) -> str:
    """What a validation found, in one line."""
    classes = ", ".join(
        f"{name} {number(iou, '.2f')}" for name, iou in event["iou"].items() if iou is not None
    )
    mean = "–" if event["miou"] is None else number(event["miou"], ".3f")
    best = tr(" (best so far)") if event["best"] else ""
    return tr("Step {}: mean IoU {}{}; {}").format(event["step"], mean, best, classes)


def describe_time_left(event: dict[str, object]) -> str:
    """How long a training still takes, in words."""
    left_s = event.get("left_s")
    return said(describe_pace(float("inf") if left_s is None else float(left_s), 0.0).split(",")[0])
