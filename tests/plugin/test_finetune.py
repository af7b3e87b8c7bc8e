"""The tab Fine-tune in real QGIS off screen: from polygons to a new model that is chosen for the next map."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

from rs_segmenter.engine.card import read_card
from rs_segmenter.gui.dock import SegmenterDock
from rs_segmenter.gui.finetunepage import FineTunePage
from rs_segmenter.trainruns import unfinished_runs

from .conftest import TINY_CLASSES, OpenDock, wait


@pytest.fixture
def dock(tiny_model: Path, label_layer: QgsVectorLayer, open_dock: OpenDock) -> SegmenterDock:
    """A dock at its second tab, with a photo and polygons in the project."""
    dock = open_dock()
    dock.tabs.setCurrentWidget(dock.fineTunePage)
    panel = dock.fineTunePage.form.recipePanel
    dock.fineTunePage.form.recipeCombo.setCurrentIndex(2)
    panel.cropSpin.setValue(64)
    panel.batchSpin.setValue(2)
    panel.deviceCombo.setEditText("cpu")
    wait(dock.fineTunePage.form.startButton.isEnabled)
    return dock


@pytest.fixture
def page(dock: SegmenterDock) -> FineTunePage:
    """The tab itself, set up for a training that takes seconds."""
    dock.fineTunePage.form.nameEdit.setText("My roofs")
    dock.fineTunePage.form.recipePanel.stepsSpin.setValue(8)
    return dock.fineTunePage


def click(button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def models() -> Path:
    """Folder of the user's models."""
    return Path(os.environ["RS_SEGMENTER_MODELS"])


def test_a_click_trains_a_model_that_is_then_chosen_for_the_next_map(
    dock: SegmenterDock, page: FineTunePage
) -> None:
    click(page.form.startButton)
    assert page.currentWidget() is page.view
    wait(lambda: page.run is None)
    assert "Done: 8 steps" in page.view.statusLabel.text(), page.view.logText.toPlainText()
    card = read_card(models() / "My-roofs")
    assert (card.title, [c.name for c in card.classes]) == ("My roofs", list(TINY_CLASSES))
    assert dock.modelPanel.name == "My-roofs"
    assert len(page.view.curves.losses) == 8
    assert len(page.view.curves.means) >= 4
    assert "mean" in page.view.resultLabel.text()
    assert page.view.reportButton.isVisible()
    assert (models() / "My-roofs" / "report.html").is_file()
    assert unfinished_runs() == []
