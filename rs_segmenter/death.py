"""Why the engine's process ended in the middle of a job, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .engine.errors import Cancelled, EngineError
from .i18n import tr

MEMORY, DEVICE, CRASH = "memory", "device", "crash"
_SIGKILL = 9
# Windows: no memory, paging file too small, commitment limit.
_NO_MEMORY = (0xC0000017, 0xC000012D, 0xC0000142)
_MEMORY_WORDS = ("out of memory", "memoryerror", "bad_alloc", "not enough memory", "paging file")
_DEVICE_WORDS = ("cuda error", "cudnn", "cublas", "nvidia driver", "mps backend", "metal")


class WorkerDied(EngineError):
    """The engine's process ended in the middle of a job.

    Args:
        message: How.
        hint: What to do.
        cause: `memory`, `device` or `crash`.
        pid: Number of the process.
        last: The last line that it said.
    """

    def __init__(self, message: str, hint: str, cause: str, pid: int, last: str = "") -> None:
        super().__init__(message, hint)
        self.cause = cause
        self.pid = pid
        self.last = last


class WorkerKilled(Cancelled):
    """The engine's process was killed, since it did not stop when its job was cancelled.

    Args:
        pid: Number of the process.
    """

    def __init__(self, pid: int) -> None:
        super().__init__()
        self.pid = pid


def cause_of_death(code: int, complaints: Sequence[str], pid: int) -> WorkerDied:
    """Tell from what is left of a process why it ended.

    Args:
        code: Its exit code; below 0 the signal that ended it.
        complaints: The last lines it wrote to standard error.
        pid: Its number.
    """
    said = "\n".join(complaints).lower()
    lines = [line.strip() for line in complaints if line.strip()]
    # After its error, the engine says what to do about it in a terminal.
    errors = [line for line in lines if re.match(r"\w*Error\b", line)]
    last = (errors or lines or [tr("it said nothing")])[-1]
    code = code & 0xFFFFFFFF if code < -64 else code
    if code in (-_SIGKILL, 128 + _SIGKILL) or code in _NO_MEMORY or _holds(said, _MEMORY_WORDS):
        return WorkerDied(
            tr("The engine's process was ended from outside, most likely because the memory ran out."),
            tr("Close other programs, or choose smaller tiles, and run again. No map was written."),
            MEMORY,
            pid,
        )
    if _holds(said, _DEVICE_WORDS):
        return WorkerDied(
            tr("The engine's process ended because the graphics card failed: {}").format(last),
            tr("Run again on the CPU, or update the graphics driver. No map was written."),
            DEVICE,
            pid,
        )
    if code < 0 or code > 0x80000000:
        message = tr("The engine's process crashed (code {}).").format(code)
    else:
        message = tr("The engine's process ended unexpectedly (code {}): {}").format(code, last)
    return WorkerDied(
        message,
        tr("Run again: it starts anew. If it fails once more, try the CPU. No map was written."),
        CRASH,
        pid,
        last,
    )


def _holds(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)
