"""What QGIS pays for the plugin at each start: next to nothing; `benchmarks/startup.py` says how many milliseconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

START = """
import json, os, sys
from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QMainWindow
app = QgsApplication([], True)
app.initQgis()
import qgis.gui, qgis.utils
window = QMainWindow()
class Iface:
    mainWindow = staticmethod(lambda: window)
    addPluginToRasterMenu = staticmethod(lambda menu, action: window.menuBar().addMenu(menu).addAction(action))
    addToolBarIcon = staticmethod(lambda action: window.addToolBar('plugins').addAction(action))
    addCustomActionForLayerType = staticmethod(lambda action, menu, kind, everywhere: None)
    registerMainWindowAction = staticmethod(lambda action, key: True)
    registerOptionsWidgetFactory = staticmethod(lambda factory: None)
before = set(sys.modules)
from rs_segmenter import classFactory
plugin = classFactory(Iface)
plugin.initGui()
print(json.dumps([plugin.action.text(), sorted(set(sys.modules) - before)]), flush=True)
os._exit(0)  # QGIS may crash when it leaves without its window
"""
HEAVY = {
    "torch",
    "rasterio",
    "openvino",
    "numpy",
    "scipy",
    "numba",
    "skimage",
    "fiona",
    "matplotlib",
    "processing",
}


def test_loading_the_plugin_imports_neither_the_engine_s_packages_nor_the_windows(
    tmp_path: Path, repository: Path
) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", START],
        env=environment,
        cwd=repository,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    text, imported = json.loads(done.stdout.splitlines()[-1])
    assert text
    assert HEAVY & {name.partition(".")[0] for name in imported} == set()
    # QGIS wants the factory of its Options page at the start, which makes the page when it is asked for.
    early = {"rs_segmenter.gui", "rs_segmenter.gui.optionsfactory"}
    assert {name for name in imported if name.startswith("rs_segmenter.gui")} <= early
    # Forms need the words to choose from; jobs, cards and processes are for runs.
    light = {"rs_segmenter.engine" + part for part in ("", ".choices", ".errors", ".preferences")}
    assert {name for name in imported if name.startswith("rs_segmenter.engine")} == light
    assert not {"subprocess", "tempfile", "zipfile", "hashlib"} & set(imported)
