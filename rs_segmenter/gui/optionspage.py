"""The plugin's page in QGIS's Options: what holds for all runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qgis.gui import QgsFileWidget, QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt import uic
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QSpinBox, QWidget

from .. import settings
from ..algorithms.algorithm import ICON
from ..engine.job import PRECISIONS
from ..engine.registry import user_models
from ..enginehome import engine_home, forget
from ..environment.places import environments_folder
from ..handbook import page_url
from ..i18n import tr
from .setupdialog import place_titles

KEY = "rs_segmenter"


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
    modelsFile: QgsFileWidget  # noqa: N815
    environmentsFile: QgsFileWidget  # noqa: N815
    limitSpin: QSpinBox  # noqa: N815
    helpLabel: QLabel  # noqa: N815

    def __init__(self, parent: QWidget | None = None, applied: Callable[[], object] | None = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self._applied = applied
        for place, title in place_titles().items():
            self.placeCombo.addItem(title, place)
        self.precisionCombo.addItems(PRECISIONS)
        self.helpLabel.setText(f'<a href="{page_url("settings")}">{tr("What these settings do")}</a>')
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
            models=self.modelsFile.filePath().strip(),
            environments=self.environmentsFile.filePath().strip(),
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


class OptionsFactory(QgsOptionsWidgetFactory):
    """Makes the page for QGIS's dialog.

    Args:
        applied: Called when settings have been written.
    """

    def __init__(self, applied: Callable[[], object]) -> None:
        super().__init__()
        self.setTitle(tr("RS Segmenter"))
        if hasattr(self, "setKey"):  # QGIS 3.32; older ones go by the page's name
            self.setKey(KEY)
        self._applied = applied

    def icon(self) -> QIcon:
        """The product's icon."""
        return QIcon(str(ICON))

    def createWidget(self, parent: QWidget | None = None) -> OptionsPage:  # noqa: N802
        """Called by QGIS whenever its dialog opens."""
        return OptionsPage(parent, self._applied)
