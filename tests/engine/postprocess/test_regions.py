"""Holes and small areas, strip by strip, against the plainest way to find them in a whole array."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from rs_segmenter.engine.components import find_components
from rs_segmenter.engine.postprocess.regions import Regions

Labels = NDArray[np.uint8]
NODATA = 255
SIDES = [(0, 1), (1, 0), (0, -1), (-1, 0)]
CORNERS = [(1, 1), (1, -1), (-1, 1), (-1, -1)]


def by_strips(
    labels: Labels, rows: int, sizes: NDArray[np.float64], holes: float, least: float, connectivity: int
) -> Labels:
    """What the engine makes of strips of that many rows."""
    regions = Regions(holes, least, connectivity)
    starts = range(0, len(labels), rows)
    for row in starts:
        found = find_components(labels[row : row + rows], connectivity)
        regions.add(found, sizes[row : row + rows], last=row == starts[-1])
    becomes, used, parts = regions.finish(), 0, []
    for row in starts:
        found = find_components(labels[row : row + rows], connectivity)
        parts.append(becomes[used:][found.ids])
        used += len(found.values)
    return np.concatenate(parts)


def number(labels: Labels, connectivity: int) -> tuple[NDArray[np.int64], int]:
    """Components by flooding, pixel by pixel."""
    ids = np.full(labels.shape, -1)
    count = 0
    for start in np.ndindex(labels.shape):
        if ids[start] >= 0:
            continue
        ids[start], todo = count, [start]
        while todo:
            row, col = todo.pop()
            for down, right in SIDES + (CORNERS if connectivity == 8 else []):
                at = row + down, col + right
                inside = 0 <= at[0] < labels.shape[0] and 0 <= at[1] < labels.shape[1]
                if inside and ids[at] < 0 and labels[at] == labels[start]:
                    ids[at] = count
                    todo.append(at)
        count += 1
    return ids, count


def looked_at(
    labels: Labels, sizes: NDArray[np.float64], connectivity: int
) -> tuple[NDArray[np.int64], list[float], list[Counter[int]], set[int]]:
    """Components, their sizes, the sides they share with each neighbour, and which touch nodata or the edge."""
    ids, count = number(labels, connectivity)
    areas, shared, touch = [0.0] * count, [Counter[int]() for _ in range(count)], set()
    for row, col in np.ndindex(labels.shape):
        one = ids[row, col]
        areas[one] += sizes[row]
        for down, right in SIDES:
            at = row + down, col + right
            inside = 0 <= at[0] < labels.shape[0] and 0 <= at[1] < labels.shape[1]
            if not inside or labels[at] == NODATA:
                touch.add(one)
            elif ids[at] != one and labels[row, col] != NODATA:
                shared[one][ids[at]] += 1
    return ids, areas, shared, touch


def filled(labels: Labels, sizes: NDArray[np.float64], limit: float, connectivity: int) -> Labels:
    """Fill one hole after the other, and look at all of it anew each time."""
    labels = labels.copy()
    while True:
        ids, areas, shared, touch = looked_at(labels, sizes, connectivity)
        holes = [i for i in range(len(areas)) if areas[i] < limit and len(shared[i]) == 1 and i not in touch]
        if not holes:
            return labels
        (around,) = shared[holes[0]]
        labels[ids == holes[0]] = labels[ids == around][0]


def sieved(labels: Labels, sizes: NDArray[np.float64], limit: float, connectivity: int) -> Labels:
    ids, areas, shared, _ = looked_at(labels, sizes, connectivity)
    own = [labels[ids == i][0] for i in range(len(areas))]
    decided = {i: own[i] for i in range(len(areas)) if areas[i] >= limit or own[i] == NODATA}
    while True:
        this_round = {}
        for i in set(range(len(areas))) - set(decided):
            votes = [(-shared[i][j], decided[j]) for j in shared[i] if j in decided]
            if votes:
                this_round[i] = min(votes)[1]
        if not this_round:
            return np.array([decided.get(i, own[i]) for i in range(len(areas))], np.uint8)[ids]
        decided |= this_round


shapes = st.tuples(st.integers(1, 14), st.integers(1, 12))
# Few labels give large components, many small ones; nodata now and then.
maps = st.one_of(
    arrays(np.uint8, shapes, elements=st.sampled_from(values))
    for values in ([0, 1], [0, 0, 0, 1], [0, 1, 2, 3, 4], [0, 0, 1, 1, 2, NODATA], [0, 0, 0, 0, 0, 1, 2])
)


@settings(max_examples=300, deadline=None)
@given(
    labels=maps,
    holes=st.sampled_from([0, 2, 4, 9, 40]),
    least=st.sampled_from([0, 2, 3, 5, 12, 80]),
    connectivity=st.sampled_from([4, 8]),
    rows=st.integers(1, 15),
    by_row=st.booleans(),
)
def test_strips_of_any_height_give_what_the_whole_array_gives(
    labels: Labels, holes: int, least: int, connectivity: int, rows: int, by_row: bool
) -> None:
    sizes = np.arange(1.0, len(labels) + 1) if by_row else np.ones(len(labels))
    expected = filled(labels, sizes, holes, connectivity)
    expected = sieved(expected, sizes, least, connectivity)
    found = by_strips(labels, rows, sizes, holes, least, connectivity)
    np.testing.assert_array_equal(found, expected)


@settings(max_examples=10, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(1, 120),
    connectivity=st.sampled_from([4, 8]),
    limits=st.sampled_from([(30, 8), (8, 30), (200, 60), (0, 15), (50, 0)]),
)
def test_large_patches_with_noise_do_not_depend_on_strips(
    seed: int, rows: int, connectivity: int, limits: tuple[int, int]
) -> None:
    random = np.random.default_rng(seed)
    labels = np.kron(random.integers(0, 4, (12, 10)), np.ones((10, 10))).astype(np.uint8)
    noise = random.random(labels.shape) < random.choice([0.05, 0.3])
    labels[noise] = random.integers(0, 5, noise.sum())
    labels[random.random(labels.shape) < 0.002] = NODATA
    sizes = np.ones(len(labels))
    whole = by_strips(labels, len(labels), sizes, *limits, connectivity)
    np.testing.assert_array_equal(by_strips(labels, rows, sizes, *limits, connectivity), whole)
    np.testing.assert_array_equal(whole == NODATA, labels == NODATA)


def paint(*rows: str) -> Labels:
    """A map of digits; `.` is nodata."""
    return np.array([[NODATA if c == "." else int(c) for c in row] for row in rows], np.uint8)


@pytest.mark.parametrize("rows", [1, 2, 3, 7])
def test_a_hole_in_a_hole_is_filled_first(rows: int) -> None:
    labels = paint("0000000", "0111110", "0122210", "0123210", "0122210", "0111110", "0000000")
    found = by_strips(labels, rows, np.ones(7), 10, 0, 4)
    np.testing.assert_array_equal(found, paint("0000000", *["0111110"] * 5, "0000000"))


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_what_touches_nodata_the_edge_or_two_neighbours_is_no_hole(rows: int) -> None:
    labels = paint("0100011", "00.2011", "0000011", "0003211", "0000011")
    np.testing.assert_array_equal(by_strips(labels, rows, np.ones(5), 100, 0, 4), labels)


def test_the_longest_border_wins_and_the_smallest_label_among_equals() -> None:
    longest = paint("000111", "000111", "222322", "222222")
    assert by_strips(longest, 4, np.ones(4), 0, 3, 4)[2, 3] == 2
    equal = paint("2222", "2231", "2231", "1111")
    assert set(by_strips(equal, 4, np.ones(4), 0, 3, 4)[1:3, 2]) == {1}


@pytest.mark.parametrize("rows", [1, 2, 3, 6])
def test_neighbours_that_join_further_down_are_one(rows: int) -> None:
    labels = paint("1001", "1001", "1221", "1131", "1141", "1111")
    assert set(by_strips(labels, rows, np.ones(6), 0, 3, 4)[2]) == {1}


def test_an_island_in_nodata_stays_however_small() -> None:
    labels = paint(".....", ".1.00", "...00")
    np.testing.assert_array_equal(by_strips(labels, 1, np.ones(3), 50, 4, 4), labels)


def test_where_nothing_is_large_enough_nothing_changes() -> None:
    labels = np.arange(36, dtype=np.uint8).reshape(6, 6)
    np.testing.assert_array_equal(by_strips(labels, 2, np.ones(6), 0, 5, 4), labels)


def test_what_is_decided_leaves_the_tables() -> None:
    random = np.random.default_rng(0)
    labels = (random.random((4000, 60)) < 0.1).astype(np.uint8)
    regions, held = Regions(5, 5, 4), []
    for row in range(0, 4000, 20):
        regions.add(find_components(labels[row : row + 20], 4), np.ones(20), last=row == 3980)
        held.append(regions.undecided)
    assert max(held) < 100 < sum(labels.any(1))
    assert held[-1] == 0
