"""Processing algorithm: make a class layer tidy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
)

from ..i18n import tr
from .algorithm import Texts
from .cleaningparameters import cleaning_parameters, read_cleaning
from .jobalgorithm import JobAlgorithm, Result
from .parameters import class_raster, raster, raster_output
from .styling import classes_of, name_layer

if TYPE_CHECKING:
    from ..engine.postprocess.job import PostprocessJob
    from .values import Values


class PostprocessClasses(JobAlgorithm["PostprocessJob"]):
    """Class layer in, tidier class layer out."""

    NAME = "postprocessclasses"
    FILES = {"OUTPUT": "output"}

    def texts(self) -> Texts:
        """Describe it, in the user's language."""
        return Texts(
            title=tr("Clean up classes"),
            summary=tr("Merges classes, and removes small areas, holes and what is not sure."),
            help=tr(
                "Makes a class layer tidy, in this order: pixels that are not sure enough become the class unsure, "
                "classes are merged, small holes are filled, small areas are given to their neighbours.\n\n"
                "Rasters of any size; the result does not depend on how the raster is cut into strips."
            ),
            tags=tr("sieve,clean,generalize,merge,reclassify,hole,majority,classification,land cover"),
        )

    def initAlgorithm(self, configuration: Mapping[str, object] | None = None) -> None:  # noqa: N802
        """Declare parameters and results."""
        for parameter in (
            class_raster(),
            *cleaning_parameters(),
            raster(
                "CONFIDENCE",
                tr("Confidence layer"),
                tr("What Segment layer made beside the classes. Only used with a least confidence."),
                optional=True,
            ),
            raster_output(
                "OUTPUT", tr("Cleaned classes"), tr("A GeoTIFF with the classes' names and colours.")
            ),
        ):
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputNumber("PIXELS_CHANGED", tr("Pixels changed")))
        self.addOutput(QgsProcessingOutputString("CLASS_AREAS", tr("Class areas before and after, as JSON")))

    def read_job(self, values: Values) -> PostprocessJob:
        """Put the values into a job."""
        from ..engine.postprocess.job import PostprocessJob

        return PostprocessJob(
            classes=values.raster("INPUT"),
            output="",
            confidence=values.optional_raster("CONFIDENCE") if values.real("MIN_CONFIDENCE") else None,
            overwrite=True,
            **read_cleaning(values),
        )

    def processAlgorithm(  # noqa: N802
        self, parameters: Mapping[str, object], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, object]:
        """Say what of the values is not in the job, then run it."""
        if parameters.get("CONFIDENCE") and not self._job.confidence:
            feedback.pushInfo(tr("The confidence layer is not used: the least confidence is 0."))
        return super().processAlgorithm(parameters, context, feedback)

    def style(self, job: PostprocessJob, result: Result, context: QgsProcessingContext) -> None:
        """Draw the classes that are left."""
        left = [c for c in result["classes"] if c["pixels_after"]]
        name_layer(context, job.output, tr("Cleaned: {}").format(self.layer_name), classes_of(left))

    def results(self, result: Result, feedback: QgsProcessingFeedback) -> dict[str, object]:
        """What changed."""
        return {
            "PIXELS_CHANGED": result["pixels_changed"],
            "CLASS_AREAS": json.dumps(result["classes"]),
        }
