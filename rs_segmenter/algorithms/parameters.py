"""Parameters that explain themselves, as the algorithms declare them."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMatrix,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)

from .. import settings
from ..i18n import tr

Parameter = QgsProcessingParameterDefinition
_DECIMALS = 2
_WIDGETS = "rs_segmenter.algorithms.choicewidget"


def helped(parameter: Parameter, text: str) -> Parameter:
    """Give a parameter its help."""
    parameter.setHelp(text)
    return parameter


def advanced(parameter: Parameter) -> Parameter:
    """Hide a parameter until advanced ones are asked for."""
    parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    return parameter


def hidden(parameter: Parameter) -> Parameter:
    """Keep a parameter out of dialogs; scripts, `qgis_process` and the dock give it."""
    parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagHidden)
    return parameter


def choice_of(
    name: str, title: str, choices: Sequence[str], text: str, default: str | None = None
) -> Parameter:
    """Make a text with choices, the first one the default unless there is another."""
    parameter = QgsProcessingParameterString(name, title, default or choices[0])
    parameter.setMetadata({"widget_wrapper": {"class": f"{_WIDGETS}.ChoiceWidget", "choices": list(choices)}})
    return helped(parameter, text)


def enum_of(
    name: str, title: str, choices: Sequence[str], text: str, default: str | None = None
) -> Parameter:
    """Make a choice of fixed words, the first one the default unless another one is."""
    chosen = default if default in choices else choices[0]
    return helped(QgsProcessingParameterEnum(name, title, list(choices), False, chosen, False, True), text)


def model_choice(title: str) -> Parameter:
    """Make the choice of a model."""
    parameter = QgsProcessingParameterString("MODEL", title, "default")
    # The dialog looks for models when it opens: reading their cards would slow down QGIS's start.
    parameter.setMetadata({"widget_wrapper": {"class": f"{_WIDGETS}.ModelWidget"}})
    return helped(parameter, tr("The name of a model, or the path of a model folder."))


def device_choice() -> Parameter:
    """Make the choice of a device."""
    choices, preferred = ("auto", "cpu", "cuda", "mps"), settings.preferences().device
    text = tr("auto: a GPU where there is one.")
    return advanced(choice_of("DEVICE", tr("Device"), choices, text, preferred))


def text_of(name: str, title: str, text: str) -> Parameter:
    """Make a text that may be left empty."""
    return helped(QgsProcessingParameterString(name, title, "", optional=True), text)


def flag(name: str, title: str, text: str) -> Parameter:
    """Make a box to tick."""
    return helped(QgsProcessingParameterBoolean(name, title, False), text)


def whole(
    name: str, title: str, text: str, *, least: int, most: int | None = None, default: int | None = None
) -> Parameter:
    """Make a whole number; without a default it may be left empty."""
    return _number(name, title, text, QgsProcessingParameterNumber.Type.Integer, default, least, most)


def real(
    name: str, title: str, text: str, *, least: float, most: float | None = None, default: float | None = None
) -> Parameter:
    """Make a number; without a default it may be left empty."""
    return _number(name, title, text, QgsProcessingParameterNumber.Type.Double, default, least, most)


def _number(
    name: str,
    title: str,
    text: str,
    kind: QgsProcessingParameterNumber.Type,
    default: float | None,
    least: float,
    most: float | None,
) -> Parameter:
    limits = (least,) if most is None else (least, most)
    made = QgsProcessingParameterNumber(name, title, kind, default, default is None, *limits)
    made.setMetadata({"widget_wrapper": {"decimals": _DECIMALS}})
    return helped(made, text)


def pairs(name: str, title: str, columns: tuple[str, str], text: str) -> Parameter:
    """Make a table of two columns that may be left empty."""
    return helped(QgsProcessingParameterMatrix(name, title, 0, False, list(columns), optional=True), text)


def class_mapping(what: str, text: str) -> Parameter:
    """Make the table that says which class each label of some kind stands for."""
    return pairs("MAPPING", tr("Classes"), (what, tr("Class")), text)


def field_of(layer: str, name: str, title: str, text: str) -> Parameter:
    """Make a field of the layer that another parameter names; it may be left empty."""
    return helped(QgsProcessingParameterField(name, title, None, layer, optional=True), text)


def raster(name: str, title: str, text: str, *, optional: bool = False) -> Parameter:
    """Make a raster layer."""
    return helped(QgsProcessingParameterRasterLayer(name, title, optional=optional), text)


def class_raster() -> Parameter:
    """Make the class raster that an algorithm works on."""
    return raster(
        "INPUT",
        tr("Class layer"),
        tr("What Segment layer made, or any raster of one band with a whole number for each class."),
    )


def polygons(name: str, title: str, text: str, *, points: bool = False) -> Parameter:
    """Make a layer of polygons, or of points too, that may be left empty."""
    source = QgsProcessing.SourceType
    kinds = [source.TypeVectorPolygon, *([source.TypeVectorPoint] if points else [])]
    return helped(QgsProcessingParameterFeatureSource(name, title, kinds, optional=True), text)


def raster_output(name: str, title: str, text: str, *, optional: bool = False) -> Parameter:
    """Make a GeoTIFF to write; an optional one only when asked for."""
    made = QgsProcessingParameterRasterDestination(
        name, title, optional=optional, createByDefault=not optional
    )
    return helped(made, text)


def vector_output(
    name: str, title: str, text: str, kind: QgsProcessing.SourceType, *, optional: bool = False
) -> Parameter:
    """Make a GeoPackage to write; an optional one only when asked for."""
    made = QgsProcessingParameterVectorDestination(
        name, title, kind, optional=optional, createByDefault=not optional
    )
    return helped(made, text)


def file_output(
    name: str, title: str, filters: str, text: str, *, optional: bool = True, offered: bool = False
) -> Parameter:
    """Make a file to write that is no layer; an optional one only when asked for, or when dialogs offer it."""
    made = QgsProcessingParameterFileDestination(
        name, title, filters, optional=optional, createByDefault=offered or not optional
    )
    return helped(made, text)
