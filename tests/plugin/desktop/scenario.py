"""Runs inside the QGIS desktop program (`qgis --code`): a user's session, told by Qt events."""

from pathlib import Path

from osgeo import gdal
from processing import createAlgorithmDialog
from processing.gui.AlgorithmDialog import AlgorithmDialog
from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog
from processing.modeler.ModelerParametersDialog import ModelerParametersDialog
from qgis.core import QgsApplication, QgsProcessingModelAlgorithm, QgsProject, QgsRasterLayer
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QPushButton, QScrollArea
from qgis.utils import iface, loadPlugin, plugin_times, plugins, startPlugin, unloadPlugin
from stage import Heartbeat, mapped, picture, play, wait


def session(wish: dict, report: dict) -> None:
    """Load a raster, open the dock, click, wait, look."""
    window, folder = iface.mainWindow(), Path(wish["pictures"])
    window.resize(1600, 1000)
    window.move(0, 0)
    report["loaded"] = "rs_segmenter" in plugin_times
    report["opengl_llvm_loaded"] = mapped("libLLVM")
    layer = QgsRasterLayer(wish["raster"], "rotterdam")
    QgsProject.instance().addMapLayer(layer)
    iface.mapCanvas().setExtent(layer.extent())
    plugin = plugins["rs_segmenter"]
    plugin.action.trigger()
    dock = plugin.dock
    wait(dock.isVisible)
    report["picture_before"] = picture("dock-before", folder)
    dock.grab().save(str(folder / "form.png"))
    report["check"] = dock.checkPanel.text
    dock.outputPanel.probabilitiesCheck.setChecked(True)
    heart = Heartbeat()
    wait(lambda: heart.ticks > 10)
    heart.reset()
    QTest.mouseClick(dock.segmentButton, Qt.MouseButton.LeftButton)
    report["started"] = dock.run is not None
    report["second_click_impossible"] = not dock.segmentButton.isEnabled()
    wait(lambda: dock.progressBar.maximum() > 0 or dock.run is None)
    wait(lambda: dock.run is None)
    report["window"] = heart.seen()
    report["status"] = dock.statusLabel.text()
    report["log"] = dock.logText.toPlainText()
    report["opengl_llvm_loaded_at_end"] = mapped("libLLVM")
    report["libgdal_copies"] = len(
        {p.split()[-1] for p in Path("/proc/self/maps").read_text().splitlines() if "libgdal" in p}
    )
    results = [x for x in QgsProject.instance().mapLayers().values() if x.id() != layer.id()]
    report["layers"] = [
        {
            "name": x.name(),
            "renderer": x.renderer().type(),
            "classes": [[c.value, c.label, c.color.name()] for c in x.renderer().classes()],
        }
        for x in results
        if x.renderer().type() == "paletted"
    ]
    table = dock.resultPanel.table
    report["areas"] = [[table.item(r, c).text() for c in range(3)] for r in range(table.rowCount())]
    report["picture_after"] = picture("dock-after", folder)
    report["next_steps"] = show_next_steps(dock, folder)
    dock.tabs.setCurrentIndex(0)
    show_preview(dock, report, folder)
    report["picture_toolbox"] = show_dialogs(layer, folder)
    show_options(dock, layer, folder)
    unload_during_a_run(dock, report, folder)


def show_preview(dock, report: dict, folder: Path) -> None:
    """Tick 'Refine edges', look at what the map shows, and untick it again."""
    panel = dock.refinePanel
    panel.refineCheck.click()
    panel.advancedBox.setCollapsed(False)
    bar = dock.findChild(QScrollArea, "scrollArea").verticalScrollBar()
    wait(lambda: False, 0.3)
    bar.setValue(panel.y())
    wait(lambda: False, 0.3)
    dock.grab().save(str(folder / "form-refine.png"))
    panel.advancedBox.setCollapsed(True)
    heart = Heartbeat()
    QTest.mouseClick(dock.previewButton, Qt.MouseButton.LeftButton)
    wait(lambda: dock.run is None)
    report["preview_window"] = heart.seen()
    report["preview"] = dock.statusLabel.text()
    report["preview_order"] = [x.name() for x in QgsProject.instance().layerTreeRoot().layerOrder()]
    (preview,) = (x for x in QgsProject.instance().mapLayers().values() if x.name().startswith("Preview"))
    report["preview_file"] = preview.source()
    report["picture_preview"] = picture("dock-preview", folder)
    panel.refineCheck.click()
    bar.setValue(0)


