"""Counts of agreement, borders that do not count, and scores against other programs' scores."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy import ndimage
from torchmetrics.functional import classification

from rs_segmenter.engine.assess import reference
from rs_segmenter.engine.assess.assess import assess
from rs_segmenter.engine.assess.counting import Tally, erode, score
from rs_segmenter.engine.assess.job import AssessJob
from rs_segmenter.engine.training import IGNORE

from .conftest import MakeMap


def disc(radius: int) -> NDArray[np.bool_]:
    down, across = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    return np.asarray(down**2 + across**2 <= radius**2)


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.uint8, st.tuples(st.integers(1, 15), st.integers(1, 15)), elements=st.integers(0, 2)),
    st.integers(0, 5),
)
def test_eroded_labels_are_those_whose_whole_disc_is_of_their_class(
    labels: NDArray[np.uint8], radius: int
) -> None:
    low = ndimage.minimum_filter(labels, footprint=disc(radius), mode="nearest")
    high = ndimage.maximum_filter(labels, footprint=disc(radius), mode="nearest")
    # Beyond the edge nothing is known: "nearest" repeats pixels that lie nearer, in the disc's own row or column.
    expected = np.where(low == high, labels, IGNORE)
    inside = (slice(radius, -radius or None),) * 2
    np.testing.assert_array_equal(erode(labels, radius)[inside], expected[inside])


def test_a_disc_of_three_pixels_has_29_and_no_corners() -> None:
    labels = np.zeros((15, 15), dtype=np.uint8)
    labels[7, 7] = 1
    assert int((erode(labels, 3) == IGNORE).sum()) == 29


def test_ground_of_which_nothing_is_known_has_no_borders() -> None:
    labels = np.zeros((9, 9), dtype=np.uint8)
    labels[4:] = IGNORE
    np.testing.assert_array_equal(erode(labels, 3), labels)


@pytest.mark.parametrize(("side_px", "erode_px"), [(11, 4), (16, 0), (33, 3), (64, 5)])
def test_counts_do_not_depend_on_the_windows(
    side_px: int,
    erode_px: int,
    make_map: MakeMap,
    patches: NDArray[np.uint8],
    blurred: NDArray[np.uint8],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = AssessJob(str(make_map(blurred)), str(make_map(patches, "truth.tif", None)), erode_px=erode_px)
    kept = erode(patches, erode_px)
    expected = [[int(((kept == t) & (blurred == m)).sum()) for m in range(3)] for t in range(3)]
    monkeypatch.setattr(reference, "_SIDE_PX", side_px)
    assert [list(row[:3]) for row in assess(job).scores.confusion[:3]] == expected


def test_scores_are_those_of_torchmetrics(
    make_map: MakeMap, patches: NDArray[np.uint8], blurred: NDArray[np.uint8]
) -> None:
    result = assess(AssessJob(str(make_map(blurred)), str(make_map(patches, "truth.tif", None))))
    predicted, truth = torch.from_numpy(blurred), torch.from_numpy(patches)
    kinds = {"num_classes": 3}
    expected = classification.multiclass_confusion_matrix(predicted, truth, **kinds)
    assert [row[:3] for row in result.scores.confusion[:3]] == [tuple(r) for r in expected.tolist()]
    assert result.scores.accuracy == pytest.approx(
        float(classification.multiclass_accuracy(predicted, truth, average="micro", **kinds))
    )
    assert result.scores.kappa == pytest.approx(
        float(classification.multiclass_cohen_kappa(predicted, truth, **kinds)), abs=1e-6
    )
    assert result.mean_iou == pytest.approx(
        float(classification.multiclass_jaccard_index(predicted, truth, **kinds))
    )
    for ours, theirs in (
        (result.scores.precision, classification.multiclass_precision),
        (result.scores.recall, classification.multiclass_recall),
        (result.scores.f1, classification.multiclass_f1_score),
    ):
        assert list(ours.values()) == pytest.approx(
            theirs(predicted, truth, average="none", **kinds).tolist()
        )


def test_on_other_ground_only_classes_that_the_reference_tells_can_be_wrong() -> None:
    counts = np.array([[8, 1, 0], [0, 0, 0], [0, 0, 0], [3, 2, 4]])
    scores = score(Tally(counts, 0), ("a", "b", "c"))
    assert scores.annotated == (True, False, False)
    assert scores.confusion[-1] == (3, 0, 0, 6)
    assert scores.precision["a"] == pytest.approx(8 / 11)
