"""How many points each stratum gets."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rs_segmenter.engine.assess.allocation import allocate

SIZES = st.lists(st.integers(0, 10**9), min_size=1, max_size=8)


@settings(max_examples=200, deadline=None)
@given(SIZES, st.integers(1, 100_000), st.integers(0, 100), st.data())
def test_all_points_are_given_out_and_no_bound_is_broken(
    sizes: list[int], count: int, least: int, data: st.DataObject
) -> None:
    least = min(least, count // len(sizes))
    shares = [data.draw(st.floats(1e-3, 1e3)) for _ in sizes]
    points = allocate(count, sizes, shares, least)
    assert points.sum() == min(count, sum(sizes))
    assert all(min(least, size) <= n <= size for n, size in zip(points.tolist(), sizes, strict=True))


def test_points_are_proportional_where_no_bound_is_met() -> None:
    assert allocate(100, [1000, 3000, 6000], [1000, 3000, 6000], 0).tolist() == [10, 30, 60]


def test_rare_classes_get_the_minimum_and_the_others_share_the_rest() -> None:
    points = allocate(640, [200_000, 150_000, 3_200_000, 6_450_000], [20, 15, 320, 645], 75)
    assert points.tolist() == [75, 75, 162, 328]


def test_what_a_small_class_cannot_hold_goes_to_the_others() -> None:
    assert allocate(90, [4, 1000, 1000], [1, 1, 1], 0).tolist() == [4, 43, 43]


def test_a_class_that_is_not_there_gets_no_point() -> None:
    assert allocate(10, [0, 50, 50], [1, 1, 1], 2).tolist() == [0, 5, 5]
