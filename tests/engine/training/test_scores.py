"""Scores of small maps, computed by hand and, where marked, with scikit-learn 1.9."""

import json
import math

import pytest
import torch

from rs_segmenter.engine.scores import Scores
from rs_segmenter.engine.training import IGNORE, OTHER
from rs_segmenter.engine.training.scores import Confusion

CLASSES = ("bare", "roof", "tree")
ALL = [True, True, True]


def scored(predicted, labels, known=ALL, classes=CLASSES) -> Scores:
    confusion = Confusion(classes)
    confusion.update(
        torch.tensor([[predicted]]), torch.tensor([[labels]], dtype=torch.uint8), torch.tensor([known])
    )
    return confusion.scores()


def test_scores_are_those_of_scikit_learn():
    scores = scored([0, 0, 1, 2, 1, 1, 0, 2, 2, 1], [0, 0, 0, 0, 1, 1, 1, 2, 2, 2])
    assert [row[:3] for row in scores.confusion[:3]] == [(2, 1, 1), (1, 2, 0), (0, 1, 2)]
    assert list(scores.iou.values()) == pytest.approx([2 / 5, 2 / 5, 2 / 4])
    assert list(scores.f1.values()) == pytest.approx([4 / 7, 4 / 7, 4 / 6])
    assert list(scores.precision.values()) == pytest.approx([2 / 3, 2 / 4, 2 / 3])
    assert list(scores.recall.values()) == pytest.approx([2 / 4, 2 / 3, 2 / 3])
    assert scores.accuracy == pytest.approx(0.6)
    assert scores.kappa == pytest.approx((0.6 - 0.33) / (1 - 0.33))
    assert scores.mean_iou == pytest.approx(1.3 / 3)
    assert scores.mean_f1 == pytest.approx((4 / 7 + 4 / 7 + 4 / 6) / 3)


def test_unlabelled_pixels_do_not_count():
    assert scored([0, 1, 2], [0, IGNORE, IGNORE]).pixels == 1


def test_a_class_neither_labelled_nor_predicted_has_no_score_and_is_in_no_mean():
    scores = scored([0, 1], [0, 1])
    assert all(math.isnan(s["tree"]) for s in (scores.iou, scores.f1, scores.precision, scores.recall))
    assert scores.mean_iou == scores.mean_f1 == 1


def test_a_class_that_is_missed_has_iou_0_and_no_precision():
    scores = scored([0, 0], [0, 2])
    assert scores.iou["tree"] == scores.recall["tree"] == scores.f1["tree"] == 0
    assert math.isnan(scores.precision["tree"])
    assert scores.mean_iou == pytest.approx(0.25)


def test_other_ground_counts_against_an_annotated_class_and_for_any_other():
    scores = scored([1, 1, 0, 2, 0], [1, OTHER, OTHER, OTHER, 1], known=[False, True, False])
    assert scores.iou == pytest.approx({"bare": math.nan, "roof": 1 / 3, "tree": math.nan}, nan_ok=True)
    assert scores.mean_iou == pytest.approx(1 / 3)
    assert scores.accuracy == pytest.approx(3 / 5)


def test_partial_and_full_sets_add_up():
    confusion = Confusion(CLASSES)
    confusion.update(
        torch.tensor([[[0, 1]], [[1, 2]]]),
        torch.tensor([[[0, 2]], [[OTHER, OTHER]]], dtype=torch.uint8),
        torch.tensor([ALL, [False, True, False]]),
    )
    scores = confusion.scores()
    assert scores.annotated == (True, True, True)
    assert scores.iou == {"bare": 1, "roof": 0, "tree": 0}
    assert scores.accuracy == pytest.approx(2 / 4)


def test_batches_add_up_to_the_whole():
    torch.manual_seed(0)
    predicted, labels = torch.randint(3, (4, 8, 8)), torch.randint(3, (4, 8, 8), dtype=torch.uint8)
    known = torch.ones(4, 3, dtype=torch.bool)
    whole, parts = Confusion(CLASSES), Confusion(CLASSES)
    whole.update(predicted, labels, known)
    for i in range(4):
        parts.update(predicted[i : i + 1], labels[i : i + 1], known[i : i + 1])
    assert parts.scores() == whole.scores()


def test_nothing_compared_gives_no_score_but_no_error():
    scores = scored([0], [IGNORE])
    assert all(map(math.isnan, (scores.mean_iou, scores.accuracy, scores.kappa)))


def test_scores_survive_json():
    scores = scored([0, 0, 1], [0, 2, OTHER], known=[True, False, True])
    text = json.dumps(scores.to_dict(), allow_nan=False)
    assert Scores.from_dict(json.loads(text)) == scores
    assert json.loads(text)["iou"]["roof"] is None
