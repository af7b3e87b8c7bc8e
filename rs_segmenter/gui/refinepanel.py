"""Whether class borders are fitted to the image after the model, and how."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt import uic
from qgis.PyQt.QtGui import QStandardItemModel
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QLineEdit, QSpinBox, QWidget

from ..engine.choices import DEFAULT_SET, SUPERPIXEL_PX
from ..engine.crf import PARAMETER_SETS
from ..enginehome import install_command
from ..i18n import tr

CRF, SUPERPIXELS = "crf", "slic"


class RefinePanel(QWidget):
    """A check box; below it, while it is ticked, the method and its numbers.

    Attributes:
        spins: The numbers of the CRF, by their names.
    """

    refineCheck: QCheckBox  # noqa: N815 - names of the .ui
    noteLabel: QLabel  # noqa: N815
    commandEdit: QLineEdit  # noqa: N815
    advancedBox: QgsCollapsibleGroupBox  # noqa: N815
    methodCombo: QComboBox  # noqa: N815
    crfRows: QWidget  # noqa: N815
    setCombo: QComboBox  # noqa: N815
    colourWeightSpin: QDoubleSpinBox  # noqa: N815
    reachSpin: QDoubleSpinBox  # noqa: N815
    toleranceSpin: QDoubleSpinBox  # noqa: N815
    smoothWeightSpin: QDoubleSpinBox  # noqa: N815
    smoothReachSpin: QDoubleSpinBox  # noqa: N815
    roundsSpin: QSpinBox  # noqa: N815
    superpixelRows: QWidget  # noqa: N815
    superpixelSpin: QSpinBox  # noqa: N815

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self.spins = {
            "w_bilateral": self.colourWeightSpin,
            "theta_alpha_px": self.reachSpin,
            "theta_beta": self.toleranceSpin,
            "w_spatial": self.smoothWeightSpin,
            "theta_gamma_px": self.smoothReachSpin,
            "iterations": self.roundsSpin,
        }
        self._of_set: dict[str, float] = {}
        self.methodCombo.addItem(tr("Dense CRF"), CRF)
        self.methodCombo.addItem(tr("Superpixel vote"), SUPERPIXELS)
        for name in sorted(PARAMETER_SETS, key=lambda name: name != DEFAULT_SET):
            self.setCombo.addItem(name, name)
        self.superpixelSpin.setValue(SUPERPIXEL_PX)
        self._align()
        self.methodCombo.currentIndexChanged.connect(lambda _: self._show())
        self.refineCheck.toggled.connect(lambda _: self._show())
        self.setCombo.currentIndexChanged.connect(lambda _: self._take_set())
        self._take_set()
        self.show_missing(())

    def _align(self) -> None:
        """Give the parts, of which one is hidden, one column of controls."""
        titles = [label for label in self.advancedBox.findChildren(QLabel) if label.buddy()]
        for title in titles:
            title.setMinimumWidth(max(t.sizeHint().width() for t in titles))

    @property
    def method(self) -> str:
        """`none`, `crf` or `slic`."""
        return str(self.methodCombo.currentData()) if self.refineCheck.isChecked() else "none"

    def show_missing(self, missing: Collection[str]) -> None:
        """Grey what cannot run, and say what to do about it.

        Args:
            missing: Packages that are not installed, as pip calls them.
        """
        notes = []
        if "numba" in missing:
            notes.append(tr("Without the Python package numba, the dense CRF takes about twice as long."))
        without_superpixels = "scikit-image" in missing
        if without_superpixels:
            notes.append(tr("The superpixel vote needs the Python package scikit-image."))
            if self.methodCombo.currentData() == SUPERPIXELS:
                self.methodCombo.setCurrentIndex(self.methodCombo.findData(CRF))
        wanted = [package for package in ("numba", "scikit-image") if package in missing]
        if wanted:
            notes.append(tr("To install, run this command in a terminal, then restart QGIS."))
            self.commandEdit.setText(install_command(wanted))
            self.commandEdit.setCursorPosition(0)
        rows = self.methodCombo.model()
        if isinstance(rows, QStandardItemModel):
            rows.item(self.methodCombo.findData(SUPERPIXELS)).setEnabled(not without_superpixels)
        self.noteLabel.setText(" ".join(notes))
        self._show()

    def parameters(self) -> dict[str, object]:
        """The choice as parameters of the algorithm."""
        changed = {n: s.value() for n, s in self.spins.items() if s.value() != self._of_set[n]}
        return {
            "REFINE": self.method,
            "CRF_SET": self.setCombo.currentData(),
            "CRF": " ".join(f"{name}={value:g}" for name, value in changed.items()),
            "SUPERPIXEL_PX": self.superpixelSpin.value(),
        }

    def _take_set(self) -> None:
        numbers = PARAMETER_SETS[str(self.setCombo.currentData())]
        for name, spin in self.spins.items():
            spin.setValue(getattr(numbers, name))
            # As the spin box rounds it: only what the user changes differs from the set.
            self._of_set[name] = spin.value()

    def _show(self) -> None:
        wanted = self.refineCheck.isChecked()
        self.advancedBox.setVisible(wanted)
        for note in (self.noteLabel, self.commandEdit):
            note.setVisible(wanted and bool(self.noteLabel.text()))
        self.crfRows.setVisible(self.methodCombo.currentData() == CRF)
        self.superpixelRows.setVisible(self.methodCombo.currentData() == SUPERPIXELS)
