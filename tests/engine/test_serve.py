"""The protocol of the engine as a process that stays, spoken by a real process whose jobs are small."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

PATIENCE_S = 120
# What stands in for the engine's verbs: as many seconds as the job has bands, unless it is cancelled.
PROGRAM = """
import os, subprocess, sys, time
from rs_segmenter.engine.errors import RasterError
from rs_segmenter.engine.serve import own_streams, serve

def run(job, progress):
    progress.stage("Working")
    if job.raster == "broken":
        raise RasterError("'broken' is broken.", "Mend it.")
    if job.raster == "fault":
        raise KeyError("nobody foresaw this")
    if job.raster == "loud":
        print("from Python")
        os.write(1, b"from a library\\n")
        subprocess.run([sys.executable, "-c", "print('from a child', len(input()))"], stderr=subprocess.DEVNULL)
    for second in range(100 * len(job.bands)):
        progress.check()
        time.sleep(0.01)
    return {"raster": job.raster}

with own_streams() as (requests, answers):
    serve(run, requests, answers, *map(float, sys.argv[1:]))
"""


class Server:
    """A process that serves, as its caller sees it."""

    def __init__(self, repository: Path, *arguments: str) -> None:
        command = [sys.executable, "-c", PROGRAM, *arguments]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen(command, cwd=repository, **pipes)
        assert self.next()["event"] == "ready"

    def send(self, line: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def ask(self, **values: object) -> None:
        self.send(json.dumps(values).encode())

    def run(self, number: int, raster: str = "photo.tif", seconds: int = 0) -> None:
        job = {"verb": "segment", "raster": raster, "output": "x.tif", "bands": [1] * seconds}
        self.ask(do="run", id=number, job=job)

    def next(self) -> dict[str, Any]:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def end(self) -> tuple[int, list[dict[str, Any]], str]:
        """Close its input; its exit code, what it said, and what it complained of."""
        said, complaints = self.process.communicate(timeout=PATIENCE_S)
        lines = [json.loads(line) for line in said.splitlines()]
        return self.process.returncode, lines, complaints.decode()


@pytest.fixture
def start(repository: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers; none outlives the test."""
    started: list[Server] = []

    def start(*arguments: str) -> Server:
        started.append(Server(repository, *arguments))
        return started[-1]

    yield start
    for server in started:
        server.process.kill()
        server.process.communicate()


@pytest.fixture
def server(start: Callable[..., Server]) -> Server:
    return start()


def test_every_line_of_a_job_carries_its_number(server: Server) -> None:
    server.run(7)
    assert server.next() == {"event": "stage", "id": 7, "text": "Working"}
    assert server.next() == {"event": "result", "id": 7, "raster": "photo.tif"}


def test_a_failing_job_is_told_with_its_remedy_and_the_next_one_runs(server: Server) -> None:
    server.run(1, "broken")
    server.run(2)
    server.next()
    fault = {"event": "error", "id": 1, "message": "'broken' is broken.", "hint": "Mend it."}
    assert server.next() == fault
    server.next()
    assert server.next()["event"] == "result"


@pytest.mark.parametrize(
    "job",
    [
        None,
        [],
        {"verb": "conjure"},
        {"verb": "segment", "raster": "a.tif", "output": "b.tif", "bands": "three"},
        {"verb": "segment", "raster": "a.tif", "output": "b.tif", "blend": "stir"},
    ],
)
def test_an_invalid_job_is_an_error_of_that_job(server: Server, job: object) -> None:
    server.ask(do="run", id=1, job=job)
    told = server.next()
    assert (told["event"], told["id"]) == ("error", 1) and told["message"] and told["hint"]
    server.run(2)
    assert server.next()["id"] == 2


@pytest.mark.parametrize(
    "line", [b"hello", b"\xff\xfe\x00", b"[1, 2]", b'{"do": "dance"}', b'{"do": "run", "id": [1]}', b""]
)
def test_garbage_is_refused_and_hinders_nothing(server: Server, line: bytes) -> None:
    server.send(line)
    told = server.next()
    assert (told["event"], told["id"]) == ("error", None) and "no request" in told["message"]
    server.run(1)
    assert server.next()["id"] == 1


def test_what_is_printed_elsewhere_does_not_reach_the_protocol(server: Server) -> None:
    server.run(1, "loud")
    assert [server.next()["event"], server.next()["event"]] == ["stage", "result"]
    code, said, complaints = server.end()
    assert (code, said) == (0, [])
    assert "from Python" in complaints and "from a library" in complaints


def test_a_running_and_a_waiting_job_can_be_cancelled(server: Server) -> None:
    server.run(1, seconds=60)
    server.run(2, seconds=60)
    server.next()
    server.ask(do="cancel", id=2)
    server.ask(do="cancel", id=1)
    server.ask(do="cancel", id=99)
    assert [server.next(), server.next()] == [
        {"event": "cancelled", "id": 1},
        {"event": "cancelled", "id": 2},
    ]


def test_it_ends_with_its_input_and_stops_the_job_at_hand(server: Server) -> None:
    server.run(1, seconds=600)
    server.run(2)
    server.next()
    code, said, complaints = server.end()
    assert (code, complaints) == (0, "")
    assert said == [{"event": "cancelled", "id": 1}, {"event": "cancelled", "id": 2}]


def test_it_ends_when_told_to_and_when_nothing_was_asked_for_long(start: Callable[..., Server]) -> None:
    told, idle = start(), start("0.05")
    told.ask(do="quit")
    assert told.process.wait(PATIENCE_S) == 0
    assert idle.process.wait(PATIENCE_S) == 0
    assert idle.process.stderr and idle.process.stderr.read() == b""


def test_what_nobody_foresaw_ends_it_with_a_traceback(server: Server) -> None:
    server.run(1, "fault")
    server.next()
    code, _, complaints = server.end()
    assert code == 1 and "nobody foresaw this" in complaints


def test_it_ends_when_nobody_reads_its_answers(server: Server) -> None:
    assert server.process.stdout
    server.process.stdout.close()
    server.run(1)
    assert server.process.wait(PATIENCE_S) != 0
