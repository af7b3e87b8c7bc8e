"""What the report shows of the ground: rasters from far away, and single places that were scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..address import short
from ..card import LabelClass
from ..lettering import tr
from ..plan import Plan
from ..progress import Progress
from ..segmenter import Segmenter
from ..tiling import Window
from . import IGNORE
from .pictures import Cell, Overview, Place
from .scoring import Box, Handling, Scored, Tally, Truth, classify, open_truth

_MAX_OVERVIEWS = 6
_OVERVIEW_PX = 800
_PLACE_PX = (64, 320)


@dataclass(frozen=True)
class Contender:
    """A model and what its scoring gave."""

    segmenter: Segmenter
    scored: Scored


def find_views(
    truths: Sequence[Truth],
    classes: Sequence[LabelClass],
    new: Contender,
    parent: Contender | None,
    handling: Handling,
    progress: Progress,
) -> tuple[tuple[Overview, ...], tuple[Place, ...]]:
    """Gather the report's pictures of ground.

    Args:
        truths: What was scored.
        classes: Classes of the labels.
        new: The model.
        parent: Its start model, scored on the same ground.
        handling: As for `score`.
        progress: Who is told, and may cancel.
    """
    progress.stage("Drawing the report")
    before = {(t.raster, t.box): t for t in parent.scored.tallies} if parent else {}
    pairs = [(t, before.get((t.raster, t.box))) for t in new.scored.tallies]
    labelled_px = [sum(t.labelled_px for t, _ in pairs if t.raster == i) for i in range(len(truths))]
    largest = sorted(range(len(truths)), key=lambda i: -labelled_px[i])[:_MAX_OVERVIEWS]
    overviews = []
    for index in sorted(largest):
        mine = [pair for pair in pairs if pair[0].raster == index]
        if mine:
            with open_truth(new.segmenter, truths[index], handling, progress) as plan:
                overviews.append(_overview(plan, mine))
    places = [
        _place(text, truths[t.raster], t, classes, (new, parent), handling, progress)
        for text, t in _choose(pairs)
    ]
    return tuple(overviews), tuple(places)


def _overview(plan: Plan, pairs: Sequence[tuple[Tally, Tally | None]]) -> Overview:
    """The part of a raster around what was scored, small enough to be shown."""
    around = _around([t.box for t, _ in pairs])
    native = plan.source.grid
    extent_px = max((around[2] - around[0]) * native.width, (around[3] - around[1]) * native.height)
    small = native.resampled(max(1.0, extent_px / _OVERVIEW_PX))
    window = _window(around, small.height, small.width)
    cells = []
    for tally, before in pairs:
        left, top, right, bottom = tally.box
        cells.append(
            Cell(
                left=left * small.width - window.col,
                top=top * small.height - window.row,
                width=(right - left) * small.width,
                height=(bottom - top) * small.height,
                right=tally.right,
                parent_right=before.right if before else None,
            )
        )
    reader = plan.source.reader(_shown_bands(plan), small)
    return Overview(Path(plan.source.path).name, _to_colours(*reader.read(window)), tuple(cells))


def _choose(pairs: Sequence[tuple[Tally, Tally | None]]) -> list[tuple[str, Tally]]:
    """Few telling places among those with many labels: what is said of each, and its tally."""
    most_px = max((t.labelled_px for t, _ in pairs), default=0)
    rich = sorted((p for p in pairs if 4 * p[0].labelled_px >= most_px), key=lambda p: p[0].right)
    if not rich:
        return []
    changes = sorted((p[0].right - p[1].right, i) for i, p in enumerate(rich) if p[1])
    wanted: dict[int, str] = {}
    if changes and changes[-1][0] > 0:
        wanted[changes[-1][1]] = tr("gained most")
    if changes and changes[0][0] < 0:
        wanted[changes[0][1]] = tr("lost most")
    ranks = ((0, tr("fewest right")), (len(rich) // 2, tr("typical")), (len(rich) - 1, tr("most right")))
    for index, text in ranks:
        wanted.setdefault(index, text)
    return [(_describe(text, *rich[i]), rich[i][0]) for i, text in list(wanted.items())[:4]]


def _describe(text: str, now: Tally, before: Tally | None) -> str:
    was = f"{100 * before.right:.0f} % → " if before else ""
    return tr("{}: {} % of the tile's labelled pixels right").format(text, f"{was}{100 * now.right:.0f}")


def _place(
    text: str,
    truth: Truth,
    tally: Tally,
    classes: Sequence[LabelClass],
    contenders: tuple[Contender, Contender | None],
    handling: Handling,
    progress: Progress,
) -> Place:
    """Image, labels and predictions around a tile's labels, on the grid of the new model."""
    new, parent = contenders
    with open_truth(new.segmenter, truth, handling, progress) as plan:
        window = _focus(tally, plan.grid.height, plan.grid.width)
        image = _to_colours(*plan.source.reader(_shown_bands(plan), plan.grid).read(window))
        ground = truth.open(plan.grid)
        labels, known = ground.read(window), tuple(ground.known.tolist())
        predicted = _renumber(classify(plan, window), plan, classes)
        shares = (
            window.col / plan.grid.width,
            window.row / plan.grid.height,
            window.col_end / plan.grid.width,
            window.row_end / plan.grid.height,
        )
    name = short(truth.raster)
    if parent is None:
        return Place(f"{name}, {text}", image, labels, known, predicted)
    with open_truth(parent.segmenter, truth, handling, progress) as plan:
        theirs = classify(plan, _window(shares, plan.grid.height, plan.grid.width))
        before = _resize(_renumber(theirs, plan, classes), window)
    return Place(f"{name}, {text}", image, labels, known, predicted, before)


