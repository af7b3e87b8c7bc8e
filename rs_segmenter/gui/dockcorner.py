"""Beside the dock's tabs: the run as a command, and help."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from ..commands import QGIS_PROCESS, RS_SEGMENTER, segment_words, shells
from ..engine.errors import EngineError
from ..handbook import show_page
from ..i18n import tr

if TYPE_CHECKING:
    from .dock import SegmenterDock


class DockCorner(QWidget):
    """Two small buttons in the corner of the dock's tabs.

    Signals:
        copied: A line is on the clipboard; the text says of what.
        complaint: There is no line; the text says why.

    Args:
        dock: The dock.
    """

    copied = pyqtSignal(str)
    complaint = pyqtSignal(str)

    def __init__(self, dock: SegmenterDock) -> None:
        super().__init__(dock.tabs)
        self._dock = dock
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(2)
        self.copyButton = self._button(  # noqa: N815 - as Qt names things
            "mActionEditCopy.svg", tr("Copy as command: what would run now, for a terminal")
        )
        self.copyButton.setObjectName("copyButton")
        self.copyButton.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.copyButton.setMenu(self._menu())
        self.helpButton = self._button("mActionHelpContents.svg", tr("Help on this tab, in the browser"))  # noqa: N815
        self.helpButton.setObjectName("helpButton")
        self.helpButton.clicked.connect(lambda: show_page(self.page))
        for button in (self.copyButton, self.helpButton):
            layout.addWidget(button)
        dock.tabs.setCornerWidget(self)
        dock.tabs.currentChanged.connect(lambda _: self._follow())

    def _button(self, icon: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setIcon(QgsApplication.getThemeIcon(f"/{icon}"))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for program, tip in (
            (QGIS_PROCESS, tr("Runs the algorithm of the toolbox without QGIS's window")),
            (RS_SEGMENTER, tr("Runs the engine without QGIS, here or on another computer")),
        ):
            for shell, write in shells(sys.platform == "win32").items():
                title = tr("Copy as {} command").format(program) + (f" ({shell})" if shell else "")
                action = menu.addAction(title)
                action.setToolTip(tip)
                action.triggered.connect(lambda _=False, p=program, w=write: self.copy(p, w))
        return menu

    @property
    def page(self) -> str:
        """Which page of the handbook is about the tab at hand."""
        dock = self._dock
        pages = {dock.fineTunePage: "fine-tune", dock.resultPanel: "results", dock.logPage: "troubleshooting"}
        return pages.get(dock.tabs.currentWidget(), "dock")

    def _follow(self) -> None:
        self.copyButton.setEnabled(self._dock.tabs.currentWidget() is not self._dock.fineTunePage)

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
