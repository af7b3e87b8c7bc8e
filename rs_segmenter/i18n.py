"""What the user reads, in QGIS's language: the plugin's texts, the engine's, and numbers."""

from __future__ import annotations

import functools
import json
import re
import string
from collections.abc import Callable, Iterable
from pathlib import Path

from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

FOLDER = Path(__file__).parent / "resources" / "i18n"
_NUMBER = re.compile(r"(?P<grouped>,?)(?:\.(?P<digits>\d+))?(?P<kind>[fg%]?)")
_GAP = re.compile(r"(?<=[.!?;:])\s+|\n|(?=[;:,] )")
_LETTERS = 4
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
    return _exact(text) or _in_parts(text, all) or _filled(text) or _in_parts(text, any) or text


def _exact(text: str) -> str:
    """The translation of a text without values; empty where there is none."""
    translated = QCoreApplication.translate("Engine", text)
    if translated != text:
        return translated
    shorter = QCoreApplication.translate("Engine", text[:-1])
    return shorter + _ENDS[text[-1]] if text[-1] in _ENDS and shorter != text[:-1] else ""


def _filled(text: str) -> str:
    """The translation of a text that is a template with values in it; empty where none fits."""
    for template, pieces in _templates():
        if all(piece in text for piece in pieces) and (match := _pattern(template).fullmatch(text)):
            translated = QCoreApplication.translate("Engine", template)
            return translated.format(*map(said, match.groups()))
    shorter = _filled(text[:-1]) if text[-1] in _ENDS and len(text) > 1 else ""
    return shorter + _ENDS[text[-1]] if shorter else ""


def _in_parts(text: str, enough: Callable[[Iterable[str]], bool]) -> str:
    """The translation of several sentences; empty where there are not `enough` known ones of any two parts."""
    for gap in _GAP.finditer(text):
        parts = text[: gap.start()], text[gap.end() :]
        known = [part and (_exact(part) or _filled(part)) for part in parts]
        if enough(known):
            first, second = (new or said(part) for new, part in zip(known, parts))
            return first + gap[0].replace(" ", "") + second
    return ""


@functools.lru_cache(maxsize=1)
def _templates() -> tuple[tuple[str, list[str]], ...]:
    """The engine's texts that take values, with what stands around those; first the ones with most letters."""
    texts = json.loads((FOLDER / "engine.json").read_text(encoding="utf-8"))
    taking = sorted((text for text in texts if "{}" in text), key=_letters, reverse=True)
    return tuple((text, text.split("{}")) for text in taking)


@functools.lru_cache(maxsize=256)
def _pattern(template: str) -> re.Pattern[str]:
    # A template of few letters, such as '{} on {}', would fit the texts of others: it takes numbers only.
    value = "(.*?)" if _letters(template) >= _LETTERS else r"([-\d.,]+)"
    return re.compile(value.join(map(re.escape, template.split("{}"))), re.DOTALL)


def _letters(template: str) -> int:
    return sum(map(str.isalpha, template))
