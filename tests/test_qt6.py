"""Qt 6, which QGIS 4 has: what the plugin's source may not use, and a try of its names and forms in PyQt6 itself."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PLUGIN = REPOSITORY / "rs_segmenter"

MOVED_TO_QTGUI = {
    *("QAction", "QActionGroup", "QShortcut", "QFileSystemModel"),
    *("QUndoCommand", "QUndoGroup", "QUndoStack", "QUndoView"),
}
REMOVED_CLASSES = {
    *("QDesktopWidget", "QRegExp", "QRegExpValidator", "QTextCodec", "QMatrix", "QStringRef", "qApp"),
    *("QXmlSimpleReader", "QWebView", "QStyleOptionViewItemV4"),
}
REMOVED_METHODS = {
    *("exec_", "print_", "desktop", "toPyObject", "setResizeMode", "setTabStopWidth"),
    *("globalX", "globalY", "localPos", "windowPos", "screenPos", "setCodec"),
}
OVERLOADED_SIGNALS = {
    *("activated", "highlighted", "currentIndexChanged", "valueChanged", "buttonClicked", "buttonToggled"),
    *("triggered", "clicked", "finished", "error", "stateChanged"),
}


def plugin_files(pattern: str) -> list[Path]:
    """Files of the plugin, without what is reached through a link."""
    return sorted(
        path for path in PLUGIN.rglob(pattern) if not path.relative_to(PLUGIN).is_relative_to("engine")
    )


def each(pattern: str) -> pytest.MarkDecorator:
    """One test per file, named after it."""
    return pytest.mark.parametrize(
        "path", plugin_files(pattern), ids=lambda path: str(path.relative_to(REPOSITORY))
    )


def faults(source: str) -> list[str]:
    """What Qt 6 would refuse in a piece of Python."""
    tree = ast.parse(source)
    guarded = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and "ImportError" in ast.unparse(node.type or node)
        for inner in ast.walk(node)
    }
    return [
        f"line {node.lineno}: {fault}" for node in ast.walk(tree) for fault in _faults(node, node in guarded)
    ]


def _faults(node: ast.AST, guarded: bool) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (
                f"{n.name}: only qgis.PyQt" for n in names if n.name.split(".")[0] in ("PyQt5", "sip")
            )
        case ast.ImportFrom(module=str(module), names=names):
            for name in (n.name for n in names):
                if module.split(".")[0] in ("PyQt5", "sip"):
                    yield f"{module}: only qgis.PyQt"
                elif module == "qgis.PyQt.Qt" or name == "resources_rc":
                    yield f"{module}.{name} is gone"
                elif module == "qgis.PyQt.QtWidgets" and name in MOVED_TO_QTGUI and not guarded:
                    yield f"{name} has moved to QtGui; QtWidgets only where that import fails"
                elif module.startswith("qgis.PyQt") and name in REMOVED_CLASSES:
                    yield f"{name} is gone"
        case ast.Call(func=ast.Attribute(attr=attr)) if attr in REMOVED_METHODS:
            yield f"{attr}() is gone"
        case ast.Call(func=ast.Name(id="int"), args=[ast.Attribute() as enum]) if _is_scoped_enum(enum):
            yield f"int({ast.unparse(enum)}): enums are no numbers any more"
        case ast.Attribute(attr="width", value=ast.Call(func=func)) if "ontMetrics" in ast.unparse(func):
            yield "the width() of font metrics is gone: horizontalAdvance()"
        case ast.Attribute(value=ast.Name(id="QVariant"), attr=attr):
            yield f"QVariant.{attr} is gone: QMetaType.Type"
        case ast.Subscript(value=ast.Attribute(attr=attr), slice=ast.Name(id="str" | "int" | "bool")):
            if attr in OVERLOADED_SIGNALS:
                yield f"{attr}[...]: signals with a choice of arguments are gone"


def _is_scoped_enum(node: ast.Attribute) -> bool:
    """`Qt.CheckState.Checked`, say."""
    parts = ast.unparse(node).split(".")
    return len(parts) == 3 and parts[0].startswith("Q") and all(part[:1].isupper() for part in parts[1:])


def qt_names(source: str) -> list[list[str]]:
    """What a piece of Python uses of Qt, as [module, class, member, ...]: ["QtCore", "Qt", "ItemFlag", ...]."""
    tree = ast.parse(source)
    module_of, found = {}, []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qgis.PyQt."):
            module = (node.module or "").removeprefix("qgis.PyQt.")
            module_of |= {
                alias.asname or alias.name: ("QtGui" if alias.name in MOVED_TO_QTGUI else module, alias.name)
                for alias in node.names
            }
    found += [list(pair) for pair in module_of.values()]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            root, *members = ast.unparse(node).split(".")
            if root in module_of and all(member.isidentifier() for member in members):
                found.append([*module_of[root], *members])
    return found


@each("*.py")
def test_source_uses_nothing_that_qt_6_has_removed(path: Path) -> None:
    assert not faults(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "import PyQt5.QtCore",
        "from PyQt5.QtCore import Qt",
        "from qgis.PyQt.Qt import Qt",
        "from qgis.PyQt.QtWidgets import QAction",
        "from qgis.PyQt.QtCore import QRegExp",
        "dialog.exec_()",
        "wide = self.fontMetrics().width('x')",
        "field = QgsField('kind', QVariant.String)",
        "combo.activated[str].connect(self.choose)",
        "state == int(Qt.CheckState.Checked)",
        "place = event.localPos()",
    ],
)
def test_each_thing_qt_6_has_removed_is_found(source: str) -> None:
    assert faults(source)


def test_an_import_for_qt_5_alone_is_taken_where_the_other_fails() -> None:
    source = "try:\n from qgis.PyQt.QtGui import QAction\nexcept ImportError:\n from qgis.PyQt.QtWidgets import QAction"
    assert not faults(source)


@each("*.ui")
def test_forms_name_enums_as_both_qt_5_and_qt_6_read_them(path: Path) -> None:
    """`Qt::Vertical`: PyQt5 cannot read `Qt::Orientation::Vertical`, and PyQt6 reads both."""
    wrong = [
        value
        for tag in ("enum", "set")
        for element in ElementTree.parse(path).iter(tag)
        for value in (element.text or "").split("|")
        if value.count("::") != 1
    ]
    assert not wrong


@each("*.ui")
def test_forms_give_size_policies_whole(path: Path) -> None:
    """PyQt6 cannot read one without its two stretches."""
    policies = list(ElementTree.parse(path).iter("sizepolicy"))
    assert all({child.tag for child in policy} >= {"horstretch", "verstretch"} for policy in policies)


def in_pyqt6(names: list[list[str]], forms: list[Path]) -> list[str]:
    """What PyQt6 lacks of these names, and what it cannot load of these forms."""
    program = [sys.executable, str(Path(__file__).with_name("pyqt6_probe.py"))]
    wish = json.dumps({"names": names, "forms": [str(path) for path in forms]})
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(program, input=wish, env=environment, capture_output=True, text=True, timeout=120)
    if done.returncode == 77:
        pytest.skip("PyQt6 is not installed here; make test-qgis has it")
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def test_pyqt6_has_every_name_that_the_plugin_uses() -> None:
    names = [name for path in plugin_files("*.py") for name in qt_names(path.read_text(encoding="utf-8"))]
    assert len(names) > 100
    assert not in_pyqt6(names, [])


def test_pyqt6_loads_every_form() -> None:
    assert not in_pyqt6([], plugin_files("*.ui"))


def test_a_name_and_a_form_that_pyqt6_lacks_are_found(tmp_path: Path) -> None:
    form = tmp_path / "bad.ui"
    form.write_text(
        '<ui version="4.0"><widget class="QFrame" name="bad"><property name="frameShape">'
        "<enum>QFrame::NoSuchShape</enum></property></widget></ui>"
    )
    told = in_pyqt6([["QtCore", "Qt", "AlignLeft"], ["QtWidgets", "QLabel", "setText"]], [form])
    assert len(told) == 2
    assert told[0] == "QtCore.Qt.AlignLeft"
