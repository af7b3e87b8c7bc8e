"""Which band of the raster serves as which band of the model."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsProject, QgsRasterLayer
from qgis.gui import QgsCheckableComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from ..engine.card import ModelCard
from ..engine.errors import RasterError
from ..engine.fit import RasterFacts, choose_bands
from ..i18n import said, tr
from ..layers import is_file
from ..rasterise.facts import stacked_facts
from .reachable import make_reachable
from .ticklist import list_layers


class BandPanel(QWidget):
    """One combo box per band of the model, preset by role; and other layers whose bands serve, too.

    Attributes:
        remembered: What was chosen of a layer, by its id: ids of other layers as `more`, numbers by model.

    Signals:
        bands_changed: The user chose another band.
        layers_changed: The user chose other layers.
    """

    bands_changed = pyqtSignal()
    layers_changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.moreCombo = QgsCheckableComboBox(self)  # noqa: N815 - as Qt names things
        self.moreCombo.setObjectName("moreCombo")
        self.moreCombo.setDefaultText(tr("Add bands of other layers"))
        self.moreCombo.setToolTip(
            tr("Layers of the same ground, such as the other bands of a satellite scene.")
        )
        self.moreCombo.checkedItemsChanged.connect(lambda _: self.layers_changed.emit())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.moreCombo)
        self._form = QFormLayout()
        whole.addLayout(self._form)
        self._layer_id = self._model = ""
        self.remembered: dict[str, dict[str, list]] = {}
        self._preset: tuple[int, ...] = ()
        self.combos: list[QComboBox] = []

    @property
    def more_layers(self) -> list[QgsRasterLayer]:
        """The other layers chosen, in the order of the list."""
        found = map(QgsProject.instance().mapLayer, self.moreCombo.checkedItemsData())
        return [layer for layer in found if layer is not None]

    def take(self, layer: QgsRasterLayer) -> RasterFacts:
        """Offer the layers that lie on the same ground, and learn what is known of those chosen with it.

        Raises:
            RasterError: When one is broken.
        """
        if layer.id() != self._layer_id:
            self._layer_id = layer.id()
            ticked = self.remembered.get(layer.id(), {}).get("more", [])
            list_layers(self.moreCombo, _beside(layer), ticked)
        self.moreCombo.setVisible(self.moreCombo.count() > 0)
        return stacked_facts(layer, self.more_layers)

    def remember(self) -> None:
        """Keep the choice for when this layer and model are chosen again."""
        chosen = self.remembered.setdefault(self._layer_id, {})
        chosen["more"] = [layer.id() for layer in self.more_layers]
        chosen[self._model] = list(self.bands)

    def recall(self, remembered: dict[str, dict[str, list]]) -> None:
        """Choose what was remembered earlier; what does not fit any more is passed over."""
        if remembered != self.remembered:
            self.remembered, self._layer_id = remembered, ""
            self.layers_changed.emit()

    def parameters(self) -> dict[str, object]:
        """The choice as parameters of the algorithm."""
        more = [layer.id() for layer in self.more_layers]
        return {"BANDS": list(self.bands) or None, **({"MORE_LAYERS": more} if more else {})}

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
        self._model = f"model {card.name}"
        known = self.remembered.get(layer.id(), {}).get(self._model, [])
        fit = len(known) == len(self._preset) and all(n in range(1, len(facts.roles) + 1) for n in known)
        for position, (band, number) in enumerate(zip(card.bands, known if fit else self._preset)):
            combo = QComboBox(self)
            combo.setObjectName(f"bandCombo{position}")
            combo.setToolTip(tr("The layer's band that shows: {}").format(said(band.name)))
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(8)
            combo.addItems(_band_names(layer, self.more_layers, facts))
            combo.setCurrentIndex(number - 1)
            combo.currentIndexChanged.connect(self.bands_changed)
            self._form.addRow(said(band.name), combo)
            self.combos.append(combo)
        make_reachable(self)

    def use_as_shown(self) -> None:
        """Take the bands shown as the user's own choice, though they were found by number only."""
        self._preset = ()
        self.bands_changed.emit()

    @property
    def bands(self) -> tuple[int, ...]:
        """Band numbers from 1 as the user set them; empty: as found by role."""
        chosen = tuple(combo.currentIndex() + 1 for combo in self.combos)
        return () if chosen == self._preset else chosen


def _band_names(layer: QgsRasterLayer, more: Sequence[QgsRasterLayer], facts: RasterFacts) -> list[str]:
    """What the layers call their bands; of a picture, which is one band to QGIS, its colours."""
    if more:
        each = [(x, i) for x in (layer, *more) for i in range(1, x.bandCount() + 1)]
        return [x.name() if x.bandCount() == 1 else f"{x.name()}: {x.bandName(i)}" for x, i in each]
    if layer.bandCount() < len(facts.roles):
        return list(facts.roles)
    return [layer.bandName(i) for i in range(1, len(facts.roles) + 1)]


def _beside(layer: QgsRasterLayer) -> list[QgsRasterLayer]:
    """Other files of the project that cover the same ground, by their names."""
    if not is_file(layer):
        return []
    rasters = (x for x in QgsProject.instance().mapLayers().values() if isinstance(x, QgsRasterLayer))
    extent, crs = layer.extent(), layer.crs()
    found = [x for x in rasters if x is not layer and x.isValid() and x.extent() == extent and x.crs() == crs]
    return sorted((x for x in found if is_file(x)), key=lambda x: x.name().casefold())
