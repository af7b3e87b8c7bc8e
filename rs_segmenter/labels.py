"""Label layers: polygons with a class, as QGIS has them. Main thread, if nothing else is said."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    NULL,
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsEditorWidgetSetup,
    QgsFeature,
    QgsFeatureIterator,
    QgsFeatureSource,
    QgsFillSymbol,
    QgsGeometry,
    QgsMarkerSymbol,
    QgsProject,
    QgsRasterLayer,
    QgsRendererCategory,
    QgsSimpleFillSymbolLayer,
    QgsSymbol,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from .engine.errors import TrainingDataError
from .i18n import tr

if TYPE_CHECKING:
    from .engine.card import LabelClass

CLASS_FIELD = "class"
ALL = "*"
_FILL_ALPHA = 90
_OUTLINE_MM = "0.5"
_SPOT_MM = "3"
_NO_CLASS = "#ffffff"
# Turning by it, neighbours in a list of any length get hues far apart.
_GOLDEN_ANGLE = 137.508


def new_label_layer(
    path: Path, crs: QgsCoordinateReferenceSystem, classes: Sequence[LabelClass]
) -> QgsVectorLayer:
    """Make a GeoPackage of polygons with a field for the class, drawn in these classes' colours.

    Args:
        path: The file to make; one that is there is replaced.
        crs: Its CRS.
        classes: What the field offers.

    Returns:
        The layer, in edit mode; its style is kept in the file too.

    Raises:
        TrainingDataError: When the file cannot be written.
    """
    for _ in _writing(path, crs, ()):
        pass
    layer = QgsVectorLayer(f"{path}|layername={path.stem}", path.stem, "ogr")
    offer_classes(layer, classes)
    layer.startEditing()
    return layer


def offer_classes(layer: QgsVectorLayer, classes: Sequence[LabelClass]) -> None:
    """Let the field for the class offer these, and draw polygons or points in their colours; the file keeps it.

    What has no class is drawn too, since it waits for one.
    """
    index = layer.fields().indexFromName(CLASS_FIELD)
    choices = {"map": [{c.name: c.name} for c in classes]}
    layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup("ValueMap", choices))
    spots = layer.geometryType() == QgsWkbTypes.GeometryType.PointGeometry
    symbol = _spot if spots else _patch
    categories = [QgsRendererCategory(c.name, symbol(c.colour), c.name) for c in classes]
    categories.append(QgsRendererCategory(None, symbol(_NO_CLASS), tr("to be filled in")))
    layer.setRenderer(QgsCategorizedSymbolRenderer(CLASS_FIELD, categories))
    layer.saveStyleToDatabase(layer.name(), "", True, "")


def _patch(colour: str) -> QgsFillSymbol:
    fill = QColor(colour)
    fill.setAlpha(_FILL_ALPHA)
    return QgsFillSymbol.createSimple(
        {
            "color": f"{fill.red()},{fill.green()},{fill.blue()},{fill.alpha()}",
            "outline_color": colour,
            "outline_width": _OUTLINE_MM,
        }
    )


def _spot(colour: str) -> QgsMarkerSymbol:
    return QgsMarkerSymbol.createSimple({"color": colour, "outline_color": "black", "size": _SPOT_MM})


def value_text(value: object) -> str:
    """A class as the field has it, as text; empty for NULL."""
    if value is None or value == NULL:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def value_colours(layer: QgsVectorLayer, field: str) -> dict[str, str]:
    """Colours, as `#rrggbb`, that a layer's renderer gives to the values of a field; empty where it has others."""
    renderer = layer.renderer()
    if (
        not isinstance(renderer, QgsCategorizedSymbolRenderer)
        or renderer.classAttribute().strip('"') != field
    ):
        return {}
    found: dict[str, str] = {}
    for category in renderer.categories():
        values = category.value() if isinstance(category.value(), list) else [category.value()]
        for value in filter(None, map(value_text, values)):
            found[value] = _symbol_colour(category.symbol()).name()
    return found


def likely_field(layer: QgsVectorLayer) -> str:
    """The field that most likely holds the class: the one the layer is drawn by, one named so, the only text."""
    names = [f.name() for f in layer.fields()]
    drawn = getattr(layer.renderer(), "classAttribute", str)()
    wanted = (drawn.strip('"').casefold(), CLASS_FIELD, "label", "category", "kind", "type", "name")
    likely = [n for word in wanted for n in names if word and n.casefold() == word]
    texts = [f.name() for f in layer.fields() if not f.isNumeric()]
    return likely[0] if likely else texts[0] if len(texts) == 1 else ""


