"""Every window of the plugin, put into the states in which most can be seen."""

from __future__ import annotations

import json
from collections.abc import Iterator

from qgis.core import (
    QgsApplication,
    QgsGeometry,
    QgsPalettedRasterRenderer,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QWidget

from rs_segmenter.doubtful import Origin, Place
from rs_segmenter.engine.registry import find_model
from rs_segmenter.gui.compare import CompareWindow
from rs_segmenter.gui.dock import SegmenterDock
from rs_segmenter.gui.optionspage import OptionsPage
from rs_segmenter.gui.setupdialog import SetupDialog

from .conftest import CLASSES, TINY_CLASSES, wait

STEPS = 400


def settle() -> None:
    """Let Qt lay out and draw."""
    for _ in range(5):
        QgsApplication.processEvents()


def windows(dock: SegmenterDock, classes: QgsRasterLayer) -> Iterator[tuple[str, QWidget]]:
    """Show each window in turn; the dock once for each of its tabs.

    Args:
        dock: A dock beside a project with a raster and labels.
        classes: A class layer.
    """
    for name, show in (
        ("form", show_form),
        ("finetune", show_finetune),
        ("training", show_training),
        ("areas", show_areas),
        ("log", show_log),
    ):
        show(dock)
        settle()
        yield name, dock
    entries = [QgsPalettedRasterRenderer.Class(i, QColor(c), n) for i, (n, c) in enumerate(CLASSES.items())]
    classes.setRenderer(QgsPalettedRasterRenderer(classes.dataProvider(), 1, entries))
    others = SetupDialog(), OptionsPage(), CompareWindow(classes, [classes, classes], ["old", "new"])
    for window in others:
        window.show()
        settle()
        yield type(window).__name__, window
        window.close()
        window.deleteLater()


def show_form(dock: SegmenterDock) -> None:
    """All of the tab Segment, unfolded."""
    dock.tabs.setCurrentIndex(0)
    dock.areaPanel.areaCombo.setCurrentIndex(3)
    dock.refinePanel.show_missing(["numba", "scikit-image"])
    dock.refinePanel.refineCheck.setChecked(True)
    for box in (dock.refinePanel.advancedBox, dock.bandBox, dock.optionsBox):
        box.setCollapsed(False)


def show_finetune(dock: SegmenterDock) -> None:
    """The form of the tab Fine-tune, unfolded, with a training to go on with."""
    page = dock.fineTunePage
    dock.tabs.setCurrentWidget(page)
    page.show_form()
    page.unfinished.combo.addItem("My roofs")
    page.unfinished.show()
    page.form.advancedBox.setCollapsed(False)
    wait(lambda: not page.form.counting)


def show_training(dock: SegmenterDock) -> None:
    """A training at work, with curves."""
    page = dock.fineTunePage
    dock.tabs.setCurrentWidget(page)
    page.setCurrentWidget(page.view)
    page.view.begin("My roofs", TINY_CLASSES)
    for step in range(0, STEPS, 50):
        page.view.curves.add_step(step, STEPS, 1 - step / STEPS)
        scores = {name: step / STEPS for name in TINY_CLASSES}
        page.view.curves.add_validation(step, step / STEPS, scores, 1.1 - step / STEPS)
    for level in ("info", "warning", "error"):
        page.view.log(level, "My roofs")


def show_areas(dock: SegmenterDock) -> None:
    """What a run gave, and a doubtful place."""
    classes = find_model("default").card.classes
    areas = [{"name": c.name, "colour": c.colour, "pixels": 1000, "area_m2": 2.5e7} for c in classes]
    results = {"CLASS_AREAS": json.dumps(areas), "MODEL_NAME": "m", "PIXELS": 5000, "SECONDS": 3.2}
    results |= {"MPX_PER_S": 0.1, "DEVICE_USED": "cpu", "RUNTIME_USED": "OpenVINO", "OUTPUT": "classes.tif"}
    dock.resultPanel.show_results(results, {"INPUT": "", "DEVICE": "cpu"})
    dock.tabs.setCurrentWidget(dock.resultPanel)
    square = QgsGeometry.fromRect(QgsRectangle(0, 0, 30, 30))
    crs = dock.layer.crs()
    places = [Place(square, crs, classes[1].name, classes[2].name, 0.83, 900.0)] * 3
    panel = dock.resultPanel.doubt_panel
    panel.search.found.emit(places, Origin(dock.layer.id(), "", classes, None, None), "places.gpkg")
    panel.show_next()


def show_log(dock: SegmenterDock) -> None:
    """The log, with a line of each level."""
    dock.tabs.setCurrentWidget(dock.logPage)
    for level in ("info", "warning", "error"):
        dock.logText.add(level, "photo.tif")
