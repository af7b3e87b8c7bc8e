"""Borders between classes as arcs: polylines from node to node, found in one cell of a raster.

A corner is where four pixels meet. Where three or more borders meet, it is a node; so is every corner where a border
crosses, touches or leaves the rim of the cell. Borders along the rim belong to the cell below and right of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .chains import Ints, order_chains, spread

# Directions on the raster, clockwise: turning right adds 1.
EAST, SOUTH, WEST, NORTH = range(4)


@dataclass(frozen=True)
class Arcs:
    """Borders within a cell; each has the class of the lower number on its left.

    Attributes:
        points: (n, 2) row and column of the corners where they begin, turn and end, one arc after the other, counted
            from the cell's upper left corner. A ring ends where it begins.
        offsets: (arcs + 1) where each arc begins in `points`.
        sides: (arcs, 2, 2) row and column of a pixel on the left and one on the right of the first step; -1 is
            the row or column before the cell.
        out: (arcs) direction of the first step.
        into: (arcs) direction of the last step.
        joints: (arcs, 2) whether nothing but the cell's rim makes a node of the first and the last point.
    """

    points: NDArray[np.int32]
    offsets: Ints
    sides: NDArray[np.int32]
    out: NDArray[np.int8]
    into: NDArray[np.int8]
    joints: NDArray[np.bool_]


class _Corners:
    """What meets at each corner of a cell, bool (H+1, W+1): borders to its four sides, nodes, turns."""

    def __init__(self, labels: NDArray[np.uint8], bottom: bool, right: bool) -> None:
        nw, ne, sw, se = labels[:-1, :-1], labels[:-1, 1:], labels[1:, :-1], labels[1:, 1:]
        north, south, west, east = nw != ne, sw != se, nw != sw, ne != se
        degree = north.astype(np.int8) + south + west + east
        upright, level = north | south, west | east
        node = degree > 2
        node[[0, -1]] |= upright[[0, -1]]
        node[:, [0, -1]] |= level[:, [0, -1]]
        self.joint = node & (degree == 2)
        self.stop = node | ((degree == 2) & upright & level)
        self.node = node
        self.lower_north, self.lower_east = ne < se, se < sw
        # Steps of this cell, by the corner where they begin, and by the one where they end.
        east[:, -1] = south[-1] = False
        if not bottom:
            east[-1] = False
        if not right:
            south[:, -1] = False
        self.east, self.south = east, south
        self.from_west, self.from_north = np.zeros_like(east), np.zeros_like(south)
        self.from_west[:, 1:], self.from_north[1:] = east[:, :-1], south[:-1]


def find_arcs(labels: NDArray[np.uint8], *, bottom: bool, right: bool) -> Arcs:
    """Find the borders in a cell.

    Args:
        labels: (H+2, W+2) class numbers of the cell and of one pixel around it.
        bottom: Whether the borders along the lower rim belong to this cell, too: it is the raster's last row.
        right: The same of the right rim.
    """
    corners = _Corners(labels, bottom, right)
    height, width = corners.stop.shape
    start, end, heading = _segments(corners)
    inner = ~corners.node.ravel()
    leaving = np.full(height * width, -1, dtype=np.int64)
    leaving[start] = np.arange(len(start))
    order, first = order_chains(np.where(inner[end], leaving[end], -1))
    lengths = np.diff(first)
    # Each arc is the beginnings of its segments, and the end of its last one.
    offsets = np.concatenate([[0], np.cumsum(lengths + 1)])
    corner = np.empty(offsets[-1], dtype=np.int64)
    corner[spread(offsets[:-1], lengths)[0]] = start[order]
    corner[offsets[1:] - 1] = end[order[first[1:] - 1]]
    points = np.stack(np.divmod(corner, width), axis=1).astype(np.int32)
    out, into = heading[order[first[:-1]]], heading[order[first[1:] - 1]]
    joint = corners.joint.ravel()
    joints = np.stack([joint[corner[offsets[:-1]]], joint[corner[offsets[1:] - 1]]], axis=1)
    sides = points[offsets[:-1], None] + _BESIDE[out]
    return Arcs(points, offsets, sides.astype(np.int32), out, into, joints)


# Pixels left and right of a step, relative to the corner where it begins.
_BESIDE = np.array([[[-1, 0], [0, 0]], [[0, 0], [0, -1]], [[0, -1], [-1, -1]], [[-1, -1], [-1, 0]]])


def _segments(corners: _Corners) -> tuple[Ints, Ints, NDArray[np.int8]]:
    """Straight parts of the borders: numbers of the corners at both ends, and directions."""
    height, width = corners.stop.shape
    # Along a row or column, beginnings and ends alternate, so that the n-th beginning has the n-th end.
    level = [np.flatnonzero(corners.stop & steps) for steps in (corners.east, corners.from_west)]
    upright = []
    for steps in (corners.south, corners.from_north):
        col, row = np.divmod(np.flatnonzero((corners.stop & steps).T), height)
        upright.append(row * width + col)
    onward = np.concatenate([corners.lower_north.ravel()[level[0]], corners.lower_east.ravel()[upright[0]]])
    begin, end = (np.concatenate(pair) for pair in zip(level, upright))
    backward = np.concatenate([np.full(len(level[0]), WEST), np.full(len(upright[0]), NORTH)])
    heading = np.where(onward, backward ^ 2, backward).astype(np.int8)
    return np.where(onward, begin, end), np.where(onward, end, begin), heading
