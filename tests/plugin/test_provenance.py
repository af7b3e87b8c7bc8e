"""Every layer that is made says where it comes from, in QGIS and in its file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsMapLayer, QgsProcessingOutputLayerDefinition, QgsProject, QgsRasterLayer

from rs_segmenter.algorithms.provenance import describe_origin, tags_of
from rs_segmenter.engine.registry import find_model
from rs_segmenter.engine.version import read_version
from rs_segmenter.gui.dock import SegmenterDock
from rs_segmenter.tasks import prepared_run

from .conftest import wait


def made(name: str, parameters: dict[str, object]) -> list[QgsMapLayer]:
    """The layers that a run adds to the project, as dock and dialogs have it."""
    before = set(QgsProject.instance().mapLayers())
    project = QgsProject.instance()
    shown = {
        key: QgsProcessingOutputLayerDefinition(value, project)
        for key, value in parameters.items()
        if str(value).endswith((".gpkg", "clean.tif"))
    }
    run = prepared_run(f"rs_segmenter:{name}", parameters | shown, project)
    ends: list[object] = []
    for signal in (run.succeeded, run.failed, run.cancelled):
        signal.connect(lambda *given: ends.append(given))
    run.start()
    wait(lambda: bool(ends))
    return [x for key, x in QgsProject.instance().mapLayers().items() if key not in before]


def test_every_raster_of_a_run_names_model_digest_parameters_version_and_input(
    dock: SegmenterDock, photo: Path, photo_layer: QgsRasterLayer, tmp_path: Path
) -> None:
    dock.outputPanel.outputFile.setFilePath(str(tmp_path / "map.tif"))
    for check in (
        dock.outputPanel.confidenceCheck,
        dock.outputPanel.entropyCheck,
        dock.outputPanel.probabilitiesCheck,
    ):
        check.setChecked(True)
    dock.optionsPanel.tileSpin.setValue(256)
    dock.start()
    wait(lambda: dock.run is None)
    layers = [x for x in QgsProject.instance().mapLayers().values() if x is not photo_layer]
    assert len(layers) == 4, dock.logText.toPlainText()
    card = find_model("default").card
    for layer in layers:
        metadata = layer.metadata()
        (history,) = metadata.history()
        for said in (metadata.abstract(), history):
            assert card.name in said
            assert card.weights_sha256 in said
            assert read_version() in said
            assert str(photo) in said
        assert "tile_px=256" in history
        assert metadata.title() == layer.name()
        assert metadata.crs() == photo_layer.crs()


def steps(folder: Path, classes: QgsRasterLayer) -> dict[str, dict[str, object]]:
    """A run of each algorithm that makes a layer of a class raster."""
    given = {"INPUT": classes.id()}
    return {
        "vectorizeclasses": given | {"OUTPUT": str(folder / "polygons.gpkg"), "MIN_AREA_M2": 8},
        "samplereference": given | {"OUTPUT": str(folder / "points.gpkg"), "COUNT": 30},
        "classareas": given | {"OUTPUT": str(folder / "a.csv"), "LAYER": str(folder / "areas.gpkg")},
        "postprocessclasses": given | {"OUTPUT": str(folder / "clean.tif"), "MIN_AREA_M2": 8},
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("vectorizeclasses", "min_area_m2=8"),
        ("samplereference", "count=30"),
        ("classareas", "rs-segmenter areas"),
        ("postprocessclasses", "min_area_m2"),
    ],
)
def test_what_is_made_of_classes_names_them_their_model_and_what_was_done(
    class_layer: QgsRasterLayer, tmp_path: Path, name: str, said: str
) -> None:
    file = gdal.Open(class_layer.source(), gdal.GA_Update)
    for key, text in {
        "MODEL": "roofs",
        "MODEL_VERSION": "2",
        "WEIGHTS_SHA256": "abc",
        "VERSION": "0.0.1",
    }.items():
        file.SetMetadataItem(f"RS_SEGMENTER_{key}", text)
    file.SetMetadataItem("RS_SEGMENTER_JOB", json.dumps({"raster": "/photos/a & <b>.tif", "tile_px": 512}))
    del file
    layers = made(name, steps(tmp_path, class_layer)[name])
    assert len(layers) == 1
    history = layers[0].metadata().history()
    assert "0.0.1 with roofs 2 (weights abc)" in history[0]
    assert "tile_px=512" in history[0]
    assert said in history[-1]
    abstract = layers[0].metadata().abstract()
    assert "/photos/a & <b>.tif" in abstract
    assert name == "postprocessclasses" or class_layer.source() in abstract


def test_doubtful_places_name_the_raster_of_doubt(class_layer: QgsRasterLayer, tmp_path: Path) -> None:
    doubt = tmp_path / "sure.tif"
    gdal.Translate(str(doubt), class_layer.source(), metadataOptions=["RS_SEGMENTER_MODEL=roofs"])
    layer = QgsRasterLayer(str(doubt), "sure")
    QgsProject.instance().addMapLayer(layer)
    given = {"INPUT": layer.id(), "KIND": "confidence", "OUTPUT": str(tmp_path / "places.gpkg")}
    (places,) = made("doubtfulplaces", given)
    assert str(doubt) in places.metadata().abstract()
    assert "rs-segmenter doubt" in places.metadata().history()[-1]


def test_a_layer_of_others_keeps_its_metadata(photo_layer: QgsRasterLayer) -> None:
    metadata = photo_layer.metadata()
    metadata.setAbstract("Flown in May")
    photo_layer.setMetadata(metadata)
    describe_origin(photo_layer)
    assert tags_of(photo_layer) == {}
    assert photo_layer.metadata().abstract() == "Flown in May"


def test_tags_that_another_program_has_changed_do_no_harm(class_layer: QgsRasterLayer) -> None:
    file = gdal.Open(class_layer.source(), gdal.GA_Update)
    file.SetMetadataItem("RS_SEGMENTER_JOB", "{broken")
    file.SetMetadataItem("RS_SEGMENTER_CLEANING", "[1]")
    del file
    describe_origin(class_layer)
    assert "RS Segmenter" in class_layer.metadata().abstract()
