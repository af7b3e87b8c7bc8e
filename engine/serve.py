"""The engine as a process that stays: jobs in, progress and results out, as JSON, one object a line.

In come `{"do": "run", "id": 1, "job": {...}}`, `{"do": "cancel", "id": 1}` and `{"do": "quit"}`. Out go the lines of
`JsonProgress` with the job's `id`, and at the end of each job one of `result`, `error` (with message and hint) and
`cancelled`. Jobs run one after another.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from .errors import Cancelled, EngineError
from .job_json import from_values
from .jsonline import from_line
from .progress import JsonProgress

Run = Callable[[object, JsonProgress], dict[str, Any]]
_GRACE_S = 30.0
_BLOCK_BYTES = 1 << 16
_END = object()


@contextmanager
def own_streams() -> Iterator[tuple[Iterator[bytes], TextIO]]:
    """Take standard input, as lines, and standard output for the protocol alone.

    What libraries and their processes print goes to standard error from then on, and they find no input.
    """
    # Copies are not inherited by other processes; the descriptors 0 and 1 would be.
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    with open(answers, "w", encoding="utf-8", newline="\n") as write:
        yield _lines(requests), write


def _lines(descriptor: int) -> Iterator[bytes]:
    """Lines without a buffer object, whose lock would keep the process from ending while a thread waits for more."""
    rest = b""
    while block := os.read(descriptor, _BLOCK_BYTES):
        *whole, rest = (rest + block).split(b"\n")
        yield from whole


def serve(run: Run, requests: Iterable[bytes], answers: TextIO, idle_s: float | None = None) -> None:
    """Run jobs until there are no more requests: quit, the end of the input, or a long rest.

    What is not the user's fault ends the process with a traceback: nobody knows what state it has left behind.

    Args:
        run: Runs a job; gives its result as plain data.
        requests: Lines.
        answers: Where the lines go.
        idle_s: How long to wait for the next request; None: for ever.
    """
    server = _Server(answers)
    threading.Thread(target=server.listen, args=(requests,), name="requests", daemon=True).start()
    server.tell("ready", pid=os.getpid())
    server.work(run, idle_s)


class _Request(JsonProgress):
    """A job that was asked for: what tells of it, and may be cancelled before it has begun."""

    def __init__(self, answers: TextIO, number: object, job: object) -> None:
        super().__init__(answers)
        self.number = number
        self.job = job

    def emit(self, event: str, **values: object) -> None:
        """Write one line that names the job."""
        super().emit(event, id=self.number, **values)


class _Server:
    """A queue of jobs, filled by one thread and emptied by another."""

    def __init__(self, answers: TextIO) -> None:
        self._answers = answers
        self._line: queue.Queue[object] = queue.Queue()
        self._open: dict[object, _Request] = {}

    def tell(self, event: str, **values: object) -> None:
        """Write a line that belongs to no job."""
        JsonProgress(self._answers).emit(event, **values)

    def listen(self, requests: Iterable[bytes]) -> None:
        """Read requests until there are none; whoever sent them is gone then, and so is the use of their jobs."""
        for text in requests:
            if not self._take(text):
                break
        self._line.put(_END)
        for request in list(self._open.values()):
            request.cancel()
        last = threading.Timer(_GRACE_S, os._exit, [1])
        last.daemon = True
        last.start()

    def _take(self, text: bytes) -> bool:
        """Take a line; returns whether to go on."""
        said = from_line(text)
        wish, number = said.get("do"), said.get("id")
        known = isinstance(number, int | str)
        if wish == "run" and known and number not in self._open:
            self._open[number] = _Request(self._answers, number, said.get("job"))
            self._line.put(self._open[number])
        elif wish == "cancel" and known:
            if number in self._open:
                self._open[number].cancel()
        elif wish != "quit":
            self._line.put(text)
        return wish != "quit"

    def work(self, run: Run, idle_s: float | None) -> None:
        """Run the jobs in turn."""
        while True:
            try:
                item = self._line.get(timeout=idle_s)
            except queue.Empty:
                return
            if item is _END:
                return
            if isinstance(item, _Request):
                _answer(item, run)
                self._open.pop(item.number)
            else:
                shown = bytes(item[:80]).decode("utf-8", "replace").strip()  # type: ignore[index]
                self.tell(
                    "error", id=None, message=f"This is no request: {shown!r}.", hint="See 'serve --help'."
                )


def _answer(request: _Request, run: Run) -> None:
    """Run one job and tell what came of it."""
    try:
        request.check()
        request.emit("result", **run(from_values(request.job, "sent"), request))
    except EngineError as error:
        request.emit("error", message=error.message, hint=error.hint)
    except ModuleNotFoundError as error:
        absent = f"The Python package '{error.name}' is not installed."
        request.emit("error", message=absent, hint="'rs-segmenter doctor' says what to install.")
    except Cancelled:
        request.emit("cancelled")