def _focus(tally: Tally, height: int, width: int) -> Window:
    """A square around a tile's labels, neither too small to be seen nor too large to be shown."""
    labels = _window(tally.labels_box, height, width)
    least, most = _PLACE_PX
    side = min(max(round(1.3 * max(labels.height, labels.width)), least), most, height, width)
    row = labels.row + labels.height // 2 - side // 2
    col = labels.col + labels.width // 2 - side // 2
    return Window(min(max(row, 0), height - side), min(max(col, 0), width - side), side, side)


def _renumber(predicted: NDArray[np.uint8], plan: Plan, classes: Sequence[LabelClass]) -> NDArray[np.uint8]:
    """A model's own class numbers as those of the labels, by name; `IGNORE` where there is no such class."""
    value_of = {c.name: c.value for c in classes}
    table = np.full(256, IGNORE, dtype=np.uint8)
    for own in plan.card.classes:
        table[own.value] = value_of.get(own.name, IGNORE)
    return np.asarray(table[predicted], dtype=np.uint8)


def _resize(labels: NDArray[np.uint8], window: Window) -> NDArray[np.uint8]:
    rows = (np.arange(window.height) * labels.shape[0]) // window.height
    cols = (np.arange(window.width) * labels.shape[1]) // window.width
    return np.asarray(labels[np.ix_(rows, cols)], dtype=np.uint8)


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _window(box: Box, height: int, width: int) -> Window:
    """The pixels that a box in shares of a grid touches, at least one."""
    col, row = min(int(box[0] * width), width - 1), min(int(box[1] * height), height - 1)
    col_end, row_end = max(col + 1, round(box[2] * width)), max(row + 1, round(box[3] * height))
    return Window(row, col, row_end - row, col_end - col)


def _shown_bands(plan: Plan) -> tuple[int, ...]:
    """Band numbers shown as red, green and blue; empty for a palette's colours."""
    roles = [band.name for band in plan.card.bands]
    if not plan.bands:
        return ()
    if {"red", "green", "blue"} <= set(roles):
        return tuple(plan.bands[roles.index(role)] for role in ("red", "green", "blue"))
    return tuple(plan.bands[min(i, len(plan.bands) - 1)] for i in range(3))


def _to_colours(values: NDArray[np.generic], valid: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Raw pixels (3, H, W) as an image (H, W, 3), stretched unless they are bytes; white where there is no data."""
    if values.dtype != np.uint8:
        floats = np.where(valid, values, 0).astype(np.float32)
        ends = np.percentile(floats[:, valid], (2, 98), axis=1) if valid.any() else np.zeros((2, len(values)))
        low, high = ends[0][:, None, None], ends[1][:, None, None]
        values = np.clip((floats - low) / np.maximum(high - low, 1e-9) * 255, 0, 255)
    image = np.where(valid, values, 255).astype(np.uint8)
    return np.ascontiguousarray(image.transpose(1, 2, 0))
