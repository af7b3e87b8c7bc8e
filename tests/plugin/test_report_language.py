"""What the engine writes for a reader is in the language of the plugin."""

from __future__ import annotations

import re

import pytest
from qgis.core import QgsProcessingFeedback, QgsSettings

from rs_segmenter import diagnostics, enginehome
from rs_segmenter.algorithms.assessaccuracy import AssessAccuracy
from rs_segmenter.algorithms.samplereference import SampleReference
from rs_segmenter.engine import language as engine_language
from rs_segmenter.engine.preferences import LANGUAGE

from .conftest import choose


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LANGUAGE, raising=False)


def test_reports_are_in_the_language_of_the_plugin(language: QgsSettings) -> None:
    """Here, and in processes of the engine's own, which are given their environment."""
    choose(language, "zh-Hans")
    assert enginehome.engine_home().environ[LANGUAGE] == "zh_CN"
    assert engine_language.tr("Confusion matrix") == "混淆矩阵"
    choose(language, "en_US")
    assert LANGUAGE not in enginehome.engine_home().environ
    assert engine_language.tr("Confusion matrix") == "Confusion matrix"


def test_diagnostics_are_in_the_language_of_the_plugin(chinese: None) -> None:
    found = diagnostics.report(enginehome.engine_home())
    for text in ("正常", "QGIS 的 Python", "内存", "您的模型"):
        assert text in found
    assert not re.search(r"^(ok|missing|note) ", found, re.MULTILINE)


def test_what_a_result_notes_is_told_in_the_language_of_the_plugin(chinese: None) -> None:
    feedback = QgsProcessingFeedback()
    scores = {"accuracy": 1, "kappa": 1, "mean_iou": 1, "mean_f1": 1}
    note = "5 pixels near borders between classes of the reference do not count."
    AssessAccuracy().results({"scores": scores, "notes": [note], "areas": None}, feedback)
    SampleReference().results({"points": 1, "strata": [], "notes": [note]}, feedback)
    assert feedback.textLog().count("参考数据类别边界附近的 5 个像元不参与评价。") == 2
