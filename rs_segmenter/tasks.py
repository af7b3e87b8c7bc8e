"""Runs a Processing algorithm in the background and adds the layers it made to the project."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
)
from qgis.PyQt.QtCore import QObject, pyqtSignal

from .engine.errors import JobError
from .i18n import tr

_THREADS_END_MS = 500


def end_idle_threads() -> None:
    """Let QGIS's task manager end the threads that no task needs any more.

    QGIS 3.40.6 crashes when it is closed while such a thread lives and has ever asked a server for something, be it
    the news, a font or the tiles of a map (https://github.com/qgis/QGIS/pull/62429).
    """
    manager = QgsApplication.taskManager()
    if hasattr(manager, "threadPool"):  # not in QGIS 3.22
        manager.threadPool().waitForDone(_THREADS_END_MS)


class RunFeedback(QgsProcessingFeedback):
    """Passes on, as signals, what the algorithm says in its thread."""

    said = pyqtSignal(str)
    logged = pyqtSignal(str, str)

    def __init__(self) -> None:
        super().__init__(False)
        self.last_error = ""

    def setProgressText(self, text: str) -> None:  # noqa: N802
        """What the algorithm does now."""
        self.said.emit(text)

    def pushInfo(self, info: str) -> None:  # noqa: N802
        """A line for the log."""
        self.logged.emit("info", info)

    def pushWarning(self, warning: str) -> None:  # noqa: N802
        """A line that stands out."""
        self.logged.emit("warning", warning)

    def reportError(self, error: str, fatalError: bool = False) -> None:  # noqa: N802, N803
        """Why the run failed."""
        self.last_error = error
        self.logged.emit("error", error)


class AlgorithmRun(QObject):
    """One run of an algorithm in a background task.

    The results of a run whose project was closed meanwhile are dropped: they belong to no map.

    Args:
        algorithm: What to run.
        parameters: Its parameters.
        project: Where the layers go.
    """

    # The task holds bare pointers to context and feedback: they must outlive it, even if the dock does not.
    _running: set[AlgorithmRun] = set()

    succeeded = pyqtSignal(dict)
    failed = pyqtSignal(str)
    cancelled = pyqtSignal()

    def __init__(
        self, algorithm: QgsProcessingAlgorithm, parameters: Mapping[str, object], project: QgsProject
    ) -> None:
        super().__init__()
        self.feedback = RunFeedback()
        self._project = project
        self._context = QgsProcessingContext()
        self._context.setProject(project)
        self._context.setFeedback(self.feedback)
        self._over = False
        self._task = QgsProcessingAlgRunnerTask(algorithm, dict(parameters), self._context, self.feedback)
        self._task.executed.connect(self._finish)
        # Newer QGIS does not report a cancelled run as executed.
        self._task.taskTerminated.connect(lambda: self._finish(False, {}))
        project.cleared.connect(self.cancel)

    def start(self) -> None:
        """Hand the task to QGIS."""
        self._running.add(self)
        QgsApplication.taskManager().addTask(self._task)

    def cancel(self) -> None:
        """Ask the run to stop; `cancelled` follows when it has."""
        if not self._over:
            self._task.cancel()

    def _finish(self, successful: bool, results: Mapping[str, object]) -> None:
        if self._over:
            return
        self._over = True
        self._running.discard(self)
        self._project.cleared.disconnect(self.cancel)
        if self.feedback.isCanceled():
            self.cancelled.emit()
        elif not successful:
            self.failed.emit(self.feedback.last_error or tr("The run failed; see the log."))
        elif fault := self._add_layers(results.get("OUTPUT")):
            self.failed.emit(fault)
        else:
            self.succeeded.emit(dict(results))

    def _add_layers(self, main: object) -> str:
        """Load the layers the run made, the main one last: on top. Return what is wrong, or nothing."""
        made = self._context.layersToLoadOnCompletion()
        for path, details in sorted(made.items(), key=lambda item: item[0] == main):
            layer = QgsProcessingUtils.mapLayerFromString(path, self._context)
            if layer is None:
                return tr("The result '{}' was written but cannot be loaded.").format(path)
            details.setOutputLayerName(layer)
            self._project.addMapLayer(self._context.temporaryLayerStore().takeMapLayer(layer))
            if styler := details.postProcessor():
                styler.postProcessLayer(layer, self._context, self.feedback)
        return ""


def prepared_run(name: str, parameters: Mapping[str, object], project: QgsProject) -> AlgorithmRun:
    """Make a run whose parameters have been checked.

    Args:
        name: The algorithm, with its provider.
        parameters: Its parameters.
        project: Where the layers go.

    Raises:
        JobError: When the parameters do not fit the algorithm.
    """
    algorithm = QgsApplication.processingRegistry().algorithmById(name)
    context = QgsProcessingContext()
    context.setProject(project)
    right, message = algorithm.checkParameterValues(dict(parameters), context)
    if not right:
        raise JobError(message)
    return AlgorithmRun(algorithm, parameters, project)
