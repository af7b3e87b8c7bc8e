"""What the plugin adds to QGIS's start: importing it and its `initGui`, in a new off-screen QGIS each time.

Processor time, since a busy machine makes the clock tell about other programs.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from measure import Ratio

REPOSITORY = Path(__file__).resolve().parent.parent
STARTS = 9
TARGET_MS = 50


def measure(folder: Path) -> Iterator[Ratio]:
    from measure import Ratio  # which imports what the child must not have yet

    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QGIS_CUSTOM_CONFIG_PATH": str(folder)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # QGIS keeps compiled files
    spent_ms = []
    for _ in range(1 + STARTS):
        done = subprocess.run(
            [sys.executable, __file__],
            env=environment,
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            yield Ratio("plugin load", None, f"< {TARGET_MS}", f"skipped: {done.stderr.strip()[-80:]}", " ms")
            return
        spent_ms.append(float(done.stdout.split()[-1]))
    _compiling, *spent_ms = spent_ms
    how = (
        "processor time of importing and initGui, no package of the standard library loaded before that QGIS has "
        f"not; median of {STARTS} starts, slowest {max(spent_ms):.0f} ms"
    )
    yield Ratio("plugin load", statistics.median(spent_ms), f"< {TARGET_MS}", how, " ms")


def child() -> None:
    from qgis.core import QgsApplication
    from qgis.PyQt.QtWidgets import QMainWindow

    app = QgsApplication([], True)
    app.initQgis()
    # What QGIS itself has imported by the time it starts plugins.
    import qgis.gui
    import qgis.utils  # noqa: F401

    class Iface:
        """The calls of QgisInterface that starting makes."""

        window = QMainWindow()
        menu = window.menuBar().addMenu("Raster")
        toolbar = window.addToolBar("Plugins")

        def mainWindow(self) -> QMainWindow:  # noqa: N802
            return self.window

        def addPluginToRasterMenu(self, menu: str, action: object) -> None:  # noqa: N802
            self.menu.addMenu(menu).addAction(action)

        def addToolBarIcon(self, action: object) -> None:  # noqa: N802
            self.toolbar.addAction(action)

        def addCustomActionForLayerType(self, *_: object) -> None:  # noqa: N802
            pass

        def registerMainWindowAction(self, *_: object) -> None:  # noqa: N802
            pass

        def registerOptionsWidgetFactory(self, _: object) -> None:  # noqa: N802
            pass

    iface = Iface()
    started = time.process_time()
    from rs_segmenter import classFactory

    plugin = classFactory(iface)
    plugin.initGui()
    print((time.process_time() - started) * 1000, flush=True)
    os._exit(0)


if __name__ == "__main__":
    child()
