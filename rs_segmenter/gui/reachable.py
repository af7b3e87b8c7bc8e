"""Controls as a keyboard and a screen reader find them: in reading order, each with a name."""

from __future__ import annotations

from collections.abc import Iterator

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QGroupBox,
    QLabel,
    QLayout,
    QScrollArea,
    QTableWidget,
    QTabWidget,
    QToolButton,
    QWidget,
)

from ..i18n import tr

_ELLIPSIS = "…"
_BY_TAB = Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.WheelFocus


def make_reachable(part: QWidget) -> None:
    """Let Tab go through a window as one reads it, and name what bears no text.

    Args:
        part: The window; or a part of it whose controls were made anew, all but the first.
    """
    titled = {label.buddy() for label in part.findChildren(QLabel)}
    stops = list(_stops(part))
    for stop in stops:
        if not stop.accessibleName() and stop not in titled:
            stop.setAccessibleName(_name(stop))
    for before, after in zip(stops, stops[1:]):
        QWidget.setTabOrder(before, after)


def _name(stop: QWidget) -> str:
    """What a screen reader calls a control; empty where that is its text."""
    if isinstance(stop, (QAbstractButton, QLabel)):
        return stop.toolTip() if stop.text() in ("", _ELLIPSIS) else ""
    box = stop.parentWidget()
    while box is not None and not isinstance(box, QGroupBox):
        box = box.parentWidget()
    return stop.toolTip() if box is None else box.title()


def _stops(widget: QWidget) -> Iterator[QWidget]:
    """All that takes the focus, in the order of the layouts; what is hidden, too."""
    if widget.focusPolicy() in _BY_TAB and widget.focusProxy() is None:
        yield widget
    for part in _parts(widget):
        yield from _stops(part)


def _parts(widget: QWidget) -> list[QWidget]:
    if isinstance(widget, QTabWidget):
        pages = [widget.widget(i) for i in range(widget.count())]
        found = [widget.tabBar(), widget.cornerWidget(), *pages]
    elif isinstance(widget, QScrollArea):
        found = [widget.widget()]
    elif isinstance(widget, QTableWidget):
        columns = range(widget.columnCount())
        found = [widget.cellWidget(row, column) for row in range(widget.rowCount()) for column in columns]
    else:
        found = [*_collapse_buttons(widget), *_placed(widget.layout())]
    return [part for part in found if part is not None]


def _collapse_buttons(widget: QWidget) -> list[QToolButton]:
    """The arrow of QGIS's group boxes, which QGIS says nothing about."""
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    found = (
        widget.findChildren(QToolButton, "collapseButton", direct) if isinstance(widget, QGroupBox) else []
    )
    for button in found:
        button.setToolTip(tr("Show or hide what belongs to '{}'").format(widget.title()))
    return found


def _placed(layout: QLayout | None) -> Iterator[QWidget]:
    """The widgets of a layout; those of a grid row by row, in whatever order they were put there."""
    places = range(layout.count()) if layout is not None else ()
    if isinstance(layout, QGridLayout):
        places = sorted(places, key=lambda i: layout.getItemPosition(i)[:2])
    for i in places:
        item = layout.itemAt(i)
        if item.widget() is not None:
            yield item.widget()
        else:
            yield from _placed(item.layout())
