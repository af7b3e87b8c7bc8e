"""Whether a model beats the one it started from, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Scores are told with three digits: what does not show there is no difference.
_VISIBLE = 0.0005


@dataclass(frozen=True)
class Verdict:
    """How two models compare on the same ground.

    Attributes:
        beats: Whether the new one is better; None where there is nothing to compare with.
        sentence: The outcome in one sentence.
        details: Where it got better and where worse, a sentence each.
    """

    beats: bool | None
    sentence: str
    details: tuple[str, ...] = ()


def judge(names: Sequence[str], new: Sequence[float], parent: Sequence[float] | None, ground: str) -> Verdict:
    """Compare IoU by class.

    Args:
        names: Names of the K classes.
        new: IoU of the new model, K values 0 ... 1; NaN for a class that is neither there nor predicted.
        parent: IoU of the start model on the same ground; NaN also for classes that it does not know. None: there
            is no start model.
        ground: What was scored, such as `the held-out ground`.
    """
    if parent is None:
        known = [name for name, value in zip(names, new, strict=True) if math.isfinite(value)]
        mean = f"{_mean(new):.3f}"
        alone = f"IoU of {known[0]} {mean} on {ground}." if len(known) == 1 else ""
        return Verdict(None, alone or f"Mean IoU {mean} on {ground}.", _weakest(names, new))
    shared = [i for i, pair in enumerate(zip(new, parent, strict=True)) if all(map(math.isfinite, pair))]
    fresh = [i for i, value in enumerate(new) if math.isfinite(value) and i not in shared]
    added = tuple(f"Not compared: {names[i]}, IoU {new[i]:.3f}." for i in fresh)
    if not shared:
        return Verdict(
            None, "The start model knows none of the classes found here: nothing to compare.", added
        )
    now, before = _mean([new[i] for i in shared]), _mean([parent[i] for i in shared])
    new_iou, old_iou, gain = f"{now:.3f}", f"{before:.3f}", signed(now - before)
    figures = f"mean IoU {new_iou} against {old_iou} on {ground} ({gain})"
    if fresh:
        among = len(shared)
        figures = (
            f"over the {among} classes both know, mean IoU {new_iou} against {old_iou} on {ground} ({gain})"
        )
    changes = [(new[i] - parent[i], names[i]) for i in shared]
    details = _details(changes) + added
    if now - before >= _VISIBLE:
        return Verdict(True, f"The new model beats its start model: {figures}.", details)
    if now - before > -_VISIBLE:
        return Verdict(False, f"The new model is no better than its start model: {figures}.", details)
    return Verdict(False, f"The new model does not beat its start model: {figures}.", details)


def signed(difference: float) -> str:
    """A difference of two scores with its sign, such as `+0.021`; an en dash where there is none."""
    if not math.isfinite(difference):
        return "–"
    text = f"{abs(difference):.3f}"
    return "0.000" if text == "0.000" else ("+" if difference > 0 else "−") + text


def _details(changes: Sequence[tuple[float, str]]) -> tuple[str, ...]:
    gains = sorted((c for c in changes if c[0] >= _VISIBLE), reverse=True)
    losses = sorted(c for c in changes if c[0] <= -_VISIBLE)
    found = []
    if gains:
        most = f"most in {gains[0][1]} ({signed(gains[0][0])})"
        found.append(f"Better in {len(gains)} of {len(changes)} classes, {most}.")
    if losses:
        worse = ", ".join(f"{name} ({signed(change)})" for change, name in losses)
        found.append(f"Worse in {worse}.")
    elif gains:
        found.append("Worse in none.")
    return tuple(found)


def _weakest(names: Sequence[str], values: Sequence[float]) -> tuple[str, ...]:
    known = sorted((v, n) for v, n in zip(values, names, strict=True) if math.isfinite(v))
    if len(known) < 2:
        return ()
    return (f"Best at {known[-1][1]} ({known[-1][0]:.3f}), weakest at {known[0][1]} ({known[0][0]:.3f}).",)


def _mean(values: Sequence[float]) -> float:
    known = [v for v in values if math.isfinite(v)]
    return sum(known) / len(known) if known else math.nan
