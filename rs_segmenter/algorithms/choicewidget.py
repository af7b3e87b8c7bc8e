"""A parameter's widget that offers choices but takes any text. Imported by Processing's dialogs only."""

from __future__ import annotations

from processing.gui.wrappers import WidgetWrapper
from qgis.PyQt.QtWidgets import QComboBox


class ChoiceWrapper(WidgetWrapper):
    """An editable combo box; QGIS's own, for text parameters with hints, cannot be edited."""

    def createWidget(self, choices: list[str]) -> QComboBox:  # noqa: N802
        """Make the combo box."""
        widget = QComboBox()
        widget.setEditable(True)
        widget.addItems(choices)
        widget.currentTextChanged.connect(lambda: self.widgetValueHasChanged.emit(self))
        return widget

    def setValue(self, value: object) -> None:  # noqa: N802
        """Show a value."""
        self.widget.setEditText("" if value is None else str(value))

    def value(self) -> str:
        """What is chosen or typed."""
        return self.widget.currentText().strip()
