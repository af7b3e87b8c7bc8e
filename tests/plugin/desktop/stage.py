"""What sessions in the QGIS desktop program share: waiting, looking, and the way out."""

import json
import os
import time
import traceback
from pathlib import Path

from qgis.PyQt.QtCore import QEventLoop, QTimer
from qgis.utils import iface

TICK_MS = 20
PATIENCE_S = 300


class Heartbeat:
    """Measures how long the event loop stood still."""

    def __init__(self) -> None:
        self.ticks = 0
        self.longest_gap_s = 0.0
        self._last = time.monotonic()
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)

    def _tick(self) -> None:
        now = time.monotonic()
        self.longest_gap_s = max(self.longest_gap_s, now - self._last)
        self._last = now
        self.ticks += 1

    def reset(self) -> None:
        self.ticks, self.longest_gap_s, self._last = 0, 0.0, time.monotonic()


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
    wait(lambda: not iface.mapCanvas().isDrawing(), 30)
    wait(lambda: False, 0.5)
    window = iface.mainWindow()
    path = folder / f"{name}.png"
    window.screen().grabWindow(window.winId()).save(str(path))
    return str(path)


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
