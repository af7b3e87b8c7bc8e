"""Faces and their rings against what the whole array says, for any cell size."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy import ndimage

from rs_segmenter.engine.card import NODATA_LABEL
from rs_segmenter.engine.vectorize.cells import FaceFinder

Point = tuple[int, int]
Edge = tuple[Point, Point]
Ring = list[Point]
Face = tuple[int, list[Ring]]

maps = arrays(
    np.uint8,
    st.tuples(st.integers(1, 14), st.integers(1, 14)),
    elements=st.sampled_from([0, 1, 2, NODATA_LABEL]),
)
smooth_maps = st.builds(
    lambda seed, height, width, kinds: (
        np.stack(
            [
                ndimage.gaussian_filter(layer, 1.2)
                for layer in np.random.default_rng(seed).random((kinds, height, width))
            ]
        )
        .argmax(0)
        .astype(np.uint8)
    ),
    st.integers(0, 10_000),
    st.integers(3, 20),
    st.integers(3, 20),
    st.integers(2, 4),
)
cells = st.integers(2, 9)
often = settings(deadline=None, max_examples=40)


def find(labels: NDArray[np.uint8], cell_px: int, tolerance_px: float = 0.0) -> list[Face]:
    """Class and rings of every face; rings as rows and columns."""
    finder = FaceFinder(
        *labels.shape,
        lambda w: labels[w.row : w.row_end, w.col : w.col_end],
        tolerance_px=tolerance_px,
        cell_px=cell_px,
    )
    found = []
    for _, facts, rings in finder.run():
        for (face, own), number, label in zip(rings.by_face(), facts.face, facts.label, strict=True):
            assert face == number
            bounds = [(rings.offsets[i], rings.offsets[i + 1]) for i in range(own.start, own.stop)]
            found.append((int(label), [[tuple(p) for p in rings.points[a:b].tolist()] for a, b in bounds]))
    return found


def edges(ring: Ring) -> list[Edge]:
    return list(zip(ring, [*ring[1:], ring[0]]))


def steps(rings: list[Ring]) -> list[Edge]:
    """All single steps from corner to corner along rings."""
    found = []
    for (r0, c0), (r1, c1) in (edge for ring in rings for edge in edges(ring)):
        n = max(abs(r1 - r0), abs(c1 - c0))
        at = [(r0 + (r1 - r0) * i // n, c0 + (c1 - c0) * i // n) for i in range(n + 1)]
        found += list(zip(at, at[1:]))
    return found


def area(ring: Ring) -> float:
    """Positive where the inside lies on the left, rows counting downwards."""
    return sum(r0 * c1 - r1 * c0 for (r0, c0), (r1, c1) in edges(ring)) / 2


def outlines(labels: NDArray[np.uint8]) -> list[tuple[int, list[Edge]]]:
    """Class and steps around each connected area, inside on the left, from the whole array."""
    found = []
    for label in np.unique(labels[labels != NODATA_LABEL]).tolist():
        parts, count = ndimage.label(labels == label)
        for part in range(1, count + 1):
            padded = np.pad(parts == part, 1)
            around = []
            for r, c in np.argwhere(padded).tolist():
                y, x = r - 1, c - 1
                if not padded[r - 1, c]:
                    around.append(((y, x + 1), (y, x)))
                if not padded[r + 1, c]:
                    around.append(((y + 1, x), (y + 1, x + 1)))
                if not padded[r, c - 1]:
                    around.append(((y, x), (y + 1, x)))
                if not padded[r, c + 1]:
                    around.append(((y + 1, x + 1), (y, x + 1)))
            found.append((label, sorted(around)))
    return sorted(found)


@often
@given(maps, cells)
def test_every_connected_area_is_one_polygon_with_its_outline_whatever_the_cells(
    labels: NDArray[np.uint8], cell_px: int
) -> None:
    assert sorted((label, sorted(steps(rings))) for label, rings in find(labels, cell_px)) == outlines(labels)


@often
@given(maps, cells, st.sampled_from([0.0, 1.0, 3.0]))
def test_a_polygon_has_one_outer_ring_first_and_no_ring_meets_itself(
    labels: NDArray[np.uint8], cell_px: int, tolerance_px: float
) -> None:
    for _, (outer, *holes) in find(labels, cell_px, tolerance_px):
        assert area(outer) > 0
        assert all(area(hole) < 0 for hole in holes)
        assert all(len(set(ring)) == len(ring) >= 3 for ring in (outer, *holes))


@often
@given(maps, cells)
def test_no_vertex_lies_on_a_straight_border_of_two_faces(labels: NDArray[np.uint8], cell_px: int) -> None:
    """Neither the cells nor anything else leaves a trace there."""
    whole = {(label, frozenset(map(frozenset, rings))) for label, rings in find(labels, 100)}
    assert {(label, frozenset(map(frozenset, rings))) for label, rings in find(labels, cell_px)} == whole


def crossing(found: list[Face]) -> bool:
    """Whether two borders cross, overlap, or meet other than at their ends."""
    lines = np.array(sorted({tuple(sorted(e)) for _, rings in found for r in rings for e in edges(r)}))
    one, other = (lines[i] for i in np.triu_indices(len(lines), 1))
    a, b, c, d = one[:, 0], one[:, 1], other[:, 0], other[:, 1]

    def side(p: NDArray, q: NDArray, r: NDArray) -> NDArray:
        (y, x), (v, u) = (q - p).T, (r - p).T
        return np.sign(x * v - y * u)

    def within(p: NDArray, q: NDArray, r: NDArray) -> NDArray:
        """Whether r lies on the line from p to q but at neither end."""
        box = ((np.minimum(p, q) <= r) & (r <= np.maximum(p, q))).all(1)
        return (side(p, q, r) == 0) & box & (r != p).any(1) & (r != q).any(1)

    through = (side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)
    touching = within(a, b, c) | within(a, b, d) | within(c, d, a) | within(c, d, b)
    return bool((through | touching).any())


@often
@given(st.one_of(maps, smooth_maps), cells, st.sampled_from([0.6, 1.0, 2.0, 5.0, 50.0]))
def test_simplified_polygons_neither_overlap_nor_leave_gaps(
    labels: NDArray[np.uint8], cell_px: int, tolerance_px: float
) -> None:
    found = find(labels, cell_px, tolerance_px)
    if not found:
        return
    assert not crossing(found)
    directed = [edge for _, rings in found for ring in rings for edge in edges(ring)]
    assert len(set(directed)) == len(directed), "no two faces lie on the same side of a border"
    if not (labels == NODATA_LABEL).any():
        # With no crossing, and the frame of the raster around them, all ground is in one of them.
        assert sum(area(ring) for _, rings in found for ring in rings) == labels.size
        single = {e for e in directed if e[::-1] not in set(directed)}
        height, width = labels.shape
        assert all(p[0] == q[0] in (0, height) or p[1] == q[1] in (0, width) for p, q in single)


@often
@given(smooth_maps, cells, st.sampled_from([0.6, 1.0, 2.5]))
def test_no_corner_of_the_pixels_outline_is_further_away_than_the_tolerance(
    labels: NDArray[np.uint8], cell_px: int, tolerance_px: float
) -> None:
    exact, simple = find(labels, cell_px), find(labels, cell_px, tolerance_px)
    for (label, before), (same, after) in zip(exact, simple, strict=True):
        assert label == same
        lines = [edge for ring in after for edge in edges(ring)]
        for corner in (p for ring in before for p in ring):
            assert min(distance(corner, line) for line in lines) <= tolerance_px + 1e-9


def distance(p: Point, line: Edge) -> float:
    (r0, c0), (r1, c1) = line
    dr, dc = r1 - r0, c1 - c0
    along = ((p[0] - r0) * dr + (p[1] - c0) * dc) / (dr * dr + dc * dc)
    along = min(1.0, max(0.0, along))
    return math.hypot(p[0] - r0 - along * dr, p[1] - c0 - along * dc)


def test_a_staircase_becomes_a_line() -> None:
    labels = np.tri(40, dtype=np.uint8)
    vertices = {p for _, rings in find(labels, 1024, 1.0) for ring in rings for p in ring}
    assert len(vertices) <= 8


def test_a_single_pixel_stays_a_square() -> None:
    labels = np.zeros((9, 9), dtype=np.uint8)
    labels[4, 4] = 1
    (ring,) = next(rings for label, rings in find(labels, 1024, 20.0) if label == 1)
    assert sorted(ring) == [(4, 4), (4, 5), (5, 4), (5, 5)]


def test_pixels_that_meet_in_a_corner_are_two_polygons() -> None:
    assert len(find(np.eye(2, dtype=np.uint8), 1024)) == 4


def test_holes_that_meet_in_a_corner_are_two_rings() -> None:
    labels = np.zeros((4, 4), dtype=np.uint8)
    labels[1, 1] = labels[2, 2] = 1
    surrounding = next(rings for label, rings in find(labels, 1024) if label == 0)
    assert sorted(map(len, surrounding)) == [4, 4, 4]


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1)])
def test_slivers_of_a_raster_are_one_polygon(shape: tuple[int, int]) -> None:
    ((label, (ring,)),) = find(np.full(shape, 7, dtype=np.uint8), 16, 1.0)
    assert label == 7
    assert sorted(ring) == sorted({(r, c) for r in (0, shape[0]) for c in (0, shape[1])})


def test_a_raster_without_data_has_no_face() -> None:
    assert find(np.full((30, 30), NODATA_LABEL, dtype=np.uint8), 8) == []
