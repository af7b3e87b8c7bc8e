"""Two threads beside the working one: a reader that runs ahead, a writer that lags behind."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

Item = TypeVar("Item")
_POLL_S = 0.1
_END = object()


@contextmanager
def read_ahead(items: Iterable[Item], size: int) -> Iterator[Iterator[Item]]:
    """Run an iterable in a thread, at most `size` items ahead of whoever takes them.

    What the iterable raises is raised where the items are taken. Leaving the context stops the thread.
    """
    line: queue.Queue[object] = queue.Queue(size)
    stop = threading.Event()
    faults: list[BaseException] = []

    def put(item: object) -> None:
        while not stop.is_set():
            try:
                return line.put(item, timeout=_POLL_S)
            except queue.Full:
                continue

    def run() -> None:
        try:
            for item in items:
                put(item)
                if stop.is_set():
                    return
        except BaseException as fault:  # noqa: BLE001 - raised again by the thread that takes the items
            faults.append(fault)
        put(_END)

    def take() -> Iterator[Item]:
        while (item := line.get()) is not _END:
            yield item  # type: ignore[misc]
        if faults:
            raise faults[0]

    thread = threading.Thread(target=run, name="rs-segmenter-reader", daemon=True)
    thread.start()
    try:
        yield take()
    finally:
        stop.set()
        thread.join()


class Drain(Generic[Item]):
    """A thread that does something with each item, at most `size` items behind.

    Args:
        work: Called with one item after the other, in the thread.
        size: How many items may wait.
    """

    def __init__(self, work: Callable[[Item], None], size: int) -> None:
        self._work = work
        self._line: queue.Queue[object] = queue.Queue(size)
        self._faults: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, name="rs-segmenter-writer", daemon=True)
        self._thread.start()

    def put(self, item: Item) -> None:
        """Hand over an item; raises what the work raised on an earlier one."""
        if self._faults:
            raise self._faults[0]
        self._line.put(item)

    def finish(self) -> None:
        """Wait until all is done; raises what the work raised."""
        self.stop()
        if self._faults:
            raise self._faults[0]

    def stop(self) -> None:
        """Wait until the thread has ended."""
        if self._thread.is_alive():
            self._line.put(_END)
            self._thread.join()

    def _run(self) -> None:
        while (item := self._line.get()) is not _END:
            if self._faults:
                continue
            try:
                self._work(item)  # type: ignore[arg-type]
            except BaseException as fault:  # noqa: BLE001 - raised again by `put` or `finish`
                self._faults.append(fault)
