"""Runs inside the QGIS desktop program: where the dock stands when it is first shown, and where it is put then."""

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QMenu
from qgis.utils import iface, plugins
from stage import play, wait

CHOSEN_PX = 610


def session(wish: dict, report: dict) -> None:
    """Show the dock, look where it is, and move it to the left and make it wider."""
    window, plugin = iface.mainWindow(), plugins["rs_segmenter"]
    window.resize(1500, 900)
    wait(lambda: window.width() == 1500, 10)
    plugin.action.trigger()
    wait(plugin.dock.isVisible)
    wait(lambda: False, 0.5)
    report["hint_px"] = plugin.dock.sizeHint().width()
    panels = iface.mainWindow().findChild(QMenu, "mPanelMenu")
    report["listed"] = plugin.dock.toggleViewAction() in panels.actions()
    report["found"] = [plugin.dock.width(), window.dockWidgetArea(plugin.dock) == left]
    window.addDockWidget(left, plugin.dock)
    window.resizeDocks([plugin.dock], [CHOSEN_PX], Qt.Orientation.Horizontal)
    wait(lambda: False, 0.5)
    report["chosen"] = [plugin.dock.width(), window.dockWidgetArea(plugin.dock) == left]


left = Qt.DockWidgetArea.LeftDockWidgetArea
play(session)
