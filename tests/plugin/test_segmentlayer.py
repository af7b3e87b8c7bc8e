"""'Segment layer' run for real, as the toolbox and scripts run it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import processing
import pytest
from osgeo import gdal
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from rs_segmenter.algorithms.provider import SegmenterProvider
from rs_segmenter.engine.registry import find_model
from rs_segmenter.layers import raster_facts

from .conftest import ALGORITHM

pytestmark = pytest.mark.usefixtures("provider")
NODATA = 255


def labels(path: object) -> np.ndarray:
    """The class of every pixel, uint8 (H, W)."""
    return gdal.Open(str(path)).ReadAsArray()


def test_a_run_gives_a_class_raster_and_its_numbers(photo: Path, tmp_path: Path) -> None:
    output = tmp_path / "classes.tif"
    results = processing.run(ALGORITHM, {"INPUT": str(photo), "OUTPUT": str(output)})
    found = labels(output)
    areas = json.loads(results["CLASS_AREAS"])
    assert results["OUTPUT"] == str(output)
    assert found.shape == (300, 400)
    assert set(np.unique(found)) <= {c.value for c in find_model("default").card.classes}
    values, counts = np.unique(found, return_counts=True)
    assert [(a["value"], a["pixels"]) for a in areas if a["pixels"]] == list(zip(values, counts, strict=True))
    ground_m2 = found.size * raster_facts(QgsRasterLayer(str(photo), "photo")).resolution_m ** 2
    assert sum(a["area_m2"] for a in areas) == pytest.approx(ground_m2, rel=0.001)
    assert results["MODEL_NAME"] == "landcover-light"
    assert results["PIXELS"] == found.size
    assert results["SECONDS"] > 0


def test_confidence_and_probabilities_come_when_asked_for(photo: Path, tmp_path: Path) -> None:
    wanted = {name: str(tmp_path / f"{name}.tif") for name in ("OUTPUT", "CONFIDENCE", "PROBABILITIES")}
    results = processing.run(ALGORITHM, {"INPUT": str(photo), **wanted})
    assert {name: results[name] for name in wanted} == wanted
    assert labels(wanted["PROBABILITIES"]).shape[0] == len(find_model("default").card.classes)
    assert labels(wanted["CONFIDENCE"]).max() <= 100


def test_edges_are_refined_when_asked_for(photo: Path, tmp_path: Path) -> None:
    plain, refined = tmp_path / "plain.tif", tmp_path / "refined.tif"
    processing.run(ALGORITHM, {"INPUT": str(photo), "OUTPUT": str(plain)})
    chosen = {"REFINE": "crf", "CRF": "iterations=3"}
    processing.run(ALGORITHM, {"INPUT": str(photo), "OUTPUT": str(refined), **chosen})
    changed = (labels(plain) != labels(refined)).mean()
    assert 0 < changed < 0.3
    job = json.loads(gdal.Open(str(refined)).GetMetadata()["RS_SEGMENTER_JOB"])
    assert (job["refine"], job["crf"]["iterations"]) == ("crf", 3)


def test_a_wrong_parameter_of_the_crf_is_found_before_the_run(
    photo: Path, provider: SegmenterProvider
) -> None:
    algorithm = provider.algorithm("segmentlayer").create()
    chosen = {"INPUT": str(photo), "REFINE": "crf", "CRF": "theta_alpha_px=-3", "OUTPUT": "TEMPORARY_OUTPUT"}
    right, message = algorithm.checkParameterValues(chosen, QgsProcessingContext())
    assert not right and "theta_alpha_px" in message


def test_only_the_extent_is_classified(photo: Path, tmp_path: Path) -> None:
    output = tmp_path / "classes.tif"
    layer = QgsRasterLayer(str(photo), "photo")
    box = layer.extent()
    box.setXMaximum(box.xMinimum() + 80 * layer.rasterUnitsPerPixelX())
    extent = QgsReferencedRectangle(box, layer.crs())
    processing.run(ALGORITHM, {"INPUT": layer, "EXTENT": extent, "OUTPUT": str(output)})
    made = QgsRasterLayer(str(output), "classes")
    assert made.extent().toString(3) == box.toString(3)


def test_pixels_outside_the_polygons_are_no_data(photo: Path, tmp_path: Path) -> None:
    layer = QgsRasterLayer(str(photo), "photo")
    polygons = QgsVectorLayer(f"Polygon?crs={layer.crs().authid()}", "fields", "memory")
    field = QgsFeature()
    centre = QgsGeometry.fromPointXY(layer.extent().center())
    field.setGeometry(centre.buffer(30, 16))
    polygons.dataProvider().addFeatures([field])
    output = tmp_path / "classes.tif"
    results = processing.run(ALGORITHM, {"INPUT": layer, "AREA": polygons, "OUTPUT": str(output)})
    area_m2 = sum(a["area_m2"] for a in json.loads(results["CLASS_AREAS"]))
    assert area_m2 == pytest.approx(field.geometry().area(), rel=0.02)
    assert labels(output)[0, 0] == NODATA


def test_the_loaded_layer_has_the_models_class_names_and_colours(photo: Path, tmp_path: Path) -> None:
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    output = QgsProcessingOutputLayerDefinition(str(tmp_path / "classes.tif"), QgsProject.instance())
    results = processing.run(ALGORITHM, {"INPUT": str(photo), "OUTPUT": output}, context=context)
    (details,) = context.layersToLoadOnCompletion().values()
    layer = QgsProcessingUtils.mapLayerFromString(results["OUTPUT"], context)
    details.postProcessor().postProcessLayer(layer, context, QgsProcessingFeedback(False))
    drawn = [(c.value, c.label, c.color.name()) for c in layer.renderer().classes()]
    assert drawn == [(c.value, c.name, c.colour.lower()) for c in find_model("default").card.classes]
    assert details.name == "landcover-light: photo"


def test_results_have_the_crs_that_the_user_gave_the_layer(photo: Path, tmp_path: Path) -> None:
    path = tmp_path / "no-crs.tif"
    copy = gdal.Translate(str(path), str(photo))
    copy.SetSpatialRef(None)
    del copy
    layer = QgsRasterLayer(str(path), "no CRS")
    layer.setCrs(QgsRasterLayer(str(photo), "photo").crs())
    known = raster_facts(QgsRasterLayer(str(photo), "photo")).resolution_m
    assert raster_facts(layer).resolution_m == pytest.approx(known)
    wanted = {name: str(tmp_path / f"{name}.tif") for name in ("OUTPUT", "CONFIDENCE")}
    results = processing.run(ALGORITHM, {"INPUT": layer, **wanted})
    for file in wanted.values():
        made = QgsRasterLayer(file, "made")
        assert made.crs() == layer.crs() and made.extent() == layer.extent()
    assert sum(a["area_m2"] for a in json.loads(results["CLASS_AREAS"])) > 0


class CancelAtFirstPixel(QgsProcessingFeedback):
    """A user who cancels as soon as something has been done."""

    def __init__(self) -> None:
        super().__init__(False)
        self.progressChanged.connect(lambda percent: self.cancel() if percent > 0 else None)


def test_a_cancelled_run_leaves_no_file(photo: Path, tmp_path: Path) -> None:
    wanted = {
        name: str(tmp_path / f"classes-{name}.tif") for name in ("OUTPUT", "CONFIDENCE", "PROBABILITIES")
    }
    with pytest.raises(QgsProcessingException, match="Cancelled; no map was written"):
        processing.run(
            ALGORITHM,
            {"INPUT": str(photo), "TILE_PX": 64, "OVERLAP_PX": 16, **wanted},
            feedback=CancelAtFirstPixel(),
        )
    assert [p.name for p in tmp_path.iterdir() if "classes" in p.name] == []


def test_an_unknown_device_is_named_without_traceback(photo: Path, tmp_path: Path) -> None:
    with pytest.raises(QgsProcessingException) as raised:
        processing.run(
            ALGORITHM, {"INPUT": str(photo), "DEVICE": "abacus", "OUTPUT": str(tmp_path / "classes.tif")}
        )
    assert "abacus" in str(raised.value)
    assert "Traceback" not in str(raised.value)
    assert [p.name for p in tmp_path.iterdir() if "classes" in p.name] == []


def test_a_model_folder_serves_as_well_as_a_name(photo: Path, tmp_path: Path) -> None:
    folder = str(find_model("default").folder)
    by_name, by_folder = tmp_path / "name.tif", tmp_path / "folder.tif"
    processing.run(ALGORITHM, {"INPUT": str(photo), "MODEL": "default", "OUTPUT": str(by_name)})
    processing.run(ALGORITHM, {"INPUT": str(photo), "MODEL": folder, "OUTPUT": str(by_folder)})
    assert np.array_equal(labels(by_name), labels(by_folder))


def test_bands_in_another_order_give_another_result(photo: Path, tmp_path: Path) -> None:
    as_is, swapped = tmp_path / "rgb.tif", tmp_path / "bgr.tif"
    processing.run(ALGORITHM, {"INPUT": str(photo), "BANDS": [1, 2, 3], "OUTPUT": str(as_is)})
    processing.run(ALGORITHM, {"INPUT": str(photo), "BANDS": "3;2;1", "OUTPUT": str(swapped)})
    assert not np.array_equal(labels(as_is), labels(swapped))


def test_a_step_of_a_model_takes_its_layer_and_model_from_the_models_inputs(
    photo: Path, tmp_path: Path
) -> None:
    source = QgsProcessingModelChildParameterSource
    step = QgsProcessingModelChildAlgorithm(ALGORITHM)
    step.setChildId("segment")
    step.addParameterSources("INPUT", [source.fromModelParameter("PHOTO")])
    step.addParameterSources("MODEL", [source.fromModelParameter("WHICH")])
    result = QgsProcessingModelOutput("Classes")
    result.setChildId("segment")
    result.setChildOutputName("OUTPUT")
    step.setModelOutputs({"Classes": result})
    model = QgsProcessingModelAlgorithm("land cover", "test")
    component = QgsProcessingModelParameter
    model.addModelParameter(QgsProcessingParameterRasterLayer("PHOTO", "Photo"), component("PHOTO"))
    model.addModelParameter(QgsProcessingParameterString("WHICH", "Which"), component("WHICH"))
    model.addChildAlgorithm(step)
    output = tmp_path / "classes.tif"
    parameters = {"PHOTO": str(photo), "WHICH": "default", "segment:Classes": str(output)}
    results, finished = model.run(parameters, QgsProcessingContext(), QgsProcessingFeedback(False))
    assert finished
    assert results["segment:Classes"] == str(output)
    assert labels(output).shape == (300, 400)


def test_dialogs_do_not_ask_for_a_journal(algorithm: QgsProcessingAlgorithm) -> None:
    hidden = QgsProcessingParameterDefinition.Flag.FlagHidden
    assert [p.name() for p in algorithm.parameterDefinitions() if p.flags() & hidden] == ["JOURNAL"]


def test_the_provider_is_the_one_under_test(provider: SegmenterProvider) -> None:
    names = {
        *("segmentlayer", "refineclasses", "postprocessclasses", "vectorizeclasses", "classareas"),
        *("assessaccuracy", "samplereference", "doubtfulplaces", "finetunemodel", "evaluatemodel"),
    }
    assert {a.id() for a in provider.algorithms()} == {f"rs_segmenter:{name}" for name in names}
