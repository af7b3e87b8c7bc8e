"""Fewer vertices for all arcs of a cell at once, without any two of them ever touching.

Vertices go one by one, the least needed first, as in Visvalingam and Whyatt (1993); what a vertex is needed for is
measured as in Douglas and Peucker (1973): how far any vertex of the raster's own border would lie from the line. A
vertex may go only if the triangle that goes with it holds no other vertex: then no border is crossed. Vertices whose
neighbours stay go in the same round, since such triangles cannot get in each other's way.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .arcs import Arcs
from .chains import Ints, spread

_RING_VERTICES = 4


def simplify(arcs: Arcs, shape: tuple[int, int], tolerance_px: float) -> tuple[NDArray[np.int32], Ints]:
    """Leave out vertices.

    Args:
        arcs: All borders of a cell.
        shape: Rows and columns of the cell's corners.
        tolerance_px: How far, at most, a vertex left out may lie from the line that stays.

    Returns:
        Points and offsets as in `arcs`. The ends of arcs stay; rings keep four vertices; where two arcs would
        become the same line, or one would run along the rim, one vertex stays.
    """
    points, offsets = arcs.points.astype(np.int64), arcs.offsets
    owner = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    spare = np.diff(offsets) - 2 - _needed(points, offsets, shape)
    present = np.zeros(shape, dtype=bool)
    present[points[:, 0], points[:, 1]] = True
    kept = np.arange(len(points))
    cost = np.full(len(points), np.inf)
    changed = np.ones(len(points), dtype=bool)
    changed[offsets[:-1]] = changed[offsets[1:] - 1] = False
    while True:
        asked = np.flatnonzero(changed[kept])
        cost[kept[asked]] = _costs(points, kept, asked, tolerance_px)
        changed[:] = False
        least = _least(points, kept, cost)
        least = least[_best_of_each(owner[kept[least]], cost[kept[least]], spare)]
        if not len(least):
            break
        safe = _nothing_inside(points[kept[least[:, None] + [-1, 0, 1]]], present)
        cost[kept[least[~safe]]] = np.inf
        gone = least[safe]
        lost = points[kept[gone]]
        present[lost[:, 0], lost[:, 1]] = False
        np.subtract.at(spare, owner[kept[gone]], 1)
        # The ends of an arc have infinite cost for good.
        neighbours = kept[np.concatenate([gone - 1, gone + 1])]
        changed[neighbours] = True
        changed[offsets[:-1]] = changed[offsets[1:] - 1] = False
        kept = np.delete(kept, gone)
    return arcs.points[kept], np.searchsorted(kept, offsets)


def _needed(points: Ints, offsets: Ints, shape: tuple[int, int]) -> Ints:
    """How many vertices each arc must keep between its ends."""
    first, last = points[offsets[:-1]], points[offsets[1:] - 1]
    ends = np.sort(np.stack([first, last], axis=1) @ [1 << 31, 1], axis=1)
    _, which, counts = np.unique(ends, axis=0, return_inverse=True, return_counts=True)
    rim = np.subtract(shape, 1)
    along_rim = ((first == last) & ((first == 0) | (first == rim))).any(1)
    needed = ((counts[which.ravel()] > 1) | along_rim).astype(np.int64)
    needed[ends[:, 0] == ends[:, 1]] = _RING_VERTICES - 1
    return np.minimum(needed, np.diff(offsets) - 2)


def _costs(points: Ints, kept: Ints, asked: Ints, tolerance_px: float) -> NDArray[np.float64]:
    """How far vertices would lie from the line without the ones asked about; infinite beyond the tolerance."""
    before, after = kept[asked - 1], kept[asked + 1]
    which, owner = spread(before + 1, after - before - 1)
    base = points[before]
    line = points[after] - base
    arm, along = points[which] - base[owner], line[owner]
    square = np.maximum((along**2).sum(1), 1)
    share = np.clip((arm * along).sum(1) / square, 0, 1)
    away = ((arm - share[:, None] * along) ** 2).sum(1)
    firsts = np.cumsum(after - before - 1) - (after - before - 1)
    far = np.maximum.reduceat(away, firsts) if len(asked) else np.empty(0)
    return np.where(far <= tolerance_px**2, far, np.inf)


def _least(points: Ints, kept: Ints, cost: NDArray[np.float64]) -> Ints:
    """Places in `kept` of vertices that cost less than both their neighbours."""
    row, col = points[kept].T
    # Along a staircase all cost the same: chance, by the vertex's place, decides who goes first.
    chance = (row * 73856093 ^ col * 19349663) % 10007 / 1e10
    key = cost[kept] + chance
    middle = key[1:-1]
    return 1 + np.flatnonzero(np.isfinite(middle) & (middle < key[:-2]) & (middle <= key[2:]))


def _best_of_each(owner: Ints, cost: NDArray[np.float64], spare: Ints) -> Ints:
    """Which of some vertices may go, at most `spare` of each arc."""
    order = np.lexsort((cost, owner))
    _, first, counts = np.unique(owner[order], return_index=True, return_counts=True)
    rank = np.arange(len(order)) - np.repeat(first, counts)
    return np.sort(order[rank < spare[owner[order]]])


def _nothing_inside(triangles: Ints, present: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which triangles (n, 3, 2) hold no vertex, on their rims either, but their own three."""
    low, high = triangles.min(1), triangles.max(1)
    top, heights = low[:, 0], high[:, 0] - low[:, 0] + 1
    row, owner = spread(top, heights)
    left = np.full(len(row), np.iinfo(np.int64).max)
    right = np.full(len(row), -1)
    for one, other in ((0, 1), (1, 2), (2, 0)):
        (y0, x0), (y1, x1) = (triangles[owner, i].T for i in (one, other))
        rise = y1 - y0
        across = (row - y0) * (x1 - x0) * np.sign(rise)
        steps = np.maximum(np.abs(rise), 1)
        flat = rise == 0
        floor = np.where(flat, np.maximum(x0, x1), x0 + across // steps)
        ceil = np.where(flat, np.minimum(x0, x1), x0 - (-across // steps))
        touched = (np.minimum(y0, y1) <= row) & (row <= np.maximum(y0, y1))
        left = np.where(touched, np.minimum(left, ceil), left)
        right = np.where(touched, np.maximum(right, floor), right)
    before = np.zeros((present.shape[0], present.shape[1] + 1), dtype=np.int32)
    np.cumsum(present, axis=1, out=before[:, 1:])
    found = np.zeros(len(triangles), dtype=np.int64)
    np.add.at(found, owner, before[row, right + 1] - before[row, left])
    empty: NDArray[np.bool_] = found == 3
    return empty
