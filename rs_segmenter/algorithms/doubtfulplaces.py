"""Processing algorithm: the most doubtful places of a map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
)

from ..engine.choices import DOUBT_KINDS, MAX_PLACES
from ..i18n import tr
from .algorithm import Texts
from .doubtstyle import style_places
from .jobalgorithm import JobAlgorithm, Result
from .parameters import advanced, enum_of, raster, real, vector_output, whole
from .styling import name_layer

if TYPE_CHECKING:
    from ..engine.doubt.job import DoubtJob
    from .values import Values


class DoubtfulPlaces(JobAlgorithm["DoubtJob"]):
    """Confidence or entropy in, ranked polygons out."""

    NAME = "doubtfulplaces"
    FILES = {"OUTPUT": "output"}

    def texts(self) -> Texts:
        """Describe it, in the user's language."""
        return Texts(
            title=tr("Find doubtful places"),
            summary=tr("Finds where a map is most doubtful: where to look first."),
            help=tr(
                "Finds connected areas where the model was least sure, and ranks them by doubt times area. Each block "
                "of ground gives one at most, so that they are spread over the raster.\n\n"
                "Look at them one by one, in the dock too, and draw what they really are: polygons there teach a model "
                "most when it is fine-tuned. Rasters of any size."
            ),
            tags=tr("uncertainty,confidence,entropy,doubt,active learning,quality,check,correct"),
        )

    def initAlgorithm(self, configuration: Mapping[str, object] | None = None) -> None:  # noqa: N802
        """Declare parameters and results."""
        for parameter in (
            raster(
                "INPUT",
                tr("Confidence or entropy layer"),
                tr("What Segment layer made beside the classes."),
            ),
            raster(
                "CLASSES",
                tr("Class layer"),
                tr("Of the same run: places are then of one class, which is named."),
                optional=True,
            ),
            raster(
                "PROBABILITIES",
                tr("Probabilities layer"),
                tr("Of the same run: names the class that a place may be instead."),
                optional=True,
            ),
            whole("COUNT", tr("Places at most"), tr("The worst ones."), least=1, most=MAX_PLACES, default=50),
            real("MIN_AREA_M2", tr("Smallest area in m²"), tr("Left empty: 64 pixels."), least=0),
            real(
                "BLOCK_M",
                tr("Block of ground in m"),
                tr(
                    "Side of the squares of which each gives one place at most. Left empty: by the raster's size."
                ),
                least=0.001,
            ),
            advanced(
                real(
                    "THRESHOLD",
                    tr("Doubt from which ground counts"),
                    tr("Above 0 (sure), 1 at most. Left empty: what 10 % of the pixels reach, 0.1 at least."),
                    least=0.001,
                    most=1,
                )
            ),
            advanced(
                enum_of(
                    "KIND", tr("What the layer holds"), DOUBT_KINDS, tr("auto: as the name of its band says.")
                )
            ),
            vector_output(
                "OUTPUT",
                tr("Doubtful places"),
                tr("A GeoPackage with the fields rank, name, other, doubt and area_m2."),
                QgsProcessing.SourceType.TypeVectorPolygon,
            ),
        ):
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputNumber("PLACES", tr("Number of places")))
        self.addOutput(QgsProcessingOutputNumber("DOUBT", tr("Doubt from which ground counted")))
        self.addOutput(QgsProcessingOutputNumber("DOUBTFUL_PERCENT", tr("Doubtful ground in percent")))

    def read_job(self, values: Values) -> DoubtJob:
        """Put the values into a job."""
        from ..engine.doubt.job import DoubtJob

        return DoubtJob(
            doubt=values.raster("INPUT"),
            output="",
            classes=values.optional_raster("CLASSES"),
            probabilities=values.optional_raster("PROBABILITIES"),
            kind=values.choice("KIND"),
            count=values.whole("COUNT"),
            threshold=values.real("THRESHOLD"),
            min_area_m2=values.real("MIN_AREA_M2"),
            block_m=values.real("BLOCK_M"),
            overwrite=True,
        )

    def style(self, job: DoubtJob, result: Result, context: QgsProcessingContext) -> None:
        """Draw outlines."""
        name_layer(context, job.output, tr("Doubtful places: {}").format(self.layer_name), draw=style_places)

    def results(self, result: Result, feedback: QgsProcessingFeedback) -> dict[str, object]:
        """How many there are."""
        return {
            "PLACES": result["places"],
            "DOUBT": result["threshold"],
            "DOUBTFUL_PERCENT": result["doubtful_percent"],
        }
