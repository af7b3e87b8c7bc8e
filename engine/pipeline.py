"""Two threads beside the working one: a reader that runs ahead, a writer that lags behind."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

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

    def run() -> None:
        try:
            for item in items:
                if not _put(line, item, stop.is_set):
                    return
        finally:
            _put(line, _END, stop.is_set)

    with ThreadPoolExecutor(1, "rs-segmenter-reader") as pool:
        reading = pool.submit(run)

        def take() -> Iterator[Item]:
            while (item := line.get()) is not _END:
                yield item  # type: ignore[misc]
            reading.result()

        try:
            yield take()
        finally:
            stop.set()


@contextmanager
def write_behind(work: Callable[[Item], None], size: int) -> Iterator[Callable[[Item], None]]:
    """Do something with each item in a thread, at most `size` items behind.

    The context gives a function that hands an item over. What the work raises is raised by that function, or
    on leaving the context, which waits until all is done.
    """
    line: queue.Queue[object] = queue.Queue(size)

    def run() -> None:
        while (item := line.get()) is not _END:
            work(item)  # type: ignore[arg-type]

    with ThreadPoolExecutor(1, "rs-segmenter-writer") as pool:
        writing = pool.submit(run)

        def put(item: Item) -> None:
            if not _put(line, item, writing.done):
                writing.result()

        try:
            yield put
        finally:
            _put(line, _END, writing.done)
        writing.result()


def _put(line: queue.Queue[object], item: object, stopped: Callable[[], bool]) -> bool:
    """Put an item once there is room; returns False when the other side has stopped meanwhile."""
    while not stopped():
        try:
            line.put(item, timeout=_POLL_S)
        except queue.Full:
            continue
        return True
    return False
