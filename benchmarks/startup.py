"""What the plugin adds to QGIS's start: importing it and its `initGui`, in a new off-screen QGIS each time."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from measure import REPOSITORY, Ratio

STARTS = 5
TARGET_MS = 50


def measure(folder: Path) -> Iterator[Ratio]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QGIS_CUSTOM_CONFIG_PATH": str(folder)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # QGIS keeps compiled files
    spent_ms = []
    for _ in range(STARTS):
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
    how = f"importing and initGui; median of {STARTS} starts, slowest {max(spent_ms):.0f} ms"
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

        def mainWindow(self) -> QMainWindow:  # noqa: N802
            return self.window

        def addPluginToRasterMenu(self, menu: str, action: object) -> None:  # noqa: N802
            self.window.menuBar().addMenu(menu).addAction(action)

        def addToolBarIcon(self, action: object) -> None:  # noqa: N802
            self.window.addToolBar("plugins").addAction(action)

        def addCustomActionForLayerType(self, *_: object) -> None:  # noqa: N802
            pass

        def registerOptionsWidgetFactory(self, _: object) -> None:  # noqa: N802
            pass

    iface = Iface()
    started = time.perf_counter()
    from rs_segmenter import classFactory

    plugin = classFactory(iface)
    plugin.initGui()
    print((time.perf_counter() - started) * 1000, flush=True)
    os._exit(0)


if __name__ == "__main__":
    child()
