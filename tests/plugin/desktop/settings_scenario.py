"""Runs inside the QGIS desktop program: menus and settings, and that unloading takes all of it away."""

from pathlib import Path

from qgis.core import QgsProject, QgsRasterLayer, QgsSettings, QgsVectorLayer
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QTimer
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAction,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QSpinBox,
)
from qgis.utils import iface, loadPlugin, plugins, startPlugin, unloadPlugin
from stage import play, wait

from rs_segmenter.plugin import NEXT_DOUBT_KEY

PAGE = "rs_segmenter"


def session(wish: dict, report: dict) -> None:
    """Click 'Segment layer' on a layer, change a setting, unload, load again."""
    folder = Path(wish["pictures"])
    iface.mainWindow().resize(1400, 900)
    layers = [
        QgsRasterLayer(wish["raster"], "first"),
        QgsRasterLayer(wish["raster"], "second"),
        QgsVectorLayer("Polygon?crs=EPSG:4326", "fields", "memory"),
    ]
    for layer in layers:
        QgsProject.instance().addMapLayer(layer)
    report["vector_menu"] = menu_of(layers[2])
    report["raster_menu"] = menu_of(layers[0], folder)
    view = iface.layerTreeView()
    view.setCurrentLayer(layers[0])
    menu = view.menuProvider().createContextMenu()
    (action,) = (a for a in menu.actions() if a.objectName() == "rsSegmenterLayerAction")
    action.trigger()
    dock = plugins["rs_segmenter"].dock
    wait(lambda: dock.isVisible() and dock.layer is layers[0], 10)
    report["chosen"] = dock.layer.name()
    dock.grab().save(str(folder / "form-from-menu.png"))
    press_key(dock, report)
    dock.corner.menu().popup(dock.corner.mapToGlobal(dock.corner.rect().bottomLeft()))
    wait(lambda: False, 0.5)
    dock.corner.menu().grab().save(str(folder / "menu-corner.png"))
    dock.corner.menu().hide()
    QTimer.singleShot(2500, lambda: change_settings(folder, report))
    plugins["rs_segmenter"].show_options()
    report["threads"] = QgsSettings().value("rs_segmenter/threads", 0, int)
    report["before"] = traces()
    report["unloaded"] = unloadPlugin("rs_segmenter")
    # What is to be deleted goes when the outer loop comes round, which is after this session.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    report["after"] = traces()
    report["menu_after"] = menu_of(layers[0])
    report["loaded_again"] = loadPlugin("rs_segmenter") and startPlugin("rs_segmenter")
    report["again"] = traces()
    report["menu_again"] = menu_of(layers[0])


def menu_of(layer, folder=None) -> list:
    """Texts of a layer's context menu."""
    view = iface.layerTreeView()
    view.setCurrentLayer(layer)
    menu = view.menuProvider().createContextMenu()
    if folder is not None:
        menu.adjustSize()
        menu.grab().save(str(folder / "menu-layer.png"))
    return [action.text().replace("&", "") for action in menu.actions()]


def press_key(dock, report: dict) -> None:
    """The key of 'Next doubtful place': who else has it, whether QGIS lists it, and what it does."""
    key = QKeySequence(NEXT_DOUBT_KEY)
    actions = iface.mainWindow().findChildren(QAction)
    report["of_key"] = [action.objectName() for action in actions if key in action.shortcuts()]
    listed = QgsGui.shortcutsManager().actionForSequence(key)
    report["listed"] = listed.objectName() if listed else ""
    dock.tabs.setCurrentIndex(0)
    listed.trigger()
    report["areas_shown"] = dock.tabs.currentWidget() is dock.resultPanel
    dock.tabs.setCurrentIndex(0)


def change_settings(folder: Path, report: dict) -> None:
    """In QGIS's dialog, which waits for OK."""
    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    for dialog in dialogs:
        pages = [w for w in dialog.findChildren(object) if getattr(w, "objectName", str)() == PAGE]
        report["page_shown"] = any(page.isVisible() for page in pages)
        for edit in (w for page in pages for w in page.findChildren(QLineEdit) if w.placeholderText()):
            # Of a user, not of this test, whom nobody wants to see in a picture of the guide.
            edit.setPlaceholderText(edit.placeholderText().replace(str(Path.home()), "/home/ada"))
        dialog.grab().save(str(folder / "options-dialog.png"))
        for page in pages:
            page.findChild(QSpinBox, "threadsSpin").setValue(1)
        box = dialog.findChild(QDialogButtonBox)
        ok = box.button(QDialogButtonBox.StandardButton.Ok) if box else None
        ok.click() if isinstance(ok, QAbstractButton) else dialog.reject()


def traces() -> list:
    """What of the plugin stands in QGIS's window."""
    window = iface.mainWindow()
    named = {w.objectName() for w in window.findChildren(object) if hasattr(w, "objectName")}
    ours = "rsSegmenterAction", "rsSegmenterLayerAction", "rsSegmenterDoubtAction"
    found = [name for name in ours if name in named]
    icons = [a.objectName() for a in iface.pluginToolBar().actions() if a.objectName() == "rsSegmenterAction"]
    raster = [a.text() for a in iface.rasterMenu().actions() if "RS Segmenter" in a.text()]
    return [*found, *icons, *raster]


play(session)
