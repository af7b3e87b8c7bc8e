"""The report of a training or an evaluation: one HTML file that opens offline, with its pictures in it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .. import lettering
from ..atomic import write_whole
from ..card import LabelClass
from ..charts import draw_confusion
from ..language import tr
from ..page import embed, render_page
from ..scores import Scores
from .pictures import Overview, Place, draw_overviews, draw_places
from .plots import Row, draw_curves, draw_gains
from .verdict import Verdict, judge, signed

_NONE = "–"


@dataclass(frozen=True)
class LabelTable:
    """What one data set's labels hold.

    Attributes:
        title: The data set.
        heads: Heads of the columns beside the class.
        rows: Class and one text per column.
        dropped: What was left out, and why.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """A section of names and values: data, recipe, lineage, versions."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Report:
    """All that a report says.

    Attributes:
        title: First line.
        subtitle: When, by what.
        ground: One sentence on what was scored.
        classes: Classes of the model.
        new: Its scores.
        parent: The start model's scores on the same ground, for the same classes; those that it does not know
            count as not annotated. None without a start model.
        curves: Rows of metrics.csv; empty for an evaluation.
        labels: What the labels hold.
        facts: Data and split, recipe, lineage, versions.
        warnings: What the reader must know before trusting the numbers.
        overviews: Rasters with their scored ground.
        places: Single places.
    """

    title: str
    subtitle: str
    ground: str
    classes: tuple[LabelClass, ...]
    new: Scores
    parent: Scores | None = None
    curves: Sequence[Row] = ()
    labels: tuple[LabelTable, ...] = ()
    facts: tuple[Facts, ...] = ()
    warnings: tuple[str, ...] = ()
    overviews: tuple[Overview, ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Whether the model beats the one it started from."""
        names = self.new.classes
        parent = None if self.parent is None else [self.parent.iou[name] for name in names]
        where = "the held-out ground" if self.curves else "this ground"
        return judge(names, [self.new.iou[name] for name in names], parent, where)


def draw(report: Report) -> dict[str, bytes]:
    """Draw the report's pictures.

    Returns:
        PNG files by name: `confusion`, and those of `curves`, `gains`, `map`, `change`, `places` that there is
        something to draw for.
    """
    new, parent = report.new, report.parent
    panels = [(lettering.tr("New model") if parent else lettering.tr("Model"), np.asarray(new.confusion))]
    found = {}
    if parent:
        panels.append((lettering.tr("Start model"), np.asarray(parent.confusion)))
        pairs = [(name, new.iou[name], parent.iou[name]) for name in new.classes]
        if _comparable(report):
            pairs.insert(0, (lettering.tr("mean of classes"), new.mean_iou, parent.mean_iou))
        found["gains"] = draw_gains(*zip(*pairs, strict=True))
    found["confusion"] = draw_confusion(*_without_other([*new.classes, lettering.tr("other")], panels))
    if report.curves:
        level = parent.mean_iou if parent and _comparable(report) else None
        found["curves"] = draw_curves(report.curves, new.classes, level)
    if report.overviews:
        found["map"] = draw_overviews(report.overviews, change=False)
        if parent and all(c.parent_right is not None for o in report.overviews for c in o.cells):
            found["change"] = draw_overviews(report.overviews, change=True)
    if report.places:
        found["places"] = draw_places(report.places, report.classes)
    return found


def render(report: Report, pictures: Mapping[str, bytes]) -> str:
    """Write the report as HTML that needs no other file.

    Args:
        report: What it says.
        pictures: PNG files as `draw` gives them.
    """
    verdict = report.verdict
    embedded = dict.fromkeys(("gains", "confusion", "curves", "map", "change", "places"), "")
    embedded |= {name: embed(data) for name, data in pictures.items()}
    return render_page(
        [Path(__file__).parent],
        report=report,
        verdict=verdict,
        tone={True: "better", False: "worse", None: ""}[verdict.beats],
        figures=_figures(report),
        rows=_rows(report),
        compared=report.parent is not None,
        pictures=embedded,
    )


def write_report(report: Report, path: Path) -> None:
    """Draw and write a report, whole or not at all.

    Raises:
        EngineError: When it cannot be written there.
    """
    write_whole(path, render(report, draw(report)).encode(), "The report")


def _without_other(
    names: list[str], panels: list[tuple[str, NDArray[np.int64]]]
) -> tuple[list[str], list[tuple[str, NDArray[np.int64]]]]:
    """Leave out the ground that is none of the classes where there is none."""
    if any(counts[-1].any() or counts[:, -1].any() for _, counts in panels):
        return names, panels
    return names[:-1], [(title, counts[:-1, :-1]) for title, counts in panels]


def _comparable(report: Report) -> bool:
    """Whether both models have a score for the same classes, so that their means mean the same."""
    parent = report.parent
    return parent is not None and all(
        math.isfinite(report.new.iou[name]) == math.isfinite(parent.iou[name]) for name in report.new.classes
    )


def _figures(report: Report) -> list[tuple[str, str, str]]:
    """The few large numbers on top: name, value, the start model's value."""
    new = report.new
    before = report.parent if _comparable(report) else None
    return [
        (tr("mean IoU"), _score(new.mean_iou), _score(before.mean_iou) if before else ""),
        (tr("overall accuracy"), _score(new.accuracy), _score(before.accuracy) if before else ""),
        (tr("kappa"), _score(new.kappa), _score(before.kappa) if before else ""),
    ]


def _rows(report: Report) -> list[dict[str, object]]:
    """The table of scores: a row per class, and the means."""
    new, parent = report.new, report.parent
    total = max(new.pixels, 1)
    rows = []
    for each, counts in zip(report.classes, new.confusion):
        name, pixels = each.name, sum(counts)
        values = [scores[name] for scores in (new.f1, new.precision, new.recall)]
        before = parent.iou[name] if parent else math.nan
        rows.append(_row(name, each.colour, pixels / total, pixels, new.iou[name], before, values))
    means = [new.mean_f1, _mean(new.precision.values()), _mean(new.recall.values())]
    before = parent.mean_iou if parent and _comparable(report) else math.nan
    rows.append(_row(tr("all classes (mean)"), "", 1, new.pixels, new.mean_iou, before, means))
    return rows


def _row(
    name: str, colour: str, share: float, pixels: int, iou: float, before: float, values: Sequence[float]
) -> dict[str, object]:
    change = signed(iou - before)
    return {
        "name": name,
        "colour": colour,
        "pixels": f"{pixels:,}",
        "share": f"{100 * share:.1f} %",
        "iou": _score(iou),
        "before": _score(before),
        "change": change,
        "tone": "up" if change.startswith("+") else "down" if change.startswith("−") else "",
        **dict(zip(("f1", "precision", "recall"), map(_score, values), strict=True)),
    }


def _score(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else _NONE


def _mean(values: Iterable[float]) -> float:
    known = [v for v in values if math.isfinite(v)]
    return sum(known) / len(known) if known else math.nan
