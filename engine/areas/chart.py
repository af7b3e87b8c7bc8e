"""Areas by class as a bar chart, in the colours of the classes."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from ..charts import FAINT, INK, figure, png
from ..classarea import ClassArea
from ..lettering import tr
from .result import ZoneAreas

MAX_ZONES = 30
_M2_PER_HA = 10_000
_LEGEND_COLUMNS = 5
_WORTH_WRITING = 7.0
_DARK = 0.5
_ROOM_FOR_TEXT = 1.35
_MAX_NAME = 28


def draw_total(areas: ZoneAreas) -> bytes:
    """A bar for each class, with its area and share; the bytes of a PNG."""
    made = figure(8, 1.1 + 0.42 * len(areas.classes))
    ax = made.subplots()
    sizes = [c.pixels if c.area_m2 is None else c.area_m2 / _M2_PER_HA for c in areas.classes]
    colours = [c.colour for c in areas.classes]
    ax.barh(range(len(sizes)), sizes, color=colours, edgecolor=INK, linewidth=0.6)
    for place, (each, size) in enumerate(zip(areas.classes, sizes)):
        text = tr("{:,.2f} ha").format(size) if areas.measured else tr("{:,} px").format(size)
        text = f"{text}  ({each.percent:.1f} %)"
        ax.annotate(
            text, (size, place), (5, 0), textcoords="offset points", va="center", fontsize=9, color=INK
        )
    ax.set_xlabel(tr("hectares") if areas.measured else tr("pixels"), color=INK)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    ax.set_xlim(0, max(sizes) * _ROOM_FOR_TEXT or 1)
    _frame(ax, [c.name for c in areas.classes])
    return png(made)


def draw_zones(zones: Sequence[ZoneAreas]) -> bytes:
    """A bar for each zone with the shares of its classes; the first zones, where there are many.

    Returns:
        The bytes of a PNG.
    """
    shown = zones[:MAX_ZONES]
    made = figure(9, 1.9 + 0.36 * len(shown))
    ax = made.subplots()
    left = [0.0] * len(shown)
    for k, each in enumerate(shown[0].classes):
        shares = [zone.classes[k].percent for zone in shown]
        ax.barh(
            range(len(shown)),
            shares,
            left=left,
            color=each.colour,
            edgecolor="white",
            linewidth=0.6,
            label=each.name,
        )
        ink = "white" if _luminance(each) < _DARK else INK
        for place, (share, start) in enumerate(zip(shares, left)):
            if share >= _WORTH_WRITING:
                at = (start + share / 2, place)
                ax.text(*at, f"{share:.0f}", ha="center", va="center", fontsize=8, color=ink)
        left = [start + share for start, share in zip(left, shares)]
    for place, zone in enumerate(shown):
        if not any(c.pixels for c in zone.classes):
            ax.text(1, place, tr("nothing classified here"), va="center", fontsize=8, color=INK)
    ax.set_xlim(0, 100)
    label = tr("% of the zone's classified area")
    if len(shown) < len(zones):
        label = tr("% of the zone's classified area; {} of {} zones").format(len(shown), len(zones))
    ax.set_xlabel(label, color=INK)
    _frame(ax, [_short(zone.name) for zone in shown])
    columns = min(len(shown[0].classes), _LEGEND_COLUMNS)
    above = {"loc": "lower center", "bbox_to_anchor": (0.5, 1.0)}
    ax.legend(**above, ncols=columns, frameon=False, fontsize=9, labelcolor=INK)
    return png(made)


def _frame(ax: Axes, names: Sequence[str]) -> None:
    ax.set_yticks(range(len(names)), names, color=INK)
    ax.invert_yaxis()
    ax.tick_params(length=0, labelcolor=INK)
    ax.grid(axis="x", color=FAINT, linewidth=0.6)
    ax.set_axisbelow(True)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _luminance(each: ClassArea) -> float:
    red, green, blue = (int(each.colour[i : i + 2], 16) for i in (1, 3, 5))
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def _short(name: str) -> str:
    return name if len(name) <= _MAX_NAME else f"{name[: _MAX_NAME - 1]}…"
