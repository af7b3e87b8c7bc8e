"""How a job tells how far it is, and how it is told to stop."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Mapping
from typing import TextIO

from .errors import Cancelled


class Progress:
    """Silent progress, and the base of the speaking ones.

    A job calls `stage`, `update`, `info` and `warn`; whoever started it may call `cancel` from any thread.
    """

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._started = time.monotonic()
        self._before_px = 0

    def cancel(self) -> None:
        """Ask the job to stop at the next tile."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether the job has been asked to stop."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Stop here if asked to.

        Raises:
            Cancelled: When the user has cancelled.
        """
        if self.cancelled:
            raise Cancelled

    def stage(self, text: str) -> None:
        """Say what begins now; the clock for the time left starts anew."""
        self._started, self._before_px = time.monotonic(), 0

    def resume(self, done_px: int) -> None:
        """Say how much of this stage an earlier run has done, which tells nothing of this one's speed."""
        self._before_px = done_px

    def update(self, done_px: int, total_px: int) -> None:
        """Say how many pixels of how many are done."""

    def metrics(self, step: int, steps: int, loss: float, lr: float, left_s: float) -> None:
        """Say how a training goes after `step` of `steps`; `left_s` is infinite while it cannot be known."""

    def validation(self, step: int, miou: float, iou: Mapping[str, float], loss: float, best: bool) -> None:
        """Say what a training has reached on held-out ground; NaN stands for a class that is not there."""

    def info(self, text: str) -> None:
        """Say something worth knowing."""

    def warn(self, text: str) -> None:
        """Say something the user should look at."""

    def pace(self, done_px: int, total_px: int) -> tuple[float, float]:
        """Return seconds left (infinite at first) and speed in Mpx/s of the present stage."""
        elapsed_s = max(time.monotonic() - self._started, 1e-6)
        own_px = done_px - self._before_px
        if not own_px:
            return float("inf"), 0.0
        return elapsed_s * (total_px - done_px) / own_px, own_px / elapsed_s / 1e6


def describe_pace(left_s: float, mpx_per_s: float) -> str:
    """Put time left and speed into words, such as `2 min 05 s left, 1.8 Mpx/s`."""
    if left_s == float("inf"):
        return "estimating the time left"
    return f"{_describe_time(left_s)} left, {mpx_per_s:.2f} Mpx/s"


def _describe_time(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {seconds:02d} s" if minutes else f"{seconds} s"


def number(value: float) -> float | None:
    """A number as JSON can hold it: None for NaN."""
    return None if value != value else value


class ConsoleProgress(Progress):
    """A bar on a terminal's standard error; on anything else, one line per stage."""

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__()
        self._stream = stream or sys.stderr
        self._bar = self._stream.isatty()

    def _say(self, text: str) -> None:
        lead = "\r\x1b[K" if self._bar else ""
        self._stream.write(f"{lead}{text}\n")
        self._stream.flush()

    def stage(self, text: str) -> None:
        """Say what begins now."""
        super().stage(text)
        self._say(text)

    def update(self, done_px: int, total_px: int) -> None:
        """Redraw the bar."""
        if not self._bar:
            return
        self._draw(done_px / max(total_px, 1), describe_pace(*self.pace(done_px, total_px)))

    def _draw(self, share: float, text: str) -> None:
        filled = "#" * round(30 * share)
        self._stream.write(f"\r\x1b[K[{filled:<30}] {share:4.0%}  {text}")
        if share >= 1:
            self._stream.write("\n")
        self._stream.flush()

    def metrics(self, step: int, steps: int, loss: float, lr: float, left_s: float) -> None:
        """Redraw the bar."""
        if self._bar:
            left = "" if left_s == float("inf") else f", {_describe_time(left_s)} left"
            self._draw(step / steps, f"step {step} of {steps}, loss {loss:.3f}{left}")

    def validation(self, step: int, miou: float, iou: Mapping[str, float], loss: float, best: bool) -> None:
        """Print a line."""
        classes = ", ".join(f"{name} {value:.3f}" for name, value in iou.items() if value == value)
        self._say(f"Step {step}: mIoU {miou:.3f}{' (best so far)' if best else ''}; {classes}")

    def info(self, text: str) -> None:
        """Print a line."""
        self._say(text)

    def warn(self, text: str) -> None:
        """Print a line that stands out."""
        self._say(f"Warning: {text}")


class JsonProgress(Progress):
    """One JSON object per line on standard output, for a program that reads along."""

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__()
        self._stream = stream or sys.stdout

    def emit(self, event: str, **values: object) -> None:
        """Write one line."""
        self._stream.write(json.dumps({"event": event, **values}) + "\n")
        self._stream.flush()

    def stage(self, text: str) -> None:
        """Write a `stage` line."""
        super().stage(text)
        self.emit("stage", text=text)

    def resume(self, done_px: int) -> None:
        """Write a `resumed` line."""
        super().resume(done_px)
        self.emit("resumed", done_px=done_px)

    def update(self, done_px: int, total_px: int) -> None:
        """Write a `progress` line; `left_s` is null until it can be known."""
        left_s, mpx_per_s = self.pace(done_px, total_px)
        left = None if left_s == float("inf") else round(left_s, 1)
        self.emit("progress", done_px=done_px, total_px=total_px, left_s=left, mpx_per_s=round(mpx_per_s, 3))

    def metrics(self, step: int, steps: int, loss: float, lr: float, left_s: float) -> None:
        """Write a `metrics` line; `left_s` is null until it can be known."""
        left = None if left_s == float("inf") else round(left_s, 1)
        self.emit("metrics", step=step, steps=steps, loss=loss, lr=lr, left_s=left)

    def validation(self, step: int, miou: float, iou: Mapping[str, float], loss: float, best: bool) -> None:
        """Write a `validation` line; null stands for a class that is not there."""
        classes = {name: number(value) for name, value in iou.items()}
        self.emit("validation", step=step, miou=number(miou), iou=classes, loss=number(loss), best=best)

    def info(self, text: str) -> None:
        """Write an `info` line."""
        self.emit("info", text=text)

    def warn(self, text: str) -> None:
        """Write a `warning` line."""
        self.emit("warning", text=text)
