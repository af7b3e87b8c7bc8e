"""Lines of a log, in the colours of what they mean."""

from __future__ import annotations

from html import escape

from qgis.PyQt.QtWidgets import QTextEdit

_COLOURS = {"warning": "#b36b00", "error": "#c0392b"}


def append_line(log: QTextEdit, level: str, text: str) -> None:
    """Add a line: `info`, `warning` or `error`."""
    # Always a tag: without one Qt takes the text for plain and shows what is escaped in it.
    log.append(coloured(level, text))


def coloured(level: str, text: str) -> str:
    """A text as rich text."""
    style = f' style="color:{_COLOURS[level]}"' if level in _COLOURS else ""
    line = escape(text).replace("\n", "<br>")
    return f"<span{style}>{line}</span>"


def last_line(message: str) -> str:
    """Of an unforeseen error's traceback, what went wrong; the log has all of it."""
    return (message.strip() or "?").splitlines()[-1]
