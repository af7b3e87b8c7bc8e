"""Words in charts: in the language that is preferred, and in a font that can write it.

Matplotlib's own font has no Chinese. What no font can write would be drawn as empty boxes, so it is said in English.
"""

from __future__ import annotations

import functools
import re

from matplotlib.figure import Figure
from matplotlib.font_manager import findSystemFonts, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from . import language

# Fonts of Windows, macOS and Linux; the ones for other East Asian languages have the Chinese letters, too.
_FAMILIES = (
    "Microsoft YaHei",
    "SimHei",
    "DengXian",
    "SimSun",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "STHeiti",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans CJK JP",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "Arial Unicode MS",
    "AR PL UMing CN",
)
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_SAMPLE = "图类，"


def tr(text: str) -> str:
    """Translate a text of a chart, as `language.tr`."""
    return _writable(language.tr(text), text)


def said(text: str) -> str:
    """Translate what the engine says for a chart, as `language.said`."""
    return _writable(language.said(text), text)


def letter(figure: Figure) -> None:
    """Give the Chinese words in a figure, which may be names of classes or files, a font that has them."""
    chinese = [text for text in figure.findobj(Text) if _CHINESE.search(text.get_text())]
    if chinese and (family := _family()):
        for text in chinese:
            text.set_fontfamily([*text.get_fontfamily(), family])


def _writable(translated: str, text: str) -> str:
    return translated if not _CHINESE.search(translated) or _family() else text


@functools.lru_cache(maxsize=1)
def _family() -> str:
    """The first family of fonts that can write Chinese; empty where there is none."""
    if found := _listed():
        return found
    # Matplotlib keeps its list on disk for years: a font may have come since.
    for path in set(findSystemFonts()).difference(entry.fname for entry in fontManager.ttflist):
        try:
            fontManager.addfont(path)
        except (OSError, RuntimeError):  # not every file of a font can be read
            continue
    return _listed()


def _listed() -> str:
    files = {entry.name: entry.fname for entry in fontManager.ttflist}
    return next((name for name in _FAMILIES if name in files and _has_letters(files[name])), "")


def _has_letters(path: str) -> bool:
    try:
        return all(FT2Font(path).get_char_index(ord(letter)) for letter in _SAMPLE)
    except (OSError, RuntimeError):  # it was there when the list was made
        return False
