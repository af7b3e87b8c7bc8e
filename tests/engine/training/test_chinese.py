"""Reports of real runs in Chinese: nothing in them is English but names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch

from rs_segmenter.engine.card import read_card
from rs_segmenter.engine.preferences import LANGUAGE
from rs_segmenter.engine.training.evaluate import evaluate
from rs_segmenter.engine.training.job import EvaluateJob, Labelled
from rs_segmenter.engine.training.train import train

from ..pages import english_words
from .conftest import MakeJob


@pytest.fixture
def names(labelled: Labelled, tiny_model: Path) -> list[str]:
    """What is called the same in every language: files, classes, typed words, the user's own texts."""
    card = read_card(tiny_model)
    files = [Path(path).name for path in (labelled.raster, labelled.labels)]
    typed = ["auto", "none", "cpu", "torch", f"PyTorch {torch.__version__}"]
    texts = [card.name, card.title, card.architecture, card.licence, labelled.licence, labelled.source]
    return [
        *files,
        *texts,
        *typed,
        *(c.name for c in card.classes),
        *re.findall(r"\w+", str(dict(card.options))),
    ]


def english(page: Path, names: list[str]) -> set[str]:
    """Words of a report that should be Chinese."""
    text = page.read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in text
    return english_words(text, names)


def test_the_report_of_a_training_is_chinese_and_its_card_english(
    make_job: MakeJob, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LANGUAGE, "zh_CN")
    result = train(make_job())
    card = read_card(Path(result.output))
    # A recipe's numbers have the names that one types; its values are told as Python has them.
    recipe = re.findall(r"\w+", card.lineage["recipe"]) + ["True", "False", "None", card.title]
    assert (
        english(
            Path(result.output) / "report.html",
            [*names, *recipe, card.weights_sha256, card.lineage["precision"]],
        )
        == set()
    )
    assert "labelled pixels" in card.scores_from


def test_the_report_of_an_evaluation_is_chinese(
    tiny_model: Path, labelled: Labelled, names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LANGUAGE, "zh_CN")
    report = tmp_path / "report.html"
    evaluate(EvaluateJob((labelled,), str(tiny_model), device="cpu", runtime="torch", report=str(report)))
    assert english(report, [*names, read_card(tiny_model).weights_sha256]) == set()
