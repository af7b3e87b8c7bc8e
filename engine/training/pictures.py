"""The report's pictures of ground as PNG: where a model is right, and single places beside their labels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, LinearSegmentedColormap, Normalize
from matplotlib.patches import Patch, Rectangle
from numpy.typing import NDArray

from ..card import LabelClass
from ..charts import FAINT, INK, NEW, WORSE, figure, png
from ..lettering import tr
from . import IGNORE, OTHER

_RIGHT, _WRONG, _UNKNOWN = (208, 222, 233), (213, 94, 0), (255, 255, 255)
_WRONGS = LinearSegmentedColormap.from_list("wrong", ("#ffffff", "#f5b041", "#b03a00", "#4a1500"))
_CHANGES = LinearSegmentedColormap.from_list("change", (WORSE, "#ffffff", NEW))
_MAX_NUMBERED = 48
_LEGEND_COLUMNS = 8
_WIDTH_IN = 10.8


@dataclass(frozen=True)
class Cell:
    """A rectangle of scored ground.

    Attributes:
        left: Column of its left edge, in pixels of the overview.
        top: Row of its upper edge.
        width: Columns.
        height: Rows.
        right: Share of its labelled pixels that the model gets right, 0 ... 1.
        parent_right: The same of the start model; None without one.
    """

    left: float
    top: float
    width: float
    height: float
    right: float
    parent_right: float | None = None


@dataclass(frozen=True)
class Overview:
    """A raster from far away with the scored ground in it.

    Attributes:
        title: What stands above.
        image: uint8 (H, W, 3).
        cells: The scored ground.
    """

    title: str
    image: NDArray[np.uint8]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Place:
    """A small piece of ground with labels and what the models make of it.

    Attributes:
        title: What stands beside it.
        image: uint8 (H, W, 3).
        labels: uint8 (H, W): 0 ... K-1, `OTHER`, `IGNORE`.
        known: Which of the K classes the labels annotate: any other is right on `OTHER` ground.
        new: The model's classes, uint8 (H, W).
        parent: The start model's classes, or None.
    """

    title: str
    image: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    known: tuple[bool, ...]
    new: NDArray[np.uint8]
    parent: NDArray[np.uint8] | None = None


def draw_overviews(overviews: Sequence[Overview], *, change: bool) -> bytes:
    """Rasters in grey with their scored ground in colour.

    Args:
        overviews: One or more rasters.
        change: Whether the colour is the difference to the start model instead of the share of wrong pixels.

    Returns:
        A PNG.
    """
    columns = min(3, len(overviews))
    rows = math.ceil(len(overviews) / columns)
    made = figure(10, rows * _panel_height(overviews, 9.2 / columns) + 0.9)
    axes = [ax for line in made.subplots(rows, columns, squeeze=False) for ax in line]
    values = [_values(o, change) for o in overviews]
    largest = max([0.1 if change else 0.5, *(abs(v) for vs in values for v in vs)])
    limit = math.ceil(10 * largest) / 10
    colours: Colormap = _CHANGES if change else _WRONGS
    scale = Normalize(-limit if change else 0, limit)
    for ax in axes:
        ax.set_axis_off()
    for ax, overview, numbers in zip(axes, overviews, values):
        ax.imshow(_faded(overview.image), interpolation="bilinear")
        ax.set_title(overview.title, fontsize=9, color=INK, loc="left")
        _draw_cells(ax, overview, numbers, colours, scale, signed=change)
    bar = made.colorbar(
        ScalarMappable(scale, colours), ax=axes, shrink=0.7, aspect=40, orientation="horizontal"
    )
    text = (
        tr("right pixels against the start model (percentage points)") if change else tr("wrong pixels (%)")
    )
    bar.set_label(text, fontsize=9, color=INK)
    ticks = np.linspace(-limit, limit, 5) if change else np.arange(round(10 * limit) + 1) / 10
    bar.set_ticks(ticks, labels=[_percent(t, signed=change) for t in ticks], fontsize=9, color=INK)
    bar.outline.set_edgecolor(FAINT)
    return png(made)


def _panel_height(overviews: Sequence[Overview], width_in: float) -> float:
    tallest = max(o.image.shape[0] / o.image.shape[1] for o in overviews)
    return min(5.5, width_in * tallest) + 0.3


def _values(overview: Overview, change: bool) -> list[float]:
    if not change:
        return [1 - c.right for c in overview.cells]
    return [0.0 if c.parent_right is None else c.right - c.parent_right for c in overview.cells]


def _draw_cells(
    ax: Axes,
    overview: Overview,
    values: Sequence[float],
    colours: Colormap,
    scale: Normalize,
    *,
    signed: bool,
) -> None:
    for cell, value in zip(overview.cells, values, strict=True):
        red, green, blue, _ = colours(scale(value))
        ax.add_patch(
            Rectangle(
                (cell.left - 0.5, cell.top - 0.5),
                cell.width,
                cell.height,
                facecolor=(red, green, blue, 0.72),
                edgecolor="white",
                linewidth=0.8,
            )
        )
        if len(overview.cells) <= _MAX_NUMBERED:
            dark = 0.3 * red + 0.59 * green + 0.11 * blue < 0.5
            ax.text(
                cell.left + cell.width / 2,
                cell.top + cell.height / 2,
                _percent(value, signed=signed),
                ha="center",
                va="center",
                fontsize=8,
                color="white" if dark else INK,
                clip_on=True,
            )


def _percent(share: float, *, signed: bool) -> str:
    number = f"{abs(100 * share):.0f}"
    sign = "" if number == "0" or not signed else "+" if share > 0 else "−"
    return sign + number


def draw_places(places: Sequence[Place], classes: Sequence[LabelClass]) -> bytes:
    """Places, one per row: image, labels, prediction, what is right and wrong, and the same of the start model.

    Args:
        places: One or more places.
        classes: Names and colours.

    Returns:
        A PNG with a legend.
    """
    with_parent = any(p.parent is not None for p in places)
    heads = [
        tr("image"),
        tr("labels"),
        tr("new model") if with_parent else tr("model"),
        tr("right and wrong"),
    ]
    heads += [tr("start model"), tr("right and wrong")] if with_parent else []
    marks = ((tr("right"), _RIGHT), (tr("wrong"), _WRONG), (tr("no label"), _UNKNOWN))
    legend_in = 0.27 * math.ceil((len(classes) + len(marks)) / _LEGEND_COLUMNS) + 0.15
    row_in = _WIDTH_IN / len(heads) + 0.25
    height_in = len(places) * row_in + legend_in + 0.35
    made = figure(_WIDTH_IN, height_in, constrained=False)
    axes = made.subplots(len(places), len(heads), squeeze=False)
    edges = {"left": 0.005, "right": 0.995, "top": 1 - 0.55 / height_in, "bottom": legend_in / height_in}
    made.subplots_adjust(**edges, wspace=0.04, hspace=0.25 / (row_in - 0.25))
    for row, place in zip(axes, places, strict=True):
        _caption(row[0], place.title, (0, 1), (0, 5), ha="left", fontsize=9)
        for ax, layer in zip(row, _layers(place, classes)):
            ax.imshow(layer, interpolation="nearest")
        for ax in row:
            ax.set(xticks=[], yticks=[])
            for spine in ax.spines.values():
                spine.set_color(FAINT)
    for ax, head in zip(axes[0], heads, strict=True):
        _caption(ax, head, (0.5, 1), (0, 20), ha="center", fontsize=10, fontweight="bold")
    patches = [Patch(facecolor=c.colour, edgecolor=FAINT, label=c.name) for c in classes]
    patches += [Patch(facecolor=[v / 255 for v in rgb], edgecolor=FAINT, label=n) for n, rgb in marks]
    made.legend(
        handles=patches, loc="lower center", ncol=_LEGEND_COLUMNS, frameon=False, fontsize=9, labelcolor=INK
    )
    return png(made)


def _caption(
    ax: Axes, text: str, at: tuple[float, float], away_pt: tuple[float, float], **style: object
) -> None:
    ax.annotate(text, at, away_pt, xycoords="axes fraction", textcoords="offset points", color=INK, **style)


def _layers(place: Place, classes: Sequence[LabelClass]) -> list[NDArray[np.uint8]]:
    classed = (place.labels < len(classes))[..., None]
    layers = [place.image, np.where(classed, paint(place.labels, classes), _faded(place.image))]
    known = np.zeros(256, dtype=bool)
    known[: len(place.known)] = place.known
    for predicted in (place.new, place.parent):
        if predicted is not None:
            right = (predicted == place.labels) | ((place.labels == OTHER) & ~known[predicted])
            marks = np.where(right[..., None], _RIGHT, _WRONG)
            layers += [
                paint(predicted, classes),
                np.where((place.labels == IGNORE)[..., None], _UNKNOWN, marks),
            ]
    return [np.asarray(layer, dtype=np.uint8) for layer in layers]


def paint(labels: NDArray[np.uint8], classes: Sequence[LabelClass]) -> NDArray[np.uint8]:
    """Labels (H, W) in their classes' colours, uint8 (H, W, 3); white where there is no class."""
    table = np.full((256, 3), 255, dtype=np.uint8)
    for each in classes:
        table[each.value] = each.rgb
    return table[labels]


def _faded(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The image in light grey, as a ground for colours."""
    grey = image.astype(np.float32).mean(-1, keepdims=True)
    return np.repeat(np.uint8(135 + grey * (115 / 255)), 3, axis=-1)
