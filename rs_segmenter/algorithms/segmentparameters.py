"""The parameters of 'Segment layer', and the job they describe."""

from __future__ import annotations

import json
from collections.abc import Mapping

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureSource,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingOutputDefinition,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBand,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsRasterLayer,
)

from ..engine.card import BLENDS
from ..engine.errors import AreaError
from ..engine.job import PRECISIONS, PROBABILITY_TYPES, RUNTIMES, Area, SegmentJob
from ..i18n import tr
from ..layers import given_crs, raster_path
from ..modellist import known_models

MODEL_DEFAULT = "model default"
_CHOICE = "rs_segmenter.algorithms.choicewidget.ChoiceWidget"
# Digits with which a coordinate survives being written down.
_EXACT_DIGITS = 17


def definitions() -> list[QgsProcessingParameterDefinition]:
    """Make the parameters, in the order of the dialog."""
    raster, band = QgsProcessingParameterRasterLayer, QgsProcessingParameterBand
    polygons = [QgsProcessing.SourceType.TypeVectorPolygon]
    models = list(known_models()[0]) or ["default"]
    plain = [
        helped(raster("INPUT", tr("Raster layer")), tr("The raster to classify: any file GDAL reads.")),
        choice_of("MODEL", tr("Model"), models, tr("The name of a model, or the path of a model folder.")),
        helped(
            band("BANDS", tr("Bands for the model's bands, in their order"), None, "INPUT", True, True),
            tr("For example 4;3;2. Left empty, bands are found by what the raster says they show."),
        ),
        helped(
            QgsProcessingParameterExtent("EXTENT", tr("Extent to classify"), optional=True),
            tr("Left empty: the whole raster."),
        ),
        helped(
            QgsProcessingParameterFeatureSource("AREA", tr("Polygons to classify"), polygons, optional=True),
            tr("Pixels whose centre lies outside become no data, and are not computed."),
        ),
    ]
    destination = QgsProcessingParameterRasterDestination
    return [
        *plain,
        *(advanced(p) for p in _options()),
        helped(
            destination("OUTPUT", tr("Classes")),
            tr("The class of every pixel, as a GeoTIFF; 255 is no data."),
        ),
        helped(
            destination("CONFIDENCE", tr("Confidence"), optional=True, createByDefault=False),
            tr("How sure the model is of the class it chose, in percent."),
        ),
        helped(
            destination("PROBABILITIES", tr("Probabilities"), optional=True, createByDefault=False),
            tr("The probability of every class, one band per class."),
        ),
    ]


def _options() -> list[QgsProcessingParameterDefinition]:
    card = tr("Left empty: as the model was made for.")
    return [
        choice_of(
            "GROUND_RESOLUTION",
            tr("Ground resolution"),
            ["auto", "native"],
            tr(
                "auto: the raster's pixels where the model is made for them, else the model's; "
                "native: the raster's; or metres."
            ),
        ),
        choice_of(
            "STRETCH",
            tr("Stretch of values"),
            ["auto", "none"],
            tr("auto: stretch where values do not fit the model; none; or LOW,HIGH of the raster's values."),
        ),
        helped(_whole("TILE_PX", tr("Tile side in pixels"), 32), card),
        helped(_whole("OVERLAP_PX", tr("Overlap of tiles in pixels"), 0), card),
        helped(
            _enum("BLEND", tr("Combining overlapping tiles"), (MODEL_DEFAULT, *BLENDS)),
            tr("crop: the middle of each tile; mean: the average; hann: an average weighted to the middle."),
        ),
        helped(
            QgsProcessingParameterBoolean("TTA", tr("Average over flips and quarter turns"), False),
            tr("A little more accurate, and eight times the work."),
        ),
        choice_of(
            "DEVICE", tr("Device"), ["auto", "cpu", "cuda", "mps"], tr("auto: a GPU where there is one.")
        ),
        helped(
            _enum("PRECISION", tr("Precision"), PRECISIONS), tr("auto: the fastest that keeps the labels.")
        ),
        helped(
            _enum("RUNTIME", tr("Runtime"), RUNTIMES),
            tr("auto: OpenVINO on a CPU where it is installed, else PyTorch."),
        ),
        helped(_whole("BATCH", tr("Tiles at once"), 1), tr("Left empty: found automatically.")),
        helped(
            _enum("PROBABILITY_TYPE", tr("Data type of probabilities"), PROBABILITY_TYPES),
            tr("uint8: steps of 1/250; float32: exact, four times as large."),
        ),
    ]


