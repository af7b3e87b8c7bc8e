"""Processing algorithm: points to be labelled by an interpreter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
)

from ..engine.choices import ALLOCATIONS, MAX_POINTS
from ..engine.errors import JobError
from ..i18n import said, tr
from .algorithm import Texts
from .jobalgorithm import JobAlgorithm, Result
from .parameters import advanced, class_raster, enum_of, flag, pairs, vector_output, whole
from .styling import classes_of, name_layer

if TYPE_CHECKING:
    from ..engine.assess.job import SampleJob
    from .values import Values


class SampleReference(JobAlgorithm["SampleJob"]):
    """Class layer in, points out."""

    NAME = "samplereference"
    FILES = {"OUTPUT": "output"}

    def texts(self) -> Texts:
        """Describe it, in the user's language."""
        return Texts(
            title=tr("Draw reference points"),
            summary=tr("Draws a stratified random sample of a class layer's pixels."),
            help=tr(
                "Draws random points in each class of a class layer. Fill in their field class from imagery that "
                "shows the truth; Assess accuracy then tells how right the layer is, and estimates areas with "
                "confidence intervals after Olofsson et al. (2014)."
            ),
            tags=tr("sample,random points,stratified,accuracy,validation,olofsson,reference,ground truth"),
        )

    def initAlgorithm(self, configuration: Mapping[str, object] | None = None) -> None:  # noqa: N802
        """Declare parameters and results."""
        for parameter in (
            class_raster(),
            whole("COUNT", tr("Number of points"), tr("In all."), least=1, most=MAX_POINTS, default=500),
            enum_of(
                "ALLOCATION",
                tr("Allocation"),
                ALLOCATIONS,
                tr("proportional to the classes' pixels, equal, or neyman: more where errors are expected."),
            ),
            whole(
                "MINIMUM",
                tr("Least points in a class"),
                tr("Left empty: 50, or fewer where those would be most of all points."),
                least=0,
            ),
            advanced(
                pairs(
                    "EXPECTED",
                    tr("Expected accuracies"),
                    (tr("Class"), tr("User's accuracy")),
                    tr("For neyman: above 0 and below 1; 0.8 where none is given."),
                )
            ),
            advanced(
                whole("SEED", tr("Seed"), tr("The same seed draws the same points."), least=0, default=0)
            ),
            flag("BLIND", tr("Hide the map's class"), tr("So that it does not sway the interpreter.")),
            vector_output(
                "OUTPUT",
                tr("Reference points"),
                tr("A GeoPackage; its field class is to be filled in."),
                QgsProcessing.SourceType.TypeVectorPoint,
            ),
        ):
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputNumber("POINTS", tr("Number of points")))
        self.addOutput(QgsProcessingOutputString("STRATA", tr("Points by class, as JSON")))

    def read_job(self, values: Values) -> SampleJob:
        """Put the values into a job."""
        from ..engine.assess.job import SampleJob

        return SampleJob(
            classes=values.raster("INPUT"),
            output="",
            count=values.whole("COUNT"),
            allocation=values.choice("ALLOCATION"),
            minimum=values.whole("MINIMUM"),
            expected={name: _share(text) for name, text in values.pairs("EXPECTED").items()},
            seed=values.whole("SEED"),
            blind=values.flag("BLIND"),
            overwrite=True,
        )

    def style(self, job: SampleJob, result: Result, context: QgsProcessingContext) -> None:
        """Name the layer, and let its field offer the classes."""
        classes = classes_of(result["strata"])
        name_layer(context, job.output, tr("Reference points: {}").format(self.layer_name), classes)

    def results(self, result: Result, feedback: QgsProcessingFeedback) -> dict[str, object]:
        """What was drawn."""
        for note in result["notes"]:
            feedback.pushInfo(said(note))
        return {"POINTS": result["points"], "STRATA": json.dumps(result["strata"])}


def _share(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise JobError(tr("'{}' is no number.").format(text), tr("Give such as 0.7.")) from error
