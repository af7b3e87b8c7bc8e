"""What the algorithms share that run the engine in a process of its own."""

from __future__ import annotations

from qgis.core import QgsProcessingException, QgsProcessingFeedback

from .. import dependencies
from ..engineprocess import EngineProcess
from ..i18n import tr
from .algorithm import Job, SegmenterAlgorithm


class TrainingAlgorithm(SegmenterAlgorithm[Job]):
    """An algorithm whose work is one job of the engine in a process of its own."""

    def canExecute(self) -> tuple[bool, str]:  # noqa: N802
        """Whether the engine can train here; if not, why and what to do."""
        if not dependencies.python_serves():
            return False, dependencies.check().problem
        missing = dependencies.missing_for_training()
        text = tr("Python packages are missing that training needs: {}.").format(", ".join(missing))
        return not missing, text if missing else ""

    def run_job(self, feedback: QgsProcessingFeedback) -> dict[str, object] | None:
        """Run the job; None when it was cancelled without a result.

        Raises:
            QgsProcessingException: When it failed.
        """
        # Not before: the engine's job files need a newer Python than the oldest QGIS has.
        from ..engine.job_json import to_json

        process = EngineProcess(to_json(self.job))
        process.follow(feedback)
        if process.error:
            raise QgsProcessingException(process.error)
        return process.result
