"""Rings of faces, put together from the sides of arcs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .chains import Ints, order_chains, spread
from .faces import Sides


@dataclass(frozen=True)
class Rings:
    """Rings by rising number of their face, each face's outer ring first.

    Attributes:
        face: (rings) number of the face.
        offsets: (rings + 1) where each ring begins in `points`.
        points: (n, 2) row and column of corners; the first point of a ring is not repeated.
    """

    face: Ints
    offsets: Ints
    points: NDArray[np.int32]

    def by_face(self) -> Iterator[tuple[int, slice]]:
        """Each face with its rings."""
        bounds = [0, *(np.flatnonzero(np.diff(self.face)) + 1).tolist(), len(self.face)]
        for first, last in zip(bounds, bounds[1:]):
            if first < last:
                yield int(self.face[first]), slice(first, last)


def rings_of(sides: Sides) -> Rings:
    """Put complete faces together.

    Args:
        sides: All sides of each of the faces.

    Returns:
        Rings that neither touch nor cross themselves; two of them may meet in a point.
    """
    order, begin = order_chains(_following(sides))
    counts = sides.lengths[order] - 1
    firsts = (np.cumsum(sides.lengths) - sides.lengths)[order]
    which, _ = spread(firsts, counts)
    points = sides.points[which].astype(np.int64)
    at = np.concatenate([[0], np.cumsum(counts)])
    joint = np.zeros(len(points), dtype=bool)
    joint[at[:-1]] = sides.joint[order]
    offsets, face = at[begin], sides.face[order[begin[:-1]]]
    after = np.arange(1, len(points) + 1)
    after[offsets[1:] - 1] = offsets[:-1]
    step = points[after] - points
    before = np.empty_like(after)
    before[after] = np.arange(len(points))
    straight = joint & (_cross(step[before], step) == 0)
    doubled = np.add.reduceat(_cross(points, points[after]), offsets[:-1]) if len(face) else face
    # Rows count downwards, so that a ring with its face on the left has a negative area: it is the outer one.
    place = np.lexsort((doubled, face))
    kept = ~straight
    lengths = np.add.reduceat(kept, offsets[:-1], dtype=np.int64) if len(face) else face
    moved, _ = spread(offsets[place], np.diff(offsets)[place])
    moved = moved[kept[moved]]
    return Rings(
        face[place], np.concatenate([[0], np.cumsum(lengths[place])]), points[moved].astype(np.int32)
    )


def _following(sides: Sides) -> Ints:
    """The side that goes on where each one ends, around the same face."""
    _, face = np.unique(sides.face, return_inverse=True)
    corners = max(sides.start.max(initial=0), sides.end.max(initial=0)) + 1
    leaves, arrives = face * corners + sides.start, face * corners + sides.end
    order = np.argsort(leaves, kind="stable")
    place = np.searchsorted(leaves[order], arrives)
    one = order[place]
    other = order[np.minimum(place + 1, len(order) - 1)]
    # Where a face meets itself at a corner, turning right parts the rings.
    twice = (leaves[other] == arrives) & (sides.out[other] == (sides.into + 1) % 4)
    return np.where(twice, other, one)


def _cross(one: Ints, other: Ints) -> Ints:
    product: Ints = one[:, 1] * other[:, 0] - one[:, 0] * other[:, 1]
    return product
