"""The Processing provider."""

from __future__ import annotations

from collections.abc import Iterator

from qgis.core import QgsProcessingAlgorithm, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .. import dependencies
from .algorithm import ICON
from .evaluatemodel import EvaluateModel
from .finetunemodel import FineTuneModel
from .segmentlayer import SegmentLayer


def _algorithms() -> Iterator[QgsProcessingAlgorithm]:
    yield SegmentLayer()
    # Their jobs cannot even be defined in a Python that is too old; those around them say so.
    if dependencies.python_serves():
        from .assessaccuracy import AssessAccuracy
        from .classareas import ClassAreas
        from .doubtfulplaces import DoubtfulPlaces
        from .postprocessclasses import PostprocessClasses
        from .refineclasses import RefineClasses
        from .samplereference import SampleReference
        from .vectorizeclasses import VectorizeClasses

        for kind in (
            *(RefineClasses, PostprocessClasses, VectorizeClasses),
            *(ClassAreas, AssessAccuracy, SampleReference, DoubtfulPlaces),
        ):
            yield kind()
    yield FineTuneModel()
    yield EvaluateModel()


class SegmenterProvider(QgsProcessingProvider):
    """RS Segmenter's algorithms."""

    def id(self) -> str:
        """Fixed: scripts and models name algorithms by it."""
        return "rs_segmenter"

    def name(self) -> str:
        """The product's name, not translated."""
        return "RS Segmenter"

    def icon(self) -> QIcon:
        """The product's icon."""
        return QIcon(str(ICON))

    def svgIconPath(self) -> str:  # noqa: N802
        """The same, for QGIS to draw at any size."""
        return str(ICON)

    def loadAlgorithms(self) -> None:  # noqa: N802
        """Add the algorithms."""
        for algorithm in _algorithms():
            self.addAlgorithm(algorithm)

    def supportedOutputRasterLayerExtensions(self) -> list[str]:  # noqa: N802
        """The engine writes GeoTIFF."""
        return ["tif", "tiff"]

    def supportedOutputVectorLayerExtensions(self) -> list[str]:  # noqa: N802
        """The engine writes GeoPackage."""
        return ["gpkg"]
