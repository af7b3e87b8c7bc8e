"""A parameter's widget that offers choices but takes any text. Imported by Processing's dialogs only."""

from __future__ import annotations

from processing.gui.wrappers import WidgetWrapper
from qgis.gui import QgsAbstractProcessingParameterWidgetWrapper, QgsGui
from qgis.PyQt.QtWidgets import QComboBox, QDialog, QWidget

from ..modellist import known_models


class ChoiceWidget:
    """Makes the wrapper for a dialog: QGIS's own in the model designer, else an editable combo box."""

    def __new__(
        cls, parameter: object, dialog: QDialog, row: int = 0, col: int = 0, choices: tuple[str, ...] = ()
    ) -> QgsAbstractProcessingParameterWidgetWrapper | QWidget:
        if type(dialog).__name__ != "ModelerParametersDialog":
            return _ChoiceWrapper(parameter, dialog, row, col, choices=choices)
        # Only this one can take the value from another step or an input of the model.
        registry = QgsGui.processingGuiRegistry()
        made = registry.createModelerParameterWidget(dialog.model, dialog.childId, parameter, dialog.context)
        made.setDialog(dialog)
        return made


class ModelWidget(ChoiceWidget):
    """The same for the models at hand."""

    def __new__(
        cls, parameter: object, dialog: QDialog, row: int = 0, col: int = 0
    ) -> QgsAbstractProcessingParameterWidgetWrapper | QWidget:
        return super().__new__(cls, parameter, dialog, row, col, tuple(known_models()[0]))


class _ChoiceWrapper(WidgetWrapper):
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
