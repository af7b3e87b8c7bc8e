"""The plugin's life in QGIS: a Processing provider, an action, and a dock made when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon

from . import i18n, worker
from .algorithms.algorithm import ICON
from .algorithms.provider import SegmenterProvider
from .i18n import tr

try:
    from qgis.PyQt.QtGui import QAction
except ImportError:  # Qt 5
    from qgis.PyQt.QtWidgets import QAction

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer
    from qgis.gui import QgisInterface

    from .gui.dock import SegmenterDock


class RSSegmenterPlugin:
    """What QGIS starts and stops. `iface` is None in qgis_process, which calls `initProcessing` only."""

    def __init__(self, iface: QgisInterface | None) -> None:
        self.iface = iface
        self.provider: SegmenterProvider | None = None
        self.action: QAction | None = None
        self.dock: SegmenterDock | None = None

    def initProcessing(self) -> None:  # noqa: N802 - QGIS calls it so
        """Add the algorithms."""
        worker.begin()
        self.provider = SegmenterProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)
        i18n.begin()

    def initGui(self) -> None:  # noqa: N802
        """Add the algorithms and the action that shows the dock."""
        self.initProcessing()
        self.action = QAction(QIcon(str(ICON)), tr("RS Segmenter"), self.iface.mainWindow())
        self.action.setObjectName("rsSegmenterAction")
        self.action.setToolTip(tr("Show or hide RS Segmenter: land-cover maps from raster layers"))
        self.action.setCheckable(True)
        self.action.triggered.connect(self.show_dock)
        self.iface.addPluginToRasterMenu(tr("RS Segmenter"), self.action)
        self.iface.addToolBarIcon(self.action)

    def show_dock(self, visible: bool = True) -> None:
        """Show or hide the dock."""
        if self.dock is None:
            from .gui.dock import SegmenterDock

            self.dock = SegmenterDock(self.iface.mapCanvas(), self.iface.messageBar())
            self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
            self.dock.visibilityChanged.connect(self.action.setChecked)
            self.dock.fineTunePage.layer_made.connect(self.digitise)
        self.dock.setUserVisible(visible)

    def digitise(self, layer: QgsVectorLayer) -> None:
        """Let the user draw polygons in a layer."""
        self.iface.setActiveLayer(layer)
        self.iface.actionAddFeature().trigger()

    def unload(self) -> None:
        """Take everything away again; a run in progress is cancelled."""
        if self.dock is not None:
            self.dock.shut()
            self.iface.removeDockWidget(self.dock)
            self.dock.deleteLater()
            self.dock = None
        if self.action is not None:
            self.iface.removePluginRasterMenu(tr("RS Segmenter"), self.action)
            self.iface.removeToolBarIcon(self.action)
            self.action.deleteLater()
            self.action = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        worker.end()
        i18n.end()
