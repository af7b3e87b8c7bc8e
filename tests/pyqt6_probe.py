"""Run by test_qt6.py in a process of its own, as PyQt5 and PyQt6 cannot share one: tells what PyQt6 lacks.

Standard input: {"names": [["QtCore", "Qt", "ItemFlag", ...]], "forms": ["FILE.ui"]}; standard output: a list of texts.
Exit status 77: there is no PyQt6.
"""

from __future__ import annotations

import importlib
import json
import sys
import types
from xml.etree import ElementTree

try:
    from PyQt6 import QtWidgets, uic
except ImportError:
    sys.exit(77)


def lacking(names: list[list[str]]) -> list[str]:
    """Names that PyQt6 does not have."""
    missing = set()
    for module, *members in names:
        thing = uic if module == "uic" else importlib.import_module(f"PyQt6.{module}")
        for member in members:
            if not hasattr(thing, member):
                missing.add(".".join([module, *members]))
                break
            thing = getattr(thing, member)
    return sorted(missing)


def stand_in(name: str, base: type) -> type:
    """A widget in place of one of QGIS's or of the plugin's, with whatever setters a form may call."""

    def setter(self: object, name: str) -> object:
        if name.startswith("set"):
            return lambda *values: None
        raise AttributeError(name)

    return type(name, (base,), {"__getattr__": setter})


def unloadable(form: str) -> str | None:
    """Why PyQt6 cannot load a form."""
    for widget in ElementTree.parse(form).iter("customwidget"):
        name, base, header = (widget.findtext(tag) for tag in ("class", "extends", "header"))
        module = sys.modules.setdefault(header, types.ModuleType(header))
        setattr(module, name, stand_in(name, getattr(QtWidgets, base)))
    try:
        uic.loadUi(form)
    except (AttributeError, TypeError, ValueError, ImportError, uic.exceptions.UIFileException) as error:
        return f"{form}: {type(error).__name__}: {error}"
    return None


wish = json.load(sys.stdin)
application = QtWidgets.QApplication([])
json.dump([*lacking(wish["names"]), *filter(None, map(unloadable, wish["forms"]))], sys.stdout)
