"""A reader that runs ahead and a writer that lags behind: bounded, in order, and nothing is swallowed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from rs_segmenter.engine.pipeline import read_ahead, write_behind


class Fault(Exception):
    pass


def test_what_is_read_ahead_arrives_in_order() -> None:
    with read_ahead(range(100), 3) as items:
        assert list(items) == list(range(100))


def test_the_reader_is_never_further_ahead_than_allowed() -> None:
    begun: list[int] = []

    def items() -> Iterator[int]:
        for i in range(50):
            begun.append(i)
            yield i

    with read_ahead(items(), 4) as ahead:
        for i in ahead:
            time.sleep(0.001)
            # One more is in the reader's hand, waiting for room.
            assert len(begun) - i <= 4 + 2
    assert begun == list(range(50))


def test_a_fault_of_the_reader_reaches_whoever_takes_the_items() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise Fault

    taken = []
    with pytest.raises(Fault), read_ahead(items(), 4) as ahead:
        for item in ahead:
            taken.append(item)
    assert taken == [1]


def test_leaving_early_stops_the_reader() -> None:
    def forever() -> Iterator[int]:
        while True:
            yield 0

    before = threading.active_count()
    with pytest.raises(Fault), read_ahead(forever(), 4) as ahead:
        next(ahead)
        raise Fault
    assert threading.active_count() == before


def test_all_is_written_in_order_when_the_context_is_left() -> None:
    written: list[int] = []

    def work(item: int) -> None:
        time.sleep(0.001)
        written.append(item)

    with write_behind(work, 3) as write:
        for i in range(30):
            write(i)
            assert i - len(written) <= 3 + 1
    assert written == list(range(30))


def test_a_fault_of_the_writer_stops_whoever_writes() -> None:
    handed = []

    def work(item: int) -> None:
        if item == 5:
            raise Fault

    before = threading.active_count()
    with pytest.raises(Fault), write_behind(work, 2) as write:
        for i in range(1000):
            write(i)
            handed.append(i)
    assert len(handed) < 1000
    assert threading.active_count() == before


def test_a_fault_on_the_last_item_is_raised_on_leaving() -> None:
    def work(_: int) -> None:
        time.sleep(0.01)
        raise Fault

    with pytest.raises(Fault), write_behind(work, 2) as write:
        write(1)


def test_a_fault_of_whoever_writes_is_the_one_that_is_seen() -> None:
    written: list[int] = []
    with pytest.raises(Fault), write_behind(written.append, 2) as write:
        write(1)
        raise Fault
    assert written == [1]
