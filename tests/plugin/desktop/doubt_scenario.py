"""Runs inside the QGIS desktop program: segment, correct where the map doubts, fine-tune with that, in one go."""

from pathlib import Path

from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QPushButton
from qgis.utils import iface
from stage import open_dock, picture, play, wait

LABELLED = 12


def session(wish: dict, report: dict) -> None:
    """Map, doubtful places, labels, training."""
    raster, dock = open_dock(wish)
    folder = Path(wish["pictures"])
    segment(dock, report, folder)
    panel = dock.resultPanel.doubt_panel
    find(dock, panel, report, folder)
    label(dock, panel, Path(wish["raster"]).with_name("labels.gpkg"), report, folder)
    train(dock, panel, report, folder)
    panel.labels.rollBack()


def segment(dock, report: dict, folder: Path) -> None:
    """Tick what shows doubt, and click."""
    dock.outputPanel.entropyCheck.click()
    dock.outputPanel.probabilitiesCheck.click()
    QTest.mouseClick(dock.segmentButton, Qt.MouseButton.LeftButton)
    wait(lambda: dock.run is None)
    report["segmented"] = dock.statusLabel.text()
    report["layers"] = sorted(x.name() for x in QgsProject.instance().mapLayers().values())
    report["picture_doubt"] = picture("doubt-entropy", folder)


def find(dock, panel, report: dict, folder: Path) -> None:
    """Click, wait, walk."""
    report["source"] = panel.search.source.name()
    QTest.mouseClick(panel.search.find_button, Qt.MouseButton.LeftButton)
    report["searching"] = panel.search.run is not None
    wait(lambda: panel.search.run is None)
    report["places"], report["said"] = len(panel.places), panel.search.status.text()
    # What lies above the photo has been looked at.
    root = QgsProject.instance().layerTreeRoot()
    for layer in root.layerOrder():
        if isinstance(layer, QgsRasterLayer) and layer.name() != "rotterdam":
            root.findLayer(layer.id()).setItemVisibilityChecked(False)
    report["first"] = panel.placeLabel.text()
    wait(lambda: False, 3)  # until it has flashed
    report["picture_place"] = picture("doubt-place", folder)
    dock.grab().save(str(folder / "doubt-panel.png"))
    before = iface.mapCanvas().extent().toString(1)
    QTest.mouseClick(panel.nextButton, Qt.MouseButton.LeftButton)
    report["second"], report["moved"] = (
        panel.placeLabel.text(),
        iface.mapCanvas().extent().toString(1) != before,
    )
    QTest.mouseClick(panel.previousButton, Qt.MouseButton.LeftButton)
    report["back"] = panel.placeLabel.text()


def label(dock, panel, path: Path, report: dict, folder: Path) -> None:
    """Say of places what they are: the class in doubt, the map's, one drawn, one undone."""
    dock.fineTunePage.form.go_on_with(QgsProject.instance().mapLayer(panel.origin.raster), None, "")
    dock.fineTunePage.form.make_label_layer(path)
    panel.labelCombo.setLayer(dock.fineTunePage.form.labels)
    buttons = {b.text(): b for b in panel.findChildren(QPushButton)}
    for number in range(LABELLED):
        other = buttons.get(panel.place.other)
        chosen = other if number % 2 and other is not None else panel.rightButton
        QTest.mouseClick(chosen, Qt.MouseButton.LeftButton)
    report["labelled"] = panel.labels.featureCount()
    QTest.mouseClick(panel.undoButton, Qt.MouseButton.LeftButton)
    report["undone"] = panel.labels.featureCount()
    QTest.mouseClick(panel.drawButton, Qt.MouseButton.LeftButton)
    view = iface.mapCanvas().viewport()
    middle = view.rect().center()
    corners = [middle + QPoint(x, y) for x, y in ((-60, -60), (60, -60), (60, 60), (-60, 60))]
    for corner in corners:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=corner)
    QTest.mouseClick(view, Qt.MouseButton.RightButton, pos=corners[0])
    report["picture_drawn"] = picture("doubt-drawn", folder)
    QTest.mouseClick(buttons["vegetation"], Qt.MouseButton.LeftButton)
    report["drawn"] = panel.labels.featureCount()
    report["classes"] = sorted(f["class"] for f in panel.labels.getFeatures())
    report["picture_labels"] = picture("doubt-labels", folder)


def train(dock, panel, report: dict, folder: Path) -> None:
    """Hand over, and train for a moment."""
    QTest.mouseClick(panel.trainButton, Qt.MouseButton.LeftButton)
    page = dock.fineTunePage
    form = page.form
    report["tab"] = dock.tabs.currentWidget() is page
    report["filled"] = [
        [r.name() for r in form.rasters],
        form.labels.name(),
        form.field,
        form.model.card.name,
    ]
    panel_of_recipe = form.recipePanel
    panel_of_recipe.stepsSpin.setValue(8)
    panel_of_recipe.batchSpin.setValue(2)
    panel_of_recipe.cropSpin.setValue(128)
    form.nameEdit.setText("Corrected")
    wait(form.startButton.isEnabled)
    report["check"] = form.checkPanel.text
    report["picture_form"] = picture("doubt-finetune", folder)
    QTest.mouseClick(form.startButton, Qt.MouseButton.LeftButton)
    report["started"] = page.run is not None
    wait(lambda: page.run is None)
    report["trained"] = page.view.statusLabel.text()
    report["log"] = page.view.logText.toPlainText()
    report["chosen"] = dock.modelPanel.name


play(session)