def outputs() -> list[QgsProcessingOutputDefinition]:
    """Make the results beside layers."""
    return [
        QgsProcessingOutputString("MODEL_NAME", tr("Model")),
        QgsProcessingOutputString("CLASS_AREAS", tr("Class areas, as JSON")),
        QgsProcessingOutputNumber("PIXELS", tr("Pixels classified")),
        QgsProcessingOutputNumber("SECONDS", tr("Seconds")),
        QgsProcessingOutputNumber("MPX_PER_S", tr("Million pixels per second")),
        QgsProcessingOutputNumber("TILES", tr("Tiles computed")),
        QgsProcessingOutputNumber("TILES_SKIPPED", tr("Tiles skipped")),
        QgsProcessingOutputString("DEVICE_USED", tr("Device used")),
        QgsProcessingOutputString("RUNTIME_USED", tr("Runtime used")),
    ]


def read_job(
    algorithm: QgsProcessingAlgorithm,
    parameters: Mapping[str, object],
    context: QgsProcessingContext,
) -> SegmentJob:
    """Put parameter values into a job, the outputs left empty. Main thread: it looks at layers.

    Args:
        algorithm: Whose parameters they are.
        parameters: As Processing passes them.
        context: As Processing passes it.

    Raises:
        RasterError: When the layer is no file.
        AreaError: When the area is empty or given twice.
        JobError: When an option is out of range.
    """
    layer = algorithm.parameterAsRasterLayer(parameters, "INPUT", context)

    def text(name: str) -> str:
        return algorithm.parameterAsString(parameters, name, context).strip()

    def choice(name: str) -> str:
        return algorithm.parameterAsEnumString(parameters, name, context)

    def whole(name: str) -> int | None:
        given = parameters.get(name) not in (None, "")
        return algorithm.parameterAsInt(parameters, name, context) if given else None

    blend = choice("BLEND")
    return SegmentJob(
        raster=raster_path(layer),
        output="",
        model=text("MODEL"),
        bands=tuple(algorithm.parameterAsInts(parameters, "BANDS", context)),
        area=_area(algorithm, parameters, context, layer),
        crs=crs.toWkt() if (crs := given_crs(layer)) else None,
        ground_resolution=text("GROUND_RESOLUTION") or "auto",
        stretch=text("STRETCH") or "auto",
        tile_px=whole("TILE_PX"),
        overlap_px=whole("OVERLAP_PX"),
        blend=None if blend == MODEL_DEFAULT else blend,
        tta=algorithm.parameterAsBool(parameters, "TTA", context),
        device=text("DEVICE") or "auto",
        precision=choice("PRECISION"),
        runtime=choice("RUNTIME"),
        batch=whole("BATCH"),
        probability_type=choice("PROBABILITY_TYPE"),
        overwrite=True,
    )


def _area(
    algorithm: QgsProcessingAlgorithm,
    parameters: Mapping[str, object],
    context: QgsProcessingContext,
    layer: QgsRasterLayer,
) -> Area | None:
    extent = algorithm.parameterAsExtent(parameters, "EXTENT", context, layer.crs())
    source = algorithm.parameterAsSource(parameters, "AREA", context)
    if source is None:
        if extent.isNull():
            return None
        return Area(bounds=(extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()))
    if not extent.isNull():
        raise AreaError(tr("Both an extent and polygons are given."), tr("Give one of the two."))
    return _polygons(source, layer.crs())


def _polygons(source: QgsFeatureSource, raster_crs: QgsCoordinateReferenceSystem) -> Area:
    shapes = [f.geometry() for f in source.getFeatures()]
    found = tuple(json.loads(g.asJson(_EXACT_DIGITS)) for g in shapes if not g.isEmpty())
    if not found:
        raise AreaError(
            tr("There is no polygon in '{}'.").format(source.sourceName()),
            tr("Choose a layer that has some, or select some."),
        )
    crs = source.sourceCrs()
    # As WKT, since numbers can be the user's own.
    there = not crs.isValid() or crs == raster_crs
    return Area(polygons=found, crs=None if there else crs.toWkt())


def helped(parameter: QgsProcessingParameterDefinition, text: str) -> QgsProcessingParameterDefinition:
    """Give a parameter its help."""
    parameter.setHelp(text)
    return parameter


def advanced(parameter: QgsProcessingParameterDefinition) -> QgsProcessingParameterDefinition:
    """Hide a parameter until advanced ones are asked for."""
    parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    return parameter


def choice_of(name: str, title: str, choices: list[str], text: str) -> QgsProcessingParameterDefinition:
    """Make a text with choices, the first one the default."""
    parameter = QgsProcessingParameterString(name, title, choices[0])
    parameter.setMetadata({"widget_wrapper": {"class": _CHOICE, "choices": choices}})
    return helped(parameter, text)


def _enum(name: str, title: str, choices: tuple[str, ...]) -> QgsProcessingParameterEnum:
    return QgsProcessingParameterEnum(name, title, list(choices), False, choices[0], False, True)


def _whole(name: str, title: str, least: int) -> QgsProcessingParameterNumber:
    kind = QgsProcessingParameterNumber.Type.Integer
    return QgsProcessingParameterNumber(name, title, kind, None, True, least)
