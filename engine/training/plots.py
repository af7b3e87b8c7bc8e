"""The training report's plots as PNG: learning curves, gains by class."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from ..charts import FAINT, INK, NEW, PARENT, WORSE, figure, frame, png
from ..lettering import tr
from .verdict import signed

# Okabe and Ito's colours, told apart by the colour-blind as well, without yellow, which is too pale for lines.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000")
_STYLES = ("-", "--", "-.", ":")
_MARKERS = "osD^vP*X"

Row = Mapping[str, float | None]


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
    frame(axes[1][0], tr("Learning rate"))
    axes[1][0].plot(*_series(rows, "lr"), color=INK, linewidth=1.4)
    axes[1][0].ticklabel_format(axis="y", style="sci", scilimits=(-2, 3), useMathText=True)
    axes[1][0].set_ylim(bottom=0)
    for below in axes[1]:
        below.set_xlabel(tr("step"), color=INK)
    return png(made)


def _draw_losses(ax: Axes, rows: Sequence[Row]) -> None:
    frame(ax, tr("Loss (less is better)"))
    steps, losses = _series(rows, "loss")
    if len(steps):
        ax.plot(steps, losses, color=FAINT, linewidth=0.9)
        ax.plot(steps, _smooth(losses), color=NEW, linewidth=1.8, label=tr("training, smoothed"))
    steps, losses = _series(rows, "val_loss")
    if len(steps):
        ax.plot(steps, losses, color=WORSE, linewidth=1.8, linestyle="--", marker="o", markersize=3.5)
        ax.lines[-1].set_label(tr("held-out ground"))
    if ax.lines:
        ax.legend(frameon=False, fontsize=9, labelcolor=INK)


def _draw_miou(ax: Axes, rows: Sequence[Row], parent_miou: float | None) -> None:
    frame(ax, tr("Mean IoU on held-out ground (more is better)"))
    steps, values = _series(rows, "mIoU")
    if len(steps):
        ax.plot(steps, values, color=NEW, linewidth=1.8, marker="o", markersize=3.5)
        best = int(np.argmax(values))
        ax.plot(steps[best], values[best], marker="o", markersize=10, fillstyle="none", color=NEW)
        at, side = (steps[best], values[best]), "right" if best > len(steps) / 2 else "left"
        away = (-8 if side == "right" else 8, 9)
        text = tr("best {:.3f}, step {:,.0f}").format(values[best], steps[best])
        ax.annotate(
            text, at, away, textcoords="offset points", ha=side, fontsize=9, color=NEW, fontweight="bold"
        )
    if parent_miou is not None and math.isfinite(parent_miou):
        ax.axhline(parent_miou, color=PARENT, linewidth=1.4, linestyle="--")
        # In axes' coordinates across: the line has no step of its own.
        place = ax.get_yaxis_transform()
        text = tr("start model {:.3f}").format(parent_miou) + " "
        ax.text(0.99, parent_miou, text, transform=place, ha="right", va="bottom")
        ax.texts[-1].set(color=PARENT, fontsize=9)
    ax.margins(y=0.18)


def _draw_ious(ax: Axes, rows: Sequence[Row], classes: Sequence[str]) -> None:
    frame(ax, tr("IoU by class on held-out ground"))
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
            title=tr("at the best step"),
            title_fontsize=small,
            loc="center left",
            bbox_to_anchor=(1, 0.5),
        )
        ax.set_ylim(0, 1)


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
    frame(ax, "")
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
    ax.set_xlabel(tr("IoU on held-out ground: hollow = start model, filled = new model, right = difference"))
    ax.xaxis.label.set(color=INK, fontsize=9)
    return png(made)


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
