"""What the engine says, in the language that is preferred; `make i18n` makes the catalogues.

English is what all is written in, and what every other language falls back to.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from .preferences import LANGUAGE, preferred

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "i18n"
_NAME = "engine_{}.json"
_SENTENCE_GAP = re.compile(r"(?<=[.!?]) |\n")
_CLAUSE_GAP = re.compile(r"[;:,] ")
_FEW_LETTERS, _SOME_LETTERS = 4, 8
_ANYTHING = re.compile(r".*", re.DOTALL)
_NO_SENTENCES = re.compile(r"(?!.*[.!?] [A-Z]).*", re.DOTALL)
_ENDS = {".": "。", "!": "！", "?": "？", ";": "；"}


def languages() -> list[str]:
    """Names of the languages there are, such as `zh_CN`; English is `en`."""
    before, after = _NAME.split("{}")
    found = (path.name.removeprefix(before).removesuffix(after) for path in FOLDER.glob(_NAME.format("*")))
    return ["en", *sorted(found)]


def tag() -> str:
    """The language of reports as HTML names it, such as `en` or `zh-CN`."""
    language = preferred(LANGUAGE)
    return language.replace("_", "-") if _catalogue(language) else "en"


def tr(text: str) -> str:
    """Translate a text of a report; values are put into it afterwards, with `format`.

    Args:
        text: As it stands in the source; line breaks count as spaces.
    """
    catalogue = _catalogue(preferred(LANGUAGE))
    return catalogue.fixed.get(" ".join(text.split()), text) if catalogue else text


def said(text: str, language: str | None = None) -> str:
    """Translate what the engine says: its finished English is matched with its texts.

    Args:
        text: One or more sentences of the engine; other texts come back as they are.
        language: Such as `zh_CN`; None: the one that is preferred.
    """
    return _said(text, preferred(LANGUAGE) if language is None else language)


@functools.lru_cache(maxsize=1024)
def _said(text: str, language: str) -> str:
    catalogue = _catalogue(language)
    return catalogue.said(text) if catalogue and text else text


@functools.lru_cache(maxsize=4)
def _catalogue(language: str) -> _Catalogue | None:
    """The catalogue of a language; None for English and for languages that have none."""
    if not language.isidentifier() or not (path := FOLDER / _NAME.format(language)).is_file():
        return None
    texts = json.loads(path.read_text(encoding="utf-8"))
    return _Catalogue(texts["Engine"], texts["Report"])


class _Catalogue:
    """A language.

    Args:
        texts: Translations of what the engine says, with `{}` where values come in.
        fixed: Translations of what stands in reports; they are only found whole, so that no name is taken for one.
    """

    def __init__(self, texts: Mapping[str, str], fixed: Mapping[str, str]) -> None:
        self.fixed = fixed
        self._texts = texts
        # What stands around the values; first the texts with most letters.
        self._taking = [(t, t.split("{}")) for t in sorted(_taking(texts), key=_letters, reverse=True)]

    def said(self, text: str) -> str:
        """The translation of whatever the engine says."""
        return (
            self._sentence(text)
            or self._in_parts(text, _SENTENCE_GAP)
            or self._in_parts(text, _CLAUSE_GAP)
            or self._filled(text, _ANYTHING)
            or text
        )

    def _sentence(self, text: str) -> str:
        """The translation of one sentence, with its full stop or without; empty where it is not the engine's."""
        if known := self._exact(text) or self._filled(text, _NO_SENTENCES):
            return known
        if text[-1:] in _ENDS:
            known = self._exact(text[:-1]) or self._filled(text[:-1], _NO_SENTENCES)
            return known and known + _ENDS[text[-1]]
        return (self._exact(text + ".") or self._filled(text + ".", _NO_SENTENCES)).rstrip("。")

    def _exact(self, text: str) -> str:
        """The translation of a text without values; empty where there is none."""
        translated = self._texts.get(text, text)
        return translated if translated != text else ""

    def _filled(self, text: str, values: re.Pattern[str]) -> str:
        """The translation of a text that is one of the engine's with such values in it; empty where none fits."""
        for template, pieces in self._taking:
            if all(piece in text for piece in pieces) and (match := _pattern(template).fullmatch(text)):
                if all(map(values.fullmatch, match.groups())):
                    return self._texts[template].format(*map(self.said, match.groups()))
        return ""

    def _in_parts(self, text: str, gaps: re.Pattern[str]) -> str:
        """The translation of several sentences or clauses; empty where none of them is the engine's."""
        for gap in gaps.finditer(text):
            first, second = text[: gap.start()], text[gap.end() :]
            between = "" if gap[0] == " " else gap[0]
            if between and (clause := self._sentence(text[gap.start() :])):  # as '; each band is stretched'
                return self.said(first) + clause
            known = self._sentence(first), self._sentence(second)
            if any(known):
                return (known[0] or self.said(first)) + between + (known[1] or self.said(second))
        return ""


def _taking(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if "{}" in text]


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
