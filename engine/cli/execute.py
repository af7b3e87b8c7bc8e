"""Run a job for a command: progress, Ctrl-C, and what came of it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from ..progress import ConsoleProgress, JsonProgress, Progress
from .outcomes import OUTCOMES

_SECONDS_BETWEEN_LOOKS = 0.2


def execute(job: object, *, as_json: bool, stop_file: Path | None = None) -> None:
    """Run a job and tell what came of it.

    Args:
        job: What to do; of a type in `job_json.VERBS`.
        as_json: Whether progress and result are JSON lines on standard output.
        stop_file: A file that stops the job, as SIGTERM does, once it is there.

    Raises:
        EngineError: When something of the user's is wrong; no output has appeared.
        Cancelled: After Ctrl-C or SIGTERM; no output has appeared. A training ends with the best model so far.
    """
    with telling(as_json=as_json, stop_file=stop_file) as progress:
        progress.check()
        values, report = OUTCOMES[type(job)](job, progress)
    if isinstance(progress, JsonProgress):
        progress.emit("result", **values)
    else:
        click.echo(report)


@contextmanager
def telling(*, as_json: bool, stop_file: Path | None = None) -> Iterator[Progress]:
    """A progress that tells the user, and that Ctrl-C, SIGTERM and the stop file cancel."""
    progress = JsonProgress() if as_json else ConsoleProgress()
    with _stoppable(progress), _watched(progress, stop_file):
        yield progress


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


@contextmanager
def _watched(progress: Progress, stop_file: Path | None) -> Iterator[None]:
    """Let a file cancel the job: Windows has no signal that a program could send to another one's process."""
    over = threading.Event()

    def look(path: Path) -> None:
        while not over.wait(_SECONDS_BETWEEN_LOOKS):
            if path.exists():
                progress.cancel()
                return

    if stop_file is not None:
        threading.Thread(target=look, args=(stop_file,), name="stop file", daemon=True).start()
    try:
        yield
    finally:
        over.set()
