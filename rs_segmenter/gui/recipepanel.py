"""How a model is trained, where the preset is not wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsMapLayerProxyModel, QgsVectorLayer
from qgis.gui import QgsDoubleSpinBox, QgsMapLayerComboBox
from qgis.PyQt import uic
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QSpinBox, QWidget

from .. import settings
from ..engine.training.job import SelfTraining, Split
from ..engine.training.recipe import RECIPES, Recipe, choose_recipe
from ..i18n import tr
from ..labelcheck import OTHER

_VALIDATIONS = 8


@dataclass(frozen=True)
class Preset:
    """A recipe of the engine, with some of its numbers changed."""

    title: str
    tip: str
    recipe: str
    overrides: dict[str, object]

    @property
    def numbers(self) -> Recipe:
        """Every number of it."""
        return choose_recipe(self.recipe, self.overrides)


def presets() -> list[Preset]:
    """The presets, the usual one first."""
    few, very_few = tr("Some polygons"), tr("Very few polygons")
    many = tr("Many labels")
    return [
        Preset(few, tr("Minutes; careful with what the start model knows"), "finetune", {}),
        Preset(
            very_few,
            tr("Only the part that decides between classes learns"),
            "finetune",
            {"freeze_encoder": True, "steps": 200},
        ),
        Preset(
            many,
            tr("Hours without a GPU: the whole network learns, at many places"),
            "finetune",
            {"steps": 4000, "encoder_lr_factor": 1.0, "norm": "batch", "patience": 10},
        ),
        *(
            Preset(tr("As published: {}").format(name), "", name, {})
            for name in RECIPES
            if name != "finetune"
        ),
    ]


class RecipePanel(QWidget):
    """Numbers of the recipe, and what is held out or taken for labelled.

    Signals:
        recipe_changed: Something that the check before the run looks at has changed.
    """

    recipe_changed = pyqtSignal()

    stepsSpin: QSpinBox  # noqa: N815 - names of the .ui
    rateSpin: QgsDoubleSpinBox  # noqa: N815
    batchSpin: QSpinBox  # noqa: N815
    cropSpin: QSpinBox  # noqa: N815
    freezeCheck: QCheckBox  # noqa: N815
    shareSpin: QSpinBox  # noqa: N815
    restCombo: QComboBox  # noqa: N815
    extentsCombo: QgsMapLayerComboBox  # noqa: N815
    bandsCombo: QComboBox  # noqa: N815
    roundsSpin: QSpinBox  # noqa: N815
    deviceCombo: QComboBox  # noqa: N815
    seedSpin: QSpinBox  # noqa: N815

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self._preset = presets()[0]
        self.extentsCombo.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        self.extentsCombo.setAllowEmptyLayer(True)
        self.extentsCombo.setLayer(None)
        self.rateSpin.setShowClearButton(False)
        self.offer_classes(())
        self.offer_bands((), 0)
        self.restCombo.currentIndexChanged.connect(self._show_rest)
        self.bandsCombo.currentIndexChanged.connect(self.recipe_changed)
        self._show_rest()
        self.show_preset(self._preset)
        self.show_device()

    def show_preset(self, preset: Preset) -> None:
        """Show the numbers of a preset."""
        self._preset = preset
        numbers = preset.numbers
        self.stepsSpin.setValue(numbers.steps)
        self.rateSpin.setValue(numbers.lr)
        self.batchSpin.setValue(numbers.batch)
        self.cropSpin.setValue(numbers.crop_px)
        self.freezeCheck.setChecked(numbers.freeze_encoder)

    def show_device(self) -> None:
        """Show the device that the settings name."""
        self.deviceCombo.setEditText(settings.preferences().device)

    def offer_classes(self, names: Sequence[str]) -> None:
        """Offer classes for the unlabelled ground; what was chosen stays where it can."""
        chosen = self.rest
        self.restCombo.blockSignals(True)
        self.restCombo.clear()
        self.restCombo.addItem(tr("tells nothing"), "")
        self.restCombo.addItem(tr("none of the labelled classes"), OTHER)
        for name in names:
            self.restCombo.addItem(tr("is {}").format(name), name)
        self.restCombo.setCurrentIndex(max(self.restCombo.findData(chosen), 0))
        self.restCombo.blockSignals(False)
        self._show_rest(tell=False)

    def offer_bands(self, model_bands: Sequence[str], raster_bands: int) -> None:
        """Offer the model's bands or all of the raster's."""
        every = self.all_bands
        self.bandsCombo.blockSignals(True)
        self.bandsCombo.clear()
        self.bandsCombo.addItem(tr("the model's ({})").format(", ".join(model_bands)), False)
        self.bandsCombo.addItem(tr("all {} of the raster").format(raster_bands), True)
        self.bandsCombo.setCurrentIndex(int(every))
        self.bandsCombo.blockSignals(False)

    @property
    def rest(self) -> str:
        """What unlabelled ground is: a class name, `other`, or empty."""
        return self.restCombo.currentData() or ""

    @property
    def extents(self) -> QgsVectorLayer | None:
        """Polygons within which unlabelled ground is of that class; None: everywhere."""
        return self.extentsCombo.currentLayer() if self.rest else None

    @property
    def all_bands(self) -> bool:
        """Whether the new model reads all bands of the raster, not only the start model's."""
        return bool(self.bandsCombo.currentData())

    def options(self) -> dict[str, object]:
        """The choice as options of a `TrainJob`."""
        usual, seed, rounds = self._preset.numbers, self.seedSpin.value(), self.roundsSpin.value()
        steps = self.stepsSpin.value()
        chosen = {
            "steps": steps,
            "lr": self.rateSpin.value(),
            "batch": self.batchSpin.value(),
            "crop_px": self.cropSpin.value(),
            "freeze_encoder": self.freezeCheck.isChecked(),
            # So that a short run has a curve too, and can be resumed.
            "val_every": min(usual.val_every, max(steps // _VALIDATIONS, 1)),
            "checkpoint_every": min(usual.checkpoint_every, max(steps // _VALIDATIONS, 1)),
            "warmup_steps": min(usual.warmup_steps, steps // _VALIDATIONS),
        }
        changed = {name: value for name, value in chosen.items() if value != getattr(usual, name)}
        return {
            "recipe": self._preset.recipe,
            "overrides": {**self._preset.overrides, **changed},
            "split": Split(val_share=self.shareSpin.value() / 100, seed=seed),
            "self_training": SelfTraining(rounds=rounds) if rounds else None,
            "device": self.deviceCombo.currentText().strip() or "auto",
            "precision": settings.preferences().precision,
            "seed": seed,
        }

    def _show_rest(self, _index: int = 0, *, tell: bool = True) -> None:
        self.extentsCombo.setEnabled(bool(self.rest))
        if tell:
            self.recipe_changed.emit()
