"""What the algorithms share that run the engine in a process of its own."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingAlgorithm, QgsProcessingException, QgsProcessingFeedback
from qgis.PyQt.QtGui import QIcon

from .. import dependencies
from ..engine.training.job import EvaluateJob, TrainJob
from ..engineprocess import EngineProcess
from ..i18n import tr

ICON = Path(__file__).parent.parent / "resources" / "icons" / "icon.svg"


class TrainingAlgorithm(QgsProcessingAlgorithm):
    """An algorithm whose work is one job of the engine in a process of its own."""

    def icon(self) -> QIcon:
        """The product's icon."""
        return QIcon(str(ICON))

    def svgIconPath(self) -> str:  # noqa: N802
        """The same, for QGIS to draw at any size."""
        return str(ICON)

    def canExecute(self) -> tuple[bool, str]:  # noqa: N802
        """Whether the engine can train here; if not, why and what to do."""
        if not dependencies.python_serves():
            return False, dependencies.check().problem
        missing = dependencies.missing_for_training()
        text = tr("Python packages are missing that training needs: {}.").format(", ".join(missing))
        return not missing, text if missing else ""

    def run_job(
        self, job: TrainJob | EvaluateJob, feedback: QgsProcessingFeedback
    ) -> dict[str, object] | None:
        """Run a job; None when it was cancelled without a result.

        Raises:
            QgsProcessingException: When it failed.
        """
        # Not before: the engine's job files need a newer Python than the oldest QGIS has.
        from ..engine.training.job_json import to_json

        process = EngineProcess(to_json(job))
        process.follow(feedback)
        if process.error:
            raise QgsProcessingException(process.error)
        return process.result
