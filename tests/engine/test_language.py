"""Reports and sentences in the language that is preferred, and in English where there is no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rs_segmenter.engine import language
from rs_segmenter.engine.diagnostics import Check, as_text
from rs_segmenter.engine.preferences import LANGUAGE, prefer

from .pages import english_words


@pytest.fixture(autouse=True)
def nothing_preferred(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(LANGUAGE, raising=False)
    yield
    prefer({})


def test_who_runs_the_engine_chooses_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "'a.tif' has no bands. Give a raster file."
    assert (language.tr("Scores"), language.said(said), language.tag()) == ("Scores", said, "en")
    prefer({LANGUAGE: "zh_CN"})
    chinese = "“a.tif”没有波段。请给出栅格文件。"
    assert (language.tr("Scores"), language.said(said), language.tag()) == ("精度", chinese, "zh-CN")
    monkeypatch.setenv(LANGUAGE, "en")
    assert (language.tr("Scores"), language.said(said), language.tag()) == ("Scores", said, "en")


@pytest.mark.parametrize("name", ["de", "zh_TW", "../i18n/engine_zh_CN", "zh-CN.json", ""])
def test_a_language_without_catalogue_is_english(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LANGUAGE, name)
    assert (language.tr("Scores"), language.tag()) == ("Scores", "en")


def test_line_breaks_of_a_page_are_spaces_and_stay_where_nothing_is_translated() -> None:
    text = "Map of\nwrong   pixels"
    assert language.tr(text) == text
    prefer({LANGUAGE: "zh_CN"})
    assert language.tr(text) == "错误像元分布图"


def test_names_of_classes_are_not_taken_for_words_of_a_report() -> None:
    prefer({LANGUAGE: "zh_CN"})
    assert language.tr("other") == "其他"
    assert language.said("Worse in other.") == "下降的类别：other。"


def test_a_sentence_can_be_asked_for_in_another_language_than_that_of_reports() -> None:
    text = "All classes are left out."
    assert (language.said(text), language.said(text, "zh_CN")) == (text, "所有类别都被排除。")


def test_diagnostics_are_chinese_but_for_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LANGUAGE, "zh_CN")
    found = [
        Check("RS Segmenter", "ok", "0.1.0 in the folder /opt"),
        Check("GDAL", "ok", "3.6.2 in rasterio, 3.6.2 in fiona"),
        Check(
            "numba", "missing", "cannot be imported: 1", "The CRF runs several times as fast on a CPU with it"
        ),
        Check("CUDA", "note", "13.2, but no device", "For an NVIDIA GPU, install its driver."),
        Check("memory", "ok", "25.3 GB, 2 cores"),
        Check("your models", "ok", "/a, 51.8 GB free"),
        Check("cache", "ok", "/b, 51.8 GB free"),
        Check("models", "missing", "", "The default model 'x' is gone: install RS Segmenter again."),
    ]
    names = ("/opt", "GDAL", "rasterio", "fiona", "numba", "CUDA", "NVIDIA", "GPU", "CPU", "GB")
    assert english_words(as_text(found), names) == set()
