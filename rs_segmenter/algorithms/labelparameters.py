"""Parameters that describe labelled rasters, and what a job makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureSource,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterMatrix,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..engine.errors import TrainingDataError
from ..engine.training.job import Labelled, Split
from ..i18n import tr
from ..labelcheck import check_raster_crs
from ..labels import CLASS_FIELD, crs_of_labels, snapshot, value_text
from ..layers import raster_path
from .segmentparameters import advanced, helped

_Parameters = Mapping[str, object]


def label_parameters() -> list[QgsProcessingParameterDefinition]:
    """Make the parameters for rasters and their labels."""
    source = QgsProcessing.SourceType
    polygons = [source.TypeVectorPolygon]
    return [
        helped(
            QgsProcessingParameterMultipleLayers("INPUT", tr("Raster layers"), source.TypeRaster),
            tr("The rasters that the labels lie on: any files GDAL reads."),
        ),
        helped(
            QgsProcessingParameterFeatureSource("LABELS", tr("Label polygons"), polygons, optional=True),
            tr("Polygons that each show one class; ground outside them need not be known."),
        ),
        helped(
            QgsProcessingParameterField("CLASS_FIELD", tr("Class field"), None, "LABELS", optional=True),
            tr("The field that holds the class. Left empty: all polygons are of the class mapped from *."),
        ),
        helped(
            QgsProcessingParameterRasterLayer("LABEL_RASTER", tr("Label raster"), optional=True),
            tr("Instead of polygons: a raster of class numbers on the pixels of a single input raster."),
        ),
        helped(
            QgsProcessingParameterMatrix(
                "MAPPING", tr("Classes"), 0, False, [tr("Label"), tr("Class")], optional=True
            ),
            tr(
                "What each label stands for: a class of the model, a new class, or ignore. "
                "Left empty: labels are names or numbers of classes."
            ),
        ),
    ]


def ground_parameters() -> list[QgsProcessingParameterDefinition]:
    """Make the advanced parameters for unlabelled and held-out ground."""
    number, source = QgsProcessingParameterNumber, QgsProcessing.SourceType
    share = number("VAL_SHARE", tr("Share of ground held out"), number.Type.Double, 0.25, False, 0.01, 0.99)
    block = number("BLOCK_PX", tr("Side of a block in pixels"), number.Type.Integer, None, True, 8)
    parameters = [
        helped(
            QgsProcessingParameterString("REST", tr("Unlabelled ground"), "", optional=True),
            tr(
                "The class of the ground outside the polygons; other: none of the labelled classes; "
                "left empty: it tells nothing."
            ),
        ),
        helped(
            QgsProcessingParameterFeatureSource(
                "EXTENTS", tr("Ground that is wholly labelled"), [source.TypeVectorPolygon], optional=True
            ),
            tr("Polygons within which unlabelled ground is as said above. Left empty: everywhere."),
        ),
        helped(share, tr("Blocks of ground that are not trained on, but show the gain.")),
        helped(block, tr("Of the squares that are held out or not. Left empty: found from the labels.")),
        helped(
            number("SEED", tr("Seed"), number.Type.Integer, 0, False, 0),
            tr("The same seed gives the same held-out ground and the same crops."),
        ),
    ]
    return [advanced(p) for p in parameters]


def read_split(
    algorithm: QgsProcessingAlgorithm, parameters: _Parameters, context: QgsProcessingContext
) -> Split:
    """What is held out.

    Raises:
        JobError: When an option is out of range.
    """
    block = parameters.get("BLOCK_PX")
    return Split(
        val_share=algorithm.parameterAsDouble(parameters, "VAL_SHARE", context),
        block_px=algorithm.parameterAsInt(parameters, "BLOCK_PX", context) if block else None,
        seed=algorithm.parameterAsInt(parameters, "SEED", context),
    )


def read_mapping(
    algorithm: QgsProcessingAlgorithm, parameters: _Parameters, context: QgsProcessingContext
) -> dict[str, str]:
    """Class by label, from the table's cells row by row.

    Raises:
        TrainingDataError: When a label has no class.
    """
    given = algorithm.parameterAsMatrix(parameters, "MAPPING", context)
    cells = [value_text(cell) for cell in given]
    if not any(cells):
        return {}
    pairs = [(label, name) for label, name in zip(cells[::2], cells[1::2]) if label or name]
    if len(cells) % 2 or not all(label and name for label, name in pairs):
        raise TrainingDataError(
            tr("A row of the table of classes is not complete."), tr("Give a label and a class in each row.")
        )
    return dict(pairs)


def read_data(
    algorithm: QgsProcessingAlgorithm,
    parameters: _Parameters,
    context: QgsProcessingContext,
    labels: Path,
    extents: Path,
    *,
    write: bool,
) -> tuple[Labelled, ...]:
    """Put rasters and labels into a job. Main thread: it looks at layers.

    Args:
        algorithm: Whose parameters they are.
        parameters: As Processing passes them.
        context: As Processing passes it.
        labels: GeoPackage to copy the polygons into.
        extents: GeoPackage to copy the polygons of wholly labelled ground into.
        write: Whether to do so now; else only check.

    Raises:
        EngineError: When a layer is no file, or labels are missing, given twice, or cannot be copied.
    """
    rasters = algorithm.parameterAsLayerList(parameters, "INPUT", context)
    paths = [raster_path(layer) for layer in rasters]
    source = algorithm.parameterAsSource(parameters, "LABELS", context)
    painted = algorithm.parameterAsRasterLayer(parameters, "LABEL_RASTER", context)
    field = algorithm.parameterAsString(parameters, "CLASS_FIELD", context)
    mapping = read_mapping(algorithm, parameters, context)
    if (source is None) == (painted is None):
        raise TrainingDataError(
            tr("Labels are polygons or a raster: one of the two is needed."), tr("Give one of them.")
        )
    if painted is not None:
        if len(paths) > 1:
            raise TrainingDataError(
                tr("One label raster cannot belong to {} rasters.").format(len(paths)),
                tr("Choose the raster whose pixels it labels."),
            )
        return (Labelled(paths[0], raster_path(painted), mapping=mapping),)
    if not field and "*" not in mapping:
        raise TrainingDataError(
            tr("Nothing says which class the polygons are of."),
            tr("Choose the class field, or map * to a class."),
        )
    for finding in (f for layer in rasters for f in check_raster_crs(layer)):
        raise TrainingDataError(finding.text, finding.remedy)
    within = algorithm.parameterAsSource(parameters, "EXTENTS", context)
    if write:
        crs = crs_of_labels(rasters)
        _copy(source, field, labels, crs)
        if within is not None:
            _copy(within, "", extents, crs)
    return tuple(
        Labelled(
            raster=path,
            labels=str(labels),
            class_field=CLASS_FIELD if field else None,
            mapping=mapping,
            extents=str(extents) if within is not None else None,
            rest=algorithm.parameterAsString(parameters, "REST", context).strip(),
        )
        for path in paths
    )


def _copy(source: QgsFeatureSource, field: str, path: Path, crs: QgsCoordinateReferenceSystem | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not snapshot(source, field, path, crs):
        raise TrainingDataError(
            tr("There is no polygon in '{}'.").format(source.sourceName()),
            tr("Choose a layer that has some, or select some."),
        )
