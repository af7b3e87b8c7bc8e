"""What the user should know before the run, in plain words, with remedies to click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QWidget,
)

from ..engine.fit import Finding
from ..i18n import said, tr
from .reachable import make_reachable

_MOST_LINES = 12
_ICONS = {
    "error": QStyle.StandardPixmap.SP_MessageBoxCritical,
    "warning": QStyle.StandardPixmap.SP_MessageBoxWarning,
    "info": QStyle.StandardPixmap.SP_MessageBoxInformation,
    "fine": QStyle.StandardPixmap.SP_DialogApplyButton,
}


@dataclass(frozen=True)
class Remedy:
    """A button: what it says and what it does."""

    title: str
    apply: Callable[[], None]


class CheckPanel(QScrollArea):
    """A list of findings, the worst first; scrolls where there is much to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.findings: tuple[Finding, ...] = ()
        self.buttons: list[QPushButton] = []
        self.setAccessibleName(tr("What fits and what does not"))
        self.setToolTip(tr("What was found before the run, the worst first"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def blocked(self) -> bool:
        """Whether a finding forbids the run."""
        return any(f.level == "error" for f in self.findings)

    @property
    def text(self) -> str:
        """All findings as one text."""
        return "\n".join(f"{f.text} {f.remedy}" for f in self.findings)

    def show_findings(self, findings: Sequence[Finding], remedies: dict[str, Remedy], fine: str) -> None:
        """Show findings.

        Args:
            findings: The worst first.
            remedies: One-click remedies by the topic of the finding.
            fine: What to say when there are none.
        """
        self.findings = tuple(findings)
        self.buttons = []
        rows = QWidget(self)
        grid = QGridLayout(rows)
        grid.setContentsMargins(2, 2, 2, 2)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        if not findings and fine:
            self._add_row(grid, "fine", fine, "")
        for finding in findings:
            remedy = remedies.get(finding.topic)
            text, tip = said(finding.text), said(finding.remedy)
            self._add_row(grid, finding.level, text if remedy else f"{text} {tip}", tip)
            if remedy is not None:
                self._add_button(grid, remedy, tip)
        self.setWidget(rows)
        make_reachable(self)
        self.setAccessibleDescription(self.text or fine)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Text that wraps anew needs another height."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        rows = self.widget()
        if rows is not None:
            needed_px = max(rows.layout().totalHeightForWidth(self.viewport().width()), 0)
            # Left to itself, a scroll area makes room for the text at its narrowest.
            rows.setFixedHeight(needed_px)
            frame_px = max(self.height() - self.viewport().height(), 0)  # of QGIS's dark themes
            most_px = _MOST_LINES * self.fontMetrics().lineSpacing()
            self.setFixedHeight(min(needed_px, most_px) + frame_px)

    def _add_row(self, grid: QGridLayout, level: str, text: str, tip: str) -> None:
        icon, label = QLabel(), QLabel(text)
        side_px = self.fontMetrics().height()
        icon.setPixmap(self.style().standardIcon(_ICONS[level]).pixmap(side_px, side_px))
        icon.setToolTip({"error": tr("Cannot run"), "warning": tr("May be wrong")}.get(level, ""))
        label.setTextFormat(Qt.TextFormat.PlainText)  # names of models and layers stand in it
        label.setWordWrap(True)
        label.setToolTip(tip)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = grid.rowCount()
        grid.addWidget(icon, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label, row, 1)

    def _add_button(self, grid: QGridLayout, remedy: Remedy, tip: str) -> None:
        button = QPushButton(remedy.title)
        button.setToolTip(tip)
        # After the click has been handled, since the remedy makes these rows anew.
        button.clicked.connect(lambda _=False: QTimer.singleShot(0, remedy.apply))
        grid.addWidget(button, grid.rowCount(), 1, Qt.AlignmentFlag.AlignLeft)
        self.buttons.append(button)
