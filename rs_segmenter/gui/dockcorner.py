"""Beside the dock's tabs: help, the run as a command, settings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QMenu, QToolButton
from qgis.utils import OverrideCursor

from ..commands import QGIS_PROCESS, RS_SEGMENTER, segment_words, shells
from ..engine.errors import EngineError, JobError
from ..handbook import show_page
from ..i18n import spoken, tr
from .finetunejob import write_job

if TYPE_CHECKING:
    from qgis.PyQt.QtGui import QAction

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
        self.ensurePolished()  # QGIS's font is in its style sheet
        side_px = self.fontMetrics().height()
        self.setIconSize(QSize(side_px, side_px))
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
                action.setData(program)
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
        for action in self.copy_actions:
            action.setEnabled(not self._training or action.data() == RS_SEGMENTER)

    @property
    def _training(self) -> bool:
        return self._dock.tabs.currentWidget() is self._dock.fineTunePage

    def copy(self, program: str, write: Callable[[Sequence[str]], str]) -> None:
        """Copy the line that does what the dock would do now."""
        try:
            line = write(self._training_words() if self._training else self._words(program))
        except (EngineError, OSError) as error:
            self.complaint.emit(str(error))
            return
        QgsApplication.clipboard().setText(line)
        self.copied.emit(tr("The {} command is on the clipboard.").format(program))

    def _words(self, program: str) -> list[str]:
        if self._dock.layer is None:
            raise JobError(tr("Choose a raster layer first."))
        return segment_words(program, self._dock.parameters())

    def _training_words(self) -> list[str]:
        """A training needs files of its own: its labels as they are now, and the job itself."""
        form = self._dock.fineTunePage.form
        form.check()
        if not form.startButton.isEnabled():
            raise JobError(tr("Nothing can be trained yet; above the button stands why."))
        with OverrideCursor(Qt.CursorShape.WaitCursor):
            language = [f"--language={spoken()}"] if spoken() else []
            return [RS_SEGMENTER, "run", *language, str(write_job(form))]
