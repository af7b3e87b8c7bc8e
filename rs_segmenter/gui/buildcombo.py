"""The builds of PyTorch that an environment can hold, to choose from."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QComboBox, QWidget

from ..environment.builds import best_build, find_gpus, platform_name
from ..environment.locks import Lock, locks_for
from ..i18n import tr


class BuildCombo(QComboBox):
    """Begins with the build that makes most of this computer, and says so.

    Attributes:
        locks: What would be installed, by build; none where PyTorch is not built for this kind of computer.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.locks: dict[str, Lock] = locks_for(platform_name())
        texts = {
            "cpu": tr("every computer (CPU)"),
            "cuda": tr("NVIDIA GPUs from Turing on, driver 580 or newer (CUDA 13)"),
            "cuda126": tr("older NVIDIA GPUs, driver 525 or newer (CUDA 12.6)"),
            "mps": tr("Apple silicon (GPU and CPU)"),
        }
        for build in self.locks:
            self.addItem(texts[build], build)
        if self.locks:
            self.setCurrentIndex(self.findData(best_build(find_gpus(), list(self.locks))))
            self.setItemText(self.currentIndex(), tr("{} – best here").format(self.currentText()))

    @property
    def lock(self) -> Lock | None:
        """What is chosen."""
        return self.locks.get(str(self.currentData()))
