"""What all algorithms of the provider share: how they present themselves, and how a job comes of parameters.

The modules of algorithms are imported when QGIS starts. What only a run needs they import where they need it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from qgis.core import (
    QgsMapLayer,
    QgsMapLayerType,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterRasterLayer,
)
from qgis.PyQt.QtGui import QIcon

from ..engine.errors import EngineError
from ..handbook import OF_ALGORITHMS, page_url
from ..i18n import said, tr

if TYPE_CHECKING:
    from .values import Values

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
        FILES: Field of the job by the output parameter that names its file.
        layer_name: Name of the raster layer the prepared job reads; empty where it reads several.
    """

    NAME = ""
    FILES: Mapping[str, str] = {}

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self.layer_name = ""

    @abstractmethod
    def texts(self) -> Texts:
        """Describe it, in the user's language."""

    @abstractmethod
    def read_job(self, values: Values) -> Job:
        """Make the job, those outputs left empty that `FILES` names. Main thread: it looks at layers.

        Raises:
            EngineError: When the values make no job.
            OSError: When a file cannot be written.
        """

    def check_job(self, job: Job, values: Values) -> None:
        """Look for what the job itself cannot see.

        Raises:
            EngineError: When something is wrong.
        """

    def placed_job(self, parameters: Mapping[str, object], context: QgsProcessingContext) -> Job:
        """The prepared job with its outputs, in the thread that runs it.

        Raises:
            QgsProcessingException: When nothing was prepared.
        """
        from .values import Values

        if self._job is None:
            raise QgsProcessingException(tr("The run was not prepared."))
        return Values(self, parameters, context, write=False).with_outputs(self._job, self.FILES)

    def written(self, job: Job) -> dict[str, object]:
        """The files of a job, as results."""
        files = {name: getattr(job, field) for name, field in self.FILES.items()}
        return {name: path for name, path in files.items() if path}

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

    def helpUrl(self) -> str:  # noqa: N802
        """What the dialog's button Help opens."""
        return page_url(OF_ALGORITHMS[self.NAME])

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
        from .values import Values

        if fault := self._no_raster(parameters, context):
            return False, fault
        right, message = super().checkParameterValues(parameters, context)
        if not right:
            return right, message
        try:
            values = Values(self, parameters, context, write=False)
            values.check_targets(self.FILES)
            self.check_job(values.with_targets(self.read_job(values), self.FILES), values)
        except EngineError as error:
            return False, said(str(error))
        return True, ""

    def _no_raster(self, parameters: Mapping[str, object], context: QgsProcessingContext) -> str:
        """Which layer of the project is given where a raster belongs, of which QGIS says that it is not found."""
        project = context.project()
        for definition in self.parameterDefinitions():
            name = parameters.get(definition.name())
            if project is None or not isinstance(definition, QgsProcessingParameterRasterLayer):
                continue
            layer = name if isinstance(name, QgsMapLayer) else project.mapLayer(str(name))
            if layer is not None and layer.type() != QgsMapLayerType.RasterLayer:
                remedy = tr("Choose a raster layer, or make one of it first: Processing toolbox > Rasterize.")
                return tr("The layer '{}' is no raster.").format(layer.name()) + " " + remedy
        return ""

    def prepareAlgorithm(  # noqa: N802
        self, parameters: Mapping[str, object], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Make the job, on the main thread."""
        from .values import Values

        try:
            self._job = self.read_job(Values(self, parameters, context, write=True))
        except (EngineError, OSError) as error:
            raise QgsProcessingException(said(str(error))) from error
        layer = self.parameterAsRasterLayer(parameters, "INPUT", context)
        self.layer_name = layer.name() if layer is not None else ""
        return True
