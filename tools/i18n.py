"""Gathers what the user reads and hands it to Qt's tools.

Usage: i18n.py update | i18n.py release

update: every `tr("...")` of plugin, engine and reports, every text of the plugin's forms and every text of the engine
into resources/i18n/rs_segmenter_zh_CN.ts (lupdate).
release: what the plugin says into rs_segmenter_zh_CN.qm (lrelease), where that is older than the .ts, and what the
engine says, which knows no Qt, into engine_zh_CN.json. `update` ends with it, too.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess  # nosec B404
import sys
import tempfile
import xml.etree.ElementTree as ElementTree  # nosec B405 - our own files
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = ROOT / "rs_segmenter"
ENGINE = ROOT / "engine"
FOLDER = ROOT / "resources" / "i18n"
CATALOGUES = (FOLDER / "rs_segmenter_zh_CN.ts",)
# The contexts of what the engine says: sentences, and what stands in reports.
SAID, WRITTEN = "Engine", "Report"
# What is read by programs, or marked with `tr` where it is drawn; the command line speaks English.
NOT_SHOWN = (
    *("cli", "__main__.py", "folders.py", "lettering.py", "areas/chart.py", "assess/report.py"),
    *("assess/table.py", "training/pictures.py", "training/plots.py"),
)
# Single words that the engine puts into its sentences.
WORDS = (
    "red",
    "green",
    "blue",
    "band",
    "bands",
    "pixel",
    "pixels",
    "point",
    "points",
    "polygon",
    "polygons",
    "zone",
    "zones",
    "ha",
)
_NO_SENTENCE = re.compile(
    r"^<|\\|^\^|^\s*(CREATE|DELETE|DROP|INSERT|SELECT) |%s|^[a-z]+/|^[^A-Za-z]*[A-Za-z]?[^A-Za-z]*$"
)


def plugin_files() -> list[Path]:
    """The plugin's own Python files; the engine is reached through a link."""
    return sorted(path for path in PLUGIN.rglob("*.py") if "engine" not in path.relative_to(PLUGIN).parts)


def form_files() -> list[Path]:
    """The plugin's forms."""
    return sorted(PLUGIN.rglob("*.ui"))


def plugin_texts() -> list[str]:
    """What stands in `tr("...")`, in order, each once.

    Raises:
        ValueError: When something else than a plain text stands there: it could not be found in a catalogue.
    """
    found: dict[str, None] = {}
    for path in plugin_files():
        for text in _marked(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(text, ast.Constant):
                raise ValueError(f"{path}:{text.lineno}: tr() takes a plain text")
            found[text.value] = None
    return list(found)


def _marked(tree: ast.AST) -> list[ast.expr]:
    """What stands in `tr(...)`."""
    calls = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "tr"
    )
    return [call.args[0] for call in calls]


def report_texts() -> list[str]:
    """What stands in `tr("...")` of the engine and its pages, each once; line breaks count as spaces."""
    found: dict[str, None] = {}
    for path in sorted(ENGINE.rglob("*.py")):
        marked = _marked(ast.parse(path.read_text(encoding="utf-8")))
        found.update((text.value, None) for text in marked if isinstance(text, ast.Constant))
    for path in sorted(ENGINE.rglob("*.j2")):
        for text in re.findall(r'\btr\("([^"]*)"\)', path.read_text(encoding="utf-8")):
            found[" ".join(text.split())] = None
    return list(found)


def engine_templates() -> list[str]:
    """The texts of engine and cards with `{}` where values come in, each once, and the words put into them."""
    found: dict[str, None] = dict.fromkeys((*WORDS, *_card_texts()))
    for path in sorted(ENGINE.rglob("*.py")):
        if not path.relative_to(ENGINE).as_posix().startswith(NOT_SHOWN):
            found.update(dict.fromkeys(_texts(ast.parse(path.read_text(encoding="utf-8")))))
    return list(found)


