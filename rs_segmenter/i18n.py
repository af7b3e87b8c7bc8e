"""What the user reads, in QGIS's language: the plugin's texts, the engine's, and numbers."""

from __future__ import annotations

import functools
import json
import re
import string
from pathlib import Path

from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

FOLDER = Path(__file__).parent / "resources" / "i18n"
_NUMBER = re.compile(r"(?P<grouped>,?)(?:\.(?P<digits>\d+))?(?P<kind>[fg%]?)")
_SENTENCE_GAP = re.compile(r"(?<=[.!?]) |\n")
_CLAUSE_GAP = re.compile(r"[;:,] ")
_FEW_LETTERS, _SOME_LETTERS = 4, 8
_ANYTHING = re.compile(r".*", re.DOTALL)
_NO_SENTENCES = re.compile(r"(?!.*[.!?] [A-Z]).*", re.DOTALL)
_ENDS = {".": "。", "!": "！", "?": "？", ";": "；"}
_translators: list[QTranslator] = []


def begin() -> None:
    """Load the catalogue of QGIS's language, where there is one; English needs none."""
    end()
    language = _language()
    if language.startswith("en"):
        return
    translator = QTranslator()
    if translator.load(QLocale(language), "rs_segmenter", "_", str(FOLDER)):
        QCoreApplication.installTranslator(translator)
        _translators.append(translator)


def end() -> None:
    """Take the catalogue away: the plugin goes."""
    while _translators:
        QCoreApplication.removeTranslator(_translators.pop())
    said.cache_clear()


def _language() -> str:
    """The language QGIS was started in, else the one it is set to, else the system's."""
    from qgis.core import QgsApplication, QgsSettings

    started_in = getattr(QgsApplication.instance(), "translation", str)()
    settings = QgsSettings()
    chosen = settings.value("locale/overrideFlag", False, type=bool)
    return (
        started_in or (settings.value("locale/userLocale", "") if chosen else "") or QLocale.system().name()
    )


def tr(text: str) -> str:
    """Translate a text of this plugin; numbers put into it with `format` follow the locale."""
    translated = QCoreApplication.translate("RSSegmenter", text)
    return _Template(translated) if "{" in translated else translated


def number(value: float, form: str) -> str:
    """Write a number as the locale does.

    Args:
        value: The number.
        form: As Python's `format` has it: `,`, `.2f`, `,.0f`, `.3g`, `.1%`.
    """
    return _FORMATTER.format_field(value, form)


class _LocaleFormatter(string.Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        form = _NUMBER.fullmatch(format_spec)
        if not format_spec or form is None or not isinstance(value, (int, float)):
            return super().format_field(value, format_spec)
        locale = QLocale()
        if locale.language() == QLocale.Language.C:  # it knows no thousands
            locale = QLocale(QLocale.Language.English)
        if not form["grouped"]:
            locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        digits = int(form["digits"] or 6)
        if form["kind"] == "%":
            return locale.toString(100.0 * value, "f", digits) + "%"
        if form["kind"]:
            return locale.toString(float(value), form["kind"], digits)
        return locale.toString(int(value))


_FORMATTER = _LocaleFormatter()


class _Template(str):
    def format(self, *values: object, **named: object) -> str:
        return _FORMATTER.vformat(self, values, named)


@functools.lru_cache(maxsize=1024)
def said(text: str) -> str:
    """Translate what the engine says, which knows no Qt: its finished English is matched with its templates.

    Args:
        text: One or more sentences of the engine; other texts come back as they are.
    """
    if not _translators or not text:
        return text
    return (
        _sentence(text)
        or _in_parts(text, _SENTENCE_GAP)
        or _in_parts(text, _CLAUSE_GAP)
        or _filled(text, _ANYTHING)
        or text
    )


def _sentence(text: str) -> str:
    """The translation of one sentence, with its full stop or without; empty where it is not the engine's."""
    if known := _exact(text) or _filled(text, _NO_SENTENCES):
        return known
    if text[-1:] in _ENDS:
        known = _exact(text[:-1]) or _filled(text[:-1], _NO_SENTENCES)
        return known and known + _ENDS[text[-1]]
    return (_exact(text + ".") or _filled(text + ".", _NO_SENTENCES)).rstrip("。")


def _exact(text: str) -> str:
    """The translation of a text without values; empty where there is none."""
    translated = QCoreApplication.translate("Engine", text)
    return translated if translated != text else ""


def _filled(text: str, values: re.Pattern[str]) -> str:
    """The translation of a text that is a template with such values in it; empty where none fits."""
    for template, pieces in _templates():
        if all(piece in text for piece in pieces) and (match := _pattern(template).fullmatch(text)):
            if all(map(values.fullmatch, match.groups())):
                translated = QCoreApplication.translate("Engine", template)
                return translated.format(*map(said, match.groups()))
    return ""


def _in_parts(text: str, gaps: re.Pattern[str]) -> str:
    """The translation of several sentences or clauses; empty where none of them is the engine's."""
    for gap in gaps.finditer(text):
        first, second = text[: gap.start()], text[gap.end() :]
        between = "" if gap[0] == " " else gap[0]
        if between and (clause := _sentence(text[gap.start() :])):  # as '; each band is stretched'
            return said(first) + clause
        known = _sentence(first), _sentence(second)
        if any(known):
            return (known[0] or said(first)) + between + (known[1] or said(second))
    return ""


@functools.lru_cache(maxsize=1)
def _templates() -> tuple[tuple[str, list[str]], ...]:
    """The engine's texts that take values, with what stands around those; first the ones with most letters."""
    texts = json.loads((FOLDER / "engine.json").read_text(encoding="utf-8"))
    taking = sorted((text for text in texts if "{}" in text), key=_letters, reverse=True)
    return tuple((text, text.split("{}")) for text in taking)


@functools.lru_cache(maxsize=256)
def _pattern(template: str) -> re.Pattern[str]:
    # A template of few letters, such as '{} on {}', would fit what others say.
    value, letters = "(.*?)", _letters(template)
    if letters < _FEW_LETTERS:
        value = r"([-\d.,]+)"
    elif letters < _SOME_LETTERS and template.startswith("{}"):
        value = r"(\S+)"
    return re.compile(value.join(map(re.escape, template.split("{}"))), re.DOTALL)


def _letters(template: str) -> int:
    return sum(map(str.isalpha, template))
