"""Parameters that describe labelled rasters, and what a job makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessing,
    QgsProcessingFeatureSource,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterMultipleLayers,
)

from ..engine.errors import TrainingDataError
from ..i18n import tr
from ..labels import CLASS_FIELD, copying, crs_of_labels
from ..layers import raster_path
from .parameters import advanced, class_mapping, field_of, helped, polygons, raster, real, text_of, whole

if TYPE_CHECKING:
    from ..engine.training.job import Labelled, Split
    from .values import Values


def label_parameters() -> list[QgsProcessingParameterDefinition]:
    """Make the parameters for rasters and their labels."""
    return [
        helped(
            QgsProcessingParameterMultipleLayers(
                "INPUT", tr("Raster layers"), QgsProcessing.SourceType.TypeRaster
            ),
            tr("The rasters that the labels lie on: any files GDAL reads."),
        ),
        polygons(
            "LABELS",
            tr("Label polygons"),
            tr("Polygons that each show one class; ground outside them need not be known."),
        ),
        field_of(
            "LABELS",
            "CLASS_FIELD",
            tr("Class field"),
            tr("The field that holds the class. Left empty: all polygons are of the class mapped from *."),
        ),
        raster(
            "LABEL_RASTER",
            tr("Label raster"),
            tr("Instead of polygons: a raster of class numbers on the pixels of a single input raster."),
            optional=True,
        ),
        class_mapping(
            tr("Label"),
            tr(
                "What each label stands for: a class of the model, a new class, or ignore. "
                "Left empty: labels are names or numbers of classes."
            ),
        ),
    ]


def ground_parameters() -> list[QgsProcessingParameterDefinition]:
    """Make the advanced parameters for unlabelled and held-out ground."""
    parameters = [
        text_of(
            "REST",
            tr("Unlabelled ground"),
            tr(
                "The class of the ground outside the polygons; other: none of the labelled classes; "
                "left empty: it tells nothing."
            ),
        ),
        polygons(
            "EXTENTS",
            tr("Ground that is wholly labelled"),
            tr("Polygons within which unlabelled ground is as said above. Left empty: everywhere."),
        ),
        real(
            "VAL_SHARE",
            tr("Share of ground held out"),
            tr("Blocks of ground that are not trained on, but show the gain."),
            least=0.01,
            most=0.99,
            default=0.25,
        ),
        whole(
            "BLOCK_PX",
            tr("Side of a block in pixels"),
            tr("Of the squares that are held out or not. Left empty: found from the labels."),
            least=8,
        ),
        whole(
            "SEED",
            tr("Seed"),
            tr("The same seed gives the same held-out ground and the same crops."),
            least=0,
            default=0,
        ),
    ]
    return [advanced(p) for p in parameters]


def read_split(values: Values) -> Split:
    """What is held out.

    Raises:
        JobError: When an option is out of range.
    """
    from ..engine.training.job import Split

    return Split(
        val_share=values.real("VAL_SHARE"), block_px=values.whole("BLOCK_PX"), seed=values.whole("SEED")
    )


def read_data(values: Values, labels: Path, extents: Path) -> tuple[Labelled, ...]:
    """Put rasters and labels into a job. Main thread: it looks at layers.

    Args:
        values: Of the parameters.
        labels: GeoPackage that the polygons are copied into.
        extents: GeoPackage that the polygons of wholly labelled ground are copied into.

    Raises:
        EngineError: When a layer is no file, or labels are missing or given twice.
    """
    from ..engine.training.job import Labelled
    from ..labelcheck import check_raster_crs

    algorithm, given = values.algorithm, (values.parameters, values.context)
    rasters = algorithm.parameterAsLayerList(given[0], "INPUT", given[1])
    paths = [raster_path(layer) for layer in rasters]
    drawn = algorithm.parameterAsSource(given[0], "LABELS", given[1]) is not None
    painted = values.optional_raster("LABEL_RASTER")
    field, mapping = values.text("CLASS_FIELD"), values.pairs("MAPPING")
    if drawn == (painted is not None):
        raise TrainingDataError(
            tr("Labels are polygons or a raster: one of the two is needed."), tr("Give one of them.")
        )
    if painted is not None:
        if len(paths) > 1:
            raise TrainingDataError(
                tr("One label raster cannot belong to {} rasters.").format(len(paths)),
                tr("Choose the raster whose pixels it labels."),
            )
        return (Labelled(paths[0], painted, mapping=mapping),)
    if not field and "*" not in mapping:
        raise TrainingDataError(
            tr("Nothing says which class the polygons are of."),
            tr("Choose the class field, or map * to a class."),
        )
    for finding in (f for layer in rasters for f in check_raster_crs(layer)):
        raise TrainingDataError(finding.text, finding.remedy)
    within = algorithm.parameterAsSource(given[0], "EXTENTS", given[1])
    return tuple(
        Labelled(
            raster=path,
            labels=str(labels),
            class_field=CLASS_FIELD if field else None,
            mapping=mapping,
            extents=str(extents) if within is not None else None,
            rest=values.text("REST"),
        )
        for path in paths
    )


def copying_labels(values: Values, labels: Path, extents: Path) -> Iterator[None]:
    """Write polygons down as they are now, one a step. Main thread; the steps may be taken in another one.

    Args:
        values: Of parameters that `read_data` has read.
        labels: GeoPackage for the polygons.
        extents: GeoPackage for those of wholly labelled ground.

    Raises:
        TrainingDataError: By a step: when a layer has no polygon, or the copy cannot be written.
        OSError: By a step: when there can be no folder for it.
    """
    algorithm, given = values.algorithm, (values.parameters, values.context)
    crs = crs_of_labels(algorithm.parameterAsLayerList(given[0], "INPUT", given[1]))
    copies = []
    for name, field, path in (("LABELS", values.text("CLASS_FIELD"), labels), ("EXTENTS", "", extents)):
        source = algorithm.parameterAsSource(given[0], name, given[1])
        if source is None:
            break  # nor is there ground around no labels
        copies.append(_some(copying(source, field, path, crs), source, path.parent))
    return chain.from_iterable(copies)


def _some(steps: Iterator[None], source: QgsProcessingFeatureSource, folder: Path) -> Iterator[None]:
    """The same steps, of which there must be one."""
    folder.mkdir(parents=True, exist_ok=True)
    if next(steps, "none") == "none":
        raise TrainingDataError(
            tr("There is no polygon in '{}'.").format(source.sourceName()),
            tr("Choose a layer that has some, or select some."),
        )
    yield from steps
