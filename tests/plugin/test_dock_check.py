"""What the dock says before a run: what does not fit, what is missing, and what a click can do about it."""

from __future__ import annotations

from pathlib import Path

from osgeo import gdal
from qgis.core import QgsProject, QgsRasterLayer

from rs_segmenter.dependencies import Report
from rs_segmenter.enginehome import EngineHome

from .conftest import OpenDock, wait


def test_too_few_bands_block_the_run_until_the_remedy_is_clicked(
    photo: Path, tmp_path: Path, open_dock: OpenDock
) -> None:
    grey = tmp_path / "grey.tif"
    gdal.Translate(str(grey), str(photo), bandList=[1])
    QgsProject.instance().addMapLayer(QgsRasterLayer(str(grey), "grey"))
    dock = open_dock()
    assert "needs 3" in dock.checkPanel.text
    assert not dock.segmentButton.isEnabled()
    dock.checkPanel.buttons[0].click()
    wait(dock.segmentButton.isEnabled)
    assert dock.parameters()["BANDS"] == [1, 1, 1]
    assert dock.segmentButton.isEnabled()


def test_pixels_far_too_coarse_are_told(photo: Path, tmp_path: Path, open_dock: OpenDock) -> None:
    coarse = tmp_path / "coarse.tif"
    gdal.Translate(str(coarse), str(photo), outputBounds=[0, 30_000, 40_000, 0])
    QgsProject.instance().addMapLayer(QgsRasterLayer(str(coarse), "coarse"))
    dock = open_dock()
    assert "m on the ground; the model is made for" in dock.checkPanel.text
    assert dock.segmentButton.isEnabled()


def test_values_that_do_not_fit_are_told_and_can_be_stretched_with_a_click(
    photo: Path, tmp_path: Path, open_dock: OpenDock
) -> None:
    deep = tmp_path / "deep.tif"
    gdal.Translate(
        str(deep), str(photo), outputType=gdal.GDT_UInt16, scaleParams=[[0, 255, 0, 10_000]], noData="none"
    )
    QgsProject.instance().addMapLayer(QgsRasterLayer(str(deep), "deep"))
    dock = open_dock()
    assert dock.layer.name() == "deep"
    dock.optionsPanel.stretchCombo.setEditText("none")
    assert "differ from those the model was trained on" in dock.checkPanel.text
    dock.checkPanel.buttons[0].click()
    wait(lambda: dock.parameters()["STRETCH"] == "auto")


def test_options_that_make_no_sense_are_told_before_the_run(
    photo_layer: QgsRasterLayer, open_dock: OpenDock
) -> None:
    options = (dock := open_dock()).optionsPanel
    for combo, problem in ((options.resolutionCombo, "ground resolution"), (options.stretchCombo, "stretch")):
        combo.setEditText("nonsense")
        assert f"'nonsense' is no {problem}. Give auto" in dock.checkPanel.text
        assert not dock.segmentButton.isEnabled() and not dock.previewButton.isEnabled()
        combo.setEditText("auto")
        assert dock.checkPanel.text == "" and dock.segmentButton.isEnabled()


def test_a_pixel_size_may_have_a_decimal_comma(photo_layer: QgsRasterLayer, open_dock: OpenDock) -> None:
    dock = open_dock()
    dock.optionsPanel.resolutionCombo.setEditText("0,4")
    assert dock.parameters()["GROUND_RESOLUTION"] == "0.4"
    assert dock.segmentButton.isEnabled()


NOWHERE = EngineHome("nowhere", reason="The engine is not set up yet.", report=Report(missing=("torch",)))


def test_without_torch_the_dock_says_so_and_offers_the_set_up(
    photo_layer: QgsRasterLayer, open_dock: OpenDock
) -> None:
    dock = open_dock(NOWHERE)
    assert "not set up yet" in dock.setupPanel.homeLabel.text()
    assert "torch" in dock.setupPanel.homeLabel.toolTip()
    assert dock.setupPanel.setupButton.isVisible()
    assert dock.modelPanel.model is not None
    assert not dock.segmentButton.isEnabled()


def test_when_it_is_installed_looking_again_frees_the_button(
    photo_layer: QgsRasterLayer, open_dock: OpenDock
) -> None:
    dock = open_dock(NOWHERE)
    dock.setupPanel.look()
    assert "runs in QGIS" in dock.setupPanel.homeLabel.text()
    assert dock.segmentButton.isEnabled()


def test_an_empty_project_is_told_and_blocks_the_run(open_dock: OpenDock) -> None:
    dock = open_dock()
    assert "no raster layer" in dock.checkPanel.text
    assert not dock.segmentButton.isEnabled()
