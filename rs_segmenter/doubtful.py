"""Doubtful places as the dock goes through them, and what is drawn there as labels. Main thread only."""

from __future__ import annotations

import json
from dataclasses import dataclass

from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)

from .engine.address import public
from .engine.card import LabelClass
from .engine.errors import RasterError, TrainingDataError
from .i18n import tr
from .labels import likely_field
from .layers import is_file, raster_path

_JOB_TAG, _CLASSES_TAG, _MODEL_TAG = "RS_SEGMENTER_JOB", "RS_SEGMENTER_CLASSES", "RS_SEGMENTER_MODEL"


@dataclass(frozen=True)
class Place:
    """A place worth looking at.

    Attributes:
        geometry: Its polygon.
        crs: The polygon's CRS.
        name: The map's class there; empty: not known.
        other: The class that it may be instead; empty: not known.
        doubt: Mean doubt, 0 ... 1.
        area_m2: Its area; None where it is unknown.
    """

    geometry: QgsGeometry
    crs: QgsCoordinateReferenceSystem
    name: str
    other: str
    doubt: float
    area_m2: float | None


@dataclass(frozen=True)
class Origin:
    """The run that a raster of confidence or entropy comes from, as far as it is at hand.

    Attributes:
        raster: Id of the layer that was segmented; empty: it is not in the project.
        model: Name of the model; empty: not known.
        classes: The model's classes.
        class_layer: The class layer of the same run, if it is in the project.
        probabilities: The layer of class probabilities of the same run, if it is in the project.
    """

    raster: str
    model: str
    classes: tuple[LabelClass, ...]
    class_layer: QgsRasterLayer | None
    probabilities: QgsRasterLayer | None


def origin_of(layer: QgsRasterLayer, project: QgsProject) -> Origin:
    """Find out where a raster of confidence or entropy comes from, by what its file says.

    Raises:
        RasterError: When its file is gone.
    """
    tags = _tags(layer)
    classes = _classes(tags)
    raster = json.loads(tags.get(_JOB_TAG, "{}")).get("raster", "")
    rasters = [x for x in project.mapLayers().values() if isinstance(x, QgsRasterLayer)]
    files = [x for x in rasters if x.isValid() and is_file(x)]
    source = next((x.id() for x in files if raster and public(raster_path(x)) == raster), "")
    of_classes = [x for x in files if _band(x) == "class"]
    several = [x for x in files if classes and x.bandCount() == len(classes) and _band(x) == classes[0].name]
    return Origin(
        raster=source,
        model=tags.get(_MODEL_TAG, ""),
        classes=classes,
        class_layer=_of_same_run(of_classes, tags),
        probabilities=_of_same_run(several, tags),
    )


def classes_said(layer: QgsRasterLayer) -> tuple[LabelClass, ...]:
    """The classes that the file of a layer names; none where it is not of this program, or no file."""
    try:
        return _classes(_tags(layer))
    except RasterError:
        return ()


def _classes(tags: dict[str, str]) -> tuple[LabelClass, ...]:
    try:
        found = json.loads(tags.get(_CLASSES_TAG, "[]"))
        return tuple(LabelClass(c["value"], c["name"], c["colour"]) for c in found)
    except (ValueError, TypeError, KeyError):  # written by hand; a run on it says what is wrong
        return ()


def _of_same_run(layers: list[QgsRasterLayer], tags: dict[str, str]) -> QgsRasterLayer | None:
    run = tags.get(_JOB_TAG)
    return next((x for x in layers if run and _tags(x).get(_JOB_TAG) == run), None)


def _band(layer: QgsRasterLayer) -> str:
    return layer.dataProvider().generateBandName(1).partition(":")[2].strip()


def _tags(layer: QgsRasterLayer) -> dict[str, str]:
    from osgeo import gdal

    path = raster_path(layer)
    # None, or an exception where another plugin has switched those on for the whole process.
    try:
        dataset = gdal.Open(path)
    except RuntimeError:
        dataset = None
    if dataset is None:
        raise RasterError(
            tr("The file of the layer '{}' cannot be opened: {}.").format(layer.name(), path),
            tr("Is it still there? Segment again with 'Also a confidence layer'."),
        )
    return dict(dataset.GetMetadata())


def read_places(path: str, crs: QgsCoordinateReferenceSystem) -> list[Place]:
    """Read what 'Find doubtful places' wrote, the worst first.

    Args:
        path: The GeoPackage.
        crs: The raster's CRS, which is theirs; not every file can say it.
    """
    layer = QgsVectorLayer(path, "places", "ogr")
    found = sorted(layer.getFeatures(), key=lambda f: f["rank"])
    return [
        Place(
            f.geometry(), crs, _text(f["name"]), _text(f["other"]), float(f["doubt"]), _number(f["area_m2"])
        )
        for f in found
    ]


def _text(value: object) -> str:
    return "" if value is None or value == NULL else str(value)


def _number(value: object) -> float | None:
    return None if value is None or value == NULL else float(value)


def add_label(
    labels: QgsVectorLayer, geometry: QgsGeometry, crs: QgsCoordinateReferenceSystem, name: str
) -> None:
    """Add a polygon of a class to a label layer, as one step that can be undone; opens it for editing.

    Args:
        labels: The layer.
        geometry: The polygon.
        crs: Its CRS.
        name: The class.

    Raises:
        TrainingDataError: When the layer cannot be edited, or has no field for a class by name.
    """
    field = labels.fields().indexFromName(likely_field(labels))
    if field < 0 or labels.fields()[field].isNumeric():
        raise TrainingDataError(
            tr("'{}' has no text field for the class.").format(labels.name()),
            tr("Choose a layer that has one, or make a new label layer."),
        )
    if not labels.isEditable() and (labels.readOnly() or not labels.startEditing()):
        raise TrainingDataError(
            tr("'{}' cannot be edited.").format(labels.name()),
            tr("Its file or its format may be read-only. Choose another layer, or make a new label layer."),
        )
    shape = QgsGeometry(geometry)
    try:
        shape.transform(QgsCoordinateTransform(crs, labels.crs(), QgsProject.instance()))
    except QgsCsException as error:
        raise TrainingDataError(
            tr("The polygon cannot be brought to the CRS of '{}'.").format(labels.name()),
            tr("Check the CRS of both."),
        ) from error
    labels.beginEditCommand(tr("Label: {}").format(name))
    added = [
        labels.addFeature(QgsVectorLayerUtils.createFeature(labels, part, {field: name}))
        for part in shape.coerceToType(labels.wkbType())
    ]
    if not added or not all(added):
        labels.destroyEditCommand()
        raise TrainingDataError(
            tr("'{}' takes no polygon.").format(labels.name()), tr("Choose a layer of polygons.")
        )
    labels.endEditCommand()
    labels.triggerRepaint()
