"""Label layers: made for digitising, copied as they are, counted before a run."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsRasterLayer,
    QgsRectangle,
    QgsRenderContext,
    QgsRendererCategory,
    QgsVectorLayer,
)

from rs_segmenter.engine.card import LabelClass
from rs_segmenter.engine.registry import find_model
from rs_segmenter.gui import labelcounter, slicedwork
from rs_segmenter.labelcheck import Ground, Survey, check_labels, check_raster_crs, count_labels, ground_of
from rs_segmenter.labels import CLASS_FIELD, copying, new_label_layer, value_colours, value_text
from rs_segmenter.layers import raster_facts

from .conftest import wait

CLASSES = (LabelClass(0, "ground", "#d9c9a3"), LabelClass(1, "roof", "#c0392b"))


def polygons(crs: str, *places: tuple[QgsGeometry, object]) -> QgsVectorLayer:
    """A layer in memory with a class each."""
    layer = QgsVectorLayer(f"Polygon?crs={crs}&field=kind:string", "labels", "memory")
    for geometry, value in places:
        feature = QgsFeature(layer.fields())
        feature.setGeometry(geometry)
        feature["kind"] = value
        layer.dataProvider().addFeatures([feature])
    return layer


def square(layer: QgsRasterLayer, corner_m: float, side_m: float) -> QgsGeometry:
    """A square so far from the lower left corner of a raster."""
    x, y = layer.extent().xMinimum() + corner_m, layer.extent().yMinimum() + corner_m
    return QgsGeometry.fromRect(QgsRectangle(x, y, x + side_m, y + side_m))


def survey(layer: QgsVectorLayer, field: str, ground: Ground) -> Survey:
    """Count all labels."""
    found = Survey()
    for _ in count_labels(found, layer, field, [ground]):
        pass
    return found


def said(layer: QgsVectorLayer, photo_layer: QgsRasterLayer, field: str = "kind", **options: object) -> str:
    """What the check says of labels on the photo."""
    ground = ground_of(photo_layer, raster_facts(photo_layer), find_model("default").card)
    found = survey(layer, field, ground)
    findings = check_labels(layer, found, options.get("mapping", {}), options.get("rest", ""))
    return "\n".join(f"{f.level}: {f.text} {f.remedy}" for f in findings)


def drawn(layer: QgsVectorLayer, feature: QgsFeature) -> bool:
    """Whether a feature would be seen on the map."""
    renderer, context = layer.renderer(), QgsRenderContext()
    renderer.startRender(context, layer.fields())
    seen = renderer.willRenderFeature(feature, context)
    renderer.stopRender(context)
    return seen


def test_a_new_label_layer_is_ready_to_digitise_and_keeps_its_style_in_the_file(tmp_path: Path) -> None:
    made = new_label_layer(tmp_path / "mine.gpkg", QgsCoordinateReferenceSystem("EPSG:32631"), CLASSES)
    assert made.isEditable()
    made.rollBack()
    again = QgsVectorLayer(str(tmp_path / "mine.gpkg"), "again", "ogr")
    for layer in (made, again):
        assert layer.crs().authid() == "EPSG:32631"
        assert value_colours(layer, CLASS_FIELD) == {"ground": "#d9c9a3", "roof": "#c0392b"}
        widget = layer.editorWidgetSetup(layer.fields().indexFromName(CLASS_FIELD))
        assert widget.type() == "ValueMap"
        assert widget.config()["map"] == [{"ground": "ground"}, {"roof": "roof"}]
        assert drawn(layer, QgsFeature(layer.fields()))


def test_colours_come_from_a_renderer_of_that_field_only(photo_layer: QgsRasterLayer) -> None:
    layer = polygons("EPSG:32631")
    outlined = QgsFillSymbol.createSimple({"style": "no", "outline_color": "#0000ff"})
    filled = QgsFillSymbol.createSimple({"color": "#ff0000"})
    categories = [QgsRendererCategory("a", filled, "A"), QgsRendererCategory(["b", "c"], outlined, "B")]
    layer.setRenderer(QgsCategorizedSymbolRenderer("kind", categories))
    assert value_colours(layer, "kind") == {"a": "#ff0000", "b": "#0000ff", "c": "#0000ff"}
    assert value_colours(layer, "other") == {}


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (3.0, "3"), (2.5, "2.5"), (4, "4"), (" roof ", "roof")]
)
def test_values_are_texts_without_needless_decimals(value: object, text: str) -> None:
    assert value_text(value) == text


def test_a_copy_holds_unsaved_edits_straight_sides_and_no_empty_geometry(
    photo_layer: QgsRasterLayer, tmp_path: Path
) -> None:
    circle = QgsGeometry.fromWkt("CurvePolygon(CircularString(0 0, 5 5, 10 0, 5 -5, 0 0))")
    layer = polygons("EPSG:32631", (circle, "roof"), (QgsGeometry(), "ground"))
    layer.startEditing()
    drawn = QgsFeature(layer.fields())
    drawn.setGeometry(square(photo_layer, 10, 10))
    layer.addFeature(drawn)
    assert len(list(copying(layer, "kind", tmp_path / "copy.gpkg"))) == 2
    copy = QgsVectorLayer(str(tmp_path / "copy.gpkg"), "copy", "ogr")
    assert {value_text(f[CLASS_FIELD]) for f in copy.getFeatures()} == {"roof", ""}
    assert not any(f.geometry().constGet().hasCurvedSegments() for f in copy.getFeatures())
    areas = sorted(f.geometry().area() for f in copy.getFeatures())
    assert areas == pytest.approx([78.5, 100], rel=0.01)


def test_a_copy_that_cannot_be_written_is_said(photo_layer: QgsRasterLayer, tmp_path: Path) -> None:
    layer = polygons("EPSG:32631", (square(photo_layer, 10, 10), "roof"))
    with pytest.raises(Exception, match="cannot be written"):
        list(copying(layer, "kind", tmp_path / "no folder" / "copy.gpkg"))


def test_polygons_and_pixels_are_counted_by_value(photo_layer: QgsRasterLayer) -> None:
    layer = polygons(
        photo_layer.crs().authid(),
        (square(photo_layer, 10, 10), "roof"),
        (square(photo_layer, -5, 10), "roof"),
        (square(photo_layer, 1e5, 10), "roof"),
        (square(photo_layer, 50, 0.1), "ground"),
        (square(photo_layer, 50, 10), None),
    )
    ground = ground_of(photo_layer, raster_facts(photo_layer), None)
    found = survey(layer, "kind", ground)
    assert found.values["roof"].polygons == 2
    assert found.values["roof"].pixels == pytest.approx((100 + 25) / 0.25, rel=0.01)
    assert (found.outside, found.tiny, found.unclassed) == (1, 1, 1)


def test_polygons_in_another_crs_are_counted_where_they_lie(photo_layer: QgsRasterLayer) -> None:
    from qgis.core import QgsCoordinateTransform, QgsProject

    geometry = square(photo_layer, 10, 10)
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    geometry.transform(QgsCoordinateTransform(photo_layer.crs(), degrees, QgsProject.instance()))
    layer = polygons("EPSG:4326", (geometry, "roof"))
    found = survey(layer, "kind", ground_of(photo_layer, raster_facts(photo_layer), None))
    assert found.values["roof"].pixels == pytest.approx(400, rel=0.02)


def test_labels_of_one_class_cannot_train(photo_layer: QgsRasterLayer) -> None:
    layer = polygons(photo_layer.crs().authid(), (square(photo_layer, 10, 10), "roof"))
    assert "error: All labels are of one class, 'roof'" in said(layer, photo_layer)
    assert "error" not in said(layer, photo_layer, rest="other")


def test_ignored_labels_count_for_no_class(photo_layer: QgsRasterLayer) -> None:
    crs = photo_layer.crs().authid()
    layer = polygons(crs, (square(photo_layer, 10, 10), "roof"), (square(photo_layer, 40, 10), "cloud"))
    assert "one class, 'roof'" in said(layer, photo_layer, mapping={"cloud": "ignore"})


def test_classes_with_little_are_named(photo_layer: QgsRasterLayer) -> None:
    many = [(square(photo_layer, 10 * i, 9), "roof") for i in range(5)]
    layer = polygons(photo_layer.crs().authid(), *many, (square(photo_layer, 60, 30), "ground"))
    assert "warning: Fewer than 5 polygons: ground." in said(layer, photo_layer)


def test_polygons_that_are_all_smaller_than_a_pixel_cannot_train(photo_layer: QgsRasterLayer) -> None:
    dots = [(square(photo_layer, 10 * i, 0.2), "roof" if i % 2 else "ground") for i in range(4)]
    layer = polygons(photo_layer.crs().authid(), *dots)
    assert "error: All polygons of 'labels' are smaller than a pixel." in said(layer, photo_layer)


def test_no_polygon_inside_the_raster_is_said_with_what_to_check(photo_layer: QgsRasterLayer) -> None:
    layer = polygons("EPSG:4326", (QgsGeometry.fromRect(QgsRectangle(0, 0, 1, 1)), "roof"))
    text = said(layer, photo_layer)
    assert "error: None of the 1 polygons of 'labels' lies in the raster." in text
    assert "right CRS" in text


def test_an_empty_layer_and_one_without_classes_are_told_apart(photo_layer: QgsRasterLayer) -> None:
    assert "holds no polygons yet" in said(polygons("EPSG:32631"), photo_layer)
    layer = polygons(photo_layer.crs().authid(), (square(photo_layer, 10, 10), None))
    assert "has a class" in said(layer, photo_layer)


def test_polygons_without_class_or_geometry_are_told_as_left_out(photo_layer: QgsRasterLayer) -> None:
    crs = photo_layer.crs().authid()
    ours = [(square(photo_layer, 10 * i, 9), "roof" if i % 2 else "ground") for i in range(8)]
    layer = polygons(crs, *ours, (QgsGeometry(), "roof"), (square(photo_layer, 90, 5), None))
    assert "Left out of 'labels': 1 without geometry, 1 without a class." in said(layer, photo_layer)


def test_a_raster_shown_elsewhere_than_its_file_says_is_refused(photo_layer: QgsRasterLayer) -> None:
    assert check_raster_crs(photo_layer) == []
    photo_layer.setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    (finding,) = check_raster_crs(photo_layer)
    assert (finding.level, "EPSG:3857" in finding.text) == ("error", True)


@pytest.mark.parametrize("slice_s", [0.0, 60.0])
def test_counting_in_slices_misses_nothing(
    photo_layer: QgsRasterLayer, monkeypatch: pytest.MonkeyPatch, slice_s: float
) -> None:
    monkeypatch.setattr(slicedwork, "_SLICE_S", slice_s)
    layer = polygons(photo_layer.crs().authid(), *[(square(photo_layer, i, 1), "roof") for i in range(30)])
    counter, heard = labelcounter.LabelCounter(), []
    counter.counted.connect(heard.append)
    counter.begin(layer, "kind", [ground_of(photo_layer, raster_facts(photo_layer), None)])
    assert counter.running == (slice_s == 0)
    wait(lambda: not counter.running)
    (found,) = heard
    assert found.values["roof"].polygons == 30


def test_a_count_that_is_dropped_is_not_heard_of(
    photo_layer: QgsRasterLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slicedwork, "_SLICE_S", 0.0)
    layer = polygons(photo_layer.crs().authid(), (square(photo_layer, 1, 1), "roof"))
    counter, heard = labelcounter.LabelCounter(), []
    counter.counted.connect(heard.append)
    counter.begin(layer, "kind", [])
    counter.drop()
    counter.begin(None, "", [])
    assert [found.values for found in heard] == [{}]
