"""The algorithms that go from classes to answers, with wrong input: each ends in words, and leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsProcessingContext, QgsProject, QgsRasterLayer

from rs_segmenter.tasks import AlgorithmRun

from .conftest import registered, wait


@pytest.mark.parametrize(
    ("name", "wrong", "says"),
    [
        ("vectorizeclasses", {"SIMPLIFY_PX": 1, "SIMPLIFY_M": 1}, "in pixels and in metres"),
        ("vectorizeclasses", {"OUTPUT": "/nowhere/polygons.gpkg"}, "does not exist or cannot be written to"),
        ("vectorizeclasses", {"OUTPUT": "polygons.shp"}, "shp"),
        ("postprocessclasses", {}, "Nothing is to be done to the class map"),
        ("postprocessclasses", {"MERGE": ["land", "land"]}, "Nothing is to be done to the class map"),
        ("postprocessclasses", {"MIN_CONFIDENCE": 50}, "go together"),
        (
            "postprocessclasses",
            {"MERGE": ["land", ""]},
            "A row of the table 'Classes to merge' is not complete",
        ),
        ("postprocessclasses", {"MIN_AREA_M2": 5, "MIN_AREA_PX": 5}, "do not go together"),
        ("classareas", {"OUTPUT": "areas.txt"}, "would not be a CSV file"),
        ("classareas", {"ZONES": "Polygon?crs=EPSG:4326"}, "ZONES"),
        ("assessaccuracy", {}, "polygons or points, or a raster"),
        ("samplereference", {"EXPECTED": ["roof", "much"], "ALLOCATION": "neyman"}, "'much' is no number"),
        ("samplereference", {"EXPECTED": ["roof", "0.5"]}, "do not matter"),
        ("refineclasses", {"CRF": "theta_alpha_px=-1"}, "theta_alpha_px"),
        ("refineclasses", {"CRF": "theta_alpha_px=NaN"}, "theta_alpha_px"),
        ("refineclasses", {"CRF": "salt=1"}, "'salt'"),
    ],
)
def test_a_wrong_value_is_named_before_the_run(
    class_layer: QgsRasterLayer, name: str, wrong: dict[str, object], says: str
) -> None:
    right = {"INPUT": class_layer.id(), "PROBABILITIES": class_layer.id(), "OUTPUT": "TEMPORARY_OUTPUT"}
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    fine, message = registered(name).checkParameterValues({**right, **wrong}, context)
    assert not fine
    assert says in message


def test_what_only_the_engine_sees_is_said_and_leaves_no_layer(
    class_layer: QgsRasterLayer, tmp_path: Path
) -> None:
    parameters = {"INPUT": class_layer.id(), "MIN_AREA_M2": 10, "MERGE": ["swamp", "land"]}
    parameters["OUTPUT"] = str(tmp_path / "clean.tif")
    run = AlgorithmRun(registered("postprocessclasses"), parameters, QgsProject.instance())
    faults: list[str] = []
    run.failed.connect(faults.append)
    run.start()
    wait(lambda: bool(faults))
    assert "has no class 'swamp'" in faults[0]
    assert not (tmp_path / "clean.tif").exists()
