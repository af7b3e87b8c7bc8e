"""What label polygons hold, class by class, and what of it a training could stumble over. Without torch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)

from .engine.card import ModelCard
from .engine.fit import Finding, RasterFacts, choose_factor
from .i18n import tr
from .labels import ALL, value_text

IGNORE = "ignore"
OTHER = "other"
MOST_CLASSES = 60
_FEW_POLYGONS = 5
_FEW_PX = 1000


@dataclass(frozen=True)
class Ground:
    """A raster to train on, as far as counting labels needs it.

    Attributes:
        name: How messages call it.
        crs: CRS of the layer.
        extent: Where it lies, in that CRS.
        pixel_area: Area of one pixel that is trained on, in square units of that CRS.
    """

    name: str
    crs: QgsCoordinateReferenceSystem
    extent: QgsRectangle
    pixel_area: float


@dataclass
class Tally:
    """How much is labelled with one value: polygons that lie in a raster, and about how many pixels."""

    polygons: int = 0
    pixels: float = 0.0


@dataclass
class Survey:
    """What a label layer holds.

    Attributes:
        values: By value of the class field.
        outside: Polygons outside all rasters.
        unclassed: Polygons without a class.
        missing: Features without a polygon.
        tiny: Polygons smaller than a pixel.
    """

    values: dict[str, Tally] = field(default_factory=dict)
    outside: int = 0
    unclassed: int = 0
    missing: int = 0
    tiny: int = 0


def ground_of(layer: QgsRasterLayer, facts: RasterFacts, card: ModelCard | None) -> Ground:
    """See how large the pixels are that a training on this layer will have."""
    factor = choose_factor(facts, card, "auto", None) if card is not None else 1.0
    area = abs(layer.rasterUnitsPerPixelX() * layer.rasterUnitsPerPixelY())
    return Ground(layer.name(), layer.crs(), layer.extent(), area * factor**2)


def count_labels(
    found: Survey, layer: QgsVectorLayer, class_field: str, grounds: Sequence[Ground]
) -> Iterator[None]:
    """Count what a label layer holds, a feature a step: 100,000 take seconds, which no window should wait.

    Args:
        found: Where to count.
        layer: The labels; edits that are not saved count.
        class_field: Field of the class; empty: all polygons are of one class, called `*`.
        grounds: The rasters.
    """
    index = layer.fields().indexFromName(class_field) if class_field else -1
    project = QgsProject.instance()
    ways = [(g, QgsCoordinateTransform(layer.crs(), g.crs, project)) for g in grounds]
    for feature in layer.getFeatures():
        value = value_text(feature[index]) if index >= 0 else ALL
        _count(found, feature, value, ways)
        yield


def _count(
    found: Survey, feature: QgsFeature, value: str, ways: Iterable[tuple[Ground, QgsCoordinateTransform]]
) -> None:
    geometry = feature.geometry()
    if geometry.isEmpty() or geometry.type() != QgsWkbTypes.GeometryType.PolygonGeometry:
        found.missing += 1
        return
    if not value:
        found.unclassed += 1
        return
    pixels = [_pixels(geometry, ground, way) for ground, way in ways]
    tally = found.values.setdefault(value, Tally())
    if not any(pixels):
        found.outside += 1
        return
    tally.polygons += 1
    tally.pixels += sum(pixels)
    found.tiny += sum(pixels) < 1


def _pixels(geometry: QgsGeometry, ground: Ground, way: QgsCoordinateTransform) -> float:
    """About how many pixels of a raster a polygon covers."""
    there = QgsGeometry(geometry)
    try:
        there.transform(way)
    except QgsCsException:
        return 0.0
    box = there.boundingBox()
    if not box.intersects(ground.extent):
        return 0.0
    inside = there if ground.extent.contains(box) else there.clipped(ground.extent)
    # Of what GEOS cannot clip, the area is negative.
    return max(inside.area(), 0.0) / ground.pixel_area


def count_classes(found: Survey, mapping: Mapping[str, str]) -> dict[str, Tally]:
    """Add up the values that stand for the same class; ignored ones are left out."""
    classes: dict[str, Tally] = {}
    for value, tally in found.values.items():
        name = mapping.get(value, value)
        if name != IGNORE:
            total = classes.setdefault(name, Tally())
            total.polygons += tally.polygons
            total.pixels += tally.pixels
    return classes


def check_labels(
    layer: QgsVectorLayer, found: Survey, mapping: Mapping[str, str], rest: str
) -> list[Finding]:
    """Tell in plain words what is wrong with labels, the worst first.

    Args:
        layer: The labels.
        found: What they hold.
        mapping: Class name, or `ignore`, by value of the class field.
        rest: What unlabelled ground is: a class name, `other`, or empty.
    """
    name = layer.name()
    inside = sum(t.polygons for t in found.values.values())
    if not inside:
        return [_nothing_inside(name, found)]
    if found.tiny == inside:
        text = tr("All polygons of '{}' are smaller than a pixel.").format(name)
        return [Finding("error", "tiny", text, tr("Draw larger polygons, or use a finer raster."))]
    classes = {c: t for c, t in count_classes(found, mapping).items() if t.polygons}
    findings = []
    if len({*classes, rest} - {""}) < 2:
        text = tr("All labels are of one class, '{}': there is nothing to tell it from.")
        remedy = tr("Label something else too, or say under Advanced what unlabelled ground is.")
        if ALL in found.values:
            remedy = tr(
                "Choose the field that holds the class, or say under Advanced what unlabelled ground is."
            )
        only = next(iter(classes), "–")
        findings.append(Finding("error", "classes", text.format(only), remedy))
    findings += _few(classes)
    findings += _left_out(name, found, inside)
    if not layer.crs().isValid():
        text = tr("'{}' has no CRS; its coordinates are taken for the raster's.").format(name)
        findings.append(Finding("warning", "crs", text, tr("Set the layer's CRS if that is wrong.")))
    return findings


def _nothing_inside(name: str, found: Survey) -> Finding:
    if found.outside:
        text = tr("None of the {} polygons of '{}' lies in the raster.").format(found.outside, name)
        return Finding(
            "error", "place", text, tr("Check that both show the same place and have the right CRS.")
        )
    if found.unclassed:
        text = tr("None of the {} polygons of '{}' has a class.").format(found.unclassed, name)
        return Finding("error", "classes", text, tr("Choose the field that holds the class, or fill it in."))
    text = tr("'{}' holds no polygons yet.").format(name)
    return Finding("error", "classes", text, tr("Digitise a few of every class, in several places."))


def _few(classes: Mapping[str, Tally]) -> list[Finding]:
    findings = []
    places = [c for c, t in classes.items() if t.polygons < _FEW_POLYGONS]
    small = [c for c, t in classes.items() if t.pixels < _FEW_PX and c not in places]
    if places:
        text = tr("Fewer than {} polygons: {}. Some ground is held out to measure the gain.")
        remedy = tr("Add polygons of these classes in other places.")
        findings.append(Finding("warning", "few", text.format(_FEW_POLYGONS, ", ".join(places)), remedy))
    if small:
        text = tr("Fewer than {:,} pixels: {}.").format(_FEW_PX, ", ".join(small))
        findings.append(Finding("warning", "few", text, tr("More polygons of these classes will help.")))
    return findings


def _left_out(name: str, found: Survey, inside: int) -> list[Finding]:
    findings = []
    if found.outside:
        text = tr("{} of {} polygons of '{}' lie outside the rasters.")
        text = text.format(found.outside, found.outside + inside, name)
        remedy = tr("They are left out. If they should lie inside, check the CRS.")
        findings.append(Finding("warning", "place", text, remedy))
    parts = (
        (found.missing, tr("{} without geometry")),
        (found.unclassed, tr("{} without a class")),
        (found.tiny, tr("{} smaller than a pixel")),
    )
    if told := ", ".join(text.format(count) for count, text in parts if count):
        text = tr("Left out of '{}': {}.").format(name, told)
        findings.append(Finding("info", "left out", text, ""))
    return findings


def check_raster_crs(layer: QgsRasterLayer) -> list[Finding]:
    """Tell where the engine, which reads the file, would place a raster elsewhere than the map does."""
    own = layer.dataProvider().crs()
    if not own.isValid() or own == layer.crs():
        return []
    text = tr("'{}' is shown in {}, but its file says {}.").format(
        layer.name(), layer.crs().authid() or layer.crs().description(), own.authid() or own.description()
    )
    remedy = tr("Write the right CRS into the file (Raster > Projections > Assign Projection).")
    return [Finding("error", "crs", text, remedy)]


def check_values(layer: QgsVectorLayer, class_field: str, values: Collection[str]) -> list[Finding]:
    """Tell where a field does not look as if it held classes."""
    if len(values) <= MOST_CLASSES:
        return []
    text = tr("The field '{}' of '{}' holds {} different values.").format(
        class_field, layer.name(), len(values)
    )
    return [Finding("error", "field", text, tr("Choose the field that holds the class."))]
