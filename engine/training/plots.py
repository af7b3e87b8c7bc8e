"""The report's plots as PNG: learning curves, confusion matrices, gains by class.

Every plot reads in grey, too: what colour says, a line style, a marker or a number says as well. Figures are drawn
with Agg and without pyplot, whose state would be shared with QGIS and other threads.
"""

from __future__ import annotations

import io
import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from .verdict import signed

# Okabe and Ito's colours, told apart by the colour-blind as well, without yellow, which is too pale for lines.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000")
NEW, PARENT, WORSE = "#0072b2", "#6b7280", "#d55e00"
INK, FAINT = "#1f2937", "#d1d5db"
_STYLES = ("-", "--", "-.", ":")
_MARKERS = "osD^vP*X"
_DPI = 144
_MAX_WRITTEN = 14
_MAX_COUNTED = 8

Row = Mapping[str, float | None]


def figure(width_in: float, height_in: float, *, constrained: bool = True) -> Figure:
    """A white figure that draws itself with Agg; `constrained`: nothing in it overlaps."""
    made = Figure(figsize=(width_in, height_in), facecolor="white", dpi=_DPI)
    FigureCanvasAgg(made)
    if constrained:
        made.set_layout_engine("constrained", w_pad=0.12, h_pad=0.12, wspace=0.03, hspace=0.05)
    return made


def png(made: Figure) -> bytes:
    """The figure as a PNG file, without a date, so that the same numbers give the same bytes."""
    out = io.BytesIO()
    made.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def draw_curves(rows: Sequence[Row], classes: Sequence[str], parent_miou: float | None = None) -> bytes:
    """Loss, mean IoU, IoU by class and learning rate over steps.

    Args:
        rows: As in metrics.csv: `step` and any of `loss`, `lr`, `val_loss`, `mIoU`, `IoU <class>`.
        classes: Names of the classes.
        parent_miou: Mean IoU of the start model on the same ground, drawn as a level to beat.

    Returns:
        The bytes of curves.png.
    """
    made = figure(10, 6.6)
    axes = made.subplots(2, 2, sharex=True)
    _draw_losses(axes[0][0], rows)
    _draw_miou(axes[0][1], rows, parent_miou)
    _draw_ious(axes[1][1], rows, classes)
    _frame(axes[1][0], "Learning rate")
    axes[1][0].plot(*_series(rows, "lr"), color=INK, linewidth=1.4)
    axes[1][0].ticklabel_format(axis="y", style="sci", scilimits=(-2, 3), useMathText=True)
    axes[1][0].set_ylim(bottom=0)
    for below in axes[1]:
        below.set_xlabel("step", color=INK)
    return png(made)


def _draw_losses(ax: Axes, rows: Sequence[Row]) -> None:
    _frame(ax, "Loss (less is better)")
    steps, losses = _series(rows, "loss")
    if len(steps):
        ax.plot(steps, losses, color=FAINT, linewidth=0.9)
        ax.plot(steps, _smooth(losses), color=NEW, linewidth=1.8, label="training, smoothed")
    steps, losses = _series(rows, "val_loss")
    if len(steps):
        ax.plot(steps, losses, color=WORSE, linewidth=1.8, linestyle="--", marker="o", markersize=3.5)
        ax.lines[-1].set_label("held-out ground")
    if ax.lines:
        ax.legend(frameon=False, fontsize=9, labelcolor=INK)


def _draw_miou(ax: Axes, rows: Sequence[Row], parent_miou: float | None) -> None:
    _frame(ax, "Mean IoU on held-out ground (more is better)")
    steps, values = _series(rows, "mIoU")
    if len(steps):
        ax.plot(steps, values, color=NEW, linewidth=1.8, marker="o", markersize=3.5)
        best = int(np.argmax(values))
        ax.plot(steps[best], values[best], marker="o", markersize=10, fillstyle="none", color=NEW)
        at, side = (steps[best], values[best]), "right" if best > len(steps) / 2 else "left"
        away = (-8 if side == "right" else 8, 9)
        text = f"best {values[best]:.3f}, step {steps[best]:,.0f}"
        ax.annotate(
            text, at, away, textcoords="offset points", ha=side, fontsize=9, color=NEW, fontweight="bold"
        )
    if parent_miou is not None and math.isfinite(parent_miou):
        ax.axhline(parent_miou, color=PARENT, linewidth=1.4, linestyle="--")
        # In axes' coordinates across: the line has no step of its own.
        place = ax.get_yaxis_transform()
        ax.text(
            0.99, parent_miou, f"start model {parent_miou:.3f} ", transform=place, ha="right", va="bottom"
        )
        ax.texts[-1].set(color=PARENT, fontsize=9)
    ax.margins(y=0.18)


