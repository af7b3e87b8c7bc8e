"""Class areas of the last run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from qgis.gui import QgsScrollArea
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..i18n import number, said, tr
from .doubtpanel import DoubtPanel
from .modelpanel import swatch
from .nextsteps import NextSteps

_M2_PER_HECTARE = 10_000
_HECTARES_FROM_M2 = 100_000
_ROWS_SHOWN = 8


class ResultPanel(QWidget):
    """A table of classes with area and share, how the run went, and what can be done next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = self._scrolled()
        self.summary = QLabel(tr("Class areas appear here when a run is done."), self)
        self.summary.setObjectName("resultSummary")
        self.summary.setWordWrap(True)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = QTableWidget(0, 3, self)
        self.table.setObjectName("areasTable")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.setTabKeyNavigation(False)  # or Tab never leaves the table
        self.table.setToolTip(tr("What each class covers"))
        self.table.setAccessibleName(tr("Class areas"))
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setHorizontalHeaderLabels([tr("Class"), tr("Area"), tr("Share")])
        self.copy_button = QPushButton(tr("Copy table"), self)
        self.copy_button.setObjectName("copyAreasButton")
        self.copy_button.setToolTip(tr("To the clipboard, for a spreadsheet"))
        self.copy_button.setEnabled(False)
        self.copy_button.clicked.connect(self._copy)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        self.next_steps = NextSteps(self)
        layout.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self.next_steps)
        self.doubt_panel = DoubtPanel(self)
        layout.addWidget(self.doubt_panel)

    def _scrolled(self) -> QVBoxLayout:
        """The layout of what scrolls where the dock is low."""
        scroll, page = QgsScrollArea(self), QWidget(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        whole, layout = QVBoxLayout(self), QVBoxLayout(page)
        whole.setContentsMargins(0, 6, 0, 0)
        whole.addWidget(scroll)
        layout.setContentsMargins(0, 0, 4, 0)
        return layout

    def show_results(self, results: Mapping[str, object], parameters: Mapping[str, object]) -> None:
        """Show what the algorithm returned, and what can be done with it.

        Args:
            results: What it returned.
            parameters: What it was given.
        """
        classes = json.loads(str(results["CLASS_AREAS"]))
        pixels = max(sum(c["pixels"] for c in classes), 1)
        self.table.setRowCount(len(classes))
        for row, (entry, area) in enumerate(zip(classes, describe_areas(classes))):
            name = QTableWidgetItem(swatch(entry["colour"]), entry["name"])
            cells = (
                name,
                QTableWidgetItem(area),
                QTableWidgetItem(number(entry["pixels"] / pixels, ".1%")),
            )
            for column, cell in enumerate(cells):
                if column:
                    cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, cell)
        shown_px = sum(self.table.rowHeight(row) for row in range(min(len(classes), _ROWS_SHOWN)))
        edge_px = self.table.horizontalHeader().height() + 2 * self.table.frameWidth()
        self.table.setMinimumHeight(shown_px + edge_px)
        self.copy_button.setEnabled(True)
        self.next_steps.offer(results, parameters)
        self.doubt_panel.search.offer(results)
        self.summary.setText(
            tr(
                "{model}: {pixels:,} pixels in {seconds:.1f} s ({speed:.2f} Mpx/s) on {device} ({runtime})"
            ).format(
                model=results["MODEL_NAME"],
                pixels=int(results["PIXELS"]),
                seconds=results["SECONDS"],
                speed=results["MPX_PER_S"],
                device=said(str(results["DEVICE_USED"])),
                runtime=results["RUNTIME_USED"],
            )
        )

    def _copy(self) -> None:
        columns = range(self.table.columnCount())
        rows = [[self.table.horizontalHeaderItem(c).text() for c in columns]]
        rows += [[self.table.item(r, c).text() for c in columns] for r in range(self.table.rowCount())]
        QApplication.clipboard().setText("\n".join("\t".join(row) for row in rows))


def describe_areas(classes: Sequence[Mapping[str, object]]) -> list[str]:
    """Areas in one unit: hectares, square metres, or pixels where the raster has no place on the Earth."""
    areas_m2 = [entry["area_m2"] for entry in classes]
    if None in areas_m2:
        return [tr("{:,} px").format(entry["pixels"]) for entry in classes]
    if sum(areas_m2) >= _HECTARES_FROM_M2:
        return [tr("{:,.2f} ha").format(area / _M2_PER_HECTARE) for area in areas_m2]
    return [tr("{:,.0f} m²").format(area) for area in areas_m2]
