"""Processing algorithm: classify every pixel of a raster layer."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from qgis.core import QgsProcessingContext, QgsProcessingFeedback

from ..i18n import tr
from . import segmentparameters
from .algorithm import SegmenterAlgorithm, Texts
from .doubtstyle import style_doubt
from .layerstack import LayerStack
from .styling import classes_of, name_layer

if TYPE_CHECKING:
    from ..engine.job import SegmentJob
    from .values import Values


class SegmentLayer(SegmenterAlgorithm["SegmentJob"]):
    """Layer and model in, class raster out; the work is the engine's."""

    NAME = "segmentlayer"
    FILES = {
        "OUTPUT": "output",
        "CONFIDENCE": "confidence",
        "ENTROPY": "entropy",
        "PROBABILITIES": "probabilities",
    }

    def texts(self) -> Texts:
        """Describe it, in the user's language."""
        return Texts(
            title=tr("Segment layer"),
            summary=tr("Classifies every pixel of a raster with a deep-learning model."),
            help=tr(
                "Classifies every pixel of a raster of any size with a deep-learning model, and "
                "gives the result the model's class names and colours.\n\n"
                "The model says which bands, values and ground resolution it is made for. Bands are found by "
                "what the raster says they show; values are stretched and pixels resampled where the raster "
                "differs much, unless the advanced parameters say otherwise.\n\n"
                "A cancelled or failed run leaves no file."
            ),
            tags=tr(
                "classify,classification,land cover,semantic segmentation,deep learning,neural network,orthophoto"
            ),
        )

    def initAlgorithm(self, configuration: Mapping[str, object] | None = None) -> None:  # noqa: N802
        """Declare parameters and results."""
        for parameter in segmentparameters.definitions():
            self.addParameter(parameter)
        for output in segmentparameters.outputs():
            self.addOutput(output)

    def canExecute(self) -> tuple[bool, str]:  # noqa: N802
        """Whether the engine can run here; if not, why and what to do."""
        from ..enginehome import engine_home

        report = engine_home().report
        return report.ready, f"{report.problem}\n{report.remedy}".strip()

    def read_job(self, values: Values) -> SegmentJob:
        """Put the values into a job."""
        from .layercopies import layer_copy

        job = segmentparameters.read_job(values)
        self._copy = layer_copy(values, job)
        return dataclasses.replace(job, raster=str(self._copy.path)) if self._copy else job

    def check_job(self, job: SegmentJob, values: Values) -> None:
        """Look whether layer and model fit."""
        from ..engine.fit import choose_bands
        from ..engine.registry import find_model
        from ..rasterise.facts import stacked_facts

        more = segmentparameters.more_layers(values)
        facts = stacked_facts(values.layer("INPUT"), more, sample=False)
        choose_bands(facts, find_model(job.model).card, job.bands)

    def processAlgorithm(  # noqa: N802
        self, parameters: Mapping[str, object], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, object]:
        """Run the engine."""
        from ..enginerun import processing_errors, run_job
        from .layercopies import copied

        job = self.placed_job(parameters, context)
        with processing_errors(), copied(self._copy, feedback):
            result = run_job("segment", job, feedback)
        self._name_layers(result, context)
        return {**self.written(job), **_results(result)}

    def _name_layers(self, result: Mapping[str, object], context: QgsProcessingContext) -> None:
        """Say how the layers are to be called and drawn, once they are loaded."""
        model, layer, stack = result["model"], self.layer_name, LayerStack(result["output"])
        classes = classes_of(result["classes"])
        name_layer(context, result["output"], f"{model}: {layer}", classes, stack=stack)
        doubts = ("confidence", tr("Confidence of {}: {}")), ("entropy", tr("Entropy of {}: {}"))
        for name, title in doubts:
            name_layer(context, result[name], title.format(model, layer), draw=style_doubt, stack=stack)
        probabilities = tr("Probabilities of {}: {}").format(model, layer)
        name_layer(context, result["probabilities"], probabilities, stack=stack)


_FIGURES = {
    "MODEL_NAME": "model",
    "PIXELS": "pixels",
    "SECONDS": "seconds",
    "MPX_PER_S": "mpx_per_s",
    "TILES": "tiles",
    "TILES_SKIPPED": "tiles_skipped",
    "DEVICE_USED": "device",
    "RUNTIME_USED": "runtime",
}


def _results(result: Mapping[str, object]) -> dict[str, object]:
    figures = {name: result[field] for name, field in _FIGURES.items()}
    return {"CLASS_AREAS": json.dumps(result["classes"]), **figures}
