"""Bad input is found before the run, and said in plain words with a remedy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)


def complaint(algorithm: QgsProcessingAlgorithm, **parameters: object) -> str:
    """What the check before the run says; it must refuse."""
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    right, message = algorithm.checkParameterValues(parameters, context)
    assert not right
    return str(message)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"INPUT": "/nowhere/photo.tif"}, "Could not load source layer for INPUT"),
        ({"MODEL": "no-such-model"}, "There is no model 'no-such-model'"),
        ({"BANDS": [1, 2]}, "2 band numbers were given"),
        ({"BANDS": [1, 2, 9]}, "has no band 9"),
        ({"STRETCH": "9,1"}, "'9,1' is no stretch"),
        ({"GROUND_RESOLUTION": "fine"}, "'fine' is no ground resolution"),
        ({"TILE_PX": 3}, "TILE_PX"),
        ({"BLEND": "gauss"}, "BLEND"),
        ({"OUTPUT": "/nowhere/classes.tif"}, "does not exist or cannot be written to"),
        ({"OUTPUT": "classes.png"}, "would not be a GeoTIFF"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_value_is_named(
    algorithm: QgsProcessingAlgorithm, photo: Path, tmp_path: Path, wrong: dict[str, object], says: str
) -> None:
    right = {"INPUT": str(photo), "OUTPUT": str(tmp_path / "classes.tif")}
    assert says in complaint(algorithm, **{**right, **wrong})


def test_the_output_must_not_be_the_input(algorithm: QgsProcessingAlgorithm, photo: Path) -> None:
    assert "is the input itself" in complaint(algorithm, INPUT=str(photo), OUTPUT=str(photo))


def test_a_raster_with_too_few_bands_is_refused(
    algorithm: QgsProcessingAlgorithm, photo: Path, tmp_path: Path
) -> None:
    thin = tmp_path / "thin.tif"
    gdal.Translate(str(thin), str(photo), bandList=[1, 2])
    message = complaint(algorithm, INPUT=str(thin), OUTPUT=str(tmp_path / "classes.tif"))
    assert "has 2 bands, but model 'landcover-light' needs 3" in message


def test_a_folder_without_card_is_refused_as_model(
    algorithm: QgsProcessingAlgorithm, photo: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "empty-model"
    folder.mkdir()
    message = complaint(algorithm, INPUT=str(photo), MODEL=str(folder), OUTPUT=str(tmp_path / "classes.tif"))
    assert "card.json is missing" in message


def test_extent_and_polygons_together_are_refused(
    algorithm: QgsProcessingAlgorithm, photo: Path, tmp_path: Path
) -> None:
    polygons = QgsVectorLayer("Polygon?crs=EPSG:28992", "fields", "memory")
    QgsProject.instance().addMapLayer(polygons)
    message = complaint(
        algorithm,
        INPUT=str(photo),
        EXTENT="0,1,0,1",
        AREA=polygons.id(),
        OUTPUT=str(tmp_path / "classes.tif"),
    )
    QgsProject.instance().clear()
    assert "Both an extent and polygons are given" in message


def test_a_polygon_layer_without_polygons_is_refused(
    algorithm: QgsProcessingAlgorithm, photo: Path, tmp_path: Path
) -> None:
    polygons = QgsVectorLayer("Polygon?crs=EPSG:28992", "fields", "memory")
    QgsProject.instance().addMapLayer(polygons)
    message = complaint(algorithm, INPUT=str(photo), AREA=polygons.id(), OUTPUT=str(tmp_path / "classes.tif"))
    QgsProject.instance().clear()
    assert "no polygon in 'fields'" in message


def test_an_output_folder_without_permission_is_refused(
    algorithm: QgsProcessingAlgorithm, photo: Path, tmp_path: Path
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    if os.access(locked, os.W_OK):
        pytest.skip("this user may write anywhere")
    assert "cannot be written" in complaint(algorithm, INPUT=str(photo), OUTPUT=str(locked / "classes.tif"))


def test_a_damaged_raster_fails_with_a_message_and_leaves_no_file(
    algorithm: QgsProcessingAlgorithm, shared_data: Path, tmp_path: Path
) -> None:
    output = tmp_path / "classes.tif"
    parameters = {"INPUT": str(shared_data / "odd/corrupt.tif"), "OUTPUT": str(output)}
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
    assert algorithm.checkParameterValues(parameters, context)[0]
    with pytest.raises(QgsProcessingException) as raised:
        algorithm.run(parameters, context, feedback, catchExceptions=False)
    assert "corrupt.tif" in str(raised.value)
    assert "Traceback" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []
