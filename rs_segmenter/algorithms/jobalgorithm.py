"""What the algorithms share that are parameters, one job of the engine in a process of its own, and its result."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback

from ..i18n import tr
from .algorithm import Job, SegmenterAlgorithm

Result = Mapping[str, object]


class JobAlgorithm(SegmenterAlgorithm[Job]):
    """An algorithm whose work is one job of the engine in a process of its own."""

    @abstractmethod
    def results(self, result: Result, feedback: QgsProcessingFeedback) -> dict[str, object]:
        """What the engine gave, as outputs beside the files of the job."""

    def style(self, job: Job, result: Result, context: QgsProcessingContext) -> None:
        """Say how layers are to be called and drawn, once they are loaded."""

    def canExecute(self) -> tuple[bool, str]:  # noqa: N802
        """Whether the engine can run in a process here; if not, why and what to do."""
        from ..enginehome import engine_home, missing_for_jobs

        home = engine_home()
        if not home.ready:
            return False, f"{home.report.problem}\n{home.report.remedy}".strip()
        missing = missing_for_jobs()
        text = tr("Python packages are missing that the engine needs: {}.").format(", ".join(missing))
        return not missing, text if missing else ""

    def processAlgorithm(  # noqa: N802
        self, parameters: Mapping[str, object], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, object]:
        """Run the engine; no result where it was cancelled without one."""
        job = self.placed_job(parameters, context)
        result = self.run_engine(job, feedback)
        if result is None:
            return {}
        self.style(job, result, context)
        return {**self.written(job), **self.results(result, feedback)}

    def run_engine(self, job: Job, feedback: QgsProcessingFeedback) -> Result | None:
        """Run the job; None where it was cancelled without a result.

        Raises:
            QgsProcessingException: When it failed.
        """
        # Not before: the engine's job files need a newer Python than the oldest QGIS has.
        from ..engine.job_json import to_json
        from ..engineprocess import EngineProcess

        process = EngineProcess(to_json(job))
        process.follow(feedback)
        if process.error:
            raise QgsProcessingException(process.error)
        return process.result
