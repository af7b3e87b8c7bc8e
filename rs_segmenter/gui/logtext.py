"""Lines of a log, in the colours of what they mean."""

from __future__ import annotations

from html import escape

from qgis.PyQt.QtCore import QEvent, QSize, QTimer
from qgis.PyQt.QtWidgets import QTextEdit, QWidget

from .contrast import TEXT, paper, readable

_COLOURS = {"warning": "#b36b00", "error": "#c0392b"}
_LINES = 8


class LogText(QTextEdit):
    """A log whose colours follow the theme."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[tuple[str, str]] = []

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as some lines, whatever the font."""
        return QSize(super().sizeHint().width(), _LINES * self.fontMetrics().lineSpacing())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Half of that."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height() // 2)

    def add(self, level: str, text: str) -> None:
        """Add a line: `info`, `warning` or `error`."""
        self._lines.append((level, text))
        self._write(level, text)

    def clear(self) -> None:
        """Begin anew."""
        self._lines.clear()
        super().clear()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme has another paper."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self._write_again)  # once QGIS is through: the palette comes last

    def _write_again(self) -> None:
        super().clear()
        for level, text in self._lines:
            self._write(level, text)

    def _write(self, level: str, text: str) -> None:
        style = ""
        if level in _COLOURS:
            style = f' style="color:{readable(_COLOURS[level], paper(), TEXT).name()}"'
        line = escape(text).replace("\n", "<br>")
        # Always a tag: without one Qt takes the text for plain and shows what is escaped in it.
        self.append(f"<span{style}>{line}</span>")


def last_line(message: str) -> str:
    """Of an unforeseen error's traceback, what went wrong; the log has all of it."""
    return (message.strip() or "?").splitlines()[-1]