def _draw_ious(ax: Axes, rows: Sequence[Row], classes: Sequence[str]) -> None:
    _frame(ax, "IoU by class on held-out ground")
    checks, means = _series(rows, "mIoU")
    best = checks[int(np.argmax(means))] if len(checks) else None
    for i, name in enumerate(classes):
        steps, values = _series(rows, f"IoU {name}")
        if len(steps):
            marker, style = _MARKERS[i % len(_MARKERS)], _STYLES[i // len(COLOURS) % len(_STYLES)]
            colour = COLOURS[i % len(COLOURS)]
            ax.plot(steps, values, color=colour, linewidth=1.5, linestyle=style, marker=marker, markersize=4)
            at_best = values[steps == best]
            ax.lines[-1].set_label(f"{name} {at_best[0]:.2f}" if len(at_best) else name)
    if ax.lines:
        # The highest curve on top of the list, as the eye finds them in the plot.
        lines = sorted(ax.lines, key=lambda line: -float(line.get_ydata()[-1]))
        small = 9 if len(lines) <= 10 else 7
        ax.legend(
            handles=lines,
            frameon=False,
            fontsize=small,
            labelcolor=INK,
            title="at the best step",
            title_fontsize=small,
            loc="center left",
            bbox_to_anchor=(1, 0.5),
        )
        ax.set_ylim(0, 1)


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
        ax.set_xlabel(f"mapped as (% of the row, {unit} below)", fontsize=9, color=INK)
        ax.tick_params(length=0)
        for spine in ax.spines.values():
            spine.set_color(FAINT)
        if len(columns) <= _MAX_WRITTEN:
            _write_cells(ax, counts, shares, rows, columns)
    axes[0].set_ylabel("is in truth", color=INK)
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


def draw_gains(names: Sequence[str], new: Sequence[float], parent: Sequence[float]) -> bytes:
    """IoU of the new model and of its parent by class, and what lies between.

    Args:
        names: Names of the classes, and of any mean.
        new: The new model's IoU, 0 ... 1; NaN where there is none.
        parent: The parent's.

    Returns:
        A PNG: one line per name with the parent's IoU, the new one and the difference.
    """
    made = figure(8, 0.42 * len(names) + 1.25)
    ax = made.subplots()
    _frame(ax, "")
    ax.grid(axis="y", visible=False)
    for i, (now, before) in enumerate(zip(new, parent, strict=True)):
        both = math.isfinite(now) and math.isfinite(before)
        colour = WORSE if both and now < before else NEW
        if both:
            ax.plot((before, now), (i, i), color=colour, linewidth=3, alpha=0.55, solid_capstyle="butt")
            ax.text(1.03, i, signed(now - before), va="center", fontsize=10, color=colour, fontweight="bold")
        ax.plot(before, i, marker="o", markersize=8, markerfacecolor="white", color=PARENT, linestyle="none")
        ax.plot(now, i, marker="o", markersize=8, color=colour, linestyle="none")
    ax.set_yticks(range(len(names)), names, color=INK)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlim(0, 1.0)
    ax.set_xlabel("IoU on held-out ground: hollow = start model, filled = new model, right = difference")
    ax.xaxis.label.set(color=INK, fontsize=9)
    return png(made)


def short_count(count: int) -> str:
    """A count in few characters: 987, 12.3 k, 4.56 M."""
    for unit, name in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if count >= unit:
            value = count / unit
            return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f}{name}"
    return str(count)


def _series(rows: Sequence[Row], key: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Steps and values of the rows that have a finite value."""
    pairs = [(r["step"], r[key]) for r in rows if r.get(key) is not None]
    points = np.asarray(pairs, dtype=np.float64).reshape(-1, 2)
    points = points[np.isfinite(points).all(1)]
    return points[:, 0], points[:, 1]


def _smooth(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Running mean over a twentieth of the values; over half of that at the ends."""
    reach = len(values) // 40
    sums = np.concatenate([[0.0], np.cumsum(values)])
    first = np.maximum(np.arange(len(values)) - reach, 0)
    end = np.minimum(np.arange(len(values)) + reach + 1, len(values))
    return np.asarray((sums[end] - sums[first]) / (end - first), dtype=np.float64)


def _frame(ax: Axes, title: str) -> None:
    ax.set_title(title, fontsize=11, fontweight="bold", color=INK, loc="left")
    ax.grid(color=FAINT, linewidth=0.6, alpha=0.7)
    ax.set_axisbelow(True)
    ax.tick_params(colors=INK, labelsize=9, length=3)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(FAINT)
