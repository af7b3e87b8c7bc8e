"""What the user chose in the dock, kept in the project: there again when it is opened."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import QgsProject
from qgis.gui import QgsCheckableComboBox, QgsFieldComboBox, QgsMapLayerComboBox
from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QSpinBox, QWidget

if TYPE_CHECKING:
    from .dock import SegmenterDock

_SCOPE, _KEY = "rs_segmenter", "choices"


class ProjectMemory(QObject):
    """Writes choices into the project when the user makes one, never else, and restores them with it.

    What there is no more (a model, a layer, an option) is passed over. A project without choices begins as the dock
    did, but for the model.

    Args:
        dock: The dock.
    """

    def __init__(self, dock: SegmenterDock) -> None:
        super().__init__(dock)
        self._dock = dock
        self._restoring = False
        self._folder = ""
        self._widgets = _widgets(dock)
        for widget in self._widgets.values():
            _on_choice(widget, self.remember)
        dock.bandPanel.bands_changed.connect(self._remember_bands)
        dock.bandPanel.layers_changed.connect(self._remember_bands)
        dock.outputPanel.outputFile.fileChanged.connect(self._remember_folder)
        self._begun_with = {
            name: _value(widget) for name, widget in self._widgets.items() if not _of_project(name, widget)
        }
        self._project = QgsProject.instance()
        self._project.cleared.connect(self.restore)
        self._project.readProject.connect(self.restore)
        self.restore()

    def remember(self) -> None:
        """Write the choices down, if they are others than before."""
        if self._restoring:
            return
        values = {name: _value(widget) for name, widget in self._widgets.items()}
        values |= {"bands": self._dock.bandPanel.remembered, "output_folder": self._folder}
        text = json.dumps(values, sort_keys=True)
        if text != self._project.readEntry(_SCOPE, _KEY)[0]:
            self._project.writeEntry(_SCOPE, _KEY, text)

    def _remember_bands(self) -> None:
        self._dock.bandPanel.remember()
        self.remember()

    def _remember_folder(self, path: str) -> None:
        if path.strip():
            self._folder = str(Path(path.strip()).parent)
        self.remember()

    def restore(self, _document: object = None) -> None:
        """Choose again what the open project remembers."""
        values = {**self._begun_with, **self._read()}
        with self._silent():
            for name, widget in self._widgets.items():
                if name in values:
                    _choose(widget, values[name])
            folder = str(values.get("output_folder", ""))
            self._folder = folder if folder and Path(folder).is_dir() else ""
            output = self._dock.outputPanel.outputFile
            output.setDefaultRoot(self._folder)
            output.setFilePath("")  # it is another project's
            self._dock.bandPanel.recall(_bands(values.get("bands")))

    def _read(self) -> Mapping[str, object]:
        try:
            values = json.loads(self._project.readEntry(_SCOPE, _KEY)[0] or "{}")
        except ValueError:  # written by hand, or by a version to come
            return {}
        return values if isinstance(values, dict) else {}

    @contextmanager
    def _silent(self) -> Iterator[None]:
        self._restoring = True
        try:
            yield
        finally:
            self._restoring = False


def _bands(found: object) -> dict[str, dict[str, list]]:
    layers = found.items() if isinstance(found, dict) else ()
    return {
        key: {name: value for name, value in chosen.items() if isinstance(value, list)}
        for key, chosen in layers
        if isinstance(chosen, dict)
    }


def _of_project(name: str, widget: QWidget) -> bool:
    """Whether a choice has no beginning that suits every project: layers, fields, and models, which QGIS remembers."""
    layers = QgsCheckableComboBox, QgsMapLayerComboBox, QgsFieldComboBox
    return isinstance(widget, layers) or name.endswith("model")


def _widgets(dock: SegmenterDock) -> dict[str, QWidget]:
    """What is remembered, by name, in the order of restoring; not the device, which is the computer's."""
    area, options, refine, output = dock.areaPanel, dock.optionsPanel, dock.refinePanel, dock.outputPanel
    form, recipe = dock.fineTunePage.form, dock.fineTunePage.form.recipePanel
    found = {
        "model": dock.modelPanel.modelCombo,
        "area": area.areaCombo,
        "area_layer": area.polygonCombo,
        "area_selected": area.selectedCheck,
        "ground_resolution": options.resolutionCombo,
        "stretch": options.stretchCombo,
        "tile_px": options.tileSpin,
        "overlap_px": options.overlapSpin,
        "blend": options.blendCombo,
        "tta": options.ttaCheck,
        "refine": refine.refineCheck,
        "refine_method": refine.methodCombo,
        "crf_set": refine.setCombo,
        **{f"crf_{name}": spin for name, spin in refine.spins.items()},
        "superpixel_px": refine.superpixelSpin,
        "confidence": output.confidenceCheck,
        "entropy": output.entropyCheck,
        "probabilities": output.probabilitiesCheck,
    }
    fine_tune = {
        "rasters": form.rasterCombo,
        "labels": form.labelCombo,
        "field": form.fieldCombo,
        "model": form.modelCombo,
        "keep": form.keepCheck,
        "recipe": form.recipeCombo,
        "steps": recipe.stepsSpin,
        "rate": recipe.rateSpin,
        "batch": recipe.batchSpin,
        "crop_px": recipe.cropSpin,
        "freeze": recipe.freezeCheck,
        "held_out": recipe.shareSpin,
        "rounds": recipe.roundsSpin,
        "seed": recipe.seedSpin,
    }
    return found | {f"finetune_{name}": widget for name, widget in fine_tune.items()}


