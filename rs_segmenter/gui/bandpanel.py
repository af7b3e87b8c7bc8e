"""Which band of the raster serves as which band of the model."""

from __future__ import annotations

from qgis.core import QgsRasterLayer
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from ..engine.card import ModelCard
from ..engine.errors import RasterError
from ..engine.fit import RasterFacts, choose_bands
from ..i18n import tr


class BandPanel(QWidget):
    """One combo box per band of the model, preset by role.

    Signals:
        bands_changed: The user chose another band.
    """

    bands_changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._preset: tuple[int, ...] = ()
        self.combos: list[QComboBox] = []

    def fill(self, layer: QgsRasterLayer | None, facts: RasterFacts | None, card: ModelCard | None) -> None:
        """Offer a layer's bands for a model's bands."""
        while self._form.rowCount():
            self._form.removeRow(0)
        self.combos, self._preset = [], ()
        if layer is None or facts is None or card is None:
            self._form.addRow(QLabel(tr("Choose a layer and a model first.")))
            return
        try:
            self._preset = choose_bands(facts, card)
        except RasterError:
            # Too few bands for one each; the check says so, and the user may name one several times.
            self._preset = tuple(min(i, len(facts.roles)) for i in range(1, len(card.bands) + 1))
        if not self._preset:
            self._form.addRow(QLabel(tr("The layer's colour table gives red, green and blue.")))
            return
        for position, (band, number) in enumerate(zip(card.bands, self._preset)):
            combo = QComboBox(self)
            combo.setObjectName(f"bandCombo{position}")
            combo.setToolTip(tr("The layer's band that shows: {}").format(band.name))
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(12)
            combo.addItems(_band_names(layer, facts))
            combo.setCurrentIndex(number - 1)
            combo.currentIndexChanged.connect(self.bands_changed)
            self._form.addRow(band.name, combo)
            self.combos.append(combo)

    def use_as_shown(self) -> None:
        """Take the bands shown as the user's own choice, though they were found by number only."""
        self._preset = ()
        self.bands_changed.emit()

    @property
    def bands(self) -> tuple[int, ...]:
        """Band numbers from 1 as the user set them; empty: as found by role."""
        chosen = tuple(combo.currentIndex() + 1 for combo in self.combos)
        return () if chosen == self._preset else chosen


def _band_names(layer: QgsRasterLayer, facts: RasterFacts) -> list[str]:
    """What the layer calls its bands; of a picture, which is one band to QGIS, its colours."""
    if layer.bandCount() < len(facts.roles):
        return list(facts.roles)
    return [layer.bandName(i) for i in range(1, len(facts.roles) + 1)]