def _card_texts() -> Iterator[str]:
    """Titles and descriptions of the models that ship, and of those that recipes make."""
    import yaml

    for path in sorted(ROOT.glob("resources/models/*/card.json")):
        card = json.loads(path.read_text(encoding="utf-8"))["properties"]
        yield from (card["title"], card["description"])
    for path in sorted(ROOT.glob("recipes/*/dataset.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield data["description"]
        yield from (label["description"] for label in data["classes"])
    for path in sorted(ROOT.glob("recipes/*/train.sh")):
        yield from re.findall(r'--title "([^"]+)"', path.read_text(encoding="utf-8"))


def _texts(tree: ast.AST) -> Iterator[str]:
    """Texts of two words or more that are no docstring and not marked for a report."""
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    skipped.update(map(id, _marked(tree)))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped.update(id(part) for part in node.values)
    for node in ast.walk(tree):
        text = _template(node) if id(node) not in skipped else ""
        if " " in text.strip() and re.search(r"[A-Za-z]{2}", text) and not _NO_SENTENCE.search(text):
            yield text


def _template(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return ""


def form_texts() -> list[tuple[str, str]]:
    """The texts of the forms, with the class of the form."""
    found: dict[tuple[str, str], None] = {}
    for path in form_files():
        form = ElementTree.parse(path).getroot()  # nosec B314
        for node in form.iter("string"):
            if node.text and node.get("notr") != "true":
                found[form.findtext("class", ""), node.text] = None
    return list(found)


def update() -> None:
    """Bring the catalogues up to date; what is no longer said is dropped."""
    FOLDER.mkdir(exist_ok=True)
    marks = [("RSSegmenter", text) for text in plugin_texts()]
    marks += [(SAID, text) for text in engine_templates()] + [(WRITTEN, text) for text in report_texts()]
    with tempfile.TemporaryDirectory() as room:
        # lupdate knows C++: its own reader of Python would take each class for a context.
        marked = Path(room) / "texts.cpp"
        lines = [f"QT_TRANSLATE_NOOP({_quoted(context)}, {_quoted(text)});" for context, text in marks]
        marked.write_text("\n".join(lines), encoding="utf-8")
        for catalogue in CATALOGUES:
            language = catalogue.stem.removeprefix("rs_segmenter_")
            options = ["-no-obsolete", "-locations", "none", "-source-language", "en"]
            options += ["-disable-heuristic", "sametext", "-disable-heuristic", "similartext"]
            files = [str(path) for path in (marked, *form_files())]
            _run("lupdate", *options, "-target-language", language, *files, "-ts", str(catalogue))
    release()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def release() -> None:
    """Compile the catalogues that have changed, and write what the engine reads of them."""
    for catalogue in CATALOGUES:
        compiled = catalogue.with_suffix(".qm")
        if not compiled.exists() or compiled.stat().st_mtime <= catalogue.stat().st_mtime:
            fresh = compiled.with_suffix(".part")
            _run("lrelease", "-silent", "-removeidentical", str(catalogue), "-qm", str(fresh))
            fresh.replace(compiled)
        text, target = engine_catalogue(catalogue), engine_file(catalogue)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")


def engine_file(catalogue: Path) -> Path:
    """The file in which the engine finds the translations of a catalogue."""
    return catalogue.with_name(catalogue.name.replace("rs_segmenter", "engine")).with_suffix(".json")


def engine_catalogue(catalogue: Path) -> str:
    """What the engine says and its translations, by context, as JSON."""
    found = {}
    for context in ElementTree.parse(catalogue).getroot().iter("context"):  # nosec B314
        if (name := context.findtext("name", "")) in (SAID, WRITTEN):
            messages = context.iter("message")
            found[name] = {m.findtext("source", ""): m.findtext("translation", "") for m in messages}
    return json.dumps(found, indent=0, ensure_ascii=False) + "\n"


def _run(tool: str, *arguments: str) -> None:
    """Run one of Qt's tools.

    Raises:
        SystemExit: When it is not installed or fails.
    """
    program = shutil.which(tool) or shutil.which(f"{tool}-qt5") or shutil.which(f"{tool}-qt6")
    if program is None:
        sys.exit(f"Qt's {tool} is missing: make setup installs it (Debian's qttools5-dev-tools).")
    if code := subprocess.run([program, *arguments]).returncode:  # nosec B603
        sys.exit(code)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["update"]:
            update()
        case ["release"]:
            release()
        case _:
            sys.exit(__doc__)