def _symbol_colour(symbol: QgsSymbol) -> QColor:
    """The colour the eye takes for the class: the outline's where nothing is filled."""
    layer = symbol.symbolLayer(0)
    if isinstance(layer, QgsSimpleFillSymbolLayer) and layer.brushStyle() == Qt.BrushStyle.NoBrush:
        return layer.strokeColor()
    return symbol.color()


def spare_colour(number: int) -> str:
    """A colour for a class that has none."""
    return QColor.fromHsv(round(number * _GOLDEN_ANGLE) % 360, 160, 215).name()


def crs_of_labels(rasters: Iterable[QgsRasterLayer]) -> QgsCoordinateReferenceSystem | None:
    """The CRS to write labels in: a raster's that only its layer knows, since the engine sees files; else None."""
    homeless = [r.crs() for r in rasters if not r.dataProvider().crs().isValid()]
    return homeless[0] if homeless else None


def copying(
    source: QgsFeatureSource, field: str, path: Path, crs: QgsCoordinateReferenceSystem | None = None
) -> Iterator[None]:
    """Write polygons as they are now, with edits that are not saved, whatever the provider; one a step.

    The file is there when the last step is taken; what stood there stays until then. Meanwhile the source may
    change, or go; the steps may be taken in another thread.

    Args:
        source: A layer, whose filter holds, or what an algorithm was given.
        field: Field of the class; empty: none.
        path: The GeoPackage to write; its field is called `class` and holds the class as text.
        crs: The CRS to write them in; None: their own.

    Raises:
        TrainingDataError: When it cannot be written, or polygons cannot be brought to that CRS.
    """
    target = crs if crs is not None and crs.isValid() else source.sourceCrs()
    way = QgsCoordinateTransform(source.sourceCrs(), target, QgsProject.instance())
    index = source.fields().indexFromName(field) if field else -1
    return _writing(path, target, _polygons(source.getFeatures(), index, way, source.sourceName()))


def _polygons(
    features: QgsFeatureIterator, index: int, way: QgsCoordinateTransform, name: str
) -> Iterator[tuple[QgsGeometry, str]]:
    """Polygons with their classes."""
    for feature in features:
        geometry = feature.geometry()
        if geometry.isEmpty() or geometry.type() != QgsWkbTypes.GeometryType.PolygonGeometry:
            continue
        try:
            geometry.transform(way)
        except QgsCsException as error:
            raise TrainingDataError(
                tr("A polygon of '{}' cannot be brought to the raster's CRS.").format(name),
                tr("Check the CRS of both."),
            ) from error
        yield geometry, value_text(feature[index]) if index >= 0 else ""


def _writing(
    path: Path, crs: QgsCoordinateReferenceSystem, rows: Iterable[tuple[QgsGeometry, str]]
) -> Iterator[None]:
    """Write a GeoPackage of polygons, one a step; it takes its name at the end."""
    part = path.with_name(f".{path.stem}.part-{os.urandom(8).hex()}.gpkg")
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName, options.fileEncoding = "GPKG", path.stem, "UTF-8"
    options.layerOptions = ["SPATIAL_INDEX=NO"]
    # By its text, the type of a field is the same in Qt 5 and 6.
    fields = QgsVectorLayer(f"Polygon?field={CLASS_FIELD}:string", "fields", "memory").fields()
    # Nothing is transformed while it is written.
    context = QgsCoordinateTransformContext()
    kind = QgsWkbTypes.Type.MultiPolygon
    writer = QgsVectorFileWriter.create(str(part), fields, kind, crs, context, options)
    try:
        _check(writer, path)
        for geometry, value in rows:
            feature = QgsFeature(fields)
            # Curves become chords: the engine knows straight sides only.
            curved = geometry.constGet().hasCurvedSegments()
            plain = QgsGeometry(geometry.constGet().segmentize()) if curved else geometry
            plain.convertToMultiType()
            feature.setGeometry(plain)
            feature.setAttributes([value or None])
            writer.addFeature(feature)
            yield
        _check(writer, path)
        writer = None  # which closes the file
        os.replace(part, path)
    except OSError as error:
        raise _unwritable(path, error.strerror) from error
    finally:
        writer = None
        part.unlink(missing_ok=True)


def _check(writer: QgsVectorFileWriter, path: Path) -> None:
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise _unwritable(path, writer.errorMessage())


def _unwritable(path: Path, why: str) -> TrainingDataError:
    return TrainingDataError(
        tr("The labels cannot be written to '{}': {}.").format(path, why),
        tr("Choose another folder, or make room on that disk."),
    )
