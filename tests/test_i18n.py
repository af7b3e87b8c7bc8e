"""Every text that a user reads is in the Chinese catalogue, translated, with the same values in it."""

from __future__ import annotations

import ast
import importlib.util
import re
import string
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
UP_TO_DATE = "`make i18n`, then translate what is new in resources/i18n/rs_segmenter_zh_CN.ts"
# What shows a text: widgets made with it, and methods given it.
SHOWING = {
    *("QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMessageBox"),
    *(
        "setText",
        "setToolTip",
        "setTitle",
        "setWindowTitle",
        "setPlaceholderText",
        "setStatusTip",
        "setSuffix",
    ),
    *("addItem", "addTab", "addAction", "addMenu", "addRow", "setTabText", "setHeaderLabels", "setLabelText"),
    *(
        "setHorizontalHeaderLabels",
        "pushInfo",
        "pushWarning",
        "pushMessage",
        "setProgressText",
        "reportError",
    ),
    *(
        "drawText",
        "question",
        "critical",
        "information",
        "getExistingDirectory",
        "getSaveFileName",
        "EngineError",
    ),
    *("RasterError", "AreaError", "JobError", "DeviceError", "TrainingDataError", "QgsProcessingException"),
    *("Finding", "Remedy", "SetUpError", "Texts", "setWhatsThis", "showMessage", "setSpecialValueText"),
}


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("i18n_of_tools", REPOSITORY / "tools/i18n.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _load()


def catalogue() -> Iterator[tuple[str, str, ElementTree.Element]]:
    """Context, English text and translation of each message."""
    for context in ElementTree.parse(tool.CATALOGUES[0]).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            yield context.findtext("name", ""), message.findtext("source", ""), translation


def values(text: str) -> list[tuple[str, str]]:
    """The values a text takes, with how they are written."""
    fields = [(name, spec or "") for _, name, spec, _ in string.Formatter().parse(text) if name is not None]
    return [(name or str(place), spec) for place, (name, spec) in enumerate(fields)]


def test_every_text_of_plugin_forms_and_engine_is_in_the_catalogue() -> None:
    spoken = {("RSSegmenter", text) for text in tool.plugin_texts()} | set(tool.form_texts())
    spoken |= {(tool.SAID, text) for text in tool.engine_templates()}
    spoken |= {(tool.WRITTEN, text) for text in tool.report_texts()}
    assert spoken == {(context, source) for context, source, _ in catalogue()}, UP_TO_DATE


def test_every_stage_of_a_job_is_in_the_catalogue() -> None:
    calls = [
        node
        for path in tool.ENGINE.rglob("*.py")
        if not path.relative_to(tool.ENGINE).as_posix().startswith(tool.NOT_SHOWN)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "progress.stage"
    ]
    stages = {text for call in calls if (text := tool._template(call.args[0]))}
    assert len(stages) > 10
    assert stages <= set(tool.engine_templates())


@pytest.mark.parametrize("catalogue", tool.CATALOGUES, ids=lambda path: path.stem)
def test_the_engine_finds_what_the_catalogue_says(catalogue: Path) -> None:
    assert tool.engine_file(catalogue).read_text(encoding="utf-8") == tool.engine_catalogue(catalogue), (
        "`make i18n` after translating"
    )


@pytest.mark.parametrize("page", sorted(tool.ENGINE.rglob("*.j2")), ids=lambda path: path.parent.name)
def test_a_report_has_no_words_but_those_to_be_translated(page: Path) -> None:
    text = re.sub(
        r"<style>.*?</style>|\{%.*?%\}|\{\{.*?\}\}", "", page.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    shown = re.sub(r"<[^>]*>", " ", re.sub(r'\balt="([^"]*)"', r">\1<", text))
    assert set(re.findall(r"[A-Za-z]{2,}", shown)) <= {"IoU", "DOCTYPE"}  # a measure has one name everywhere


def test_every_text_is_translated() -> None:
    missing = [source for _, source, zh in catalogue() if zh.get("type") == "unfinished" or not zh.text]
    assert not missing, UP_TO_DATE


def test_translations_take_the_same_values_written_the_same_way() -> None:
    wrong = []
    for context, source, translation in catalogue():
        english, chinese = values(source), values(translation.text or "")
        # A plural's ending, as in 'band{}', has no place in Chinese.
        endings = {str(i) for i, part in enumerate(source.split("{}")[:-1]) if re.search(r"[a-z]$", part)}
        needed = [v for v in english if context != tool.SAID or v[0] not in endings]
        if not set(needed) <= set(chinese) <= set(english):
            wrong.append((source, translation.text))
    assert not wrong


@pytest.mark.parametrize("path", tool.plugin_files(), ids=lambda path: path.name)
def test_what_is_shown_goes_through_tr(path: Path) -> None:
    bare = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
        if name in SHOWING:
            shown = node.args[2:] if name == "Finding" else node.args  # level and topic are not shown
            bare += [f"line {node.lineno}: {text!r}" for part in shown for text in _words(part)]
    assert not bare


def _words(node: ast.AST) -> Iterator[str]:
    """Literals of two words or more in an argument, but for those in a call of their own and for markup."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = re.sub(r"<[^>]*>|&\w+;", "", node.value)
        if re.search(r"[A-Za-z]{2,} +[A-Za-z]{2,}|^[A-Z][a-z]{2,}", text):
            yield node.value
    elif not isinstance(node, ast.Call | ast.Lambda | ast.Subscript | ast.Compare):
        for child in ast.iter_child_nodes(node):
            yield from _words(child)


@pytest.mark.parametrize("path", tool.plugin_files(), ids=lambda path: path.name)
def test_numbers_are_written_as_the_locale_does(path: Path) -> None:
    """`number(x, ",")` or `tr("{:,} px").format(x)`, and not `f"{x:,}"`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    forms = [node for node in ast.walk(tree) if isinstance(node, ast.FormattedValue) and node.format_spec]
    rounded = [
        f"line {node.lineno}" for node in forms if re.search(r",|\.\d+[fg%]", ast.unparse(node.format_spec))
    ]
    assert not rounded
