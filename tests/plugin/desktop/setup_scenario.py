"""Runs inside the QGIS desktop program: nothing but the zip is there; Set up, then a map."""

import os
from pathlib import Path

from qgis.core import QgsProject, QgsRasterLayer
from qgis.utils import iface, plugins
from stage import mapped, picture, play, wait

SET_UP_S = 1800


def session(wish: dict, report: dict) -> None:
    """Say what is missing, set it up, segment."""
    folder = Path(wish["pictures"])
    iface.mainWindow().resize(1600, 1000)
    iface.mainWindow().move(0, 0)
    layer = QgsProject.instance().addMapLayer(QgsRasterLayer(wish["raster"], "rotterdam"))
    plugin = plugins["rs_segmenter"]
    plugin.show_dock()
    dock = plugin.dock
    wait(lambda: dock.isVisible() and QgsProject.instance().crs() == layer.crs())
    iface.mapCanvas().setExtent(layer.extent())
    report["before"] = dock.setupPanel.homeLabel.text()
    report["able_before"] = dock.segmentButton.isEnabled()
    dialog = dock.setupPanel.open_dialog()
    dialog.buildCombo.setCurrentIndex(dialog.buildCombo.findData(os.environ["RS_SEGMENTER_FULL_SETUP"]))
    picture("setup", folder)
    report["size"], report["folder"] = dialog.sizeLabel.text(), dialog.folderLabel.text()
    dialog.installButton.click()
    wait(lambda: dialog.run is None or "Downloading" in dialog.statusLabel.text(), SET_UP_S)
    picture("setup-running", folder)
    wait(lambda: dialog.run is None, SET_UP_S)
    report["status"], report["log"] = dialog.statusLabel.text(), dialog.logText.toPlainText()[-3000:]
    picture("setup-done", folder)
    dialog.close()
    report["after"] = dock.setupPanel.homeLabel.text()
    output = str(Path(wish["report"]).with_name("classes.tif"))
    dock.outputPanel.outputFile.setFilePath(output)
    wait(dock.segmentButton.isEnabled)
    dock.segmentButton.click()
    wait(lambda: dock.run is None, SET_UP_S)
    report["segmented"], report["written"] = dock.statusLabel.text(), Path(output).is_file()
    report["layers"] = len(QgsProject.instance().mapLayers())
    report["torch_in_qgis"] = mapped("libtorch")
    picture("setup-map", folder)


play(session)