def _on_choice(widget: QWidget, then: object) -> None:
    """Call a function when the user has chosen something; lists that are filled anew are no choice."""
    if isinstance(widget, QgsCheckableComboBox):
        widget.checkedItemsChanged.connect(lambda _: then())
    elif isinstance(widget, QComboBox) and widget.isEditable():
        widget.currentTextChanged.connect(lambda _: then())
    elif isinstance(widget, QComboBox):
        widget.activated.connect(lambda _: then())
    elif isinstance(widget, QCheckBox):
        widget.clicked.connect(lambda _: then())
    else:
        widget.valueChanged.connect(lambda _: then())


def _value(widget: QWidget) -> object:
    if isinstance(widget, QgsCheckableComboBox):
        return list(widget.checkedItemsData())
    if isinstance(widget, QgsMapLayerComboBox):
        return widget.currentLayer().id() if widget.currentLayer() else ""
    if isinstance(widget, QgsFieldComboBox):
        return widget.currentField()
    if isinstance(widget, QComboBox):
        data = widget.currentText() if widget.isEditable() else widget.currentData()
        return data if isinstance(data, str) else widget.currentIndex()
    return widget.isChecked() if isinstance(widget, QCheckBox) else widget.value()


def _choose(widget: QWidget, value: object) -> None:
    """Choose a value, if there is such a one."""
    layers = QgsProject.instance().mapLayers()
    if isinstance(widget, QgsCheckableComboBox):
        _tick(widget, [layers[key] for key in value if key in layers] if isinstance(value, list) else [])
    elif isinstance(widget, QgsMapLayerComboBox):
        if value in layers:
            widget.setLayer(layers[value])
    elif isinstance(widget, QgsFieldComboBox):
        if isinstance(value, str) and (not value or widget.fields().indexFromName(value) >= 0):
            widget.setField(value)
    elif isinstance(widget, QComboBox) and widget.isEditable():
        widget.setEditText(str(value))
    elif isinstance(widget, QComboBox):
        row = value if isinstance(value, int) else widget.findData(value)
        if 0 <= row < widget.count():
            widget.setCurrentIndex(row)
    elif isinstance(widget, QCheckBox):
        widget.setChecked(value is True)
    elif isinstance(widget, (QSpinBox, QDoubleSpinBox)) and isinstance(value, (int, float)):
        if widget.minimum() <= value <= widget.maximum():
            widget.setValue(type(widget.value())(value))


def _tick(combo: QgsCheckableComboBox, layers: list) -> None:
    """Tick layers, and no others; those that are not listed yet are added."""
    if not layers:
        return
    combo.blockSignals(True)
    combo.deselectAllOptions()
    for layer in layers:
        if combo.findData(layer.id()) < 0:
            combo.addItemWithCheckState(layer.name(), Qt.CheckState.Unchecked, layer.id())
        combo.setItemCheckState(combo.findData(layer.id()), Qt.CheckState.Checked)
    combo.blockSignals(False)
