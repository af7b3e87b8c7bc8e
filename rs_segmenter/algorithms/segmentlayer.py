"""Processing algorithm: classify every pixel of a raster layer."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
)

from .. import dependencies
from ..engine.card import LabelClass
from ..engine.errors import Cancelled, EngineError, RasterError
from ..engine.fit import choose_bands
from ..engine.job import SegmentJob
from ..engine.registry import find_model
from ..i18n import tr
from ..layers import raster_facts
from ..progress import QgisProgress
from . import segmentparameters
from .algorithm import SegmenterAlgorithm, Texts
from .styling import ClassStyler

if TYPE_CHECKING:
    from ..engine.segment import SegmentResult

FILES = ("OUTPUT", "CONFIDENCE", "PROBABILITIES")


class SegmentLayer(SegmenterAlgorithm[SegmentJob]):
    """Layer and model in, class raster out; the work is the engine's."""

    NAME = "segmentlayer"

    def __init__(self) -> None:
        super().__init__()
        self._layer_name = ""

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
        report = dependencies.check()
        return report.ready, f"{report.problem}\n{report.remedy}".strip()

    def check(self, parameters: Mapping[str, object], context: QgsProcessingContext) -> None:
        """Look for bad input."""
        targets = {name: _target(parameters.get(name)) for name in FILES}
        job = segmentparameters.read_job(self, parameters, context)
        for path in filter(None, targets.values()):
            _check_target(path, job.raster)
        _with_files(job, targets)
        facts = raster_facts(self.parameterAsRasterLayer(parameters, "INPUT", context), sample=False)
        choose_bands(facts, find_model(job.model).card, job.bands)

    def make_job(self, parameters: Mapping[str, object], context: QgsProcessingContext) -> SegmentJob:
        """Turn layers into paths."""
        layer = self.parameterAsRasterLayer(parameters, "INPUT", context)
        if layer is None:
            raise QgsProcessingException(self.invalidRasterError(parameters, "INPUT"))
        self._layer_name = layer.name()
        return segmentparameters.read_job(self, parameters, context)

    def processAlgorithm(  # noqa: N802
        self, parameters: Mapping[str, object], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, object]:
        """Run the engine."""
        # Here and not before: QGIS forgets outputs that were declared in another thread.
        files = {n: self.parameterAsOutputLayer(parameters, n, context) or None for n in FILES}
        try:
            dependencies.load()
            from ..engine.segment import segment_raster

            result = segment_raster(_with_files(self.job, files), QgisProgress(feedback))
        except (EngineError, dependencies.DependencyError) as error:
            raise QgsProcessingException(str(error)) from error
        except Cancelled:
            raise QgsProcessingException(tr("Cancelled; nothing was written.")) from None
        self._name_layers(result, context)
        return _results(result)

    def _name_layers(self, result: SegmentResult, context: QgsProcessingContext) -> None:
        """Say how the layers are to be called and drawn, once they are loaded."""
        titles = {
            result.output: f"{result.model}: {self._layer_name}",
            result.confidence: tr("Confidence of {}: {}").format(result.model, self._layer_name),
            result.probabilities: tr("Probabilities of {}: {}").format(result.model, self._layer_name),
        }
        for path, title in titles.items():
            if path and context.willLoadLayerOnCompletion(path):
                details = context.layerToLoadOnCompletionDetails(path)
                details.name = title
                if path == result.output:
                    details.setPostProcessor(
                        ClassStyler(LabelClass(c.value, c.name, c.colour) for c in result.classes)
                    )


def _results(result: SegmentResult) -> dict[str, object]:
    files = {"OUTPUT": result.output, "CONFIDENCE": result.confidence, "PROBABILITIES": result.probabilities}
    return {
        **{name: path for name, path in files.items() if path},
        "MODEL_NAME": result.model,
        "CLASS_AREAS": json.dumps([dataclasses.asdict(c) for c in result.classes]),
        "PIXELS": result.pixels,
        "SECONDS": result.seconds,
        "MPX_PER_S": result.mpx_per_s,
        "TILES": result.tiles,
        "TILES_SKIPPED": result.tiles_skipped,
        "DEVICE_USED": result.device,
        "RUNTIME_USED": result.runtime,
    }


def _with_files(job: SegmentJob, files: Mapping[str, str | None]) -> SegmentJob:
    return dataclasses.replace(
        job,
        output=files["OUTPUT"] or "",
        confidence=files["CONFIDENCE"],
        probabilities=files["PROBABILITIES"],
    )


def _target(value: object) -> str | None:
    """The file an output parameter names; None where it names none, or a temporary one."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink.staticValue()
    text = str(value or "")
    return None if text in ("", "TEMPORARY_OUTPUT") else text


def _check_target(path: str, raster: str) -> None:
    folder = Path(path).resolve().parent
    if Path(path).suffix.lower() not in (".tif", ".tiff"):
        raise RasterError(
            tr("'{}' would not be a GeoTIFF.").format(path), tr("Give the output a name that ends in .tif.")
        )
    if Path(path).resolve() == Path(raster).resolve():
        raise RasterError(
            tr("The output '{}' is the input itself.").format(path), tr("Give the output another name.")
        )
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise RasterError(
            tr("The folder '{}' does not exist or cannot be written to.").format(folder),
            tr("Choose another folder."),
        )
