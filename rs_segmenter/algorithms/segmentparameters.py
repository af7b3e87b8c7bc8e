"""The parameters of 'Segment layer', and the job they describe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureSource,
    QgsProcessing,
    QgsProcessingOutputDefinition,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBand,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterExtent,
    QgsProcessingParameterMultipleLayers,
    QgsRasterLayer,
)

from .. import settings
from ..engine.choices import BLENDS, PRECISIONS, PROBABILITY_TYPES, RUNTIMES
from ..engine.errors import AreaError
from ..i18n import tr
from ..layers import given_crs, is_file, raster_path
from .parameters import (
    advanced,
    choice_of,
    device_choice,
    enum_of,
    file_output,
    flag,
    helped,
    hidden,
    model_choice,
    polygons,
    raster,
    raster_output,
    whole,
)
from .refineparameters import read_refinement, refine_parameters

if TYPE_CHECKING:
    from ..engine.job import Area, SegmentJob
    from .values import Values

MODEL_DEFAULT = "model default"
# Digits with which a coordinate survives being written down.
_EXACT_DIGITS = 17


def definitions() -> list[QgsProcessingParameterDefinition]:
    """Make the parameters, in the order of the dialog."""
    plain = [
        raster(
            "INPUT",
            tr("Raster layer"),
            tr("The raster to classify: a file, or a layer of tiles, a map server, a database or memory."),
        ),
        model_choice(tr("Model")),
        helped(
            QgsProcessingParameterBand(
                "BANDS", tr("Bands for the model's bands, in their order"), None, "INPUT", True, True
            ),
            tr("For example 4;3;2. Left empty, bands are found by what the raster says they show."),
        ),
        helped(
            QgsProcessingParameterExtent("EXTENT", tr("Extent to classify"), optional=True),
            tr("Left empty: the whole raster."),
        ),
        polygons(
            "AREA",
            tr("Polygons to classify"),
            tr("Pixels whose centre lies outside become no data, and are not computed."),
        ),
    ]
    return [
        *plain,
        *refine_parameters("none"),
        *(advanced(p) for p in _options()),
        raster_output("OUTPUT", tr("Classes"), tr("The class of every pixel, as a GeoTIFF; 255 is no data.")),
        raster_output(
            "CONFIDENCE",
            tr("Confidence"),
            tr("How sure the model is of the class it chose, in percent."),
            optional=True,
        ),
        raster_output(
            "ENTROPY",
            tr("Entropy"),
            tr("How evenly the probability is spread over the classes: 0 sure, 1 any class."),
            optional=True,
        ),
        raster_output(
            "PROBABILITIES",
            tr("Probabilities"),
            tr("The probability of every class, one band per class."),
            optional=True,
        ),
    ]


def _options() -> list[QgsProcessingParameterDefinition]:
    card = tr("Left empty: as the model was made for.")
    return [
        helped(
            QgsProcessingParameterMultipleLayers(
                "MORE_LAYERS",
                tr("Layers whose bands follow"),
                QgsProcessing.SourceType.TypeRaster,
                optional=True,
            ),
            tr("For bands in files of their own, such as Sentinel-2's: files of the same ground."),
        ),
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
        whole("TILE_PX", tr("Tile side in pixels"), card, least=32),
        whole("OVERLAP_PX", tr("Overlap of tiles in pixels"), card, least=0),
        enum_of(
            "BLEND",
            tr("Combining overlapping tiles"),
            (MODEL_DEFAULT, *BLENDS),
            tr(
                "model default: as the model was made for; crop: the middle of each tile; mean: the average; "
                "hann: an average weighted to the middle."
            ),
        ),
        flag(
            "TTA",
            tr("Average over flips and quarter turns"),
            tr("A little more accurate, and eight times the work."),
        ),
        device_choice(),
        enum_of(
            "PRECISION",
            tr("Precision"),
            PRECISIONS,
            tr("auto: the fastest that keeps the labels."),
            settings.preferences().precision,
        ),
        enum_of(
            "RUNTIME",
            tr("Runtime"),
            RUNTIMES,
            tr("auto: OpenVINO on a CPU where it is installed, else PyTorch."),
        ),
        whole(
            "COPY_LIMIT_MPX",
            tr("Most to fetch, in million pixels"),
            tr("Of a layer that is no file and has to be copied first. Left empty: as in the settings."),
            least=1,
        ),
        whole("BATCH", tr("Tiles at once"), tr("Left empty: found automatically."), least=1),
        enum_of(
            "PROBABILITY_TYPE",
            tr("Data type of probabilities"),
            PROBABILITY_TYPES,
            tr("uint8: steps of 1/250; float32: exact, four times as large."),
        ),
        hidden(
            file_output(
                "JOURNAL",
                tr("Journal"),
                tr("Any file (*.*)"),
                tr(
                    "Finished rows are noted in this file until the map is written. A run that finds it, "
                    "left by one that died or was cancelled, goes on from there."
                ),
            )
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


def read_job(values: Values) -> SegmentJob:
    """Put parameter values into a job, the outputs left empty; the raster, too, where the layer is no file.

    Main thread: it looks at layers.

    Raises:
        RasterError: When the layer is broken.
        AreaError: When the area is empty or given twice.
        JobError: When an option is out of range.
    """
    from ..engine.job import SegmentJob

    layer, blend = values.layer("INPUT"), values.choice("BLEND")
    return SegmentJob(
        raster=raster_path(layer) if is_file(layer) else "",
        output="",
        model=values.text("MODEL"),
        bands=tuple(values.algorithm.parameterAsInts(values.parameters, "BANDS", values.context)),
        area=_area(values, layer),
        crs=crs.toWkt() if (crs := given_crs(layer)) else None,
        more_rasters=tuple(raster_path(x) for x in more_layers(values)),
        ground_resolution=values.text("GROUND_RESOLUTION") or "auto",
        stretch=values.text("STRETCH") or "auto",
        tile_px=values.whole("TILE_PX"),
        overlap_px=values.whole("OVERLAP_PX"),
        blend=None if blend == MODEL_DEFAULT else blend,
        tta=values.flag("TTA"),
        device=values.text("DEVICE") or "auto",
        precision=values.choice("PRECISION"),
        runtime=values.choice("RUNTIME"),
        batch=values.whole("BATCH"),
        probability_type=values.choice("PROBABILITY_TYPE"),
        overwrite=True,
        journal=str(Path(journal).absolute()) if (journal := values.text("JOURNAL")) else None,
        **read_refinement(values),
    )


def more_layers(values: Values) -> list[QgsRasterLayer]:
    """The layers whose bands follow those of the input."""
    return values.algorithm.parameterAsLayerList(values.parameters, "MORE_LAYERS", values.context)


def _area(values: Values, layer: QgsRasterLayer) -> Area | None:
    from ..engine.job import Area

    algorithm, given, context = values.algorithm, values.parameters, values.context
    extent = algorithm.parameterAsExtent(given, "EXTENT", context, layer.crs())
    source = algorithm.parameterAsSource(given, "AREA", context)
    if source is None:
        if extent.isNull():
            return None
        return Area(bounds=(extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()))
    if not extent.isNull():
        raise AreaError(tr("Both an extent and polygons are given."), tr("Give one of the two."))
    return _polygons(source, layer.crs())


def _polygons(source: QgsFeatureSource, raster_crs: QgsCoordinateReferenceSystem) -> Area:
    from ..engine.job import Area

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
