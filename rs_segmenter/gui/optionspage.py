"""The plugin's page in QGIS's Options: what holds for all runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.gui import QgsFileWidget, QgsOptionsPageWidget
from qgis.PyQt import uic
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QPushButton, QSpinBox, QWidget

from .. import settings
from ..engine.choices import PRECISIONS
from ..engine.registry import user_models
from ..enginehome import engine_home, forget
from ..environment.places import environments_folder
from ..handbook import show_page
from .reachable import make_reachable
from .setupdialog import place_titles

if TYPE_CHECKING:
    from .dock import SegmenterDock


class OptionsPage(QgsOptionsPageWidget):
    """Shows the settings, and writes them when the dialog is left with OK.

    Args:
        parent: The dialog.
        applied: Called when settings have been written.
    """

    placeCombo: QComboBox  # noqa: N815 - names of the .ui
    homeLabel: QLabel  # noqa: N815
    deviceCombo: QComboBox  # noqa: N815
    precisionCombo: QComboBox  # noqa: N815
    threadsSpin: QSpinBox  # noqa: N815
    memorySpin: QSpinBox  # noqa: N815
    modelsTitle: QLabel  # noqa: N815
    modelsFile: QgsFileWidget  # noqa: N815
    environmentsTitle: QLabel  # noqa: N815
    environmentsFile: QgsFileWidget  # noqa: N815
    limitSpin: QSpinBox  # noqa: N815
    helpButton: QPushButton  # noqa: N815

    def __init__(self, parent: QWidget | None = None, applied: Callable[[], object] | None = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self._applied = applied
        for place, title in place_titles().items():
            self.placeCombo.addItem(title, place)
        self.precisionCombo.addItems(PRECISIONS)
        self.helpButton.clicked.connect(lambda: show_page("settings"))
        for title, file in (
            (self.modelsTitle, self.modelsFile),
            (self.environmentsTitle, self.environmentsFile),
        ):
            title.setBuddy(file.lineEdit())
            file.lineEdit().setToolTip(file.toolTip())
        make_reachable(self)
        self._show()

    def _show(self) -> None:
        preferred = settings.preferences()
        self.placeCombo.setCurrentIndex(self.placeCombo.findData(settings.engine_place()))
        self.homeLabel.setText(engine_home().reason)
        self.deviceCombo.setEditText(preferred.device)
        self.precisionCombo.setCurrentIndex(max(self.precisionCombo.findText(preferred.precision), 0))
        self.threadsSpin.setValue(preferred.threads)
        self.memorySpin.setValue(preferred.memory_mb)
        self.limitSpin.setValue(round(settings.copy_limit_mpx()))
        for file, chosen, present in (
            (self.modelsFile, preferred.models, user_models()),
            (self.environmentsFile, preferred.environments, environments_folder()),
        ):
            file.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
            file.setFilePath(chosen)
            file.lineEdit().setPlaceholderText(str(present))

    def preferences(self) -> settings.Preferences:
        """What the page says now."""
        return settings.Preferences(
            device=self.deviceCombo.currentText().strip() or "auto",
            precision=self.precisionCombo.currentText(),
            threads=self.threadsSpin.value(),
            memory_mb=self.memorySpin.value(),
            models=_folder(self.modelsFile),
            environments=_folder(self.environmentsFile),
        )

    def apply(self) -> None:
        """Write the settings, if one has changed."""
        before = settings.preferences(), settings.engine_place(), round(settings.copy_limit_mpx())
        wished = self.preferences(), self.placeCombo.currentData(), self.limitSpin.value()
        if wished == before:
            return
        preferred, place, limit_mpx = wished
        settings.set_preferences(preferred)
        settings.set_engine_place(place)
        settings.set_copy_limit_mpx(limit_mpx)
        forget()
        if self._applied is not None:
            self._applied()


def _folder(file: QgsFileWidget) -> str:
    """What is typed, in full: the worker runs in another folder than QGIS."""
    typed = file.filePath().strip()
    return str(Path.home() / os.path.expanduser(typed)) if typed else ""


def take_settings(dock: SegmenterDock) -> None:
    """Let an open dock begin with what the settings say now."""
    dock.optionsPanel.show_device()
    dock.fineTunePage.form.recipePanel.show_device()
    dock.modelPanel.fill()
    dock.fineTunePage.form.fill_models()
    dock.setupPanel.look()
