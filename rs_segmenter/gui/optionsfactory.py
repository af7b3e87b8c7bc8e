"""Tells QGIS of the plugin's page in its Options; the page itself is loaded when the dialog opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qgis.gui import QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QWidget

from ..algorithms.algorithm import ICON
from ..i18n import tr

if TYPE_CHECKING:
    from .optionspage import OptionsPage

KEY = "rs_segmenter"


class OptionsFactory(QgsOptionsWidgetFactory):
    """Makes the page for QGIS's dialog.

    Args:
        applied: Called when settings have been written.
    """

    def __init__(self, applied: Callable[[], object]) -> None:
        super().__init__()
        self.setTitle(tr("RS Segmenter"))
        if hasattr(self, "setKey"):  # QGIS 3.32; older ones go by the page's name
            self.setKey(KEY)
        self._applied = applied

    def icon(self) -> QIcon:
        """The product's icon."""
        return QIcon(str(ICON))

    def createWidget(self, parent: QWidget | None = None) -> OptionsPage:  # noqa: N802
        """Called by QGIS whenever its dialog opens."""
        from .optionspage import OptionsPage

        return OptionsPage(parent, self._applied)
