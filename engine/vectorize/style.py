"""A QGIS style for polygons of classes, as QGIS keeps it in a GeoPackage: a layer drawn with it at once."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405 - XML is only written

from ..card import LabelClass

STYLE_LAYER = "layer_styles"
STYLE_FIELDS = {
    "f_table_catalog": "str:256",
    "f_table_schema": "str:256",
    "f_table_name": "str:256",
    "f_geometry_column": "str:256",
    "styleName": "str:30",
    "styleQML": "str",
    "styleSLD": "str",
    "useAsDefault": "bool",
    "description": "str",
    "owner": "str:30",
    "ui": "str:30",
    "update_time": "datetime",
}
_OUTLINE = "35,35,35,255"


def style_values(layer: str, geometry_column: str, qml: str, written: str) -> tuple[object, ...]:
    """Values of `STYLE_FIELDS` for the style of one layer.

    Args:
        layer: Name of the layer.
        geometry_column: Its column with geometries.
        qml: What `classes_qml` gave.
        written: Date and time, ISO 8601.
    """
    return (
        "",
        "",
        layer,
        geometry_column,
        "classes",
        qml,
        "",
        True,
        "Colours of the classes",
        "",
        None,
        written,
    )


def classes_qml(classes: Sequence[LabelClass], field: str) -> str:
    """Describe a layer with a colour for each class.

    Args:
        classes: Names and colours.
        field: The field that holds the class number.
    """
    root = Element("qgis", version="3.22.0", styleCategories="Symbology")
    renderer = SubElement(root, "renderer-v2", type="categorizedSymbol", attr=field, symbollevels="0")
    categories, symbols = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    for number, each in enumerate(classes):
        symbol = str(number)
        SubElement(
            categories,
            "category",
            value=str(each.value),
            symbol=symbol,
            label=each.name,
            render="true",
            type="integer",
        )
        _fill(SubElement(symbols, "symbol", type="fill", name=symbol, alpha="1"), each.rgb)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(root, "unicode")


def _fill(symbol: Element, rgb: tuple[int, int, int]) -> None:
    layer = SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1"})
    options = SubElement(layer, "Option", type="Map")
    for name, value in (
        ("color", ",".join(map(str, (*rgb, 255)))),
        ("style", "solid"),
        ("outline_color", _OUTLINE),
        ("outline_style", "solid"),
        ("outline_width", "0.1"),
        ("outline_width_unit", "MM"),
    ):
        SubElement(options, "Option", name=name, value=value, type="QString")
