"""From classes to answers: refine, clean up, vectorize, measure, assess and sample, as QGIS runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPalettedRasterRenderer,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)

from rs_segmenter.algorithms.provider import SegmenterProvider
from rs_segmenter.labels import value_colours
from rs_segmenter.tasks import AlgorithmRun

from .conftest import CLASSES, LEFT, PIXEL_M, TINY_CLASSES, TOP, registered, wait

NAMES = (
    *("refineclasses", "postprocessclasses", "vectorizeclasses"),
    *("classareas", "assessaccuracy", "samplereference", "doubtfulplaces"),
)
RunHere = Callable[..., dict[str, object]]


@pytest.fixture
def run_here(provider: SegmenterProvider) -> RunHere:
    """Runs an algorithm as the dock does, its layers added to the project."""

    def run_one(name: str, **parameters: object) -> dict[str, object]:
        algorithm = registered(name)
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        right, message = algorithm.checkParameterValues(parameters, context)
        assert right, message
        run = AlgorithmRun(algorithm, parameters, QgsProject.instance())
        results: list[dict[str, object]] = []
        faults: list[str] = []
        run.succeeded.connect(results.append)
        run.failed.connect(faults.append)
        run.start()
        wait(lambda: bool(results or faults))
        assert faults == []
        return results[0]

    return run_one


def on_map() -> QgsProcessingOutputLayerDefinition:
    """A temporary output that is loaded."""
    return QgsProcessingOutputLayerDefinition(QgsProcessing.TEMPORARY_OUTPUT, QgsProject.instance())


def loaded(name: str) -> object:
    """The layer of that name."""
    (layer,) = QgsProject.instance().mapLayersByName(name)
    return layer


def rectangle(col: float, row: float, width: float, height: float) -> QgsGeometry:
    """Pixels of the class layer."""
    x, y = LEFT + PIXEL_M * col, TOP - PIXEL_M * row
    return QgsGeometry.fromRect(QgsRectangle(x, y - PIXEL_M * height, x + PIXEL_M * width, y))


def drawn(crs: str, **places: QgsGeometry) -> QgsVectorLayer:
    """Polygons that nobody has saved, with a field `what`."""
    layer = QgsVectorLayer(f"Polygon?crs={crs}&field=what:string", "drawn", "memory")
    layer.startEditing()
    there = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:32631"), layer.crs(), QgsProject.instance()
    )
    for name, geometry in places.items():
        feature = QgsFeature(layer.fields())
        geometry.transform(there)
        feature.setGeometry(geometry)
        feature["what"] = name
        layer.addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer


def colours(layer: QgsRasterLayer) -> dict[str, str]:
    """Colour by class, as a raster is drawn."""
    assert isinstance(layer.renderer(), QgsPalettedRasterRenderer)
    return {c.label: c.color.name() for c in layer.renderer().classes()}


def test_every_parameter_and_algorithm_explains_itself(provider: SegmenterProvider) -> None:
    for name in NAMES:
        found = registered(name)
        assert [p.name() for p in found.parameterDefinitions() if not p.help() or not p.description()] == []
        assert found.shortHelpString()
        assert found.shortDescription()
        assert found.canExecute() == (True, "")


def test_polygons_are_drawn_in_the_colours_of_their_classes(
    class_layer: QgsRasterLayer, run_here: RunHere
) -> None:
    result = run_here("vectorizeclasses", INPUT=class_layer.id(), SIMPLIFY_PX=0, OUTPUT=on_map())
    layer = loaded("Polygons: land cover")
    assert result["POLYGONS"] == layer.featureCount() == 4
    assert isinstance(layer.renderer(), QgsCategorizedSymbolRenderer)
    assert {c.label(): c.symbol().color().name() for c in layer.renderer().categories()} == CLASSES
    roofs = [f["area_m2"] for f in layer.getFeatures() if f["name"] == "roof"]
    assert max(roofs) == pytest.approx(400 * PIXEL_M**2, rel=0.002)


def test_cleaned_classes_are_drawn_in_their_colours_and_stray_pixels_are_gone(
    class_layer: QgsRasterLayer, run_here: RunHere
) -> None:
    result = run_here(
        "postprocessclasses",
        INPUT=class_layer.id(),
        MIN_AREA_M2=10,
        MERGE=["water", "land"],
        OUTPUT=on_map(),
    )
    assert result["PIXELS_CHANGED"] == 1 + 20 * 50
    assert colours(loaded("Cleaned: land cover")) == {n: c for n, c in CLASSES.items() if n != "water"}


def test_a_confidence_layer_without_a_least_confidence_is_not_used_and_that_is_said(
    class_layer: QgsRasterLayer, tmp_path: Path
) -> None:
    parameters = {"INPUT": class_layer.id(), "CONFIDENCE": class_layer.id(), "MIN_AREA_M2": 10}
    parameters["OUTPUT"] = str(tmp_path / "clean.tif")
    run = AlgorithmRun(registered("postprocessclasses"), parameters, QgsProject.instance())
    results: list[dict[str, object]] = []
    said: list[str] = []
    run.succeeded.connect(results.append)
    run.failed.connect(said.append)
    run.feedback.logged.connect(lambda _, text: said.append(text))
    run.start()
    wait(lambda: bool(results) or run.feedback.last_error != "")
    assert results[0]["PIXELS_CHANGED"] == 1, said
    assert "The confidence layer is not used: the least confidence is 0." in said


def test_areas_are_measured_in_zones_of_another_crs_that_nobody_has_saved(
    class_layer: QgsRasterLayer, run_here: RunHere, tmp_path: Path
) -> None:
    zones = drawn("EPSG:4326", west=rectangle(0, 0, 40, 50), east=rectangle(40, 0, 20, 50))
    result = run_here(
        "classareas",
        INPUT=class_layer.id(),
        ZONES=zones.id(),
        ZONE_FIELD="what",
        OUTPUT=str(tmp_path / "areas.csv"),
        LAYER=on_map(),
        CHART=str(tmp_path / "areas.png"),
    )
    found = {z["name"]: {c["name"]: c["pixels"] for c in z["classes"]} for z in json.loads(result["AREAS"])}
    assert found == {
        "west": {"land": 1599, "roof": 401, "water": 0},
        "east": {"land": 0, "roof": 0, "water": 1000},
    }
    assert loaded("Areas: land cover").featureCount() == 2
    assert (tmp_path / "areas.csv").read_text().count("\n") >= 7
    assert gdal.Open(str(tmp_path / "areas.png")) is not None


def test_a_map_is_assessed_against_polygons_that_nobody_has_saved(
    class_layer: QgsRasterLayer, run_here: RunHere, tmp_path: Path
) -> None:
    labels = drawn("EPSG:32631", building=rectangle(0, 5, 25, 20), water=rectangle(45, 0, 10, 10))
    result = run_here(
        "assessaccuracy",
        INPUT=class_layer.id(),
        REFERENCE=labels.id(),
        CLASS_FIELD="what",
        MAPPING=["building", "roof", "water", "water"],
        REPORT=str(tmp_path / "report.html"),
        TABLE=str(tmp_path / "table.csv"),
    )
    assert result["ACCURACY"] == pytest.approx(500 / 600)
    assert json.loads(result["SCORES"])["iou"]["roof"] == pytest.approx(400 / 500)
    assert "<html" in (tmp_path / "report.html").read_text()
    assert (tmp_path / "table.csv").is_file()


def test_points_drawn_labelled_and_assessed_give_areas_with_intervals(
    class_layer: QgsRasterLayer, run_here: RunHere
) -> None:
    drawn_points = run_here("samplereference", INPUT=class_layer.id(), COUNT=90, MINIMUM=20, OUTPUT=on_map())
    assert drawn_points["POINTS"] == 90
    points = loaded("Reference points: land cover")
    points.startEditing()
    for number, feature in enumerate(points.getFeatures()):
        truth = "roof" if number % 10 == 0 else feature["map_class"]
        points.changeAttributeValue(feature.id(), points.fields().indexFromName("class"), truth)
    result = run_here("assessaccuracy", INPUT=class_layer.id(), REFERENCE=points.id())
    estimates = json.loads(result["AREA_ESTIMATES"])
    assert {c["name"] for c in estimates["classes"]} == set(CLASSES)
    assert all(c["area"]["standard_error"] > 0 for c in estimates["classes"] if c["name"] == "roof")
    points.rollBack()


def test_drawn_points_offer_the_maps_classes_in_their_colours_and_the_file_keeps_that(
    class_layer: QgsRasterLayer, run_here: RunHere
) -> None:
    run_here("samplereference", INPUT=class_layer.id(), COUNT=30, OUTPUT=on_map())
    points = loaded("Reference points: land cover")
    again = QgsVectorLayer(points.source(), "again", "ogr")
    for layer in (points, again):
        widget = layer.editorWidgetSetup(layer.fields().indexFromName("class"))
        assert widget.type() == "ValueMap"
        assert widget.config()["map"] == [{name: name} for name in CLASSES]
        assert value_colours(layer, "class") == CLASSES
        assert [c.label() for c in layer.renderer().categories()] == [*CLASSES, "to be filled in"]


def test_saved_probabilities_are_refined_without_the_model(
    tiny_model: Path, photo_layer: QgsRasterLayer, run_here: RunHere, tmp_path: Path
) -> None:
    saved, extent = tmp_path / "probabilities.tif", photo_layer.extent()
    window = QgsRectangle(
        extent.xMinimum(), extent.yMinimum(), extent.xMinimum() + 50, extent.yMinimum() + 50
    )
    run_here(
        "segmentlayer",
        INPUT=photo_layer.id(),
        MODEL="tiny",
        EXTENT=window,
        DEVICE="cpu",
        OUTPUT=str(tmp_path / "classes.tif"),
        PROBABILITIES=str(saved),
    )
    result = run_here(
        "refineclasses",
        PROBABILITIES=str(saved),
        INPUT=photo_layer.id(),
        CRF="iterations=2",
        DEVICE="cpu",
        OUTPUT=on_map(),
        CONFIDENCE=str(tmp_path / "sure.tif"),
    )
    size_px = gdal.Open(str(saved)).RasterXSize * gdal.Open(str(saved)).RasterYSize
    assert sum(c["pixels"] for c in json.loads(result["CLASS_AREAS"])) == size_px
    assert set(colours(loaded("Refined: photo")).items()) <= set(TINY_CLASSES.items())
    assert (
        gdal.Info(str(tmp_path / "sure.tif"), format="json")["size"]
        == gdal.Info(str(saved), format="json")["size"]
    )


def test_qgis_process_makes_polygons(
    class_layer: QgsRasterLayer, qgis_process: Callable[..., dict[str, object]], tmp_path: Path
) -> None:
    output = tmp_path / "polygons.gpkg"
    result = qgis_process("vectorizeclasses", INPUT=class_layer.source(), SIMPLIFY_PX=0, OUTPUT=output)
    assert result["POLYGONS"] == 4
    assert QgsVectorLayer(str(output), "polygons", "ogr").featureCount() == 4


def test_qgis_process_measures_areas(
    class_layer: QgsRasterLayer, qgis_process: Callable[..., dict[str, object]], tmp_path: Path
) -> None:
    output = tmp_path / "areas.csv"
    result = qgis_process("classareas", INPUT=class_layer.source(), OUTPUT=output)
    assert [c["pixels"] for c in json.loads(result["AREAS"])[0]["classes"]] == [1599, 401, 1000]
    assert output.is_file()
