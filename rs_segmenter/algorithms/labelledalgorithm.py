"""What the algorithms share whose job reads labels: a copy of them, made before the engine runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import QgsProcessingException, QgsProcessingFeedback

from ..engine.errors import EngineError
from ..i18n import tr
from .algorithm import Job
from .jobalgorithm import JobAlgorithm, Result
from .labelparameters import copying_labels, read_data

if TYPE_CHECKING:
    from ..engine.training.job import Labelled
    from .values import Values


class LabelledAlgorithm(JobAlgorithm[Job]):
    """An algorithm whose job reads labels as they are when it is started, and copies them in the thread that runs."""

    def __init__(self) -> None:
        super().__init__()
        self._copying: Iterator[None] | None = None

    def read_labelled(
        self, values: Values, labels: Path, extents: Path, *, write: bool
    ) -> tuple[Labelled, ...]:
        """Put rasters and labels into a job, and plan to copy them. Main thread: it looks at layers.

        Args:
            values: Of the parameters.
            labels: GeoPackage to copy the polygons into.
            extents: GeoPackage to copy the polygons of wholly labelled ground into.
            write: Whether to copy them; else they are there, or only checked.

        Raises:
            EngineError: When a layer is no file, or labels are missing or given twice.
        """
        data = read_data(values, labels, extents)
        if write:
            self._copying = copying_labels(values, labels, extents)
        return data

    def run_engine(self, job: Job, feedback: QgsProcessingFeedback) -> Result | None:
        """Copy the labels, then run the job; None where it was cancelled without a result.

        Raises:
            QgsProcessingException: When it failed.
        """
        if self._copying is not None:
            feedback.setProgressText(tr("Copying the labels"))
        try:
            for _ in self._copying or ():
                if feedback.isCanceled():
                    return None
        except (EngineError, OSError) as error:
            raise QgsProcessingException(str(error)) from error
        finally:
            self._copying = None  # which removes what is not whole
        return super().run_engine(job, feedback)
