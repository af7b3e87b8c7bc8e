"""Processing algorithm: improve a model with labels of one's own ground."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputHtml,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..engine.errors import JobError
from ..engine.registry import find_model
from ..engine.training.job import SelfTraining, TrainJob
from ..engine.training.recipe import RECIPES, choose_recipe
from ..i18n import tr
from ..modellist import known_models
from ..trainruns import extents_file, labels_file
from .algorithm import Texts
from .labelparameters import ground_parameters, label_parameters, read_data, read_split
from .segmentparameters import advanced, choice_of, helped
from .trainingalgorithm import TrainingAlgorithm

_RECIPES = ("finetune", *(name for name in RECIPES if name != "finetune"))


class FineTuneModel(TrainingAlgorithm[TrainJob]):
    """Rasters, labels and a model in, a better model out."""

    NAME = "finetunemodel"

    def texts(self) -> Texts:
        """Describe it, in the user's language."""
        return Texts(
            title=tr("Fine-tune model"),
            summary=tr("Improves a model with polygons that show which class is where."),
            help=tr(
                "Makes a new model from one that is there and from labels of your own imagery: polygons with a field "
                "for the class, or a raster of class numbers. Some blocks of the labelled ground are held out; on them "
                "the new model is compared with the one it started from, and a report says how much better it is.\n\n"
                "The training runs in a process of its own. When it is cancelled, the best model so far is kept."
            ),
            tags=tr("train,training,fine-tune,deep learning,labels,samples,classification,neural network"),
        )

    def initAlgorithm(self, configuration: Mapping[str, object] | None = None) -> None:  # noqa: N802
        """Declare parameters and results."""
        folder = QgsProcessingParameterFolderDestination("OUTPUT", tr("Folder of the new model"))
        for parameter in (*label_parameters(), *_options(), *ground_parameters()):
            self.addParameter(parameter)
        self.addParameter(helped(folder, tr("The folder to make; a model that is there is replaced.")))
        for name, title in (
            ("MIOU", tr("Mean IoU on held-out ground")),
            ("PARENT_MIOU", tr("The start model's")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
        self.addOutput(QgsProcessingOutputNumber("STEPS_DONE", tr("Steps done")))
        self.addOutput(QgsProcessingOutputNumber("SECONDS", tr("Seconds")))
        self.addOutput(QgsProcessingOutputString("VERDICT", tr("Whether it is better than the start model")))
        self.addOutput(QgsProcessingOutputString("SCORES", tr("Scores by class, as JSON")))
        self.addOutput(QgsProcessingOutputHtml("REPORT", tr("Report")))

    def check(self, parameters: Mapping[str, object], context: QgsProcessingContext) -> None:
        """Look for bad input."""
        job = self._read_job(parameters, context, Path("model"), write=False)
        choose_recipe(job.recipe, job.overrides)
        find_model(job.model)

    def make_job(self, parameters: Mapping[str, object], context: QgsProcessingContext) -> TrainJob:
        """Turn layers into files."""
        output = Path(self.parameterAsFileOutput(parameters, "OUTPUT", context))
        job = self._read_job(parameters, context, output, write=True)
        if output.is_dir() and not any(output.iterdir()):
            output.rmdir()  # a dialog may have made it; the engine wants it to itself
        return job

    def processAlgorithm(  # noqa: N802
        self, parameters: Mapping[str, object], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, object]:
        """Run the engine."""
        result = self.run_job(feedback)
        if result is None:
            return {}
        before = result["parent_scores"]
        feedback.pushInfo(str(result["verdict"]))
        return {
            "OUTPUT": result["output"],
            "REPORT": result["report"],
            "MIOU": result["scores"]["mean_iou"],
            "PARENT_MIOU": before["mean_iou"] if before else None,
            "STEPS_DONE": result["steps"],
            "SECONDS": result["seconds"],
            "VERDICT": result["verdict"],
            "SCORES": json.dumps(result["scores"]),
        }

    def _read_job(
        self, parameters: Mapping[str, object], context: QgsProcessingContext, output: Path, *, write: bool
    ) -> TrainJob:
        rounds = self.parameterAsInt(parameters, "SELF_TRAINING_ROUNDS", context)
        overrides = read_overrides(self.parameterAsString(parameters, "OVERRIDES", context))
        if parameters.get("STEPS"):
            overrides["steps"] = self.parameterAsInt(parameters, "STEPS", context)
        if self.parameterAsBool(parameters, "FREEZE_ENCODER", context):
            overrides["freeze_encoder"] = True
        resume = self.parameterAsBool(parameters, "RESUME", context)
        files = labels_file(output), extents_file(output)
        job = TrainJob(
            # An interrupted run goes on with the labels it began with.
            data=read_data(
                self, parameters, context, *files, write=write and not (resume and files[0].is_file())
            ),
            output=str(output),
            model=self.parameterAsString(parameters, "MODEL", context).strip(),
            title=self.parameterAsString(parameters, "TITLE", context).strip(),
            recipe=self.parameterAsEnumString(parameters, "RECIPE", context),
            overrides=overrides,
            split=read_split(self, parameters, context),
            self_training=SelfTraining(rounds=rounds) if rounds else None,
            device=self.parameterAsString(parameters, "DEVICE", context).strip() or "auto",
            seed=self.parameterAsInt(parameters, "SEED", context),
        )
        return dataclasses.replace(job, resume=resume, overwrite=not resume)


def _options() -> list[QgsProcessingParameterDefinition]:
    number = QgsProcessingParameterNumber
    models = list(known_models()[0]) or ["default"]
    title = QgsProcessingParameterString("TITLE", tr("Title of the new model"), "", optional=True)
    recipe = QgsProcessingParameterEnum(
        "RECIPE", tr("Recipe"), list(_RECIPES), False, _RECIPES[0], False, True
    )
    overrides = QgsProcessingParameterString(
        "OVERRIDES", tr("Other numbers of the recipe"), "", optional=True
    )
    freeze = QgsProcessingParameterBoolean("FREEZE_ENCODER", tr("Keep the encoder as it is"), False)
    rounds = number(
        "SELF_TRAINING_ROUNDS", tr("Rounds of self-training"), number.Type.Integer, 0, False, 0, 10
    )
    steps = number("STEPS", tr("Steps"), number.Type.Integer, None, True, 1)
    resume = QgsProcessingParameterBoolean("RESUME", tr("Go on with an interrupted run"), False)
    return [
        choice_of(
            "MODEL", tr("Start model"), models, tr("The name of a model, or the path of a model folder.")
        ),
        helped(title, tr("What lists show. Left empty: the folder's name.")),
        helped(recipe, tr("How to train; finetune is for some polygons, the others are as published.")),
        helped(steps, tr("How often the network is corrected. Left empty: the recipe's.")),
        advanced(
            helped(freeze, tr("For very few labels: only the part that decides between classes learns."))
        ),
        advanced(
            helped(overrides, tr("NAME=VALUE, separated by spaces, such as lr=0.001 batch=4 crop_px=128."))
        ),
        advanced(
            helped(rounds, tr("The surest parts of the model's own map become labels for more rounds."))
        ),
        advanced(
            choice_of(
                "DEVICE", tr("Device"), ["auto", "cpu", "cuda", "mps"], tr("auto: a GPU where there is one.")
            )
        ),
        advanced(helped(resume, tr("With the same parameters and folder as before."))),
    ]


def read_overrides(text: str) -> dict[str, object]:
    """Read `NAME=VALUE NAME=VALUE`.

    Raises:
        JobError: When a part is no pair.
    """
    parts = text.split()
    if wrong := [part for part in parts if "=" not in part]:
        raise JobError(tr("'{}' is no pair NAME=VALUE.").format(wrong[0]), tr("Such as lr=0.001 batch=4."))
    return dict(part.split("=", 1) for part in parts)
