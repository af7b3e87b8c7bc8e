"""Counts labels between the window's own work."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..labelcheck import Ground, Survey, count_labels
from .slicedwork import SlicedWork


class LabelCounter(QObject):
    """A survey of a label layer that keeps the window alive, however many polygons there are.

    Signals:
        counted: All are counted; the survey. A small layer is counted before `begin` returns.
    """

    counted = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found = Survey()
        self._work = SlicedWork(self)
        self._work.done.connect(lambda: self.counted.emit(self._found))

    @property
    def running(self) -> bool:
        """Whether some are still to be counted."""
        return self._work.running

    def begin(self, layer: QgsVectorLayer | None, class_field: str, grounds: Sequence[Ground]) -> None:
        """Count anew; what was counted so far is dropped. Parameters are those of `count_labels`."""
        self._found = Survey()
        steps = iter(()) if layer is None else count_labels(self._found, layer, class_field, grounds)
        self._work.begin(steps)

    def drop(self) -> None:
        """Count no further."""
        self._work.drop()
