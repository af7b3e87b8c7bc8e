"""Words in charts: Chinese where a font has the letters, and English instead of empty boxes."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np
import pytest
from matplotlib.font_manager import fontManager

from rs_segmenter.engine import lettering
from rs_segmenter.engine.charts import draw_confusion
from rs_segmenter.engine.preferences import LANGUAGE

COUNTS = np.array([[3, 1], [0, 5]])


@pytest.fixture(autouse=True)
def fonts_as_they_are(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Chinese is preferred; what a test does to the list of fonts goes away again."""
    monkeypatch.setenv(LANGUAGE, "zh_CN")
    monkeypatch.setattr(fontManager, "ttflist", list(fontManager.ttflist))
    lettering._family.cache_clear()
    yield
    lettering._family.cache_clear()


@pytest.fixture
def no_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a Chinese font."""
    monkeypatch.setattr(lettering, "findSystemFonts", list)
    latin = [entry for entry in fontManager.ttflist if entry.name not in lettering._FAMILIES]
    monkeypatch.setattr(fontManager, "ttflist", latin)


@pytest.fixture
def a_chinese_font() -> None:
    """Skips where there is none."""
    if not lettering._family():
        pytest.skip("no Chinese font is installed here (Debian's fonts-wqy-zenhei is one)")


def draw(*names: str) -> bytes:
    """A confusion matrix; an empty box in it is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return draw_confusion(names, [(lettering.tr("Reference and map"), COUNTS)])


def test_without_a_chinese_font_a_chart_is_drawn_in_english(
    no_chinese: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lettering.tr("Learning rate") == "Learning rate"
    assert lettering.said("pixels") == "pixels"
    drawn = draw("land", "water")
    monkeypatch.delenv(LANGUAGE)
    assert drawn == draw("land", "water")


def test_with_a_chinese_font_a_chart_is_chinese_without_empty_boxes(
    a_chinese_font: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lettering.tr("Learning rate") == "学习率"
    drawn = draw("land", "water")
    monkeypatch.delenv(LANGUAGE)
    assert drawn != draw("land", "water")


def test_chinese_names_of_classes_are_drawn_whatever_the_language(
    a_chinese_font: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(LANGUAGE)
    draw("建筑", "水体")


def test_a_font_that_came_after_matplotlib_made_its_list_is_found(
    a_chinese_font: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [entry for entry in fontManager.ttflist if entry.name not in lettering._FAMILIES]
    monkeypatch.setattr(fontManager, "ttflist", old)
    lettering._family.cache_clear()
    assert lettering._family() in lettering._FAMILIES


def test_a_font_that_was_removed_since_is_not_used(no_chinese: None, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = type(fontManager.ttflist[0])(fname="/nowhere/simhei.ttf", name="SimHei")
    monkeypatch.setattr(fontManager, "ttflist", [*fontManager.ttflist, gone])
    assert lettering.tr("Learning rate") == "Learning rate"
