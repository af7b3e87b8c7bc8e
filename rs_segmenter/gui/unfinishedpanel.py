"""Trainings that were interrupted, to be gone on with."""

from __future__ import annotations

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QGroupBox,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..i18n import tr
from ..trainruns import UnfinishedRun, discard, unfinished_runs


class UnfinishedPanel(QGroupBox):
    """Hidden while there is none.

    Signals:
        wanted: A run is to be gone on with.
        changed: A run is gone.
        complaint: A run cannot be deleted; the text says why.
    """

    wanted = pyqtSignal(object)
    changed = pyqtSignal()
    complaint = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Unfinished trainings"), parent)
        self.combo = QComboBox(self)
        self.combo.setObjectName("unfinishedCombo")
        self.combo.setToolTip(tr("Trainings that were interrupted, the newest first"))
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.resume_button = QPushButton(tr("Resume"), self)
        self.resume_button.setObjectName("resumeButton")
        self.resume_button.setToolTip(tr("Go on where it stopped; the result is as if it had not"))
        self.discard_button = QPushButton(tr("Discard…"), self)
        self.discard_button.setToolTip(tr("Delete its checkpoints"))
        layout, row = QVBoxLayout(self), QHBoxLayout()
        row.addWidget(self.resume_button)
        row.addWidget(self.discard_button)
        row.addStretch()
        layout.addWidget(self.combo)
        layout.addLayout(row)
        self.resume_button.clicked.connect(lambda _=False: self.wanted.emit(self.combo.currentData()))
        self.discard_button.clicked.connect(self._ask_discard)
        self.fill()

    def fill(self) -> None:
        """List what is on disk now."""
        self.combo.clear()
        for run in unfinished_runs():
            text = tr("{}: step {:,} of {:,}").format(run.title, run.step, run.steps)
            self.combo.addItem(text, run)
        self.setVisible(self.combo.count() > 0)

    def _ask_discard(self) -> None:
        run: UnfinishedRun = self.combo.currentData()
        question = tr("Delete the checkpoints of '{}'? It cannot be gone on with then.").format(run.title)
        answer = QMessageBox.question(self, tr("Discard training"), question)
        if answer == QMessageBox.StandardButton.Yes:
            self.discard(run)

    def discard(self, run: UnfinishedRun) -> None:
        """Delete a run."""
        try:
            discard(run)
        except OSError as error:
            self.complaint.emit(tr("'{}' cannot be deleted: {}.").format(run.folder, error.strerror))
        self.fill()
        self.changed.emit()
