"""Pictures of places: what is right, what is wrong, and what nobody knows."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rs_segmenter.engine.card import LabelClass
from rs_segmenter.engine.charts import draw_confusion, short_count
from rs_segmenter.engine.training import IGNORE, OTHER
from rs_segmenter.engine.training.pictures import Place, draw_places, paint
from rs_segmenter.engine.training.plots import draw_curves

CLASSES = (LabelClass(0, "land", "#102030"), LabelClass(1, "roof", "#405060"))
RIGHT, WRONG = (208, 222, 233), (213, 94, 0)


def drawn(labels: int, known: tuple[bool, bool], predicted: int) -> NDArray[np.uint8]:
    """The picture of a place of one label and one prediction."""
    square = np.ones((40, 40), dtype=np.uint8)
    image = np.zeros((40, 40, 3), dtype=np.uint8)
    place = Place("somewhere", image, square * np.uint8(labels), known, square * np.uint8(predicted))
    return np.asarray(Image.open(io.BytesIO(draw_places([place], CLASSES))).convert("RGB"))


def share(picture: NDArray[np.uint8], colour: tuple[int, int, int]) -> float:
    return float((picture == colour).all(-1).mean())


def test_right_and_wrong_pixels_have_their_colours() -> None:
    assert share(drawn(1, (True, True), 1), RIGHT) > 0.1 > share(drawn(1, (True, True), 1), WRONG)
    assert share(drawn(1, (True, True), 0), WRONG) > 0.1 > share(drawn(1, (True, True), 0), RIGHT)


def test_on_ground_that_is_none_of_the_annotated_classes_any_other_class_is_right() -> None:
    assert share(drawn(OTHER, (False, True), 0), RIGHT) > 0.1
    assert share(drawn(OTHER, (False, True), 1), WRONG) > 0.1


def test_unlabelled_ground_is_neither_right_nor_wrong() -> None:
    picture = drawn(IGNORE, (True, True), 0)
    assert max(share(picture, RIGHT), share(picture, WRONG)) < 0.1


def test_labels_are_painted_in_their_classes_colours() -> None:
    painted = paint(np.asarray([[0, 1, IGNORE]], dtype=np.uint8), CLASSES)
    assert painted.tolist() == [[[16, 32, 48], [64, 80, 96], [255, 255, 255]]]


def test_curves_of_a_run_that_was_never_validated_are_drawn() -> None:
    rows = [{"step": 1, "loss": 0.7, "lr": 1e-3, "val_loss": None, "mIoU": float("nan")}]
    assert Image.open(io.BytesIO(draw_curves(rows, ["land"], None))).width > 500


def test_a_matrix_of_many_classes_stays_a_picture() -> None:
    counts = np.eye(40, dtype=np.int64) * 5
    picture = Image.open(io.BytesIO(draw_confusion([f"class {i}" for i in range(40)], [("Model", counts)])))
    assert picture.width < 4000


def test_counts_are_short() -> None:
    assert [short_count(n) for n in (7, 987, 1234, 45_600, 7_890_000)] == [
        "7",
        "987",
        "1.23 k",
        "45.6 k",
        "7.89 M",
    ]
