"""What the user should know before the run, in plain words, with remedies to click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QStyle, QVBoxLayout, QWidget

from ..engine.fit import Finding
from ..i18n import tr

_ICON_PX = 16
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


class CheckPanel(QWidget):
    """A list of findings, the worst first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.findings: tuple[Finding, ...] = ()
        self.buttons: list[QPushButton] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._rows = QWidget(self)
        self._layout.addWidget(self._rows)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

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
        self._layout.removeWidget(self._rows)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = QWidget(self)
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(2, 2, 2, 2)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        if not findings and fine:
            self._add_row(grid, 0, "fine", fine, None)
        for row, finding in enumerate(findings):
            remedy = remedies.get(finding.topic)
            text = finding.text if remedy else f"{finding.text} {finding.remedy}"
            self._add_row(grid, row, finding.level, text, remedy, tip=finding.remedy)
        self._layout.addWidget(self._rows)

    def _add_row(
        self, grid: QGridLayout, row: int, level: str, text: str, remedy: Remedy | None, tip: str = ""
    ) -> None:
        icon = QLabel(self._rows)
        icon.setPixmap(self.style().standardIcon(_ICONS[level]).pixmap(_ICON_PX, _ICON_PX))
        icon.setToolTip({"error": tr("Cannot run"), "warning": tr("May be wrong")}.get(level, ""))
        label = QLabel(text, self._rows)
        label.setWordWrap(True)
        label.setToolTip(tip)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(icon, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label, row, 1)
        if remedy is not None:
            button = QPushButton(remedy.title, self._rows)
            button.setToolTip(tip)
            button.clicked.connect(lambda _=False, apply=remedy.apply: apply())
            grid.addWidget(button, row, 2, Qt.AlignmentFlag.AlignTop)
            self.buttons.append(button)
