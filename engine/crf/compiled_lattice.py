"""The permutohedral lattice on a CPU: the same filter as `lattice.Lattice`, compiled by numba.

Several times as fast as torch's operations there. The kernels release the GIL; threads share the work by
planes, so that the result does not depend on their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import numpy as np
import torch
from numba import njit
from numpy.typing import NDArray
from torch import Tensor

from ..preferences import cores
from .lattice import axis_steps, hash_factors, scales

# Planes that pass through the lattice together: one SIMD register of 4 floats.
_PLANES = 4
# Points whose simplices one call finds.
_POINTS = 1 << 16
_SMALLEST_TABLE = 1 << 16
# Beyond this a coordinate no longer fits into whole numbers, and the compiled code checks nothing.
_FARTHEST = 1e9


def _compiled(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a kernel, once for all processes where it can be kept: beside this file or in the user's cache."""
    try:
        return cast(Callable[..., Any], njit(nogil=True, cache=True, fastmath=True)(kernel))
    except RuntimeError:  # neither may be written to
        return cast(Callable[..., Any], njit(nogil=True, fastmath=True)(kernel))


class CompiledLattice:
    """A Gaussian kernel of standard deviation 1 between points, as a filter; on the CPU, without gradients.

    Args:
        features: Coordinates (D, P) of the points, floating point.

    Attributes:
        vertices: Number of lattice vertices in use.
    """

    def __init__(self, features: Tensor) -> None:
        coordinates = features.double().nan_to_num(0).clamp(-_FARTHEST, _FARTHEST).contiguous().numpy()
        dimensions, points = coordinates.shape
        hashes = np.empty((points, dimensions + 1), np.int64)
        self._weights = np.empty((points, dimensions + 1), np.float32)
        factors = np.array(hash_factors(dimensions))
        scale = np.array(scales(dimensions))

        def embed(start: int) -> None:
            part = slice(start, start + _POINTS)
            _embed(coordinates[:, part], scale, factors, hashes[part], self._weights[part])

        _in_threads(embed, range(0, points, _POINTS))
        self._corners = np.empty((points, dimensions + 1), np.int32)
        slot_hashes, slot_rows, self.vertices = _number(hashes, self._corners, _SMALLEST_TABLE)
        steps = axis_steps(dimensions)
        self._neighbours = np.full((len(steps), self.vertices, 2), self.vertices, np.int32)
        _in_threads(
            lambda a: _connect(slot_hashes, slot_rows, steps[a], self._neighbours[a]), range(len(steps))
        )

    def filter(self, values: Tensor, transposed: bool = False) -> Tensor:
        """Filter values (K, P), float32; not normalised. The transposed filter blurs along the axes backwards."""
        planes = values.contiguous().numpy()
        filtered = np.empty_like(planes)

        def block(first: int) -> None:
            part = slice(first, first + _PLANES)
            self._filter(planes[part], filtered[part], -1 if transposed else 1)

        _in_threads(block, range(0, len(planes), _PLANES))
        return torch.from_numpy(filtered)

    def _filter(self, values: NDArray[np.float32], filtered: NDArray[np.float32], order: int) -> None:
        # The last row is what lies beyond the vertices: always 0.
        rows = np.zeros((self.vertices + 1, _PLANES), np.float32)
        blurred = np.zeros_like(rows)
        _splat(values, self._corners, self._weights, rows)
        for pairs in self._neighbours[::order]:
            _blur(rows, pairs, blurred)
            rows, blurred = blurred, rows
        _slice(rows, self._corners, self._weights, filtered)


def _in_threads(work: Callable[[int], None], items: Iterable[int]) -> None:
    # Not torch's number of threads, which is 1 beside OpenVINO: these do not wait in a loop for one another.
    with ThreadPoolExecutor(cores()) as pool:
        for _ in pool.map(work, items):
            pass


