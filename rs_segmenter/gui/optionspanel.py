"""How the layer is to be classified, where the model's defaults are not wanted."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt import uic
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QSpinBox, QWidget

from .. import settings
from ..engine.card import TileSpec
from ..engine.choices import BLENDS
from ..i18n import tr

_MODEL_DEFAULT = "model default"


class OptionsPanel(QWidget):
    """Options of the algorithm that are not layer, model, area or output.

    Signals:
        options_changed: One that the check before the run looks at has changed.
    """

    options_changed = pyqtSignal()

    resolutionCombo: QComboBox  # noqa: N815 - names of the .ui
    stretchCombo: QComboBox  # noqa: N815
    tileSpin: QSpinBox  # noqa: N815
    overlapSpin: QSpinBox  # noqa: N815
    blendCombo: QComboBox  # noqa: N815
    deviceCombo: QComboBox  # noqa: N815
    ttaCheck: QCheckBox  # noqa: N815

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self.blendCombo.addItem(tr("as the model"), _MODEL_DEFAULT)
        for blend in BLENDS:
            self.blendCombo.addItem(blend, blend)
        self.show_defaults(None)
        self.show_device()
        for combo in (self.resolutionCombo, self.stretchCombo):
            combo.currentTextChanged.connect(self.options_changed)

    def show_defaults(self, tile: TileSpec | None) -> None:
        """Show what the model would take where nothing is set."""
        own, size = tr("as the model"), tr("{:,} px")
        self.tileSpin.setSpecialValueText(f"{own} ({size.format(tile.tile_px)})" if tile else own)
        self.overlapSpin.setSpecialValueText(f"{own} ({size.format(tile.overlap_px)})" if tile else own)
        self.blendCombo.setItemText(0, f"{own} ({tile.blend})" if tile else own)

    def show_device(self) -> None:
        """Show the device that the settings name."""
        self.deviceCombo.setEditText(settings.preferences().device)

    @property
    def ground_resolution(self) -> str:
        """`auto`, `native` or metres, which many write with a comma."""
        return self.resolutionCombo.currentText().strip().replace(",", ".") or "auto"

    @property
    def stretch(self) -> str:
        """`auto`, `none` or `low,high`."""
        return self.stretchCombo.currentText().strip() or "auto"

    def parameters(self) -> dict[str, object]:
        """The options as parameters of the algorithm."""
        tile_px, overlap_px = self.tileSpin.value(), self.overlapSpin.value()
        return {
            "GROUND_RESOLUTION": self.ground_resolution,
            "STRETCH": self.stretch,
            "TILE_PX": tile_px or None,
            "OVERLAP_PX": None if overlap_px < 0 else overlap_px,
            "BLEND": self.blendCombo.currentData(),
            "DEVICE": self.deviceCombo.currentText().strip() or "auto",
            "TTA": self.ttaCheck.isChecked(),
        }
