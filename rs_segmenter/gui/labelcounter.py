"""Counts labels between the window's own work."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..labelcheck import Ground, Survey, count_labels

# Too short to be felt, long enough for some thousand polygons.
_SLICE_S = 0.05


class LabelCounter(QObject):
    """A survey of a label layer that keeps the window alive, however many polygons there are.

    Signals:
        counted: All are counted; the survey. A small layer is counted before `begin` returns.
    """

    counted = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found = Survey()
        self._steps: Iterator[None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    @property
    def running(self) -> bool:
        """Whether some are still to be counted."""
        return self._steps is not None

    def begin(self, layer: QgsVectorLayer | None, class_field: str, grounds: Sequence[Ground]) -> None:
        """Count anew; what was counted so far is dropped. Parameters are those of `count_labels`."""
        self._found = Survey()
        self._steps = iter(()) if layer is None else count_labels(self._found, layer, class_field, grounds)
        self._go_on()

    def drop(self) -> None:
        """Count no further."""
        self._timer.stop()
        self._steps = None

    def _go_on(self) -> None:
        end = time.monotonic() + _SLICE_S
        for _ in self._steps:
            if time.monotonic() > end:
                self._timer.start(0)
                return
        self.drop()
        self.counted.emit(self._found)