@_compiled
def _embed(features, scale, factors, hashes, weights):  # type: ignore[no-untyped-def]
    """Find the simplex around each point; see `lattice.simplices`, whose loop this is."""
    d, points = features.shape
    elevated = np.empty(d + 1)
    nearest = np.empty(d + 1, np.int64)
    rank = np.empty(d + 1, np.int64)
    excess = np.empty(d + 1)
    for p in range(points):
        total = 0.0
        for axis in range(d, 0, -1):
            scaled = features[axis - 1, p] * scale[axis - 1]
            elevated[axis] = total - axis * scaled
            total += scaled
        elevated[0] = total
        walk = np.int64(0)
        for i in range(d + 1):
            multiple = np.int64(np.rint(elevated[i] / (d + 1)))
            walk += multiple
            nearest[i] = multiple * (d + 1)
            elevated[i] -= nearest[i]
            rank[i] = 0
        for i in range(d):
            for j in range(i + 1, d + 1):
                if elevated[i] < elevated[j]:
                    rank[i] += 1
                else:
                    rank[j] += 1
        start = np.int64(0)
        for i in range(d + 1):
            rank[i] += walk
            turn = np.int64(rank[i] < 0) - np.int64(rank[i] > d)
            rank[i] += turn * (d + 1)
            excess[rank[i]] = elevated[i] / (d + 1) - turn
            if i < d:
                start += (nearest[i] + turn * (d + 1)) * factors[i]
        weights[p, 0] = 1 + excess[d] - excess[0]
        for r in range(1, d + 1):
            weights[p, r] = excess[d - r] - excess[d - r + 1]
        for r in range(d + 1):
            value = start
            for i in range(d):
                value += (r if rank[i] <= d - r else r - d - 1) * factors[i]
            hashes[p, r] = value


@_compiled
def _number(hashes, corners, capacity):  # type: ignore[no-untyped-def]
    """Number the different hashes (P, D + 1) in the order they come; returns the open hash table and their count."""
    slot_hashes = np.empty(capacity, np.int64)
    slot_rows = np.full(capacity, -1, np.int32)
    count = 0
    for p in range(hashes.shape[0]):
        for c in range(hashes.shape[1]):
            wanted = hashes[p, c]
            slot = _find(slot_hashes, slot_rows, wanted)
            if slot_rows[slot] < 0:
                slot_hashes[slot] = wanted
                slot_rows[slot] = count
                count += 1
            corners[p, c] = slot_rows[slot]
            if 2 * count > len(slot_rows):
                old_hashes, old_rows = slot_hashes, slot_rows
                slot_hashes = np.empty(2 * len(old_rows), np.int64)
                slot_rows = np.full(2 * len(old_rows), -1, np.int32)
                for old in range(len(old_rows)):
                    if old_rows[old] >= 0:
                        slot = _find(slot_hashes, slot_rows, old_hashes[old])
                        slot_hashes[slot] = old_hashes[old]
                        slot_rows[slot] = old_rows[old]
    return slot_hashes, slot_rows, count


@_compiled
def _find(slot_hashes, slot_rows, wanted):  # type: ignore[no-untyped-def]
    """The slot that holds a hash, or the empty one where it would be."""
    mask = len(slot_rows) - 1
    slot = (wanted ^ (wanted >> 29)) & mask
    while slot_rows[slot] >= 0 and slot_hashes[slot] != wanted:
        slot = (slot + 1) & mask
    return slot


@_compiled
def _connect(slot_hashes, slot_rows, step, neighbours):  # type: ignore[no-untyped-def]
    """Write the rows before and after each vertex along one axis, where there are any."""
    for slot in range(len(slot_rows)):
        row = slot_rows[slot]
        if row >= 0:
            after = slot_rows[_find(slot_hashes, slot_rows, slot_hashes[slot] + step)]
            if after >= 0:
                neighbours[row, 1] = after
                neighbours[after, 0] = row


@_compiled
def _splat(values, corners, weights, rows):  # type: ignore[no-untyped-def]
    planes = len(values)
    point = np.zeros(_PLANES, np.float32)
    for p in range(corners.shape[0]):
        for k in range(planes):
            point[k] = values[k, p]
        for c in range(corners.shape[1]):
            for k in range(_PLANES):
                rows[corners[p, c], k] += weights[p, c] * point[k]


@_compiled
def _blur(rows, neighbours, blurred):  # type: ignore[no-untyped-def]
    half = np.float32(0.5)
    for m in range(neighbours.shape[0]):
        for k in range(_PLANES):
            blurred[m, k] = rows[m, k] + half * (rows[neighbours[m, 0], k] + rows[neighbours[m, 1], k])


@_compiled
def _slice(rows, corners, weights, filtered):  # type: ignore[no-untyped-def]
    planes = len(filtered)
    point = np.empty(_PLANES, np.float32)
    for p in range(corners.shape[0]):
        point[:] = 0
        for c in range(corners.shape[1]):
            for k in range(_PLANES):
                point[k] += weights[p, c] * rows[corners[p, c], k]
        for k in range(planes):
            filtered[k, p] = point[k]
