"""Run a job for a command: progress, Ctrl-C, and what came of it."""

from __future__ import annotations

import dataclasses
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import click

from ..job import SegmentJob
from ..progress import ConsoleProgress, JsonProgress, Progress
from .table import table

if TYPE_CHECKING:
    from ..segment import SegmentResult

_M2_PER_HA = 10_000


def execute(job: SegmentJob, *, as_json: bool) -> None:
    """Run a job and tell what came of it.

    Args:
        job: What to do.
        as_json: Whether progress and result are JSON lines on standard output.

    Raises:
        EngineError: When something of the user's is wrong; no output has appeared.
        Cancelled: After Ctrl-C or SIGTERM; no output has appeared.
    """
    progress = JsonProgress() if as_json else ConsoleProgress()
    with _stoppable(progress):
        from ..segment import segment_raster

        progress.check()
        result = segment_raster(job, progress)
    if isinstance(progress, JsonProgress):
        progress.emit("result", **dataclasses.asdict(result))
    else:
        click.echo(_report(result))


@contextmanager
def _stoppable(progress: Progress) -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM cancel the job, and the second one end the process at once."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        progress.cancel()
        for number in before:
            signal.signal(number, signal.SIG_DFL)
        # Not click.echo: the signal may have interrupted a write to the same buffer.
        os.write(2, b"\nCancelling ... (Ctrl-C again stops at once)\n")

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _report(result: SegmentResult) -> str:
    """Class areas and figures of a run, as text."""
    total_px = sum(c.pixels for c in result.classes)
    rows = [
        (
            c.name,
            f"{c.pixels:,}",
            "unknown" if c.area_m2 is None else f"{c.area_m2 / _M2_PER_HA:,.2f}",
            f"{100 * c.pixels / total_px:.1f}",
        )
        for c in result.classes
    ]
    files = (
        ("classes", result.output),
        ("confidence", result.confidence),
        ("probabilities", result.probabilities),
    )
    return "\n".join(
        [
            "",
            table(("class", "pixels", "ha", "%"), rows, " rrr"),
            "",
            f"{result.pixels / 1e6:.2f} Mpx in {result.seconds:.1f} s, {result.mpx_per_s:.2f} Mpx/s, "
            f"on {result.device} with {result.runtime}",
            f"{result.tiles} tiles, and {result.tiles_skipped} without anything to classify",
            *(f"{what}: {path}" for what, path in files if path),
        ]
    )
