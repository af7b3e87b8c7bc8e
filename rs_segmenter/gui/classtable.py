"""Which class of the model each value of a label layer's field stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from qgis.gui import QgsColorButton
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QResizeEvent
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ..engine.card import LabelClass
from ..i18n import number, tr
from ..labelcheck import IGNORE, Survey, Tally
from ..labels import ALL, spare_colour
from .reachable import make_reachable

_VALUE, _CLASS, _COLOUR, _POLYGONS, _PIXELS = range(5)
_ROWS_SHOWN = 6
_NAME_CHARACTERS = 8
_COLOUR_LINES = 3


class ClassTable(QTableWidget):
    """A row per value: the class it stands for, that class's colour, and how much is labelled.

    Signals:
        classes_changed: The user chose another class or colour.
    """

    classes_changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 5, parent)
        self._inherited: tuple[LabelClass, ...] = ()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)  # or Tab never leaves the table
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setToolTip(tr("Which class the polygons of each label show, and how many there are"))
        self.setShowGrid(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in (_CLASS, _COLOUR):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)

    def fill(
        self, values: Iterable[str], inherited: Sequence[LabelClass], colours: Mapping[str, str]
    ) -> None:
        """List values anew; what was chosen for a value that stays is kept.

        Args:
            values: What the field holds.
            inherited: Classes of the start model.
            colours: Colours of the layer's renderer, by value.
        """
        kept = {value: (self._name(row), self._colour(row)) for row, value in enumerate(self.values)}
        if tuple(inherited) != self._inherited:
            kept = {}
        self._inherited = tuple(inherited)
        known = {c.name.casefold(): c for c in inherited} | {str(c.value): c for c in inherited}
        self.setRowCount(0)
        for row, value in enumerate(values):
            same = known.get(value.casefold())
            name = same.name if same else (inherited[0].name if value == ALL and inherited else value)
            colour = colours.get(value) or (same.colour if same else spare_colour(row))
            self._add(row, value, *kept.get(value, (name, colour)))
        make_reachable(self)
        self._fit()

    def _add(self, row: int, value: str, name: str, colour: str) -> None:
        self.insertRow(row)
        text = QTableWidgetItem(tr("(all)") if value == ALL else value)
        text.setData(Qt.ItemDataRole.UserRole, value)
        self.setItem(row, _VALUE, text)
        combo = QComboBox()
        combo.setEditable(True)
        combo.addItems([c.name for c in self._inherited])
        combo.addItem(IGNORE)
        combo.setEditText(name)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(_NAME_CHARACTERS)
        combo.lineEdit().setCursorPosition(0)
        combo.setToolTip(
            tr("A class of the start model, a new name, or ignore: these polygons then tell nothing")
        )
        combo.currentTextChanged.connect(self.classes_changed)
        button = QgsColorButton()
        button.setColor(QColor(colour))
        button.setShowMenu(False)
        button.setToolTip(tr("Colour of the class in maps"))
        for control in (combo, button):
            control.setAccessibleName(f"{text.text()}: {control.toolTip()}")
        button.colorChanged.connect(self.classes_changed)
        self.setCellWidget(row, _CLASS, combo)
        self.setCellWidget(row, _COLOUR, button)
        self.setRowHeight(row, combo.sizeHint().height())
        for column in (_POLYGONS, _PIXELS):
            cell = QTableWidgetItem("")
            cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, column, cell)

    def show_counts(self, survey: Survey) -> None:
        """Show how much is labelled with each value."""
        for row, value in enumerate(self.values):
            tally = survey.values.get(value, Tally())
            self.item(row, _POLYGONS).setText(number(tally.polygons, ","))
            self.item(row, _PIXELS).setText(number(tally.pixels, ",.0f"))
        self._fit()

    @property
    def values(self) -> list[str]:
        """The values listed."""
        return [self.item(row, _VALUE).data(Qt.ItemDataRole.UserRole) for row in range(self.rowCount())]

    def mapping(self) -> dict[str, str]:
        """Class name, or `ignore`, by value."""
        return {value: self._name(row) or IGNORE for row, value in enumerate(self.values)}

    def set_class(self, value: str, name: str) -> None:
        """Say which class a value stands for."""
        self.cellWidget(self.values.index(value), _CLASS).setEditText(name)

    @property
    def adds_classes(self) -> bool:
        """Whether a name is none of the start model's."""
        return bool({*self._named()} - {c.name for c in self._inherited})

    def classes(self, *, keep: bool) -> tuple[LabelClass, ...]:
        """The new model's classes.

        Args:
            keep: Whether classes of the start model without labels stay although there are new ones.

        Returns:
            Those of the start model, in its order, then new ones; colours as set here.
        """
        named = self._named()
        stay = [c.name for c in self._inherited if keep or not self.adds_classes or c.name in named]
        before = {c.name: c for c in self._inherited}
        found = []
        for place, name in enumerate(dict.fromkeys((*stay, *named))):
            same = before.get(name)
            colour = named.get(name) or (same.colour if same else spare_colour(place))
            found.append(LabelClass(place, name, colour, same.description if same else ""))
        return tuple(found)

    def _named(self) -> dict[str, str]:
        """Colour by class name; of several values of one class, the first one's."""
        found: dict[str, str] = {}
        for row in range(self.rowCount()):
            if self._name(row) not in ("", IGNORE):
                found.setdefault(self._name(row), self._colour(row))
        return found

    def _name(self, row: int) -> str:
        return self.cellWidget(row, _CLASS).currentText().strip()

    def _colour(self, row: int) -> str:
        return self.cellWidget(row, _COLOUR).color().name()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The names take what the numbers leave."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as its rows, up to a few; more scroll. Names are as wide as they must be at least."""
        self.setColumnWidth(_COLOUR, _COLOUR_LINES * self.fontMetrics().height())
        cells = (self.cellWidget(row, _CLASS) for row in range(self.rowCount()))
        least_px = max((combo.sizeHint().width() for combo in cells if combo is not None), default=0)
        others_px = sum(self.columnWidth(c) for c in range(self.columnCount()) if c != _CLASS)
        self.setColumnWidth(_CLASS, max(least_px, self.viewport().width() - others_px))
        rows = max(min(self.rowCount(), _ROWS_SHOWN), 2)
        row_px = self.rowHeight(0) if self.rowCount() else self.verticalHeader().defaultSectionSize()
        bar = self.horizontalScrollBar()
        bar_px = bar.sizeHint().height() if others_px + least_px > self.viewport().width() else 0
        self.setFixedHeight(
            self.horizontalHeader().sizeHint().height() + rows * row_px + 2 * self.frameWidth() + bar_px
        )
