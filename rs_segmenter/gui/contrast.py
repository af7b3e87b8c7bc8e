"""Colours that stand out from their ground, in whatever theme."""

from __future__ import annotations

from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import QApplication

# What WCAG 2.1 asks for (success criteria 1.4.3 and 1.4.11).
TEXT, GRAPHICS = 4.5, 3.0
# Of this luminance, black and white are equally far.
_MIDDLE = 0.179
_STEPS = 20


def paper() -> QColor:
    """What lists, logs and charts lie on. Of the application: QGIS's themes make a widget's own transparent."""
    return QApplication.palette().color(QPalette.ColorRole.Base)


def readable(colour: QColor | str, ground: QColor, ratio: float) -> QColor:
    """A colour, as much lighter or darker as it takes.

    Args:
        colour: What it should be.
        ground: What it is seen on.
        ratio: Least contrast, 1 ... 21.

    Returns:
        The colour itself where its contrast suffices; white or black where none does.
    """
    wished = QColor(colour)
    farthest = QColor("white" if luminance(ground) < _MIDDLE else "black")
    mixed = (_mix(wished, farthest, step / _STEPS) for step in range(_STEPS + 1))
    return next((found for found in mixed if contrast(found, ground) >= ratio), farthest)


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of two colours, 1 ... 21 (WCAG 2.1)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: QColor) -> float:
    """Relative luminance, 0 ... 1 (WCAG 2.1)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _mix(one: QColor, other: QColor, share: float) -> QColor:
    channels = zip(one.getRgbF()[:3], other.getRgbF()[:3])
    return QColor.fromRgbF(*((1 - share) * a + share * b for a, b in channels))