def show_next_steps(dock, folder: Path) -> dict:
    """Click each button of the result, look at the dialog that opens, and close it."""
    steps, seen = dock.resultPanel.next_steps, {}
    buttons = {button.objectName(): button for button in steps.findChildren(QPushButton)}
    for name, button in buttons.items():
        QTimer.singleShot(1500, lambda name=name: look(name, seen, folder))
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        wait(lambda name=name: name in seen)
    return seen


def look(name: str, seen: dict, folder: Path) -> None:
    """Note what an open dialog of Processing is about to do."""
    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, AlgorithmDialog) and w.isVisible()]
    seen[name] = []
    for dialog in dialogs:
        dialog.grab().save(str(folder / f"next-{name}.png"))
        given = dialog.mainWidget().wrappers["INPUT"].parameterValue()
        seen[name].append([dialog.algorithm().name(), str(given)])
        dialog.reject()


def show_options(dock, layer: QgsRasterLayer, folder: Path) -> None:
    """Unfold the dock's bands and options beside a layer whose values do not fit, and fold them again."""
    path = Path(layer.source()).with_name("rotterdam-16bit.tif")
    deep = {"outputType": gdal.GDT_UInt16, "scaleParams": [[0, 255, 200, 3000]]}
    gdal.Translate(str(path), layer.source(), **deep)
    other = QgsProject.instance().addMapLayer(QgsRasterLayer(str(path), path.stem))
    dock.layerCombo.setLayer(other)
    dock.tabs.setCurrentIndex(0)
    boxes = dock.bandBox, dock.findChild(QgsCollapsibleGroupBox, "optionsBox")
    for box in boxes:
        box.setCollapsed(False)
    wait(lambda: False, 0.3)
    bar = dock.findChild(QScrollArea, "scrollArea").verticalScrollBar()
    bar.setValue(bar.maximum())
    wait(lambda: False, 0.3)
    dock.grab().save(str(folder / "form-options.png"))
    for box in boxes:
        box.setCollapsed(True)
    bar.setValue(0)
    dock.layerCombo.setLayer(layer)
    QgsProject.instance().removeMapLayer(other)
    iface.mapCanvas().refreshAllLayers()
    wait(lambda: False, 0.5)


def show_dialogs(layer: QgsRasterLayer, folder: Path) -> str:
    """Open the algorithm as toolbox, batch and model designer do."""
    algorithm = QgsApplication.processingRegistry().algorithmById("rs_segmenter:segmentlayer")
    toolbox = createAlgorithmDialog(algorithm.id(), {"INPUT": layer})
    for dialog in (
        toolbox,
        BatchAlgorithmDialog(algorithm.create(), iface.mainWindow()),
        ModelerParametersDialog(algorithm.create(), QgsProcessingModelAlgorithm("model")),
    ):
        dialog.resize(1000, 720)
        dialog.show()
        wait(lambda: False, 0.5)
        dialog.grab().save(str(folder / f"{type(dialog).__name__}.png"))
        dialog.close()
    return str(folder / f"{type(toolbox).__name__}.png")


def unload_during_a_run(dock, report: dict, folder: Path) -> None:
    """What happens when a user updates or disables the plugin while it works."""
    layers = set(QgsProject.instance().mapLayers())
    dock.optionsPanel.ttaCheck.setChecked(True)
    dock.tabs.setCurrentIndex(0)
    dock.start()
    wait(lambda: dock.progressBar.maximum() > 0 or dock.run is None)
    report["picture_running"] = picture("dock-running", folder)
    dock.grab().save(str(folder / "form-running.png"))
    report["running_when_unloaded"] = dock.run is not None
    report["unloaded"] = unloadPlugin("rs_segmenter")
    report["task_ended"] = wait(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    wait(lambda: False, 0.5)
    report["layers_after_unload"] = len(set(QgsProject.instance().mapLayers()) - layers)
    report["loaded_again"] = loadPlugin("rs_segmenter") and startPlugin("rs_segmenter")


play(session)
