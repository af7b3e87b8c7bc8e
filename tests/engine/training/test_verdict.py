"""Whether a model beats its start model, in words."""

from __future__ import annotations

import math

import pytest

from rs_segmenter.engine.training.verdict import judge, signed

NAMES = ("land", "roof", "water")


def test_a_better_model_is_said_to_win_and_where_it_lost_is_told() -> None:
    verdict = judge(NAMES, (0.7, 0.8, 0.6), (0.6, 0.6, 0.65), "the held-out ground")
    assert verdict.beats is True
    assert verdict.sentence == (
        "The new model beats its start model: mean IoU 0.700 against 0.617 on the held-out ground (+0.083)."
    )
    assert verdict.details == ("Better in 2 of 3 classes, most in roof (+0.200).", "Worse in water (−0.050).")


@pytest.mark.parametrize("change", [0.0, 0.0004, -0.0004])
def test_a_difference_that_three_digits_do_not_show_is_no_gain(change: float) -> None:
    verdict = judge(NAMES, tuple(0.5 + change for _ in NAMES), (0.5, 0.5, 0.5), "this ground")
    assert verdict.beats is False
    assert verdict.sentence.startswith("The new model is no better than its start model")


def test_a_worse_model_is_said_to_lose() -> None:
    verdict = judge(NAMES, (0.5, 0.5, 0.5), (0.6, 0.5, 0.5), "this ground")
    assert verdict.beats is False
    assert "does not beat" in verdict.sentence


def test_classes_that_only_one_model_knows_are_not_compared() -> None:
    verdict = judge(NAMES, (0.7, 0.8, 0.1), (0.6, 0.7, math.nan), "this ground")
    assert verdict.beats is True
    assert "over the 2 classes both know" in verdict.sentence
    assert "Not compared: water, IoU 0.100." in verdict.details


def test_without_a_common_class_nobody_wins() -> None:
    assert judge(NAMES, (0.7, 0.8, 0.1), (math.nan,) * 3, "this ground").beats is None


def test_without_a_start_model_best_and_weakest_classes_are_named() -> None:
    verdict = judge(NAMES, (0.7, 0.8, math.nan), None, "this ground")
    assert (verdict.beats, verdict.sentence) == (None, "Mean IoU 0.750 on this ground.")
    assert verdict.details == ("Best at roof (0.800), weakest at land (0.700).",)


@pytest.mark.parametrize(
    ("difference", "text"), [(0.0214, "+0.021"), (-0.0214, "−0.021"), (-0.0004, "0.000"), (math.nan, "–")]
)
def test_differences_carry_their_sign(difference: float, text: str) -> None:
    assert signed(difference) == text
