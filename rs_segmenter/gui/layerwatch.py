"""What becomes of the project's layers, told to a panel once however many come or go together."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsProject
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QWidget

# QGIS may let the window live between two layers of a project that it opens.
_QUIET_MS = 100


class LayerWatch(QObject):
    """Says that layers came or went, and that a combo box has another one.

    A panel makes it before its combo boxes: so it hears before them which layers are to go.

    Signals:
        changed: Layers came or went, and for a moment no more did. Not while the panel is hidden.

    Args:
        panel: The panel; when shown it calls `settle`.
    """

    changed = pyqtSignal()

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self._due = True
        self._going = False
        self._looks: list[Callable[[], None]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_QUIET_MS)
        self._timer.timeout.connect(self.settle)
        project = QgsProject.instance()
        project.layersAdded.connect(self._note)
        project.layersWillBeRemoved.connect(self._hold)
        project.layersRemoved.connect(self._let_go)

    def settle(self) -> None:
        """Say now what is still to be said."""
        self._timer.stop()
        if self._due:
            self._due = False
            self.changed.emit()

    def follow(self, combo: QgsMapLayerComboBox, take: Callable[[], None]) -> None:
        """Call a function whenever a combo box has another layer.

        Its own signal also comes for a layer that is in another row now, and for each that it passes while many go.
        """
        taken = _chosen(combo)

        def look() -> None:
            nonlocal taken
            if not self._going and _chosen(combo) != taken:
                taken = _chosen(combo)
                take()

        combo.layerChanged.connect(lambda _: look())
        self._looks.append(look)

    def _note(self, _layers: object) -> None:
        self._due = True
        if self._panel.isVisible():
            self._timer.start()

    def _hold(self, _layers: object) -> None:
        self._going = True

    def _let_go(self, layers: object) -> None:
        self._going = False
        for look in self._looks:
            look()
        self._note(layers)


def _chosen(combo: QgsMapLayerComboBox) -> str:
    layer = combo.currentLayer()
    return layer.id() if layer is not None else ""
