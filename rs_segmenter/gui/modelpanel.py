"""Choice of a model, and what the chosen one expects."""

from __future__ import annotations

from html import escape
from pathlib import Path
from textwrap import shorten

from qgis.PyQt import uic
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPixmap
from qgis.PyQt.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QLabel,
    QToolButton,
    QWidget,
)

from .. import settings
from ..engine.card import ModelCard
from ..engine.errors import CardError
from ..engine.registry import Model, find_model
from ..i18n import number, said, tr
from ..modellist import known_models

_LEGEND_COLUMNS = 2
_DESCRIPTION_CHARACTERS = 320


class ModelPanel(QWidget):
    """Lists models and shows the card of the chosen one.

    Signals:
        model_changed: Another model, or none, is chosen.
        complaint: A folder is no model; the text says why.
    """

    model_changed = pyqtSignal()
    complaint = pyqtSignal(str)

    modelCombo: QComboBox  # noqa: N815 - names of the .ui
    folderButton: QToolButton  # noqa: N815
    descriptionLabel: QLabel  # noqa: N815
    bandsLabel: QLabel  # noqa: N815
    resolutionLabel: QLabel  # noqa: N815
    licenceLabel: QLabel  # noqa: N815
    legend: QWidget
    legendLayout: QGridLayout  # noqa: N815

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self._models: dict[str, Model] = {}
        self.folderButton.clicked.connect(self._ask_folder)
        self.modelCombo.currentIndexChanged.connect(self._show)

    @property
    def model(self) -> Model | None:
        """The chosen model."""
        return self._models.get(self.name)

    @property
    def name(self) -> str:
        """What a job calls the chosen model; empty when there is none."""
        return self.modelCombo.currentData() or ""

    def fill(self) -> None:
        """List the models at hand and choose the one used last."""
        self._models, faults = known_models()
        last = settings.model()
        self.modelCombo.blockSignals(True)
        self.modelCombo.clear()
        for name, model in self._models.items():
            self.modelCombo.addItem(said(model.card.title), name)
            row = self.modelCombo.count() - 1
            self.modelCombo.setItemData(row, str(model.folder), Qt.ItemDataRole.ToolTipRole)
        self.modelCombo.setCurrentIndex(max(self.modelCombo.findData(last), 0))
        self.modelCombo.blockSignals(False)
        for fault in faults:
            self.complaint.emit(str(fault))
        self._show()

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Choose a model folder"))
        if folder:
            self.use_folder(folder)

    def use_folder(self, folder: str) -> None:
        """Add a model folder to the list and choose it."""
        try:
            find_model(folder)
        except CardError as error:
            self.complaint.emit(str(error))
            return
        settings.add_model_folder(folder)
        self.choose(folder)

    def choose(self, name: str) -> None:
        """List the models anew and choose one."""
        settings.set_model(name)
        self.fill()

    def _show(self) -> None:
        self._clear_legend()
        if self.model is None:
            self.descriptionLabel.setText(tr("No model at hand: choose a model folder."))
        else:
            settings.set_model(self.name)
            self._show_card(self.model.card)
        self.model_changed.emit()

    def _show_card(self, card: ModelCard) -> None:
        details = "\n\n".join(
            map(said, filter(None, (card.description, card.training_data, card.scores_from)))
        )
        self.descriptionLabel.setText(
            shorten(said(card.description), _DESCRIPTION_CHARACTERS, placeholder="…")
        )
        self.descriptionLabel.setToolTip(_tip(details))
        low, high = card.value_range
        bands = ", ".join(said(band.name) for band in card.bands)
        self.bandsLabel.setText(f"{bands} ({card.data_type}, {number(low, '.6g')}–{number(high, '.6g')})")
        size = card.ground_resolution
        self.resolutionLabel.setText(
            tr("{:g} to {:g} m, best {:g} m").format(size.min_m, size.max_m, size.best_m)
        )
        self.licenceLabel.setText(card.licence)
        for i, label in enumerate(card.classes):
            row, column = divmod(i, _LEGEND_COLUMNS)
            picture, text = QLabel(self.legend), QLabel(label.name, self.legend)
            picture.setPixmap(_square(label.colour))
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setToolTip(_tip(said(label.description)) if label.description else "")
            self.legendLayout.addWidget(picture, row, 2 * column)
            self.legendLayout.addWidget(text, row, 2 * column + 1)
            self.legendLayout.setColumnStretch(2 * column + 1, 1)

    def _clear_legend(self) -> None:
        for label in (self.descriptionLabel, self.bandsLabel, self.resolutionLabel, self.licenceLabel):
            label.clear()
        while item := self.legendLayout.takeAt(0):
            item.widget().deleteLater()


def _tip(text: str) -> str:
    """A tip of several lines. Nothing of a card is taken for HTML, whose pictures could be anywhere."""
    return f"<qt>{escape(text)}</qt>".replace("\n", "<br>")


def swatch(colour: str) -> QIcon:
    """A square of a colour, for tables and buttons."""
    return QIcon(_square(colour))


def _square(colour: str) -> QPixmap:
    """As high as letters, with a darker edge."""
    side_px = QFontMetrics(QApplication.font()).ascent()
    pixmap = QPixmap(side_px, side_px)
    pixmap.fill(QColor(colour).darker(140))
    inner = QPixmap(side_px - 2, side_px - 2)
    inner.fill(QColor(colour))
    painter = QPainter(pixmap)
    painter.drawPixmap(1, 1, inner)
    painter.end()
    return pixmap
