"""The engine in a process of its own that stays, with its models loaded, from one job to the next.

There is one for the whole QGIS session. It is driven from whichever thread runs a job; no event loop is needed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from . import upgrade
from .engine.errors import Cancelled
from .i18n import tr

if TYPE_CHECKING:
    from .engine.progress import Progress
    from .enginehome import EngineHome
    from .workerprocess import Worker

_LOOK_S = 0.1


class _Session:
    """The one worker of this QGIS, and whose turn it is."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.worker: Worker | None = None
        self.shut = False

    @contextmanager
    def taking_turns(self, progress: Progress) -> Iterator[None]:
        """Wait until no other job is in the worker: two at once would compete for cores and memory."""
        if not self.turn.acquire(blocking=False):
            progress.stage(tr("Waiting until another run is over"))
            while not self.turn.acquire(timeout=_LOOK_S):
                progress.check()
        try:
            yield
        finally:
            self.turn.release()

    def run(self, job: Mapping[str, object], home: EngineHome, progress: Progress) -> Mapping[str, object]:
        """Run a job in the worker, started where there is none or where the engine's home is another by now."""
        from .workerprocess import Worker  # not at QGIS's start

        upgrade.check_version()
        worker = self.worker
        if worker is None or not worker.alive or not worker.is_at(home):
            self.close()
            progress.stage(tr("Starting the engine"))
            worker = self.worker = Worker(home)
        if self.shut:
            self.close()
            raise Cancelled
        return worker.run(job, progress)

    def close(self) -> None:
        """End the worker, if there is one."""
        worker, self.worker = self.worker, None
        if worker is not None:
            worker.end()


_session = _Session()


def run(job: Mapping[str, object], home: EngineHome, progress: Progress) -> Mapping[str, object]:
    """Run a job in the worker; jobs of several threads take turns. See `Worker.run`."""
    from .workerprocess import GoneBefore

    with _session.taking_turns(progress):
        try:
            return _session.run(job, home, progress)
        except GoneBefore:
            return _session.run(job, home, progress)


def end() -> None:
    """End the worker, whatever it does, and start no other: the plugin goes, or another version of it comes."""
    _session.shut = True
    _session.close()


def begin() -> None:
    """Allow a worker: the plugin comes."""
    _session.shut = False


def rest() -> None:
    """End the worker if it has nothing to do: a training needs the memory that its models take."""
    if _session.turn.acquire(blocking=False):
        try:
            _session.close()
        finally:
            _session.turn.release()


def pid() -> int | None:
    """Number of the worker's process; None where there is none."""
    worker = _session.worker
    return worker.pid if worker is not None and worker.alive else None
