"""What must be installed before the engine can run, and how."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt import uic
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QLabel, QPlainTextEdit, QPushButton, QWidget

from .. import dependencies, settings
from ..i18n import tr


class MissingPanel(QWidget):
    """Hidden while all is well.

    Signals:
        checked: What is installed has been looked at again.
    """

    checked = pyqtSignal()

    problemLabel: QLabel  # noqa: N815 - names of the .ui
    commandsText: QPlainTextEdit  # noqa: N815
    copyButton: QPushButton  # noqa: N815
    environmentButton: QPushButton  # noqa: N815
    againButton: QPushButton  # noqa: N815

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self.report = dependencies.Report()
        self.copyButton.clicked.connect(
            lambda: QApplication.clipboard().setText(self.commandsText.toPlainText())
        )
        self.environmentButton.clicked.connect(self._ask_environment)
        self.againButton.clicked.connect(lambda: self.show_report(dependencies.check()))
        self.hide()

    def show_report(self, report: dependencies.Report) -> None:
        """Show what is missing or unsafe; hide when nothing is."""
        self.report = report
        advice, _, commands = report.remedy.partition("\n")
        self.problemLabel.setText(f"{report.problem} {advice}")
        self.commandsText.setPlainText(commands)
        self.setVisible(not report.ready)
        self.checked.emit()

    def _ask_environment(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Choose the folder of the Python environment"))
        if folder:
            settings.set_environment(folder)
            self.show_report(dependencies.check())
