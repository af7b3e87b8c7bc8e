"""Tables on a terminal."""

from __future__ import annotations

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: str = "") -> str:
    """Lay out rows in columns under a head.

    Args:
        head: Titles of the columns.
        rows: Texts of the cells.
        right: One letter per column, `r` where it is aligned to the right; empty: all to the left.
    """
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    sides = right.ljust(len(head))
    return "\n".join(
        "  ".join(
            cell.rjust(width) if side == "r" else cell.ljust(width)
            for cell, width, side in zip(line, widths, sides, strict=True)
        ).rstrip()
        for line in lines
    )
