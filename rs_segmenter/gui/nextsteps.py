"""What can be done with a class layer once it is there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from qgis.core import QgsMapLayer, QgsRasterLayer
from qgis.PyQt import uic
from qgis.PyQt.QtWidgets import QLabel, QPushButton, QWidget

from ..doubtful import classes_said
from ..i18n import tr


class NextSteps(QWidget):
    """A button for each tool of the toolbox that goes on with a class layer; its dialog is filled in.

    Before the first run, the class layer is the one that is chosen in QGIS.
    """

    titleLabel: QLabel  # noqa: N815 - names of the .ui
    polygonsButton: QPushButton  # noqa: N815
    areasButton: QPushButton  # noqa: N815
    accuracyButton: QPushButton  # noqa: N815
    cleanButton: QPushButton  # noqa: N815
    refineButton: QPushButton  # noqa: N815
    sampleButton: QPushButton  # noqa: N815

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self.offers: dict[str, dict[str, object]] = {}
        self._algorithms = {
            self.polygonsButton: "vectorizeclasses",
            self.areasButton: "classareas",
            self.accuracyButton: "assessaccuracy",
            self.cleanButton: "postprocessclasses",
            self.refineButton: "refineclasses",
            self.sampleButton: "samplereference",
        }
        for button, name in self._algorithms.items():
            button.clicked.connect(lambda _=False, name=name: self._open(name))
        self._refine_tip = self.refineButton.toolTip()
        self.titleLabel.hide()

    def offer(self, results: Mapping[str, object], parameters: Mapping[str, object]) -> None:
        """Go on with a run's results from now on.

        Args:
            results: What 'Segment layer' returned.
            parameters: What it was given.
        """
        classes = {"INPUT": results["OUTPUT"]}
        confidence = {"CONFIDENCE": results["CONFIDENCE"]} if "CONFIDENCE" in results else {}
        names = [entry["name"] for entry in json.loads(str(results["CLASS_AREAS"]))]
        merge = _merge(names)
        self.offers = {
            "vectorizeclasses": classes | confidence,
            "classareas": classes,
            "assessaccuracy": classes,
            "samplereference": classes,
            "postprocessclasses": classes | confidence | merge,
        }
        if "PROBABILITIES" in results:
            self.offers["refineclasses"] = {
                "PROBABILITIES": results["PROBABILITIES"],
                "INPUT": parameters["INPUT"],
                "DEVICE": parameters["DEVICE"],
                **merge,
            }
        for button, name in self._algorithms.items():
            button.setEnabled(name in self.offers)
        self.refineButton.setToolTip(
            self._refine_tip
            if self.refineButton.isEnabled()
            else tr(
                "Needs the class probabilities: tick 'Also a layer of class probabilities' before the run"
            )
        )
        self.titleLabel.show()

    def given(self, name: str, layer: QgsMapLayer | None) -> dict[str, object]:
        """What a tool's dialog is filled in with.

        Args:
            name: The tool's algorithm.
            layer: The layer that is chosen in QGIS.
        """
        if name in self.offers:
            return self.offers[name]
        takes_classes = name != "refineclasses"
        if takes_classes and isinstance(layer, QgsRasterLayer) and layer.bandCount() == 1:
            names = [c.name for c in classes_said(layer)] if name == "postprocessclasses" else []
            return {"INPUT": layer.id()} | (_merge(names) if names else {})
        return {}

    def _open(self, name: str) -> None:
        # Not before: Processing asks for QGIS's window, which is not there while plugins are loaded.
        from processing import execAlgorithmDialog
        from qgis.utils import iface

        execAlgorithmDialog(f"rs_segmenter:{name}", self.given(name, iface.activeLayer()))


def _merge(names: Iterable[str]) -> dict[str, object]:
    """The table of classes to merge: each becomes itself, until the user writes another name."""
    return {"MERGE": [cell for name in names for cell in (name, name)]}
