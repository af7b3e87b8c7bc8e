"""A process that does one job of the engine after the other, and keeps its models loaded."""

from __future__ import annotations

import itertools
import os
import queue
import shutil
import subprocess  # nosec B404
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import IO

from .death import CRASH, WorkerKilled, cause_of_death
from .engine.errors import Cancelled, EngineError
from .engine.jsonline import from_line, to_line
from .engine.progress import Progress
from .enginehome import EngineHome
from .i18n import tr

_IDLE_S = 900  # then it ends by itself, and gives its memory back
_LOOK_S = 0.1
_PATIENCE_S = 8.0
_FAREWELL_S = 1.0
_COMPLAINTS = 12
_NUMBERS = itertools.count(1)
# A console program would open a window of its own on Windows.
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class GoneBefore(Exception):
    """The process had gone to rest before it saw the job."""


class Worker:
    """One process.

    Args:
        home: With which Python, and in which environment.

    Attributes:
        pid: Its number.

    Raises:
        EngineError: When it cannot be started.
    """

    def __init__(self, home: EngineHome) -> None:
        self._home, self._made = home, _made(home)
        self._ready = False
        self._over = False
        self._served = False
        # Python looks for modules in the folder it is started in: in this one there are none.
        self._room = tempfile.mkdtemp(prefix="rs-segmenter-")
        command = [str(home.python), "-m", "rs_segmenter.engine", "serve", "--idle-s", str(_IDLE_S)]
        try:
            self._process = subprocess.Popen(  # nosec B603
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self._room,
                env=dict(home.environ),
                creationflags=_NO_WINDOW,
            )
        except OSError as error:
            raise EngineError(_cannot_start(error), tr("Set it up again.")) from error
        # On Windows the program of an environment starts another one, which is the engine; that tells its own number.
        self.pid = self._process.pid
        self._events: queue.Queue[Mapping[str, object] | None] = queue.Queue()
        self._complaints: deque[str] = deque(maxlen=_COMPLAINTS)
        self._reader = self._in_thread(self._read, self._process.stdout)
        self._listener = self._in_thread(self._listen, self._process.stderr)

    @staticmethod
    def _in_thread(work: object, stream: object) -> threading.Thread:
        thread = threading.Thread(target=work, args=(stream,), name="rs-segmenter-worker", daemon=True)
        thread.start()
        return thread

    def is_at(self, home: EngineHome) -> bool:
        """Whether it runs there; not any more where the environment was made anew in the same place."""
        return self._home == home and self._made == _made(home)

    @property
    def alive(self) -> bool:
        """Whether it can take a job."""
        return not self._over and self._process.poll() is None

    def run(self, job: Mapping[str, object], progress: Progress) -> Mapping[str, object]:
        """Run a job and wait for its result.

        Args:
            job: As JSON has it.
            progress: Who is told, and may cancel.

        Raises:
            EngineError: What the engine says is wrong.
            WorkerDied: When the process ended in the middle of it.
            WorkerKilled: When the user cancelled and it did not stop.
            Cancelled: When the user cancelled, or `end` was called.
        """
        number, served = next(_NUMBERS), self._served
        self._served = False
        self._send({"do": "run", "id": number, "job": job})
        for event in self._told(number, progress):
            if event is None and served and not self._served and not (self._process.returncode or self._over):
                raise GoneBefore
            if event is None:
                raise self._farewell(progress)
            self._served = True
            kind = event["event"]
            if kind == "result":
                return event
            if kind == "error":
                raise EngineError(str(event.get("message")), str(event.get("hint")))
            if kind == "cancelled":
                break
            _retell(event, progress)
        raise Cancelled

    def _told(self, number: int, progress: Progress) -> Iterator[Mapping[str, object] | None]:
        """What is told of a job; None when the process is gone. Stops when `end` was called."""
        give_up = 0.0
        while not self._over:
            if give_up and time.monotonic() > give_up:
                self.end(at_once=True)
                raise WorkerKilled(self.pid)
            if progress.cancelled and not give_up:
                self._send({"do": "cancel", "id": number})
                give_up = time.monotonic() + _PATIENCE_S
            try:
                event = self._events.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            if event is None or event.get("id") == number:
                yield event

    def _farewell(self, progress: Progress) -> Exception:
        """Why the process is gone."""
        if self._over or progress.cancelled:
            return Cancelled()
        self._listener.join(_FAREWELL_S)
        if self._complaints:
            progress.info("\n".join(self._complaints))
        death = cause_of_death(self._process.wait(), list(self._complaints), self.pid)
        if self._ready or death.cause != CRASH:
            return death
        return EngineError(_cannot_start(death.last), tr("Set it up again."))

    def _send(self, request: Mapping[str, object]) -> None:
        stream = self._process.stdin
        try:
            stream.write(to_line(request))
            stream.flush()
        except (OSError, ValueError):  # it is gone, or closed: whoever waits for an answer hears of that
            return

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                event = from_line(line)
                self.pid = event.get("pid", self.pid)
                self._ready = True
                self._events.put(event)
        self._process.wait()
        self._events.put(None)

    def _listen(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self._complaints.append(line.decode("utf-8", "replace").rstrip())

    def end(self, at_once: bool = False) -> None:
        """End the process; a job in it counts as cancelled.

        Args:
            at_once: Kill it. Otherwise it puts away what it has in hand, which nobody waits for.
        """
        self._over = True
        self._send({"do": "quit"})
        with suppress(OSError):  # what it never read
            self._process.stdin.close()
        if at_once:
            self._process.kill()
        with suppress(subprocess.TimeoutExpired):  # it may hang in a driver, and QGIS must not wait for that
            self._process.wait(_FAREWELL_S)
        shutil.rmtree(self._room, ignore_errors=True)


def _made(home: EngineHome) -> tuple[int, int] | None:
    """What tells an environment from another one that was made in its place."""
    try:
        program = os.lstat(home.python)
    except (OSError, TypeError):  # it is gone, or there never was one
        return None
    return program.st_ino, program.st_mtime_ns


def _cannot_start(why: object) -> str:
    return tr("The engine cannot be started: {}.").format(str(why).rstrip("."))


def _retell(event: Mapping[str, object], progress: Progress) -> None:
    """Pass an event of the engine on to who would have been told in this process."""
    kind = event["event"]
    if kind == "stage":
        progress.stage(str(event["text"]))
    elif kind == "resumed":
        progress.resume(int(event["done_px"]))
    elif kind == "progress":
        progress.update(int(event["done_px"]), int(event["total_px"]))
    elif kind == "info":
        progress.info(str(event["text"]))
    elif kind == "warning":
        progress.warn(str(event["text"]))
