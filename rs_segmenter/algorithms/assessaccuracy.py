"""Processing algorithm: how right a class layer is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
)

from ..engine.choices import AREA_ESTIMATES
from ..engine.errors import JobError
from ..i18n import said, tr
from .algorithm import Texts
from .jobalgorithm import JobAlgorithm, Result
from .parameters import (
    Parameter,
    advanced,
    class_mapping,
    class_raster,
    enum_of,
    field_of,
    file_output,
    polygons,
    raster,
    text_of,
    whole,
)

if TYPE_CHECKING:
    from ..engine.assess.job import AssessJob
    from .values import Values


class AssessAccuracy(JobAlgorithm["AssessJob"]):
    """Class layer and reference in, accuracy out."""

    NAME = "assessaccuracy"
    FILES = {"REPORT": "report", "TABLE": "table"}

    def texts(self) -> Texts:
        """Describe it, in the user's language."""
        return Texts(
            title=tr("Assess accuracy"),
            summary=tr("Compares a class layer with what is known of the ground."),
            help=tr(
                "Compares a class layer with reference polygons, points or a raster: confusion matrix, overall "
                "accuracy, kappa, user's and producer's accuracy, IoU and F1 by class, as an HTML report and a CSV "
                "file.\n\n"
                "From points that Draw reference points has drawn it also estimates each class's area with a "
                "confidence interval, after Olofsson et al. (2014).\n\n"
                "For the ISPRS protocol, give a reference raster and widen its borders by 3 pixels."
            ),
            tags=tr(
                "accuracy,validation,confusion matrix,kappa,iou,f1,error matrix,olofsson,isprs,classification"
            ),
        )

    def initAlgorithm(self, configuration: Mapping[str, object] | None = None) -> None:  # noqa: N802
        """Declare parameters and results."""
        for parameter in _parameters():
            self.addParameter(parameter)
        for name, title in (
            ("ACCURACY", tr("Overall accuracy")),
            ("KAPPA", tr("Kappa")),
            ("MIOU", tr("Mean IoU")),
            ("MF1", tr("Mean F1")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
        self.addOutput(QgsProcessingOutputString("SCORES", tr("Scores by class, as JSON")))
        self.addOutput(QgsProcessingOutputString("AREA_ESTIMATES", tr("Estimated areas, as JSON")))

    def read_job(self, values: Values) -> AssessJob:
        """Put the values into a job."""
        from ..engine.assess.job import AssessJob

        drawn, painted = values.vector("REFERENCE"), values.optional_raster("REFERENCE_RASTER")
        if (drawn is None) == (painted is None):
            raise JobError(
                tr("The reference is a layer of polygons or points, or a raster."), tr("Give one of the two.")
            )
        return AssessJob(
            classes=values.raster("INPUT"),
            reference=drawn or painted or "",
            class_field=values.text("CLASS_FIELD") or None,
            mapping=values.pairs("MAPPING"),
            rest=values.text("REST"),
            erode_px=values.whole("ERODE_PX"),
            leave_out=values.names("LEAVE_OUT"),
            areas=values.choice("AREAS"),
            strata=values.optional_raster("STRATA"),
            overwrite=True,
        )

    def results(self, result: Result, feedback: QgsProcessingFeedback) -> dict[str, object]:
        """The scores."""
        scores = result["scores"]
        for note in result["notes"]:
            feedback.pushWarning(said(note))
        return {
            "ACCURACY": scores["accuracy"],
            "KAPPA": scores["kappa"],
            "MIOU": scores["mean_iou"],
            "MF1": scores["mean_f1"],
            "SCORES": json.dumps(scores),
            "AREA_ESTIMATES": json.dumps(result["areas"]),
        }


def _parameters() -> list[Parameter]:
    return [
        class_raster(),
        polygons("REFERENCE", tr("Reference polygons or points"), tr("Of known class."), points=True),
        field_of(
            "REFERENCE",
            "CLASS_FIELD",
            tr("Class field"),
            tr("The field that holds the class. Left empty: the field class."),
        ),
        raster(
            "REFERENCE_RASTER",
            tr("Reference raster"),
            tr("Instead: class numbers or colours, in any CRS and pixel size."),
            optional=True,
        ),
        class_mapping(
            tr("Reference"),
            tr(
                "What each class of the reference is called in the map, or ignore, or other. Left empty: by name."
            ),
        ),
        text_of("REST", tr("Ground between polygons"), tr("Its class, or other. Left empty: not known.")),
        whole(
            "ERODE_PX",
            tr("Borders that do not count, in pixels"),
            tr("On each side of the reference's class borders; 3 in the ISPRS protocol."),
            least=0,
            most=100,
            default=0,
        ),
        advanced(
            text_of("LEAVE_OUT", tr("Classes left out of means"), tr("Names with commas between them."))
        ),
        advanced(
            enum_of("AREAS", tr("Estimate areas"), AREA_ESTIMATES, tr("auto: from points drawn for that."))
        ),
        advanced(
            raster(
                "STRATA",
                tr("Layer the points were drawn from"),
                tr("Where that is another class layer than the one assessed."),
                optional=True,
            )
        ),
        file_output("REPORT", tr("Report"), "HTML (*.html)", tr("All numbers, with pictures."), offered=True),
        file_output("TABLE", tr("Table"), "CSV (*.csv)", tr("The confusion matrix and scores by class.")),
    ]
