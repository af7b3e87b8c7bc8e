"""What happens around the engine's process: QGIS dies, another one is there, files are upgraded or damaged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsProcessingException

from rs_segmenter import settings, upgrade, worker, workerprocess
from rs_segmenter.engine.errors import EngineError
from rs_segmenter.engine.progress import Progress
from rs_segmenter.enginehome import EngineHome

from .conftest import wait
from .test_worker import exists, segment

pytestmark = [
    pytest.mark.usefixtures("provider"),
    pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals"),
]
# A program with a worker of its own, as another QGIS is.
PROGRAM = """
import os, sys
from pathlib import Path
from rs_segmenter.engine.progress import Progress
from rs_segmenter.enginehome import EngineHome
from rs_segmenter.workerprocess import Worker
made = Worker(EngineHome('process', Path(sys.executable), dict(os.environ)))
"""
RUN = """
raster, output, model = sys.argv[1:]
job = {'verb': 'segment', 'raster': raster, 'output': output, 'model': model, 'tta': True, 'overwrite': True}
made.run(job, progress)
made.end()
"""


@pytest.fixture(autouse=True)
def apart() -> Iterator[None]:
    """The engine runs in a process of its own."""
    worker.begin()
    settings.set_engine_place("process")
    yield
    worker.end()


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A file in a folder of its own."""
    (tmp_path / "map").mkdir()
    return tmp_path / "map" / "classes.tif"


def program(code: str, *arguments: Path) -> subprocess.Popen[str]:
    """Start a program that has a worker."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", PROGRAM + code, *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, env=environ, **pipes)


def test_a_worker_ends_with_the_program_that_started_it() -> None:
    with program("print(made.pid, flush=True); os.kill(os.getpid(), 9)") as other:
        told, _ = other.communicate()
    wait(lambda: not exists(int(told)))


def test_a_program_that_is_killed_in_a_run_leaves_neither_process_nor_file(
    photo: Path, tiny_model: Path, output: Path
) -> None:
    killer = """
class Killer(Progress):
    def update(self, done_px, total_px):
        if done_px:
            print(made.pid, *os.listdir(os.path.dirname(output)), flush=True)
            os.kill(os.getpid(), 9)
progress = Killer()
"""
    with program(killer + RUN, photo, output, tiny_model) as other:
        told, complaints = other.communicate()
    assert other.returncode == -signal.SIGKILL, complaints
    pid, part = told.split()
    assert part.startswith(".classes.tif.part-")
    wait(lambda: not exists(int(pid)))
    assert list(output.parent.iterdir()) == []


def test_what_an_earlier_run_had_done_does_not_count_as_the_speed_of_a_worker() -> None:
    progress = Progress()
    workerprocess._retell({"event": "resumed", "done_px": 500}, progress)
    assert progress.pace(500, 1000) == (float("inf"), 0.0)


def test_two_programs_with_a_worker_each_may_write_the_same_map(
    photo: Path, tiny_model: Path, output: Path, tmp_path: Path
) -> None:
    others = [program("progress = Progress()" + RUN, photo, output, tiny_model) for _ in range(2)]
    complaints = [other.communicate()[1] for other in others]
    assert [other.returncode for other in others] == [0, 0], complaints
    assert [p.name for p in output.parent.iterdir()] == ["classes.tif"]
    segment(photo, tmp_path / "alone.tif", MODEL="tiny", TTA=True)
    assert output.read_bytes() == (tmp_path / "alone.tif").read_bytes()


@pytest.mark.parametrize("place", ["process", "qgis"])
def test_after_an_upgrade_of_the_files_a_restart_is_asked_for_and_nothing_is_mixed(
    place: str, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.set_engine_place(place)
    metadata = tmp_path / "metadata.txt"
    metadata.write_text(upgrade._METADATA.read_text().replace("version=", "version=9."))
    monkeypatch.setattr(upgrade, "_METADATA", metadata)
    for wrong in (metadata, tmp_path / "gone.txt"):
        monkeypatch.setattr(upgrade, "_METADATA", wrong)
        with pytest.raises(QgsProcessingException, match=r"was upgraded while.*Restart QGIS"):
            segment(photo, tmp_path / "classes.tif")
    assert not (tmp_path / "classes.tif").exists()


def test_an_environment_that_was_made_anew_gets_a_new_process(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.symlink_to(sys.executable)
    home = EngineHome("process", python, {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    made = workerprocess.Worker(home)
    assert made.is_at(home)
    fresh = tmp_path / "fresh"
    fresh.symlink_to(sys.executable)
    fresh.replace(python)
    assert not made.is_at(home)
    python.unlink()
    assert not made.is_at(home)
    made.end(at_once=True)


def test_a_damaged_environment_is_told_with_what_is_wrong_in_it(tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('libtorch_cpu.so: file too short')")
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    made = workerprocess.Worker(EngineHome("process", Path(sys.executable), environ))
    with pytest.raises(EngineError, match=r"cannot be started.*file too short\. Set it up again"):
        made.run({"verb": "segment"}, Progress())
    made.end()


def test_an_environment_without_its_python_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"cannot be started.*Set it up again"):
        workerprocess.Worker(EngineHome("process", tmp_path / "python", dict(os.environ)))
