"""What sessions in the QGIS desktop program share: waiting, looking, and the way out."""

import json
import os
import time
import traceback
from pathlib import Path

from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QEventLoop, Qt, QTimer
from qgis.utils import iface, plugins

TICK_MS = 20
BEAT_MS = 5
PATIENCE_S = 900


class Heartbeat:
    """Counts how often the event loop comes round during a run, and weighs what keeps it from doing so."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(BEAT_MS)
        self.reset()

    def reset(self) -> None:
        """A run begins."""
        self.ticks, self._longest_s = 0, 0.0
        self._began_s, self._last_s = time.monotonic(), time.thread_time()

    def _tick(self) -> None:
        # Of this thread alone, since a busy machine may keep it waiting.
        now_s = time.thread_time()
        self._longest_s = max(self._longest_s, now_s - self._last_s)
        self._last_s = now_s
        self.ticks += 1

    def seen(self) -> dict:
        """Rounds since the run began, and the share of it that the window's longest piece of work took."""
        return {"ticks": self.ticks, "longest_share": self._longest_s / (time.monotonic() - self._began_s)}


def wait(done, seconds: float = PATIENCE_S) -> bool:
    """Let QGIS live until something is so."""
    end = time.monotonic() + seconds
    loop = QEventLoop()
    while not done() and time.monotonic() < end:
        QTimer.singleShot(TICK_MS, loop.quit)
        loop.exec() if hasattr(loop, "exec") else loop.exec_()
    return bool(done())


def picture(name: str, folder: Path) -> str:
    """Save the window as the screen shows it."""
    wait(lambda: not iface.mapCanvas().isDrawing())
    wait(lambda: False, 0.5)
    window = iface.mainWindow()
    path = folder / f"{name}.png"
    window.screen().grabWindow(window.winId()).save(str(path))
    return str(path)


def open_dock(wish: dict) -> tuple:
    """Show the raster that is asked for, and the dock beside it; the raster's layer and the dock."""
    window = iface.mainWindow()
    window.resize(1600, 1000)
    window.move(0, 0)
    raster = QgsProject.instance().addMapLayer(QgsRasterLayer(wish["raster"], "rotterdam"))
    iface.mapCanvas().setExtent(raster.extent())
    plugin = plugins["rs_segmenter"]
    plugin.action.trigger()
    wait(plugin.dock.isVisible)
    window.resizeDocks([plugin.dock], [430], Qt.Orientation.Horizontal)
    return raster, plugin.dock


def mapped(part: str) -> bool:
    """Whether a library is loaded into this process."""
    return part in Path("/proc/self/maps").read_text()


def play(session, empty: bool = True) -> None:
    """Let a session play once QGIS stands, write its report, and leave, from an empty project or as it is.

    What is asked for stands in the environment: RS_SEGMENTER_SCENARIO is JSON with the raster, the report
    to write and the folder for pictures. What happens is written to the report; the test outside judges it.
    """

    def main() -> None:
        wish = json.loads(os.environ["RS_SEGMENTER_SCENARIO"])
        report = {}
        try:
            session(wish, report)
        except Exception:  # noqa: BLE001 - whatever it is, the test outside must see it
            report["error"] = traceback.format_exc()
        Path(wish["report"]).write_text(json.dumps(report, indent=2))
        if empty or "error" in report:  # QGIS asks no question about layers, and leaves as it does for a user
            iface.newProject(False)
        QTimer.singleShot(0, iface.actionExit().trigger)

    QTimer.singleShot(2000, main)
