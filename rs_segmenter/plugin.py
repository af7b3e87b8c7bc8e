"""The plugin's life in QGIS: a Processing provider, an action, and a dock made when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsApplication, QgsMapLayerType, QgsRasterLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QMenu

from . import i18n, tasks, worker
from .algorithms.algorithm import ICON
from .algorithms.provider import SegmenterProvider
from .i18n import tr

try:
    from qgis.PyQt.QtGui import QAction
except ImportError:  # Qt 5
    from qgis.PyQt.QtWidgets import QAction

if TYPE_CHECKING:
    from qgis.core import QgsMapLayer, QgsVectorLayer
    from qgis.gui import QgisInterface

    from .gui.dock import SegmenterDock
    from .gui.optionsfactory import OptionsFactory

NEXT_DOUBT_KEY = "F8"


class RSSegmenterPlugin:
    """What QGIS starts and stops. `iface` is None in qgis_process, which calls `initProcessing` only."""

    def __init__(self, iface: QgisInterface | None) -> None:
        self.iface = iface
        self.provider: SegmenterProvider | None = None
        self.action: QAction | None = None
        self.layer_action: QAction | None = None
        self.doubt_action: QAction | None = None
        self.options: OptionsFactory | None = None
        self.dock: SegmenterDock | None = None

    def initProcessing(self) -> None:  # noqa: N802 - QGIS calls it so
        """Add the algorithms."""
        i18n.begin()
        worker.begin()
        self.provider = SegmenterProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

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
        self._add_layer_action()
        self._add_doubt_action()
        self._add_options()

    def _add_layer_action(self) -> None:
        """Add 'Segment layer' to the context menu of raster layers."""
        self.layer_action = QAction(QIcon(str(ICON)), tr("Segment layer"), self.iface.mainWindow())
        self.layer_action.setObjectName("rsSegmenterLayerAction")
        self.layer_action.triggered.connect(lambda _: self.segment(self.iface.layerTreeView().currentLayer()))
        raster = QgsMapLayerType.RasterLayer
        self.iface.addCustomActionForLayerType(self.layer_action, "", raster, True)

    def _add_doubt_action(self) -> None:
        """Add 'Next doubtful place' to the menu, with a key that QGIS's keyboard shortcuts list."""
        self.doubt_action = QAction(tr("Next doubtful place"), self.iface.mainWindow())
        self.doubt_action.setObjectName("rsSegmenterDoubtAction")
        self.doubt_action.setToolTip(tr("Zoom to the doubtful place that follows"))
        self.doubt_action.triggered.connect(self.show_next_doubt)
        self.iface.addPluginToRasterMenu(tr("RS Segmenter"), self.doubt_action)
        self.iface.registerMainWindowAction(self.doubt_action, NEXT_DOUBT_KEY)

    def _add_options(self) -> None:
        """Add the page to QGIS's Options."""
        from .gui.optionsfactory import OptionsFactory

        self.options = OptionsFactory(self._take_settings)
        self.iface.registerOptionsWidgetFactory(self.options)

    def segment(self, layer: QgsMapLayer | None) -> None:
        """Show the dock with a layer chosen."""
        self.show_dock()
        if isinstance(layer, QgsRasterLayer):
            self.dock.tabs.setCurrentIndex(0)
            self.dock.layerCombo.setLayer(layer)

    def show_next_doubt(self) -> None:
        """Go on to the next doubtful place; where none was looked for yet, show where to."""
        self.show_dock()
        self.dock.tabs.setCurrentWidget(self.dock.resultPanel)
        self.dock.resultPanel.doubt_panel.show_next()

    def _take_settings(self) -> None:
        if self.dock is not None:
            from .gui.optionspage import take_settings

            take_settings(self.dock)

    def show_dock(self, visible: bool = True) -> None:
        """Show or hide the dock."""
        if self.dock is None:
            from .gui.dock import SegmenterDock

            self.dock = SegmenterDock(self.iface.mapCanvas(), self.iface.messageBar())
            self._place(self.dock)
            self.dock.visibilityChanged.connect(self.action.setChecked)
            self.dock.fineTunePage.layer_made.connect(self.digitise)
            self.dock.corner.settings_wanted.connect(self.show_options)
        self.dock.setUserVisible(visible)

    def _place(self, dock: SegmenterDock) -> None:
        """Put the dock where it stood in the session before, else to the right, as wide as its tabs."""
        window = self.iface.mainWindow()
        panels = window.findChild(QMenu, "mPanelMenu")
        # QGIS restored its window before there was this dock, and putting it elsewhere forgets its place.
        if panels is not None and window.restoreDockWidget(dock):
            panels.addAction(dock.toggleViewAction())
            return
        self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        # QGIS makes a new dock as narrow as can be.
        window.resizeDocks([dock], [dock.sizeHint().width()], Qt.Orientation.Horizontal)

    def show_options(self) -> None:
        """Open QGIS's Options at the plugin's page."""
        from .gui.optionsfactory import KEY

        self.iface.showOptionsDialog(self.iface.mainWindow(), KEY)

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
        if self.doubt_action is not None:
            self.iface.unregisterMainWindowAction(self.doubt_action)
            self.iface.removePluginRasterMenu(tr("RS Segmenter"), self.doubt_action)
            self.doubt_action.deleteLater()
            self.doubt_action = None
        if self.layer_action is not None:
            self.iface.removeCustomActionForLayerType(self.layer_action)
            self.layer_action.deleteLater()
            self.layer_action = None
        if self.options is not None:
            self.iface.unregisterOptionsWidgetFactory(self.options)
            self.options = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        worker.end()
        tasks.end_idle_threads()
        i18n.end()
