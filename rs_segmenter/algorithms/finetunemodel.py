"""Processing algorithm: improve a model with labels of one's own ground."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessingFeedback,
    QgsProcessingOutputHtml,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFolderDestination,
)

from .. import settings
from ..engine.choices import RECIPE_NAMES
from ..engine.errors import JobError
from ..i18n import tr
from .algorithm import Texts
from .jobalgorithm import Result
from .labelledalgorithm import LabelledAlgorithm
from .labelparameters import ground_parameters, label_parameters, read_split
from .parameters import advanced, device_choice, enum_of, flag, helped, model_choice, text_of, whole

if TYPE_CHECKING:
    from ..engine.training.job import TrainJob
    from .values import Values


class FineTuneModel(LabelledAlgorithm["TrainJob"]):
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

    def read_job(self, values: Values) -> TrainJob:
        """Put the values into a job."""
        from ..engine.training.job import SelfTraining, TrainJob
        from ..trainruns import extents_file, labels_file, unfinished_run

        output = Path(self.parameterAsFileOutput(values.parameters, "OUTPUT", values.context)).absolute()
        overrides = values.assignments("OVERRIDES")
        if steps := values.whole("STEPS"):
            overrides["steps"] = steps
        if values.flag("FREEZE_ENCODER"):
            overrides["freeze_encoder"] = True
        rounds, resume = values.whole("SELF_TRAINING_ROUNDS"), values.flag("RESUME")
        if not resume and (run := unfinished_run(output)):
            raise JobError(
                tr("An interrupted run lies in '{}'.").format(run.folder),
                tr("Go on with it (RESUME), delete that folder, or choose another for the new model."),
            )
        labels, extents = labels_file(output), extents_file(output)
        # An interrupted run goes on with the labels it began with.
        write = values.write and not (resume and labels.is_file())
        job = TrainJob(
            data=self.read_labelled(values, labels, extents, write=write),
            output=str(output),
            model=values.model(),
            title=values.text("TITLE"),
            band_roles=tuple(role.strip() for role in values.text("BAND_ROLES").split(",") if role.strip()),
            recipe=values.choice("RECIPE"),
            overrides=overrides,
            split=read_split(values),
            self_training=SelfTraining(rounds=rounds) if rounds else None,
            device=values.text("DEVICE") or "auto",
            precision=settings.preferences().precision,
            seed=values.whole("SEED"),
        )
        if values.write and output.is_dir() and not any(output.iterdir()):
            output.rmdir()  # a dialog may have made it; the engine wants it to itself
        return dataclasses.replace(job, resume=resume, overwrite=not resume)

    def check_job(self, job: TrainJob, values: Values) -> None:
        """Look at the recipe."""
        from ..engine.training.recipe import choose_recipe

        choose_recipe(job.recipe, job.overrides)

    def results(self, result: Result, feedback: QgsProcessingFeedback) -> dict[str, object]:
        """The model, its report and its scores."""
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


def _options() -> list[QgsProcessingParameterDefinition]:
    return [
        model_choice(tr("Start model")),
        text_of("TITLE", tr("Title of the new model"), tr("What lists show. Left empty: the folder's name.")),
        enum_of(
            "RECIPE",
            tr("Recipe"),
            sorted(RECIPE_NAMES, key=lambda name: name != "finetune"),
            tr("How to train; finetune is for some polygons, the others are as published."),
        ),
        whole(
            "STEPS",
            tr("Steps"),
            tr("How often the network is corrected. Left empty: the recipe's."),
            least=1,
        ),
        advanced(
            text_of(
                "BAND_ROLES",
                tr("Bands of the new model"),
                tr(
                    "What they show, in their order, such as red,green,blue,nir: the model's first layer is adapted. "
                    "Left empty: the start model's."
                ),
            )
        ),
        advanced(
            flag(
                "FREEZE_ENCODER",
                tr("Keep the encoder as it is"),
                tr("For very few labels: only the part that decides between classes learns."),
            )
        ),
        advanced(
            text_of(
                "OVERRIDES",
                tr("Other numbers of the recipe"),
                tr("NAME=VALUE, separated by spaces, such as lr=0.001 batch=4 crop_px=128."),
            )
        ),
        advanced(
            whole(
                "SELF_TRAINING_ROUNDS",
                tr("Rounds of self-training"),
                tr("The surest parts of the model's own map become labels for more rounds."),
                least=0,
                most=10,
                default=0,
            )
        ),
        device_choice(),
        advanced(
            flag(
                "RESUME",
                tr("Go on with an interrupted run"),
                tr("With the same parameters and folder as before."),
            )
        ),
    ]
