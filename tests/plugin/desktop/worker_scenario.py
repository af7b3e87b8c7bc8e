"""Runs inside the QGIS desktop program: the engine in a process of its own, and all that can happen to it."""

import os
import signal
import sys
import time
from pathlib import Path

from osgeo import gdal
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QMessageBox
from qgis.utils import iface, loadPlugin, plugins, startPlugin, unloadPlugin
from stage import mapped, picture, play, wait

TIMES = 3


def session(wish: dict, report: dict) -> None:
    """Preview twice, lose the process, run again, update the plugin during a run, leave during another one."""
    folder = Path(wish["pictures"])
    iface.mainWindow().resize(1600, 1000)
    iface.mainWindow().move(0, 0)
    layer = QgsProject.instance().addMapLayer(QgsRasterLayer(enlarged(Path(wish["raster"])), "rotterdam"))
    wait(lambda: QgsProject.instance().crs() == layer.crs())
    iface.mapCanvas().setExtent(layer.extent())
    dock = show_dock()
    wait(dock.previewButton.isEnabled)
    report["previews_s"] = [preview(dock), preview(dock)]
    report["preview"] = f"{dock.statusLabel.text()} {dock.checkPanel.text}"
    dock.preview.clear()
    lose_the_process(dock, report, folder)
    report["torch_in_qgis"] = "torch" in sys.modules or mapped("libtorch")
    update_during_a_run(dock, report)
    dock = show_dock()
    output = Path(wish["report"]).with_name("left.tif")
    dock.outputPanel.outputFile.setFilePath(str(output))
    report["left"] = {"pid": begin(dock), "output": str(output)}
    timer = QTimer(iface.mainWindow())
    timer.timeout.connect(leave)
    timer.start(200)


def leave() -> None:
    """Say yes to whatever QGIS asks, first whether to cancel the run, and leave once that is over."""
    question = QApplication.activeModalWidget()
    if isinstance(question, QMessageBox):
        question.button(QMessageBox.StandardButton.Yes).click()
    elif not QgsApplication.taskManager().countActiveTasks():
        QgsProject.instance().setDirty(False)
        # Not from here: a timer does not tick while it waits for the answer to a question.
        QTimer.singleShot(0, iface.actionExit().trigger)


def enlarged(raster: Path) -> str:
    """The same picture with more pixels, each as large as before: enough to be interrupted."""
    path, given = raster.with_name("large.tif"), gdal.Open(str(raster))
    left, side_m, _, top, _, _ = given.GetGeoTransform()
    side_px = TIMES * given.RasterXSize
    place = [left, top, left + side_px * side_m, top - side_px * side_m]
    gdal.Translate(str(path), given, width=side_px, height=side_px, outputBounds=place)
    return str(path)


def show_dock():
    """The dock of the plugin as it is now, with the engine in a process."""
    from rs_segmenter import settings

    settings.set_engine_place("process")
    plugin = plugins["rs_segmenter"]
    plugin.show_dock()
    wait(plugin.dock.isVisible)
    return plugin.dock


def preview(dock) -> float:
    """Seconds from the click to the layer on the map."""
    started = time.monotonic()
    QTest.mouseClick(dock.previewButton, Qt.MouseButton.LeftButton)
    wait(lambda: dock.run is None)
    return time.monotonic() - started


def begin(dock, longer: bool = True) -> int:
    """Start a run, a long one if so wished; the number of the process, once pixels are done."""
    from rs_segmenter import worker

    dock.tabs.setCurrentIndex(0)
    dock.optionsPanel.ttaCheck.setChecked(longer)
    dock.start()
    wait(lambda: dock.progressBar.maximum() > 0 or dock.run is None)
    return worker.pid()


def lose_the_process(dock, report: dict, folder: Path) -> None:
    """Kill it during a run, look at what the dock offers, take smaller tiles, and go on."""
    pid = begin(dock, longer=False)
    wait(lambda: dock.begun.look() or dock.begun.share > 0 or dock.run is None)
    os.kill(pid, signal.SIGKILL)
    wait(lambda: dock.run is None)
    report["check"] = dock.checkPanel.text
    report["offers"] = [button.text() for button in dock.checkPanel.buttons]
    report["picture_killed"] = picture("dock-killed", folder)
    QTest.mouseClick(dock.checkPanel.buttons[0], Qt.MouseButton.LeftButton)
    wait(lambda: dock.optionsPanel.tileSpin.value() > 0)
    wait(lambda: False, 0.3)
    dock.grab().save(str(folder / "form-offer.png"))
    report["share"] = dock.begun.share
    go_on = next(button for button in dock.checkPanel.buttons if button.text() == "Go on")
    QTest.mouseClick(go_on, Qt.MouseButton.LeftButton)
    wait(lambda: dock.run is not None)
    report["picture_going_on"] = picture("dock-going-on", folder)
    wait(lambda: dock.run is None)
    report["status"], report["log"] = dock.statusLabel.text(), dock.logText.toPlainText()
    map_layer = next(x for x in QgsProject.instance().mapLayers().values() if x.name() != "rotterdam")
    report["job"] = gdal.Open(map_layer.source()).GetMetadataItem("RS_SEGMENTER_JOB")
    for layer in list(QgsProject.instance().mapLayers().values()):
        if layer.name() != "rotterdam":
            QgsProject.instance().removeMapLayer(layer.id())


def update_during_a_run(dock, report: dict) -> None:
    """What a user does who updates the plugin while it works."""
    pid = begin(dock)
    unloadPlugin("rs_segmenter")
    report["task_ended"] = wait(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    report["process_gone"] = wait(lambda: not Path(f"/proc/{pid}").exists())
    report["loaded_again"] = loadPlugin("rs_segmenter") and startPlugin("rs_segmenter")


play(session, empty=False)
