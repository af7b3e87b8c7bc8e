"""Processing algorithm: score a model on labelled ground."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingUtils,
)

from .. import settings
from ..i18n import tr
from .algorithm import Texts
from .jobalgorithm import Result
from .labelledalgorithm import LabelledAlgorithm
from .labelparameters import ground_parameters, label_parameters, read_split
from .parameters import advanced, device_choice, enum_of, file_output, flag, model_choice

if TYPE_CHECKING:
    from ..engine.training.job import EvaluateJob
    from .values import Values

_PARTS = ("all", "val")


class EvaluateModel(LabelledAlgorithm["EvaluateJob"]):
    """Rasters, labels and a model in, scores out."""

    NAME = "evaluatemodel"
    FILES = {"REPORT": "report"}

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
        for parameter in (
            *label_parameters(),
            model_choice(tr("Model")),
            advanced(
                enum_of(
                    "PART",
                    tr("Part"),
                    _PARTS,
                    tr("all: all that is labelled; val: what a training with this split holds out."),
                )
            ),
            *ground_parameters(),
            advanced(flag("TTA", tr("Average over flips and quarter turns"), tr("As for Segment layer."))),
            device_choice(),
            file_output(
                "REPORT",
                tr("Report"),
                "HTML (*.html)",
                tr("Scores and pictures in one file that opens in any browser."),
                offered=True,
            ),
        ):
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputNumber("MIOU", tr("Mean IoU")))
        self.addOutput(QgsProcessingOutputNumber("ACCURACY", tr("Overall accuracy")))
        self.addOutput(QgsProcessingOutputNumber("KAPPA", tr("Kappa")))
        self.addOutput(QgsProcessingOutputString("SCORES", tr("Scores by class, as JSON")))

    def read_job(self, values: Values) -> EvaluateJob:
        """Put the values into a job."""
        from ..engine.training.job import EvaluateJob

        labels, extents = (
            Path(QgsProcessingUtils.generateTempFilename(name)) for name in ("labels.gpkg", "extents.gpkg")
        )
        return EvaluateJob(
            data=self.read_labelled(values, labels, extents, write=values.write),
            model=values.model(),
            part=values.choice("PART"),
            split=read_split(values),
            device=values.text("DEVICE") or "auto",
            precision=settings.preferences().precision,
            tta=values.flag("TTA"),
            overwrite=True,
        )

    def results(self, result: Result, feedback: QgsProcessingFeedback) -> dict[str, object]:
        """The scores."""
        scores = result["scores"]
        return {
            "MIOU": scores["mean_iou"],
            "ACCURACY": scores["accuracy"],
            "KAPPA": scores["kappa"],
            "SCORES": json.dumps(scores),
        }
