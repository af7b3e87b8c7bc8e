"""Area and accuracy from stratified samples: the worked example of the paper, and samples of a known population.

Olofsson et al. 2014, section 5: counts and mapped areas of table 8, results of table 9 and the text. The margins of
two producer's accuracies are those of the paper's own equation 7 (0.254 and 0.018); the text prints 0.23 and 0.01.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from rs_segmenter.engine.assess.olofsson import AreaEstimates, estimate

CLASSES = ("deforestation", "forest gain", "stable forest", "stable non-forest")
SAMPLE = ((66, 0, 5, 4), (0, 55, 8, 12), (1, 0, 153, 11), (2, 1, 9, 313))
MAPPED_PX = (200_000, 150_000, 3_200_000, 6_450_000)
HA_PER_PX = 0.09


def by_map_class(sample: tuple[tuple[int, ...], ...]) -> np.ndarray:
    """Counts by stratum, map class and reference class, where the strata are the map's classes."""
    counts = np.zeros((len(sample),) * 3, dtype=np.int64)
    for k, row in enumerate(sample):
        counts[k, k] = row
    return counts


@pytest.fixture
def paper() -> AreaEstimates:
    areas = np.asarray(MAPPED_PX, dtype=np.float64)
    return estimate(by_map_class(SAMPLE), areas, areas, CLASSES, "pixels")


def test_areas_and_their_intervals_are_those_of_the_paper(paper: AreaEstimates) -> None:
    hectares = [c.area.times(HA_PER_PX) for c in paper.classes]
    assert [round(h.value) for h in hectares] == [21158, 11686, 285770, 581386]
    assert [h.margin for h in hectares] == pytest.approx([6158, 3756, 15510, 16282], abs=1)
    assert paper.classes[0].area.value == pytest.approx(235_086, abs=1)
    assert paper.classes[0].area.margin == pytest.approx(68_418, abs=1)


def test_accuracies_and_their_intervals_are_those_of_the_paper(paper: AreaEstimates) -> None:
    assert (paper.overall.value, paper.overall.margin) == pytest.approx((0.947, 0.018), abs=0.0006)
    assert [c.users.value for c in paper.classes] == pytest.approx([0.88, 0.73, 0.93, 0.96], abs=0.005)
    assert [c.users.margin for c in paper.classes] == pytest.approx([0.07, 0.10, 0.04, 0.02], abs=0.005)
    assert [c.producers.value for c in paper.classes] == pytest.approx([0.75, 0.85, 0.93, 0.96], abs=0.005)
    margins = [c.producers.margin for c in paper.classes]
    assert margins == pytest.approx([0.213, 0.254, 0.034, 0.018], abs=0.001)


def test_shares_of_the_area_are_those_of_the_paper(paper: AreaEstimates) -> None:
    assert np.asarray(paper.proportions)[0] == pytest.approx([0.0176, 0, 0.0013, 0.0011], abs=0.00006)
    assert np.asarray(paper.proportions).sum() == pytest.approx(1)


def test_a_flawless_map_has_its_own_areas_without_any_doubt() -> None:
    sizes = np.array([30.0, 70.0])
    found = estimate(by_map_class(((5, 0), (0, 9))), sizes, sizes, ("a", "b"), "m2")
    assert [(c.area.value, c.area.margin) for c in found.classes] == [(30, 0), (70, 0)]
    assert (found.overall.value, found.overall.margin) == (1, 0)


def test_a_stratum_of_one_point_gives_estimates_without_intervals() -> None:
    sizes = np.array([30.0, 70.0])
    found = estimate(by_map_class(((1, 0), (3, 6))), sizes, sizes, ("a", "b"), "m2")
    assert found.classes[0].area.value == pytest.approx(30 + 70 / 3)
    assert math.isnan(found.classes[0].area.margin)


def test_a_class_that_the_reference_never_shows_has_no_producers_accuracy() -> None:
    sizes = np.array([30.0, 70.0])
    found = estimate(by_map_class(((0, 5), (0, 9))), sizes, sizes, ("a", "b"), "m2")
    assert math.isnan(found.classes[0].producers.value)
    assert found.classes[0].area.value == 0


def test_strata_of_another_map_are_estimated_without_bias_and_with_honest_intervals() -> None:
    """400 samples of a population of 30,000 pixels whose strata are neither map nor truth."""
    rng = np.random.default_rng(5)
    truth = rng.choice(3, 30_000, p=(0.1, 0.3, 0.6))
    mapped = np.where(rng.random(30_000) < 0.2, rng.integers(0, 3, 30_000), truth)
    strata = np.where(rng.random(30_000) < 0.3, rng.integers(0, 2, 30_000), (truth > 0).astype(int))
    sizes = np.bincount(strata).astype(np.float64)
    members = [np.flatnonzero(strata == h) for h in range(2)]
    hits = {"area": 0, "users": 0, "producers": 0}
    means = dict.fromkeys(hits, 0.0)
    true = {
        "area": float((truth == 0).sum()),
        "users": float((truth == 0)[mapped == 0].mean()),
        "producers": float((mapped == 0)[truth == 0].mean()),
    }
    for _ in range(400):
        drawn = np.concatenate([rng.choice(m, 150, replace=False) for m in members])
        counts = np.zeros((2, 3, 3), dtype=np.int64)
        np.add.at(counts, (strata[drawn], mapped[drawn], truth[drawn]), 1)
        one = estimate(counts, sizes, np.bincount(mapped).astype(np.float64), "abc", "pixels").classes[0]
        for name in hits:
            found = getattr(one, name)
            means[name] += found.value / 400
            hits[name] += abs(found.value - true[name]) <= found.margin
    for name in hits:
        assert means[name] == pytest.approx(true[name], rel=0.03)
        assert 0.90 <= hits[name] / 400 <= 0.99
