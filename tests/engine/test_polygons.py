"""Outlines that cross themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rs_segmenter.engine.polygons import crosses_itself


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=3, max_size=9, unique=True),
)
def test_crossing_sides_are_found_as_by_comparing_all_pairs(points: list[tuple[int, int]]) -> None:
    closed = np.asarray([*points, points[0]], dtype=float)

    def side(a: Any, b: Any, p: Any) -> float:
        return float(np.sign((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])))

    pairs = [(closed[i : i + 2], closed[j : j + 2]) for i in range(len(points)) for j in range(i)]
    crossing = any(
        side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0 for (a, b), (c, d) in pairs
    )
    assert crosses_itself([closed]) == crossing
