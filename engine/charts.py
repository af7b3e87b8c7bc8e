"""Charts as PNG: what all of them share, and confusion matrices.

Every chart reads in grey, too: what colour says, a line style, a marker or a number says as well. Figures are drawn
with Agg and without pyplot, whose state would be shared with QGIS and other threads.
"""

from __future__ import annotations

import io
import itertools
import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from .lettering import letter, said, tr

NEW, PARENT, WORSE = "#0072b2", "#6b7280", "#d55e00"
INK, FAINT = "#1f2937", "#d1d5db"
_DPI = 144
_MAX_WRITTEN = 14
_MAX_COUNTED = 8


def figure(width_in: float, height_in: float, *, constrained: bool = True) -> Figure:
    """A white figure that draws itself with Agg; `constrained`: nothing in it overlaps."""
    made = Figure(figsize=(width_in, height_in), facecolor="white", dpi=_DPI)
    FigureCanvasAgg(made)
    if constrained:
        made.set_layout_engine("constrained", w_pad=0.12, h_pad=0.12, wspace=0.03, hspace=0.05)
    return made


def png(made: Figure) -> bytes:
    """The figure as a PNG file, without a date, so that the same numbers give the same bytes."""
    letter(made)
    out = io.BytesIO()
    made.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def frame(ax: Axes, title: str = "") -> None:
    """Give a chart its title, a faint grid, and no box."""
    ax.set_title(title, fontsize=11, fontweight="bold", color=INK, loc="left")
    ax.grid(color=FAINT, linewidth=0.6, alpha=0.7)
    ax.set_axisbelow(True)
    ax.tick_params(colors=INK, labelsize=9, length=3)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(FAINT)


def draw_confusion(
    names: Sequence[str], panels: Sequence[tuple[str, NDArray[np.int64]]], unit: str = "pixels"
) -> bytes:
    """Confusion matrices: of 100 pixels that are of the row's class, how many are mapped as each class.

    Args:
        names: Names of the classes.
        panels: Title and counts (reference class, mapped class), (K, K), of one or more models.
        unit: What is counted.

    Returns:
        The bytes of confusion.png; the counts stand below the percentages while there is room for them. Classes
        without a pixel are left out.
    """
    rows = [i for i in range(len(names)) if any(counts[i].any() for _, counts in panels)]
    columns = [j for j in range(len(names)) if j in rows or any(counts[:, j].any() for _, counts in panels)]
    cell_in = min(0.95 / len(panels) ** 0.25, max(0.34, 6.2 / len(columns) / len(panels) ** 0.5))
    made = figure((cell_in * len(columns) + 1.5) * len(panels) + 0.7, cell_in * len(rows) + 2.0)
    axes = made.subplots(1, len(panels), squeeze=False)[0]
    for ax, (title, counts) in zip(axes, panels, strict=True):
        totals = counts.sum(1, keepdims=True)
        shares = np.divide(counts, totals, out=np.full(counts.shape, np.nan), where=totals > 0)
        image = ax.imshow(shares[np.ix_(rows, columns)], cmap="Blues", vmin=0, vmax=1)
        ax.set_title(title, fontsize=11, fontweight="bold", color=INK, pad=10)
        across, down = [names[j] for j in columns], [names[i] if ax is axes[0] else "" for i in rows]
        ax.set_xticks(range(len(columns)), across, rotation=35, ha="right", fontsize=9, color=INK)
        ax.set_yticks(range(len(rows)), down, fontsize=9, color=INK)
        ax.set_xlabel(tr("mapped as (% of the row, {} below)").format(said(unit)), fontsize=9, color=INK)
        ax.tick_params(length=0)
        for spine in ax.spines.values():
            spine.set_color(FAINT)
        if len(columns) <= _MAX_WRITTEN:
            _write_cells(ax, counts, shares, rows, columns)
    axes[0].set_ylabel(tr("is in truth"), color=INK)
    bar = made.colorbar(image, ax=list(axes), shrink=0.75, ticks=(0, 0.25, 0.5, 0.75, 1), pad=0.02)
    bar.ax.set_yticklabels(["0", "25", "50", "75", "100 %"], fontsize=9, color=INK)
    bar.outline.set_visible(False)
    return png(made)


def _write_cells(
    ax: Axes,
    counts: NDArray[np.int64],
    shares: NDArray[np.float64],
    rows: Sequence[int],
    columns: Sequence[int],
) -> None:
    with_counts = len(columns) <= _MAX_COUNTED
    middle = {"ha": "center", "va": "center"}
    for (y, i), (x, j) in itertools.product(enumerate(rows), enumerate(columns)):
        share = float(shares[i, j])
        if math.isnan(share):
            continue
        colour = "white" if share > 0.55 else INK
        weight = "bold" if i == j else "normal"
        text = f"{100 * share:.0f}" if share >= 0.095 or share == 0 else f"{100 * share:.1f}"
        lift = 0.1 if with_counts else 0
        ax.text(x, y - lift, text, fontsize=11, color=colour, fontweight=weight, **middle)
        if with_counts:
            ax.text(x, y + 0.24, short_count(int(counts[i, j])), fontsize=7, color=colour, **middle)


def short_count(count: int) -> str:
    """A count in few characters: 987, 12.3 k, 4.56 M."""
    for unit, name in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if count >= unit:
            value = count / unit
            return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f}{name}"
    return str(count)
