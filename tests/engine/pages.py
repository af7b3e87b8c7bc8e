"""What a reader sees of a report."""

from __future__ import annotations

import html.parser
import re
from collections.abc import Iterable

# Names of measures, programs and papers, which are the same in every language.
_NAMES = ("RS Segmenter", "PyTorch", "Python", "IoU", "F1", "Kappa", "SHA-256")
_PAPERS = ("Olofsson et al. 2014, Remote Sensing of Environment", "Stehman 2014")


class _Shown(html.parser.HTMLParser):
    """Texts of a page, those that stand for pictures included."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._styled = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._styled = tag == "style"
        self.texts += [value or "" for name, value in attrs if name == "alt"]

    def handle_endtag(self, tag: str) -> None:
        self._styled = False

    def handle_data(self, data: str) -> None:
        if not self._styled:
            self.texts.append(data)


def english_words(page: str, names: Iterable[str]) -> set[str]:
    """Words in Latin letters that a page shows.

    Args:
        page: HTML.
        names: What does not count: classes, files, typed words.
    """
    shown = _Shown()
    shown.feed(page)
    text = "\n".join(shown.texts)
    for name in sorted((*_PAPERS, *_NAMES, *names), key=len, reverse=True):
        text = text.replace(name, "")
    return set(re.findall(r"[A-Za-z]{2,}", text))
