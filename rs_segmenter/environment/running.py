"""A command of a set-up as a child process: its lines as they come, and its end at once when that is wished."""

from __future__ import annotations

import os
import signal
import subprocess  # nosec B404
import sys
from collections.abc import Callable, Mapping, Sequence
from queue import Empty, Queue
from threading import Thread

from ..engine.errors import Cancelled

_LOOK_S = 0.2


def run(
    command: Sequence[str],
    environ: Mapping[str, str],
    tell: Callable[[str], None],
    cancelled: Callable[[], bool],
) -> int:
    """Run a command to its end.

    Args:
        command: Program and arguments.
        environ: All its environment variables.
        tell: Takes each line it says.
        cancelled: Asked a few times a second.

    Returns:
        Its exit code.

    Raises:
        OSError: When it cannot be started.
        Cancelled: When that was wished; it and its children are gone then.
    """
    windows = {"creationflags": subprocess.CREATE_NO_WINDOW} if sys.platform == "win32" else {}
    process = subprocess.Popen(  # nosec B603
        list(command),
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=os.name == "posix",
        **windows,
    )
    lines: Queue[str | None] = Queue()
    reader = Thread(target=_read, args=(process, lines), daemon=True)
    reader.start()
    try:
        while True:
            if cancelled():
                raise Cancelled
            try:
                line = lines.get(timeout=_LOOK_S)
            except Empty:
                continue
            if line is None:
                code = process.wait()
                if code < 0:
                    tell(f"Ended by signal {-code}.")
                return code
            tell(line)
    finally:
        if process.poll() is None:
            _kill(process)
        reader.join()
        process.stdout.close()


def _read(process: subprocess.Popen[str], lines: Queue[str | None]) -> None:
    for line in process.stdout:
        lines.put(line.rstrip())
    lines.put(None)


def _kill(process: subprocess.Popen[str]) -> None:
    """End it and all it has started."""
    if sys.platform == "win32":
        taskkill = os.path.join(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "taskkill.exe")
        subprocess.run([taskkill, "/T", "/F", "/PID", str(process.pid)], capture_output=True)  # nosec B603
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
