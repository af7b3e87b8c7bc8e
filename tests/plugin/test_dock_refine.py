"""'Refine edges' in the dock, and what the dock offers to do with a result."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsApplication, QgsProcessingContext, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QPoint

from rs_segmenter import packages
from rs_segmenter.gui.dock import SegmenterDock

from .conftest import click, wait


def made(dock: SegmenterDock, path: Path) -> gdal.Dataset:
    """Run with an output at a path, and open it."""
    dock.outputPanel.outputFile.setFilePath(str(path))
    click(dock.segmentButton)
    wait(lambda: dock.run is None)
    return gdal.Open(str(path))


def job(dataset: gdal.Dataset) -> dict[str, object]:
    return json.loads(dataset.GetMetadataItem("RS_SEGMENTER_JOB"))


def test_edges_are_not_refined_unless_it_is_ticked(dock: SegmenterDock) -> None:
    panel = dock.refinePanel
    assert dock.parameters()["REFINE"] == "none"
    assert not panel.advancedBox.isVisible()
    panel.refineCheck.click()
    assert dock.parameters()["REFINE"] == "crf"
    assert panel.advancedBox.isVisible()


def test_a_tick_refines_the_result(dock: SegmenterDock, tmp_path: Path) -> None:
    plain = made(dock, tmp_path / "plain.tif").ReadAsArray()
    dock.tabs.setCurrentIndex(0)
    dock.refinePanel.refineCheck.setChecked(True)
    dock.refinePanel.reachSpin.setValue(10)
    dock.refinePanel.roundsSpin.setValue(2)
    refined = made(dock, tmp_path / "refined.tif")
    told = job(refined)
    assert told["refine"] == "crf"
    assert (told["crf"]["theta_alpha_px"], told["crf"]["iterations"]) == (10, 2)
    assert 0 < (refined.ReadAsArray() != plain).mean() < 0.2


def test_superpixels_of_a_given_size_vote(dock: SegmenterDock, tmp_path: Path) -> None:
    panel = dock.refinePanel
    panel.refineCheck.setChecked(True)
    panel.methodCombo.setCurrentIndex(panel.methodCombo.findData("slic"))
    panel.superpixelSpin.setValue(8)
    assert panel.superpixelRows.isVisibleTo(panel.advancedBox)
    assert not panel.crfRows.isVisibleTo(panel.advancedBox)
    told = job(made(dock, tmp_path / "voted.tif"))
    assert (told["refine"], told["superpixel_px"]) == ("slic", 8)


def test_only_numbers_that_differ_from_the_set_are_passed_on(dock: SegmenterDock) -> None:
    panel = dock.refinePanel
    assert dock.parameters()["CRF"] == ""
    panel.setCombo.setCurrentIndex(panel.setCombo.findData("deeplab"))
    assert panel.reachSpin.value() == 67
    assert (dock.parameters()["CRF_SET"], dock.parameters()["CRF"]) == ("deeplab", "")
    panel.reachSpin.setValue(40.5)
    assert dock.parameters()["CRF"] == "theta_alpha_px=40.5"
    panel.setCombo.setCurrentIndex(panel.setCombo.findData("aerial"))
    assert dock.parameters()["CRF"] == ""


def test_a_method_whose_package_is_missing_is_grey_and_says_what_to_install(
    dock: SegmenterDock, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = dock.refinePanel
    panel.refineCheck.setChecked(True)
    panel.methodCombo.setCurrentIndex(panel.methodCombo.findData("slic"))
    monkeypatch.setitem(packages.OPTIONAL_PACKAGES, "no_such_module", "scikit-image")
    dock.setupPanel.look()
    assert "needs the Python package scikit-image" in panel.noteLabel.text()
    assert panel.noteLabel.isVisible()
    assert not panel.methodCombo.model().item(panel.methodCombo.findData("slic")).isEnabled()
    assert panel.method == "crf"


def test_without_numba_the_crf_still_runs_and_that_it_is_slower_is_told(dock: SegmenterDock) -> None:
    panel = dock.refinePanel
    panel.refineCheck.setChecked(True)
    panel.show_missing(("numba",))
    assert "twice as long" in panel.noteLabel.text()
    assert "-m pip install numba" in panel.commandEdit.text()
    assert panel.commandEdit.isVisible()
    assert panel.method == "crf"
    panel.show_missing(())
    assert not panel.noteLabel.isVisible()
    assert not panel.commandEdit.isVisible()


def test_controls_of_all_methods_stand_in_one_column(dock: SegmenterDock) -> None:
    panel = dock.refinePanel
    panel.refineCheck.setChecked(True)
    panel.advancedBox.setCollapsed(False)
    wait(lambda: panel.setCombo.width() > 100)
    for method, control in (("crf", panel.reachSpin), ("slic", panel.superpixelSpin)):
        panel.methodCombo.setCurrentIndex(panel.methodCombo.findData(method))
        wait(control.isVisible)
        left = {c.mapTo(panel, QPoint(0, 0)).x() for c in (panel.methodCombo, control)}
        assert len(left) == 1


def offered(dock: SegmenterDock) -> dict[str, dict[str, object]]:
    return dock.resultPanel.next_steps.offers


def test_before_a_run_the_tools_begin_with_the_class_layer_that_is_chosen_in_qgis(
    dock: SegmenterDock, tmp_path: Path
) -> None:
    dock.tabs.setCurrentWidget(dock.resultPanel)
    steps = dock.resultPanel.next_steps
    assert steps.areasButton.isVisible() and steps.areasButton.isEnabled()
    assert not steps.titleLabel.isVisible() and not offered(dock)
    source = dock.layer.source()
    band = gdal.Translate(str(tmp_path / "classes.tif"), source, bandList=[1]).GetDescription()
    classes = QgsRasterLayer(band, "classes of last week")
    assert steps.given("classareas", classes) == {"INPUT": classes.id()}
    for name, layer in (("classareas", dock.layer), ("refineclasses", classes), ("classareas", None)):
        assert steps.given(name, layer) == {}


def test_before_a_run_classes_to_merge_are_those_that_the_chosen_map_names(
    dock: SegmenterDock, tmp_path: Path
) -> None:
    source = gdal.Open(dock.layer.source())
    named = json.dumps([{"value": 3, "name": "roof", "colour": "#ff0000"}])
    merge = {}
    for tag in (named, "{", "[3]", ""):
        path = str(tmp_path / f"{len(merge)}.tif")
        made = gdal.Translate(path, source, bandList=[1])
        if tag:
            made.SetMetadataItem("RS_SEGMENTER_CLASSES", tag)
        del made
        layer = QgsRasterLayer(path, "of last week")
        given = dock.resultPanel.next_steps.given("postprocessclasses", layer)
        assert given.pop("INPUT") == layer.id()
        merge[tag] = given
    assert merge == {named: {"MERGE": ["roof", "roof"]}, "{": {}, "[3]": {}, "": {}}


def test_a_result_can_go_on_into_tools_that_know_it(dock: SegmenterDock, tmp_path: Path) -> None:
    dock.outputPanel.confidenceCheck.setChecked(True)
    dock.outputPanel.probabilitiesCheck.setChecked(True)
    made(dock, tmp_path / "map.tif")
    steps = dock.resultPanel.next_steps
    assert steps.titleLabel.isVisible()
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    needs = {
        "vectorizeclasses": {"OUTPUT": "TEMPORARY_OUTPUT"},
        "classareas": {"OUTPUT": "TEMPORARY_OUTPUT"},
        "postprocessclasses": {"OUTPUT": "TEMPORARY_OUTPUT", "MIN_AREA_M2": 20},
        "assessaccuracy": {"REFERENCE_RASTER": str(tmp_path / "map.tif"), "REPORT": "TEMPORARY_OUTPUT"},
        "refineclasses": {"OUTPUT": "TEMPORARY_OUTPUT"},
        "samplereference": {"OUTPUT": "TEMPORARY_OUTPUT"},
    }
    assert offered(dock).keys() == needs.keys()
    for name, values in needs.items():
        algorithm = QgsApplication.processingRegistry().algorithmById(f"rs_segmenter:{name}")
        assert set(offered(dock)[name]) <= {d.name() for d in algorithm.parameterDefinitions()}
        right, message = algorithm.checkParameterValues(offered(dock)[name] | values, context)
        assert right, f"{name}: {message}"
    assert offered(dock)["refineclasses"]["MERGE"] == offered(dock)["postprocessclasses"]["MERGE"]
    names = [c.name for c in dock.modelPanel.model.card.classes]
    assert offered(dock)["postprocessclasses"]["MERGE"] == [cell for name in names for cell in (name, name)]
    # Doubt is transparent where the map is sure.
    order = [Path(layer.source()).name for layer in QgsProject.instance().layerTreeRoot().layerOrder()]
    assert order[:3] == ["map-confidence.tif", "map.tif", "map-probabilities.tif"]
    sure = str(tmp_path / "map-confidence.tif")
    assert [name for name, given in offered(dock).items() if given.get("CONFIDENCE") == sure] == [
        "vectorizeclasses",
        "postprocessclasses",
    ]


def test_refining_again_needs_saved_probabilities_and_says_so(dock: SegmenterDock, tmp_path: Path) -> None:
    made(dock, tmp_path / "map.tif")
    button = dock.resultPanel.next_steps.refineButton
    assert not button.isEnabled()
    assert "tick" in button.toolTip()
    assert dock.resultPanel.next_steps.polygonsButton.isEnabled()
