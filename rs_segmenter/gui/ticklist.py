"""Layers to tick in a combo box."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from qgis.core import QgsMapLayer
from qgis.gui import QgsCheckableComboBox
from qgis.PyQt.QtCore import Qt


def list_layers(combo: QgsCheckableComboBox, layers: Sequence[QgsMapLayer], ticked: Collection[str]) -> None:
    """List layers anew, without a signal.

    Args:
        combo: The combo box; its items' data are the layers' ids.
        layers: In the order of the list.
        ticked: Ids of those to tick.
    """
    combo.blockSignals(True)
    combo.clear()
    combo.addItems([layer.name() for layer in layers])
    # It looks through all items whenever it hears of one: with thousands, for seconds.
    combo.model().blockSignals(True)
    for row, layer in enumerate(layers):
        combo.setItemData(row, layer.id())
    combo.model().blockSignals(False)
    for row, layer in enumerate(layers):
        if layer.id() in ticked:
            combo.setItemCheckState(row, Qt.CheckState.Checked)
    combo.blockSignals(False)
