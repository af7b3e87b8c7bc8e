"""Processing algorithm: score a model on labelled ground."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingUtils,
)

from ..engine.errors import JobError
from ..engine.registry import find_model
from ..engine.training.job import EvaluateJob
from ..i18n import tr
from ..modellist import known_models
from .algorithm import Texts
from .labelparameters import ground_parameters, label_parameters, read_data, read_split
from .segmentparameters import advanced, choice_of, helped
from .trainingalgorithm import TrainingAlgorithm

_PARTS = ("all", "val")


class EvaluateModel(TrainingAlgorithm[EvaluateJob]):
    """Rasters, labels and a model in, scores out."""

    NAME = "evaluatemodel"

    def texts(self) -> Texts:
        """Describe it, in the user's language."""
        return Texts(
            title=tr("Evaluate model"),
            summary=tr("Scores a model's maps on ground whose classes are known."),
            help=tr(
                "Predicts labelled ground through the same tiles and blending as a map, and compares: IoU, F1, "
                "user's and producer's accuracy by class, overall accuracy and kappa, and a report with "
                "pictures.\n\n"
                "Labels that a model was trained on flatter it. Use others, or only the ground that its training "
                "held out: part val, with the same share, block side and seed."
            ),
            tags=tr("accuracy,assessment,confusion matrix,iou,f1,kappa,score,deep learning,validation"),
        )

    def initAlgorithm(self, configuration: Mapping[str, object] | None = None) -> None:  # noqa: N802
        """Declare parameters and results."""
        models = list(known_models()[0]) or ["default"]
        part = QgsProcessingParameterEnum("PART", tr("Part"), list(_PARTS), False, _PARTS[0], False, True)
        tta = QgsProcessingParameterBoolean("TTA", tr("Average over flips and quarter turns"), False)
        report = QgsProcessingParameterFileDestination("REPORT", tr("Report"), "HTML (*.html)", optional=True)
        for parameter in (
            *label_parameters(),
            choice_of(
                "MODEL", tr("Model"), models, tr("The name of a model, or the path of a model folder.")
            ),
            advanced(
                helped(part, tr("all: all that is labelled; val: what a training with this split holds out."))
            ),
            *ground_parameters(),
            advanced(helped(tta, tr("As for Segment layer."))),
            advanced(
                choice_of(
                    "DEVICE",
                    tr("Device"),
                    ["auto", "cpu", "cuda", "mps"],
                    tr("auto: a GPU where there is one."),
                )
            ),
            helped(report, tr("Scores and pictures in one file that opens in any browser.")),
        ):
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputNumber("MIOU", tr("Mean IoU")))
        self.addOutput(QgsProcessingOutputNumber("ACCURACY", tr("Overall accuracy")))
        self.addOutput(QgsProcessingOutputNumber("KAPPA", tr("Kappa")))
        self.addOutput(QgsProcessingOutputString("SCORES", tr("Scores by class, as JSON")))

    def check(self, parameters: Mapping[str, object], context: QgsProcessingContext) -> None:
        """Look for bad input."""
        find_model(self._read_job(parameters, context, None, write=False).model)

    def make_job(self, parameters: Mapping[str, object], context: QgsProcessingContext) -> EvaluateJob:
        """Turn layers into files."""
        report = self.parameterAsFileOutput(parameters, "REPORT", context) or None
        return self._read_job(parameters, context, report, write=True)

    def processAlgorithm(  # noqa: N802
        self, parameters: Mapping[str, object], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, object]:
        """Run the engine."""
        result = self.run_job(feedback)
        if result is None:
            return {}
        scores = result["scores"]
        return {
            **({"REPORT": result["report"]} if result["report"] else {}),
            "MIOU": scores["mean_iou"],
            "ACCURACY": scores["accuracy"],
            "KAPPA": scores["kappa"],
            "SCORES": json.dumps(scores),
        }

    def _read_job(
        self,
        parameters: Mapping[str, object],
        context: QgsProcessingContext,
        report: str | None,
        *,
        write: bool,
    ) -> EvaluateJob:
        files = [
            Path(QgsProcessingUtils.generateTempFilename(name)) for name in ("labels.gpkg", "extents.gpkg")
        ]
        if report is not None and Path(report).suffix.lower() not in (".html", ".htm"):
            raise JobError(
                tr("The report '{}' is not named as HTML.").format(report), tr("End its name in .html.")
            )
        return EvaluateJob(
            data=read_data(self, parameters, context, *files, write=write),
            model=self.parameterAsString(parameters, "MODEL", context).strip(),
            report=report,
            part=self.parameterAsEnumString(parameters, "PART", context),
            split=read_split(self, parameters, context),
            device=self.parameterAsString(parameters, "DEVICE", context).strip() or "auto",
            tta=self.parameterAsBool(parameters, "TTA", context),
            overwrite=True,
        )
