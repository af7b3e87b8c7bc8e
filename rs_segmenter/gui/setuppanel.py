"""One line that says where the engine runs and why, and the way to its set-up."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt import uic
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QLabel, QPushButton, QWidget

from ..dependencies import Report
from ..enginehome import EngineHome, engine_home
from .setupdialog import SetupDialog


class SetupPanel(QWidget):
    """A line and a button.

    Signals:
        checked: Where the engine runs has been looked at again.
    """

    checked = pyqtSignal()

    homeLabel: QLabel  # noqa: N815 - names of the .ui
    setupButton: QPushButton  # noqa: N815

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self.report = Report()
        self.dialog: SetupDialog | None = None
        self.setupButton.clicked.connect(self.open_dialog)

    def look(self) -> None:
        """Show where the engine runs at present."""
        self.show_home(engine_home())

    def show_home(self, home: EngineHome) -> None:
        """Show where the engine runs, or what keeps it from that."""
        self.report = home.report
        self.homeLabel.setText(home.reason if home.ready else f"<b>{home.reason}</b>")
        self.homeLabel.setToolTip(home.report.problem or str(home.python or ""))
        self.checked.emit()

    def open_dialog(self) -> SetupDialog:
        """Open the set-up; it stays open while one goes on working on the map."""
        if self.dialog is None:
            self.dialog = SetupDialog(self.window())
            self.dialog.changed.connect(self.look)
        self.dialog.refresh()
        self.dialog.show()
        self.dialog.raise_()
        return self.dialog

    def shut(self) -> None:
        """Cancel a set-up that is going on."""
        if self.dialog is not None:
            self.dialog.shut()
