"""Translation of what the user reads."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication


def tr(text: str) -> str:
    """Translate a text of this plugin."""
    return QCoreApplication.translate("RSSegmenter", text)
