"""Processing algorithm: refine saved probabilities by the image, without the model."""

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
from .doubtstyle import style_doubt
from .jobalgorithm import JobAlgorithm, Result
from .layerstack import LayerStack
from .parameters import device_choice, raster, raster_output
from .refineparameters import read_refinement, refine_parameters
from .styling import classes_of, name_layer

if TYPE_CHECKING:
    from ..engine.refinejob import RefineJob
    from .values import Values


class RefineClasses(JobAlgorithm["RefineJob"]):
    """Probabilities and image in, classes with better edges out."""

    NAME = "refineclasses"
    FILES = {"OUTPUT": "output", "CONFIDENCE": "confidence", "ENTROPY": "entropy", "REFINED": "refined"}

    def texts(self) -> Texts:
        """Describe it, in the user's language."""
        return Texts(
            title=tr("Refine classes"),
            summary=tr("Fits class borders to the image, from saved probabilities, without the model."),
            help=tr(
                "Takes the probabilities that Segment layer has saved and the image they were made from, and makes "
                "the class layer anew: a dense CRF, or a vote in superpixels, moves class borders to edges of the "
                "image; then classes are cleaned up. It takes a fraction of the time that the model takes, so it can "
                "be tried with several settings."
            ),
            tags=tr("crf,conditional random field,edges,borders,superpixel,slic,smooth,classification"),
        )

    def initAlgorithm(self, configuration: Mapping[str, object] | None = None) -> None:  # noqa: N802
        """Declare parameters and results."""
        for parameter in (
            raster("PROBABILITIES", tr("Probabilities layer"), tr("What Segment layer has saved.")),
            raster("INPUT", tr("Raster layer"), tr("The raster that was segmented.")),
            *refine_parameters("crf"),
            *cleaning_parameters(),
            device_choice(),
            raster_output("OUTPUT", tr("Refined classes"), tr("The class of every pixel, as a GeoTIFF.")),
            raster_output(
                "CONFIDENCE",
                tr("Confidence"),
                tr("How sure the chosen class is after refining, in percent."),
                optional=True,
            ),
            raster_output(
                "ENTROPY",
                tr("Entropy"),
                tr("How evenly the probability is spread after refining: 0 sure, 1 any class."),
                optional=True,
            ),
            raster_output(
                "REFINED",
                tr("Refined probabilities"),
                tr("The probability of every class after refining."),
                optional=True,
            ),
        ):
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputString("CLASS_AREAS", tr("Class areas, as JSON")))
        self.addOutput(QgsProcessingOutputNumber("SECONDS", tr("Seconds")))
        self.addOutput(QgsProcessingOutputString("DEVICE_USED", tr("Device used")))

    def read_job(self, values: Values) -> RefineJob:
        """Put the values into a job."""
        from ..engine.refinejob import RefineJob

        return RefineJob(
            probabilities=values.raster("PROBABILITIES"),
            raster=values.raster("INPUT"),
            output="",
            device=values.text("DEVICE") or "auto",
            overwrite=True,
            **read_refinement(values),
            **read_cleaning(values),
        )

    def run_engine(self, job: RefineJob, feedback: QgsProcessingFeedback) -> Result:
        """Run the job where the engine is at home."""
        from ..enginerun import processing_errors, run_job

        with processing_errors():
            return run_job("refine", job, feedback)

    def style(self, job: RefineJob, result: Result, context: QgsProcessingContext) -> None:
        """Draw the classes."""
        classes, stack, name = classes_of(result["classes"]), LayerStack(job.output), self.layer_name
        name_layer(context, job.output, tr("Refined: {}").format(name), classes, stack=stack)
        confidence, entropy = tr("Refined confidence: {}"), tr("Refined entropy: {}")
        name_layer(context, job.confidence, confidence.format(name), draw=style_doubt, stack=stack)
        name_layer(context, job.entropy, entropy.format(name), draw=style_doubt, stack=stack)
        name_layer(context, job.refined, tr("Refined probabilities: {}").format(name), stack=stack)

    def results(self, result: Result, feedback: QgsProcessingFeedback) -> dict[str, object]:
        """Areas and figures of the run."""
        return {
            "CLASS_AREAS": json.dumps(result["classes"]),
            "SECONDS": result["seconds"],
            "DEVICE_USED": result["device"],
        }
