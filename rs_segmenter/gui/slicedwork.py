"""Work that is done between the window's own."""

from __future__ import annotations

import time
from collections.abc import Iterator

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..engine.errors import EngineError
from ..i18n import said

# Too short to be felt, long enough for some thousand polygons.
_SLICE_S = 0.05


class SlicedWork(QObject):
    """Takes steps a slice of time at once, so that the window lives however many there are.

    Signals:
        done: All steps are taken. A few are taken before `begin` returns.
        failed: A step failed, and no more are taken; the text says why.
    """

    done = pyqtSignal()
    failed = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Iterator[None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    @property
    def running(self) -> bool:
        """Whether some steps are still to be taken."""
        return self._steps is not None

    def begin(self, steps: Iterator[None]) -> None:
        """Take these steps; what was left of others is dropped."""
        self.drop()
        self._steps = steps
        self._go_on()

    def drop(self) -> None:
        """Take no more steps."""
        self._timer.stop()
        self._steps = None

    def _go_on(self) -> None:
        end = time.monotonic() + _SLICE_S
        try:
            for _ in self._steps:
                if time.monotonic() > end:
                    self._timer.start(0)
                    return
        except (EngineError, OSError) as error:
            self.drop()
            self.failed.emit(said(str(error)))
            return
        self.drop()
        self.done.emit()
