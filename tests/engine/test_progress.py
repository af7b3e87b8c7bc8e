"""What is said while a job runs, to people and to programs, and how it stops."""

from __future__ import annotations

import io
import json
import threading

import pytest

from rs_segmenter.engine.errors import Cancelled
from rs_segmenter.engine.progress import ConsoleProgress, JsonProgress, Progress, describe_pace


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_job_cancelled_from_another_thread_stops_at_its_next_look() -> None:
    progress = Progress()
    progress.check()
    caller = threading.Thread(target=progress.cancel)
    caller.start()
    caller.join()
    assert progress.cancelled
    with pytest.raises(Cancelled):
        progress.check()


def test_time_left_is_unknown_at_first_and_nothing_at_the_end() -> None:
    progress = Progress()
    assert progress.pace(0, 100) == (float("inf"), 0.0)
    left_s, mpx_per_s = progress.pace(100, 100)
    assert left_s == 0 and mpx_per_s > 0


def test_a_quarter_done_leaves_three_times_what_it_took(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [10.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    progress = Progress()
    clock[0] = 14.0
    assert progress.pace(1_000_000, 4_000_000) == (12.0, 0.25)
    progress.stage("next")
    clock[0] = 15.0
    assert progress.pace(1_000_000, 4_000_000) == (3.0, 1.0)


def test_what_an_earlier_run_had_done_tells_nothing_of_the_speed_of_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [10.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    progress = Progress()
    progress.stage("Segmenting")
    progress.resume(2_000_000)
    clock[0] = 14.0
    assert progress.pace(2_000_000, 4_000_000) == (float("inf"), 0.0)
    assert progress.pace(3_000_000, 4_000_000) == (4.0, 0.25)
    progress.stage("next")
    clock[0] = 15.0
    assert progress.pace(1_000_000, 4_000_000) == (3.0, 1.0)


@pytest.mark.parametrize(
    ("left_s", "words"),
    [
        (float("inf"), "estimating the time left"),
        (4.4, "4 s left, 1.80 Mpx/s"),
        (125, "2 min 05 s left, 1.80 Mpx/s"),
        (59.7, "1 min 00 s left, 1.80 Mpx/s"),
        (3 * 3600 + 60, "3 h 01 min left, 1.80 Mpx/s"),
    ],
)
def test_pace_in_words(left_s: float, words: str) -> None:
    assert describe_pace(left_s, 1.8) == words


def test_a_terminal_shows_a_bar_that_ends_with_a_line() -> None:
    stream = Terminal()
    progress = ConsoleProgress(stream)
    progress.stage("Segmenting")
    progress.update(50, 100)
    assert "[" + "#" * 15 + " " * 15 + "]  50%" in stream.getvalue()
    assert not stream.getvalue().endswith("\n")
    progress.update(100, 100)
    assert stream.getvalue().endswith("\n")


def test_a_log_file_gets_lines_and_no_bar() -> None:
    stream = io.StringIO()
    progress = ConsoleProgress(stream)
    progress.stage("Segmenting")
    progress.update(50, 100)
    progress.info("fine")
    progress.warn("look")
    assert stream.getvalue() == "Segmenting\nfine\nWarning: look\n"


def test_programs_read_one_json_object_per_line() -> None:
    stream = io.StringIO()
    progress = JsonProgress(stream)
    progress.stage("Segmenting")
    progress.update(0, 100)
    progress.update(100, 100)
    progress.info("fine\nand good")
    progress.warn("look")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["stage", "progress", "progress", "info", "warning"]
    assert lines[1]["left_s"] is None and lines[2]["left_s"] == 0
    assert lines[3]["text"] == "fine\nand good"
