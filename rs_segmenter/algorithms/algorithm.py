"""What all algorithms of the provider share: how they present themselves, and how a job comes of parameters."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
)
from qgis.PyQt.QtGui import QIcon

from ..engine.errors import EngineError
from ..i18n import tr

ICON = Path(__file__).parent.parent / "resources" / "icons" / "icon.svg"
Job = TypeVar("Job")


@dataclass(frozen=True)
class Texts:
    """What the user reads about an algorithm.

    Attributes:
        title: What the toolbox shows.
        summary: One line.
        help: What the dialog shows beside the parameters.
        tags: Words the toolbox's search finds, with commas between them.
    """

    title: str
    summary: str
    help: str
    tags: str


class SegmenterAlgorithm(QgsProcessingAlgorithm, Generic[Job]):
    """Parameters in, one job of the engine out.

    Attributes:
        NAME: Fixed: scripts and models use it.
    """

    NAME = ""

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None

    @abstractmethod
    def texts(self) -> Texts:
        """Describe it, in the user's language."""

    @abstractmethod
    def check(self, parameters: Mapping[str, object], context: QgsProcessingContext) -> None:
        """Look for bad input.

        Raises:
            EngineError: When there is some.
        """

    @abstractmethod
    def make_job(self, parameters: Mapping[str, object], context: QgsProcessingContext) -> Job:
        """Turn layers into files, on the main thread.

        Raises:
            EngineError: When the parameters make no job.
            OSError: When a file cannot be written.
        """

    @property
    def job(self) -> Job:
        """The prepared job.

        Raises:
            QgsProcessingException: When nothing was prepared.
        """
        if self._job is None:
            raise QgsProcessingException(tr("The run was not prepared."))
        return self._job

    def createInstance(self) -> SegmenterAlgorithm[Job]:  # noqa: N802
        """Make another one; each run has its own."""
        return type(self)()

    def name(self) -> str:
        """The fixed name."""
        return self.NAME

    def displayName(self) -> str:  # noqa: N802
        """What the toolbox shows."""
        return self.texts().title

    def shortDescription(self) -> str:  # noqa: N802
        """One line."""
        return self.texts().summary

    def shortHelpString(self) -> str:  # noqa: N802
        """What the dialog shows beside the parameters."""
        return self.texts().help

    def tags(self) -> list[str]:
        """Words the toolbox's search finds."""
        return self.texts().tags.split(",")

    def icon(self) -> QIcon:
        """The product's icon."""
        return QIcon(str(ICON))

    def svgIconPath(self) -> str:  # noqa: N802
        """The same, for QGIS to draw at any size."""
        return str(ICON)

    def checkParameterValues(  # noqa: N802
        self, parameters: Mapping[str, object], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Find bad input before the run starts."""
        right, message = super().checkParameterValues(parameters, context)
        if not right:
            return right, message
        try:
            self.check(parameters, context)
        except EngineError as error:
            return False, str(error)
        return True, ""

    def prepareAlgorithm(  # noqa: N802
        self, parameters: Mapping[str, object], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Make the job, on the main thread."""
        try:
            self._job = self.make_job(parameters, context)
        except (EngineError, OSError) as error:
            raise QgsProcessingException(str(error)) from error
        return True
