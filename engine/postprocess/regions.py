"""Components of a class map that grow from strip to strip, until it is known what becomes of each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..card import NODATA_LABEL
from ..components import Borders, Components, Ints, Labels, find_borders, join, tally, touching
from ..errors import JobError

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
_UNDECIDED = -1
# About 1 GB of tables.
_MOST_UNDECIDED = 2_500_000
_NONE = np.zeros(0, dtype=np.int64)
_COMPONENT = np.dtype(
    [
        ("key", np.int64),  # its number among the components of all strips
        ("value", np.uint8),
        ("size", np.float64),
        ("fixed", np.bool_),  # whether it is certain that it is no hole
        ("wave", np.int32),  # 0: large, k: sieved in round k
        ("label", np.uint8),  # what it becomes, once that is decided
    ],
    align=True,
)


class Regions:
    """The components that a strip of a class map can still change, from top to bottom.

    A component leaves the table when it touches the last row no more and nothing undecided borders on it. Memory is
    bounded by: some 400 bytes for each component of the strip at hand and for each undecided one, of which there
    may be `_MOST_UNDECIDED`; 16 bytes for each filled hole and each join over a strip's edge; and a byte for each
    component of each strip, which is what `finish` returns. Undecided for long are only small components that
    nothing but small ones lie around.

    Args:
        hole_size: Components smaller than this that one other component encloses are holes; 0: none are.
        least_size: Components smaller than this are sieved; 0: none are.
        connectivity: 4 or 8.
    """

    def __init__(self, hole_size: float, least_size: float, connectivity: int) -> None:
        self._hole_size, self._least_size, self._connectivity = hole_size, least_size, connectivity
        self._becomes = bytearray()  # label by key
        self._merged: list[tuple[Ints, Ints]] = []
        self._last_ids: Ints = _NONE
        self._last_labels = np.zeros(0, dtype=np.uint8)
        self._table = np.zeros(0, dtype=_COMPONENT)
        self._borders = Borders(_NONE, _NONE, _NONE)
        # What came since the table was last put in order.
        self._new: list[NDArray[np.void]] = []
        self._new_borders: list[Borders] = []
        self._new_joins: list[tuple[Ints, Ints]] = []
        self._total = self._tidy = 0

    @property
    def undecided(self) -> int:
        """Number of components in the table."""
        return self._total

    def add(self, strip: Components, row_sizes: Floats, *, last: bool) -> None:
        """Take the next strip.

        Args:
            strip: Its components.
            row_sizes: float64 (H,), size of a pixel in each row: whole numbers, for sums do not depend on
                where strips are cut only while they are exact.
            last: Whether it is the lowest one.

        Raises:
            JobError: When more components are undecided than memory is planned for.
        """
        ids, start = strip.ids, self._total
        first = strip.values[ids[0]]
        rim = [ids[:, 0], ids[:, -1], *([] if start else [ids[0]]), *([ids[-1]] if last else [])]
        self._new.append(self._entered(strip, row_sizes, np.concatenate(rim)))
        within = find_borders(strip)
        self._new_borders.append(Borders(within.a + start, within.b + start, within.sides))
        if start:
            above, below = self._last_ids, ids[0] + start
            self._new_borders.append(Borders(above, below, np.ones_like(above)))
            upper, lower = touching(self._last_labels[None], first[None], self._connectivity)
            self._new_joins.append((above[upper], below[lower]))
        self._last_ids, self._last_labels = ids[-1].astype(np.int64) + start, strip.values[ids[-1]]
        self._total += len(strip.values)
        # Only as often as the table doubles, or what stays undecided for long would be gone through for each strip.
        if last or self._total >= 2 * self._tidy:
            self._put_in_order(last=last)

    def finish(self) -> Labels:
        """What each component of each strip becomes: uint8, strips in order, their components in order."""
        table = self._table
        becomes = np.frombuffer(self._becomes, dtype=np.uint8)
        becomes[table["key"]] = np.where(table["wave"] == _UNDECIDED, table["value"], table["label"])
        for gone, into in reversed(self._merged):
            becomes[gone] = becomes[into]
        return becomes

    def _entered(self, strip: Components, row_sizes: Floats, rim: Ints) -> NDArray[np.void]:
        count = len(strip.values)
        empty = strip.values == NODATA_LABEL
        weights = np.broadcast_to(row_sizes[:, None], strip.ids.shape).ravel()
        new = np.zeros(count, dtype=_COMPONENT)
        new["key"] = np.arange(len(self._becomes), len(self._becomes) + count)
        self._becomes.extend(bytes(count))
        new["value"], new["fixed"], new["wave"] = strip.values, empty, _UNDECIDED
        new["size"] = np.where(empty, np.inf, np.bincount(strip.ids.ravel(), weights, count))
        new["fixed"][rim] = True
        return new

    def _put_in_order(self, *, last: bool) -> None:
        """Join over the strips' edges, decide what can be decided, and forget what is over."""
        self._table = np.concatenate([self._table, *self._new])
        borders = [self._borders, *self._new_borders]
        a, b, sides = (np.concatenate(p) for p in zip(*((e.a, e.b, e.sides) for e in borders)))
        self._borders = tally(a, b, sides, self._total)
        joins = [np.concatenate(p) for p in zip((_NONE, _NONE), *self._new_joins)]
        self._new, self._new_borders, self._new_joins = [], [], []
        self._merge(_lowest(join(self._total, joins[0], joins[1])))
        if last:
            self._last_ids = _NONE
        self._cut_nodata()
        self._fill_holes()
        self._sieve()
        self._retire()
        self._total = self._tidy = len(self._table)
        if self._total > _MOST_UNDECIDED:
            raise JobError(
                f"{self._total:,} areas are smaller than the least area, and nothing large enough is near them.",
                "Clean up in steps, which takes little memory: first with a tenth of the least area or less, then what "
                "that gives with the whole. To that measure this map is mostly noise; a coarser one has less.",
            )

    def _open(self) -> Flags:
        """Which may go on in the next strip."""
        still = np.zeros(len(self._table), dtype=bool)
        still[self._last_ids] = True
        return still

    def _merge(self, into: Ints) -> None:
        """Let components become parts of others: `into` (n,) gives for each the one that stays."""
        table = self._table
        kept = into == np.arange(len(into))
        gone = np.flatnonzero(~kept)
        if len(gone):
            self._merged.append((table["key"][gone], table["key"][into[gone]]))
            np.add.at(table["size"], into[gone], table["size"][gone])
            table["fixed"][into[table["fixed"]]] = True
            to = (np.cumsum(kept, dtype=np.int32) - 1)[into]
            borders = self._borders
            self._keep(kept, to)
            self._borders = tally(to[borders.a], to[borders.b], borders.sides, len(self._table))

    def _keep(self, kept: Flags, numbers: Ints) -> None:
        """Forget the others; `numbers` (n,) are the new ones."""
        self._table, self._last_ids = self._table[kept], numbers[self._last_ids]

    def _cut_nodata(self) -> None:
        """What touches nodata is no hole, and takes no label from it."""
        a, b = self._borders.a, self._borders.b
        empty = self._table["value"] == NODATA_LABEL
        at_nodata = empty[a] | empty[b]
        self._table["fixed"][a[at_nodata]] = self._table["fixed"][b[at_nodata]] = True
        self._borders = self._borders.only(~at_nodata)

    def _fill_holes(self) -> None:
        """Give holes to what encloses them, holes in holes first.

        Open components may yet turn out to be one. Taken as one, they enclose whatever they can ever enclose: what is
        no hole then never is one, and what is a hole in a closed component or in a single open one is one for certain.
        """
        fixed, sizes = self._table["fixed"], self._table["size"]
        fixed |= sizes >= self._hole_size
        if fixed.all():
            return
        a, b, still, count = self._borders.a, self._borders.b, self._open(), len(self._table)
        numbers = np.arange(count)
        as_one = np.where(still, count, numbers)
        taken = tally(as_one[a], as_one[b], self._borders.sides, count + 1)
        may = np.append(~fixed & ~still, False)
        into = _prune(taken, may, np.append(sizes, 0.0), self._hole_size)[:count]
        fixed |= may[:count] & (into == numbers)
        at_open = np.flatnonzero(into == count)
        neighbours, openings = np.zeros(count + 1, dtype=np.int64), np.zeros(count + 1, dtype=np.int64)
        for one, other in ((a, b), (b, a)):
            one, other = one[still[other]], other[still[other]]
            openings[one] = other
            neighbours += np.bincount(one, minlength=count + 1)
        into[at_open] = np.where(neighbours[at_open] == 1, openings[at_open], at_open)
        while (into[into] != into).any():
            into = into[into]
        self._merge(into)

    def _sieve(self) -> None:
        """Let small components take the label of a neighbour, in waves that start from the large ones."""
        still, table = self._open(), self._table
        fixed, waves = table["fixed"], table["wave"]
        large = fixed & (table["size"] >= self._least_size)
        waves[large], table["label"][large] = 0, table["value"][large]
        small = fixed & ~still & ~self._joining(still)
        self._spread((waves == _UNDECIDED) & ~small)

    def _joining(self, still: Flags) -> Flags:
        """Which border on two open components of one class: these may turn out to be one."""
        a, b = self._borders.a, self._borders.b
        who, whom = (np.concatenate(ends)[np.concatenate([still[b], still[a]])] for ends in ((a, b), (b, a)))
        codes = np.sort(who * np.int64(256) + self._table["value"][whom])
        joining = np.zeros(len(still), dtype=bool)
        joining[codes[1:][codes[1:] == codes[:-1]] // 256] = True
        return joining

    def _spread(self, blocked: Flags) -> None:
        """Decide round by round what hangs on no blocked component."""
        a, b, sides = self._borders.a, self._borders.b, self._borders.sides
        who, whom, sides = np.concatenate([a, b]), np.concatenate([b, a]), np.concatenate([sides, sides])
        waves, labels = self._table["wave"], self._table["label"]
        wave, latest = 0, int(waves.max(initial=0))
        while True:
            waiting = (waves[who] == _UNDECIDED) & ~blocked[who]
            who, whom, sides = who[waiting], whom[waiting], sides[waiting]
            stopped = who[blocked[whom]]
            decided = (waves[whom] != _UNDECIDED) & (waves[whom] <= wave)
            blocked[stopped] = True
            voting = np.flatnonzero(decided & ~blocked[who])
            if not len(voting) and wave >= latest:
                return
            wave += 1
            # The longest border; among equals, the smallest label.
            order = np.lexsort((labels[whom[voting]], -sides[voting], who[voting]))
            best = voting[order[np.diff(who[voting[order]], prepend=-1) > 0]]
            labels[who[best]] = labels[whom[best]]
            waves[who[best]] = wave

    def _retire(self) -> None:
        """Write down what is decided and borders on nothing undecided."""
        table = self._table
        done = table["wave"] != _UNDECIDED
        borders = self._borders.only(~(done[self._borders.a] & done[self._borders.b]))
        kept = self._open() | ~done
        kept[borders.a] = kept[borders.b] = True
        becomes = np.frombuffer(self._becomes, dtype=np.uint8)
        becomes[table["key"][~kept]] = table["label"][~kept]
        numbers = np.cumsum(kept, dtype=np.int32) - 1
        self._keep(kept, numbers)
        self._borders = Borders(numbers[borders.a], numbers[borders.b], borders.sides)


def _lowest(groups: NDArray[np.int32]) -> Ints:
    """The lowest member of each one's group."""
    numbers = np.arange(len(groups))
    lowest = np.empty(len(groups), dtype=np.int64)
    lowest[groups[::-1]] = numbers[::-1]  # of several values for one place the last one stays
    return lowest[groups]


def _prune(borders: Borders, may: Flags, sizes: Floats, limit: float) -> Ints:
    """Give components with a single neighbour to it, again and again.

    Args:
        borders: Who borders on whom.
        may: bool (n,), which may go.
        sizes: float64 (n,); what is taken in adds to the size of what takes it.
        limit: Only what is smaller goes.

    Returns:
        int64 (n,), the neighbour each one goes to, or its own number where it stays.
    """
    into, sizes = np.arange(len(sizes)), sizes.copy()
    a, b = borders.a, borders.b
    degrees = np.bincount(np.concatenate([a, b]), minlength=len(sizes))
    while True:
        leaves = may & (degrees == 1) & (sizes < limit)
        cut = leaves[a] | leaves[b]
        if not cut.any():
            return into
        child, parent = np.where(leaves[a], (a, b), (b, a))[:, cut]
        into[child] = parent
        np.add.at(sizes, parent, sizes[child])
        degrees -= np.bincount(np.concatenate([child, parent]), minlength=len(sizes))
        a, b = a[~cut], b[~cut]
