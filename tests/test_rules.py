"""Who may import whom: every rule of ARCHITECTURE.md as an assertion."""

from __future__ import annotations

import ast
import enum
import functools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
ENGINE = REPOSITORY / "engine"
PLUGIN = REPOSITORY / "rs_segmenter"
QT = {"PyQt5", "PyQt6", "PySide2", "PySide6"}

TORCH_MAY_APPEAR_IN = {
    *("device", "runtime", "segmenter", "blending", "prepare", "weights", "refining"),
    *("crf", "models", "training"),
}
TORCH = {"torch", "torchvision", "segmentation_models_pytorch", "timm", "openvino"}
RASTERIO_MAY_APPEAR_IN = {"raster"}
FIONA_MAY_APPEAR_IN = {"vector"}
VERBS = {"segment", "refine", "postprocess", "vectorize", "areas", "assess", "doubt", "training"}
CALLERS = {"cli", "__main__"}


def sources(root: Path) -> list[Path]:
    """Python files below `root`, without what is reached through a link."""
    return sorted(path for path in root.rglob("*.py") if not path.relative_to(root).is_relative_to("engine"))


def imports(path: Path) -> Iterator[str]:
    """Full dotted names that a file imports, anywhere in it; relative ones start with `rs_segmenter`."""
    package = module_name(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = base + (node.module.split(".") if node.module else [])
            yield from (".".join([*base, alias.name]) for alias in node.names)


def module_name(path: Path) -> str:
    """The dotted name under which a file of engine or plugin is imported."""
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    return ".".join(parts if parts[0] == "rs_segmenter" else ("rs_segmenter", *parts))


def unit(path: Path) -> str:
    """The module or folder directly below engine/ that a file belongs to: `models`, `tiling`, ..."""
    return path.relative_to(ENGINE).with_suffix("").parts[0]


def engine_units(path: Path) -> set[str]:
    """The engine's modules and folders that a file imports."""
    return {name.split(".")[2] for name in imports(path) if name.startswith("rs_segmenter.engine.")}


def tops(path: Path) -> set[str]:
    """Top-level packages that a file imports."""
    return {name.split(".")[0] for name in imports(path)}


def each(root: Path) -> pytest.MarkDecorator:
    """One test per file below `root`, named after the file."""
    return pytest.mark.parametrize("path", sources(root), ids=lambda path: str(path.relative_to(REPOSITORY)))


engine_files = each(ENGINE)
plugin_files = each(PLUGIN)


@engine_files
def test_engine_imports_neither_qgis_nor_qt_nor_osgeo(path: Path) -> None:
    assert not tops(path) & (QT | {"qgis", "osgeo", "gdal", "ogr", "osr"})


@engine_files
def test_engine_imports_nothing_of_the_plugin(path: Path) -> None:
    own = {name for name in imports(path) if name.split(".")[0] == "rs_segmenter"}
    assert all(name == "rs_segmenter.engine" or name.startswith("rs_segmenter.engine.") for name in own)


@engine_files
def test_only_the_raster_modules_import_rasterio(path: Path) -> None:
    assert unit(path) in RASTERIO_MAY_APPEAR_IN or "rasterio" not in tops(path)


@engine_files
def test_only_the_vector_module_imports_fiona(path: Path) -> None:
    assert unit(path) in FIONA_MAY_APPEAR_IN or "fiona" not in tops(path)


@engine_files
def test_torch_stays_where_tensors_are(path: Path) -> None:
    assert unit(path) in TORCH_MAY_APPEAR_IN or not tops(path) & TORCH


@pytest.mark.parametrize(
    ("listed", "packages"),
    [(TORCH_MAY_APPEAR_IN, TORCH), (RASTERIO_MAY_APPEAR_IN, {"rasterio"}), (FIONA_MAY_APPEAR_IN, {"fiona"})],
)
def test_the_lists_of_heavy_modules_tell_the_truth(listed: set[str], packages: set[str]) -> None:
    assert listed == {unit(path) for path in sources(ENGINE) if tops(path) & packages}


def test_cards_tiling_and_jobs_load_without_torch_and_rasterio() -> None:
    program = (
        "import sys, rs_segmenter.engine.registry, rs_segmenter.engine.tiling, rs_segmenter.engine.job_json\n"
        "sys.exit(' '.join({'torch', 'rasterio', 'fiona', 'openvino'} & set(sys.modules)) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@engine_files
def test_nothing_imports_the_command_line_but_the_command_line(path: Path) -> None:
    assert unit(path) in CALLERS or not engine_units(path) & CALLERS


@engine_files
def test_nouns_never_import_verbs(path: Path) -> None:
    """What a verb is to do is a noun: the module `job` of its folder."""
    names = [name.split(".") for name in imports(path) if name.startswith("rs_segmenter.engine.")]
    verbs = {parts[2] for parts in names if parts[3:4] != ["job"]} & VERBS
    assert unit(path) in VERBS | CALLERS or not verbs


@plugin_files
def test_algorithms_never_import_the_gui(path: Path) -> None:
    if path.relative_to(PLUGIN).parts[0] == "algorithms":
        assert not any(name.startswith("rs_segmenter.gui") for name in imports(path))


@plugin_files
def test_only_the_dependency_check_edits_the_search_path(path: Path) -> None:
    edits = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node).startswith("sys.path.")
    ]
    assert path.name == "dependencies.py" or not edits


@plugin_files
def test_plugin_uses_qt_through_qgis_only(path: Path) -> None:
    assert not tops(path) & QT


@plugin_files
def test_plugin_uses_scoped_enums_only(path: Path) -> None:
    """`Qt.AlignmentFlag.AlignLeft`, which Qt 6 needs, and not `Qt.AlignLeft`."""
    classes = qt_and_qgis_classes()
    bare = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = classes.get(node.value.id)
            value = getattr(owner, node.attr, None)
            # A member of the enum it is asked of is scoped already.
            if isinstance(value, int | enum.Enum) and type(value) not in (int, bool, owner):
                bare.append(f"line {node.lineno}: {node.value.id}.{node.attr}")
    assert not bare


@functools.cache
def qt_and_qgis_classes() -> dict[str, type]:
    """The classes a plugin uses, by name."""
    pytest.importorskip("qgis.core", reason="QGIS is not installed here")
    from qgis import core, gui
    from qgis.PyQt import QtCore, QtGui, QtWidgets

    return {
        name: thing
        for module in (QtCore, QtGui, QtWidgets, core, gui)
        for name, thing in vars(module).items()
    }


def test_importing_the_whole_plugin_loads_neither_torch_nor_rasterio() -> None:
    pytest.importorskip("qgis", reason="QGIS is not installed here")
    modules = [module_name(path) for path in sources(PLUGIN)]
    program = (
        "import importlib, sys\n"
        "from qgis.core import QgsApplication\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
        "sys.exit(' '.join({'torch', 'rasterio', 'fiona', 'openvino'} & set(sys.modules)) or 0)\n"
    )
    plugins_of_qgis = "/usr/share/qgis/python/plugins"
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), plugins_of_qgis]),
    }
    command = [sys.executable, "-c", program, *modules]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
