"""Faces: connected areas of one class, followed over the rims of cells; a face is connected over pixels' sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .arcs import Arcs
from .chains import Ints, spread

Labels = NDArray[np.uint8]


@dataclass(frozen=True)
class Sides:
    """Arcs as seen from the faces beside them, which lie on their left; as columns.

    Attributes:
        face: (n) number of the face.
        start: (n) number of the corner where it begins, on the whole raster.
        end: (n) the same of its end.
        out: (n) direction of the first step along the raster's border.
        into: (n) direction of the last step.
        joint: (n) whether the beginning is a node for no other reason than a cell's rim.
        lengths: (n) number of points.
        points: (sum of `lengths`, 2) row and column on the whole raster.
    """

    face: Ints
    start: Ints
    end: Ints
    out: NDArray[np.int8]
    into: NDArray[np.int8]
    joint: NDArray[np.bool_]
    lengths: Ints
    points: NDArray[np.int32]

    def take(self, chosen: NDArray[np.bool_]) -> Sides:
        """Return some of them."""
        columns = {f.name: getattr(self, f.name)[chosen] for f in fields(self) if f.name != "points"}
        return Sides(**columns, points=self.points[np.repeat(chosen, self.lengths)])


@dataclass(frozen=True)
class Facts:
    """What is known of faces, or of their parts; as columns.

    Attributes:
        face: (n) number of the face.
        label: (n) its class.
        pixels: (n) pixels whose confidence is known.
        percent: (n) sum of their confidence.
    """

    face: Ints
    label: Labels
    pixels: Ints
    percent: NDArray[np.float64]

    def take(self, chosen: NDArray[np.bool_]) -> Facts:
        """Return some of them."""
        return Facts(**{f.name: getattr(self, f.name)[chosen] for f in fields(self)})

    def merged(self) -> Facts:
        """One row for each face, by rising number."""
        face, first, row = np.unique(self.face, return_index=True, return_inverse=True)
        count = len(face)
        pixels = np.bincount(row, weights=self.pixels, minlength=count).astype(np.int64)
        percent = np.bincount(row, weights=self.percent, minlength=count).astype(np.float64)
        return Facts(face, self.label[first], pixels, percent)


Columns = TypeVar("Columns", Sides, Facts)


def stack(parts: Sequence[Columns]) -> Columns:
    """Put columns below each other."""
    kind = type(parts[0])
    return kind(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(kind)})


def sides_of(
    arcs: Arcs, points: NDArray[np.int32], offsets: Ints, faces: Ints, corner: tuple[int, int], width: int
) -> Sides:
    """Look at arcs from both sides.

    Args:
        arcs: Borders of a cell.
        points: Their points, simplified.
        offsets: Where each begins in `points`.
        faces: (H+2, W+2) number of each pixel's face in the cell and around it; -1 for none.
        corner: Row and column of the cell's upper left corner.
        width: Corners in a row of the whole raster.
    """
    lengths = np.diff(offsets)
    placed = points + np.array(corner, dtype=np.int32)
    start, end = (placed[i].astype(np.int64) @ [width, 1] for i in (offsets[:-1], offsets[1:] - 1))
    left, right = faces[arcs.sides[..., 0] + 1, arcs.sides[..., 1] + 1].T
    steps, owner = spread(np.zeros_like(lengths), lengths)
    turned = placed[(offsets[1:] - 1)[owner] - steps]
    onward = Sides(left, start, end, arcs.out, arcs.into, arcs.joints[:, 0], lengths, placed)
    back = Sides(right, end, start, arcs.into ^ 2, arcs.out ^ 2, arcs.joints[:, 1], lengths, turned)
    both = stack([onward, back])
    return both.take(both.face >= 0)


class OpenFaces:
    """Faces that may go on in cells that have not been read yet."""

    def __init__(self) -> None:
        self._sides: list[Sides] = []
        self._facts: list[Facts] = []
        self._parent: dict[int, int] = {}

    def join(self, one: Ints, other: Ints) -> None:
        """Say which faces of two cells are the same; pairs with a -1 are none."""
        pairs = np.unique(np.stack([one, other], axis=1), axis=0)
        for a, b in pairs[(pairs >= 0).all(1)].tolist():
            low, high = sorted((self._root(a), self._root(b)))
            if low < high:
                self._parent[high] = low

    def add(self, sides: Sides, facts: Facts) -> None:
        """Keep parts of faces for later."""
        self._sides.append(sides)
        self._facts.append(facts)

    def close(self, edge: Ints) -> tuple[Sides, Facts, Ints]:
        """Hand out the faces that are complete.

        Args:
            edge: Numbers of the faces along the edge of what has been read; -1 for none.

        Returns:
            Sides and facts of the faces that do not touch that edge, under one number for each face; and
            the new numbers of those along the edge.
        """
        sides, facts = stack(self._sides), stack(self._facts)
        sides = replace(sides, face=self._roots(sides.face))
        facts = replace(facts, face=self._roots(facts.face))
        edge = self._roots(edge)
        stay, known = np.isin(sides.face, edge), np.isin(facts.face, edge)
        self._sides, self._facts = [sides.take(stay)], [facts.take(known)]
        self._parent.clear()
        return sides.take(~stay), facts.take(~known), edge

    def _roots(self, faces: Ints) -> Ints:
        each, which = np.unique(faces, return_inverse=True)
        return np.array([self._root(f) for f in each.tolist()], dtype=np.int64)[which]

    def _root(self, face: int) -> int:
        root = face
        while root in self._parent:
            root = self._parent[root]
        if root != face:
            self._parent[face] = root
        return root
