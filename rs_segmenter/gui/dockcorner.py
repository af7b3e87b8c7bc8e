"""Beside the dock's tabs: help, the run as a command, settings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QMenu, QToolButton

from ..commands import QGIS_PROCESS, RS_SEGMENTER, segment_words, shells
from ..engine.errors import EngineError
from ..handbook import show_page
from ..i18n import tr

if TYPE_CHECKING:
    from qgis.PyQt.QtWidgets import QAction

    from .dock import SegmenterDock


class DockCorner(QToolButton):
    """A small button in the corner of the dock's tabs: a click is help, its menu the rest.

    Signals:
        copied: A line is on the clipboard; the text says of what.
        complaint: There is no line; the text says why.
        settings_wanted: The user wants to see the settings.

    Args:
        dock: The dock.
    """

    copied = pyqtSignal(str)
    complaint = pyqtSignal(str)
    settings_wanted = pyqtSignal()

    def __init__(self, dock: SegmenterDock) -> None:
        super().__init__(dock.tabs)
        self._dock = dock
        self.copy_actions: list[QAction] = []
        self.setObjectName("helpButton")
        self.setAutoRaise(True)
        self.setIcon(QgsApplication.getThemeIcon("/mActionHelpContents.svg"))
        tip = tr("Help on this tab, in the browser; the arrow: the run as a command, and settings")
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.setMenu(self._menu())
        self.clicked.connect(lambda: show_page(self.page))
        dock.tabs.setCornerWidget(self)
        dock.tabs.currentChanged.connect(lambda _: self._follow())

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for program, tip in (
            (QGIS_PROCESS, tr("Runs the algorithm of the toolbox without QGIS's window")),
            (RS_SEGMENTER, tr("Runs the engine without QGIS, here or on another computer")),
        ):
            for shell, write in shells(sys.platform == "win32").items():
                title = tr("Copy as {} command").format(program) + (f" ({shell})" if shell else "")
                action = menu.addAction(QgsApplication.getThemeIcon("/mActionEditCopy.svg"), title)
                action.setToolTip(tip)
                action.triggered.connect(lambda _=False, p=program, w=write: self.copy(p, w))
                self.copy_actions.append(action)
        menu.addSeparator()
        settings = menu.addAction(QgsApplication.getThemeIcon("/mActionOptions.svg"), tr("Settings…"))
        settings.triggered.connect(self.settings_wanted)
        return menu

    @property
    def page(self) -> str:
        """Which page of the handbook is about the tab at hand."""
        dock = self._dock
        pages = {dock.fineTunePage: "fine-tune", dock.resultPanel: "results", dock.logPage: "troubleshooting"}
        return pages.get(dock.tabs.currentWidget(), "dock")

    def _follow(self) -> None:
        page = self._dock.fineTunePage
        for action in self.copy_actions:
            action.setEnabled(self._dock.tabs.currentWidget() is not page)

    def copy(self, program: str, write: Callable[[Sequence[str]], str]) -> None:
        """Copy the line that does what the dock would do now."""
        if self._dock.layer is None:
            self.complaint.emit(tr("Choose a raster layer first."))
            return
        try:
            line = write(segment_words(program, self._dock.parameters()))
        except EngineError as error:
            self.complaint.emit(str(error))
            return
        QgsApplication.clipboard().setText(line)
        self.copied.emit(tr("The {} command is on the clipboard.").format(program))
