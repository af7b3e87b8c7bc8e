"""Runs inside the QGIS desktop program: a user digitises polygons and fine-tunes a model on them."""

from pathlib import Path

from processing import createAlgorithmDialog
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsRasterLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface
from stage import Heartbeat, open_dock, picture, play, wait


def digitise(layer, raster: QgsRasterLayer, polygons: dict) -> None:
    """Draw polygons, given in pixels of the raster, as a user would: in the edit buffer."""
    left, top, pixel = raster.extent().xMinimum(), raster.extent().yMaximum(), raster.rasterUnitsPerPixelX()
    for name, rings in polygons.items():
        for ring in rings:
            feature = QgsFeature(layer.fields())
            points = [QgsPointXY(left + pixel * x, top - pixel * y) for x, y in ring]
            feature.setGeometry(QgsGeometry.fromPolygonXY([points]))
            feature["class"] = name
            layer.addFeature(feature)
    layer.triggerRepaint()


def session(wish: dict, report: dict) -> None:
    """Open the tab, make a label layer, draw, train, compare."""
    raster, dock = open_dock(wish)
    folder = Path(wish["pictures"])
    page = dock.fineTunePage
    form = page.form
    dock.tabs.setCurrentWidget(page)
    wait(lambda: bool(form.checkPanel.findings))
    report["check_without_labels"] = form.checkPanel.text
    dock.grab().save(str(folder / "finetune-empty.png"))
    form.make_label_layer(Path(wish["raster"]).with_name("labels.gpkg"))
    report["digitising"] = iface.activeLayer() is form.labels and iface.actionAddFeature().isChecked()
    digitise(form.labels, raster, wish["polygons"])
    wait(form.startButton.isEnabled)
    report["check"] = form.checkPanel.text
    report["counts"] = [form.classTable.item(r, 3).text() for r in range(form.classTable.rowCount())]
    form.nameEdit.setText("Rotterdam")
    wait(lambda: False, 0.5)
    report["picture_form"] = picture("finetune-digitise", folder)
    dock.grab().save(str(folder / "finetune-form.png"))
    show_advanced(dock, form, folder)
    train(dock, page, report, folder)
    compare(page, report, folder)
    show_dialog(raster, form.labels, folder)
    form.labels.rollBack()


def show_advanced(dock, form, folder: Path) -> None:
    """Unfold Advanced, set what makes a training short, and fold it again."""
    form.advancedBox.setCollapsed(False)
    panel = form.recipePanel
    panel.stepsSpin.setValue(24)
    panel.rateSpin.setValue(0.001)
    panel.batchSpin.setValue(4)
    wait(lambda: False, 0.5)
    bar = form.scrollArea.verticalScrollBar()
    bar.setValue(bar.maximum())
    wait(lambda: False, 0.3)
    dock.grab().save(str(folder / "finetune-advanced.png"))
    form.advancedBox.setCollapsed(True)


def train(dock, page, report: dict, folder: Path) -> None:
    """Click, watch, wait."""
    heart = Heartbeat()
    wait(lambda: heart.ticks > 10)
    heart.reset()
    QTest.mouseClick(page.form.startButton, Qt.MouseButton.LeftButton)
    report["started"] = page.run is not None
    wait(lambda: len(page.view.curves.means) > 4 or page.run is None)
    dock.grab().save(str(folder / "finetune-running.png"))
    wait(lambda: page.run is None)
    report["window"] = heart.seen()
    report["status"] = page.view.statusLabel.text()
    report["log"] = page.view.logText.toPlainText()
    report["result"] = page.view.resultLabel.text()
    report["chosen"] = dock.modelPanel.name
    wait(lambda: False, 0.5)
    dock.grab().save(str(folder / "finetune-result.png"))
    report["picture_result"] = picture("finetune-done", folder)


def compare(page, report: dict, folder: Path) -> None:
    """Click Compare and look at both maps."""
    QTest.mouseClick(page.view.compareButton, Qt.MouseButton.LeftButton)
    report["comparing"] = page.comparison is not None
    wait(lambda: page.comparison.window is not None or page.view.compareButton.isEnabled())
    found = page.comparison.window
    report["compared"] = [layer.name() for layer in page.comparison.layers]
    if found is not None:
        wait(lambda: not any(c.isDrawing() for c in found.canvases))
        wait(lambda: False, 1.5)
        QApplication.processEvents()
        found.grab().save(str(folder / "finetune-compare.png"))
        found.close()


def show_dialog(raster: QgsRasterLayer, labels, folder: Path) -> None:
    """Open the algorithm as the toolbox does."""
    for name in ("finetunemodel", "evaluatemodel"):
        dialog = createAlgorithmDialog(
            f"rs_segmenter:{name}", {"INPUT": [raster.id()], "LABELS": labels.id()}
        )
        dialog.resize(1000, 760)
        dialog.show()
        wait(lambda: False, 0.5)
        dialog.grab().save(str(folder / f"{name}.png"))
        dialog.close()


play(session)
