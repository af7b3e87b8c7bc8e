"""The engine in a process of its own: the same files and words as in QGIS, and QGIS survives whatever happens."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import processing
import pytest
from qgis.core import QgsProcessingException, QgsProcessingFeedback

from rs_segmenter import settings, worker, workerprocess

from .conftest import ALGORITHM, PATIENCE_S, wait

pytestmark = [
    pytest.mark.usefixtures("provider", "apart"),
    pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals"),
]
REFINE = "rs_segmenter:refineclasses"


@pytest.fixture(scope="module", autouse=True)
def last_one() -> Iterator[None]:
    """The tests share a worker; it does not outlive them."""
    yield
    worker.end()


@pytest.fixture
def apart() -> None:
    """The engine runs in a process of its own."""
    worker.begin()
    settings.set_engine_place("process")


class Listener(QgsProcessingFeedback):
    """Remembers all that is said, and does something when pixels are done."""

    def __init__(self, at_work: Callable[[], None] | None = None) -> None:
        super().__init__(False)
        self.said: list[str] = []
        self._at_work = at_work
        self.progressChanged.connect(self._advance)

    def _advance(self, percent: float) -> None:
        if percent > 0 and self._at_work is not None:
            at_work, self._at_work = self._at_work, None
            at_work()

    def setProgressText(self, text: str) -> None:  # noqa: N802
        self.said.append(text)

    def pushInfo(self, info: str) -> None:  # noqa: N802
        self.said.append(info)

    def pushWarning(self, warning: str) -> None:  # noqa: N802
        self.said.append(warning)


def segment(photo: Path, output: Path, feedback: QgsProcessingFeedback | None = None, **more: object) -> dict:
    given = {"INPUT": str(photo), "OUTPUT": str(output), **more}
    return processing.run(ALGORITHM, given, feedback=feedback or QgsProcessingFeedback(False))


def exists(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def in_both_places(tmp_path: Path, run: Callable[[Path], object]) -> dict[str, object]:
    """Run something in the worker and in QGIS, with the same names of files in folders of their own."""
    given = {}
    for place in ("process", "qgis"):
        settings.set_engine_place(place)
        (tmp_path / place).mkdir()
        given[place] = run(tmp_path / place)
    made, same = (
        {p.name: p.read_bytes() for p in sorted((tmp_path / place).iterdir())}
        for place in ("process", "qgis")
    )
    assert made and made == same
    return given


def test_files_results_and_words_are_the_same_as_in_qgis(photo: Path, tmp_path: Path) -> None:
    said = {"process": Listener(), "qgis": Listener()}

    def run(folder: Path) -> dict[str, object]:
        files = {name: str(folder / f"{name}.tif") for name in ("CONFIDENCE", "PROBABILITIES")}
        results = segment(photo, folder / "classes.tif", said[folder.name], REFINE="crf", **files)
        timed = ("SECONDS", "MPX_PER_S", "OUTPUT", *files)
        return {name: value for name, value in results.items() if name not in timed}

    results = in_both_places(tmp_path, run)
    assert results["process"] == results["qgis"]
    # How fast it is, and that another process had to be started, is all that differs.
    stages = {
        place: [text for text in listener.said if not re.search("Mpx/s|estimating|Starting|Results", text)]
        for place, listener in said.items()
    }
    assert stages["process"] == stages["qgis"] != []


def test_refining_gives_the_same_files_as_in_qgis(photo: Path, tmp_path: Path) -> None:
    probabilities = tmp_path / "probabilities.tif"
    segment(photo, tmp_path / "classes.tif", PROBABILITIES=str(probabilities))
    given = {"INPUT": str(photo), "PROBABILITIES": str(probabilities), "MIN_AREA": 20}
    in_both_places(
        tmp_path,
        lambda folder: processing.run(
            REFINE, {**given, "OUTPUT": str(folder / "a.tif"), "CONFIDENCE": str(folder / "b.tif")}
        ),
    )


def test_models_follow_each_other_in_one_process(photo: Path, tiny_model: Path, tmp_path: Path) -> None:
    pids = set()

    def run(folder: Path) -> None:
        for number, model in enumerate(("tiny", "default", "tiny")):
            segment(photo, folder / f"{number}.tif", MODEL=model)
            pids.add(worker.pid())

    in_both_places(tmp_path, run)
    assert len(pids) == 1


def test_an_error_is_told_as_in_qgis_and_the_process_goes_on(photo: Path, tmp_path: Path) -> None:
    def run(folder: Path) -> str:
        segment(photo, folder / "fine.tif")
        with pytest.raises(QgsProcessingException) as caught:
            segment(photo, folder / "wrong.tif", DEVICE="abacus")
        return str(caught.value)

    told = in_both_places(tmp_path, run)
    assert told["process"] == told["qgis"] and "abacus" in told["process"]


def test_a_killed_worker_is_explained_leaves_nothing_and_is_started_again(
    photo: Path, tmp_path: Path
) -> None:
    output = tmp_path / "map" / "classes.tif"
    output.parent.mkdir()
    output.write_text("precious")
    killed: list[int] = []

    def kill() -> None:
        killed.append(worker.pid())
        os.kill(worker.pid(), signal.SIGKILL)

    with pytest.raises(QgsProcessingException, match=r"memory ran out.*No map was written"):
        segment(photo, output, Listener(kill), TTA=True)
    assert [p.name for p in output.parent.iterdir()] == ["classes.tif"]
    assert output.read_text() == "precious"
    segment(photo, output)
    assert worker.pid() not in (None, *killed)


def test_a_cancelled_run_leaves_no_file_and_the_worker_is_kept(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workerprocess, "_PATIENCE_S", PATIENCE_S)
    segment(photo, tmp_path / "first.tif")
    pid, feedback = worker.pid(), Listener()
    feedback.progressChanged.connect(lambda percent: feedback.cancel() if percent > 0 else None)
    with pytest.raises(QgsProcessingException, match="Cancelled; no map was written"):
        segment(photo, tmp_path / "second.tif", feedback, TTA=True)
    assert {p.name for p in tmp_path.iterdir()} == {"photo.tif", "first.tif"}
    assert worker.pid() == pid


def test_a_worker_that_does_not_stop_when_cancelled_is_killed(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workerprocess, "_PATIENCE_S", 0.5)
    pids: list[int] = []

    def freeze() -> None:
        pids.append(worker.pid())
        os.kill(worker.pid(), signal.SIGSTOP)
        feedback.cancel()

    feedback = Listener(freeze)
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        segment(photo, tmp_path / "classes.tif", feedback, TTA=True)
    wait(lambda: not exists(pids[0]))
    assert [p.name for p in tmp_path.glob("*classes*")] == []


def test_runs_of_several_threads_take_turns_and_can_be_cancelled_while_they_wait(
    photo: Path, tmp_path: Path
) -> None:
    waiting = Listener()
    outcome: list[str] = []

    def second() -> None:
        try:
            segment(photo, tmp_path / "second.tif", waiting)
        except QgsProcessingException as error:
            outcome.append(str(error))

    thread = threading.Thread(target=second)

    def start_second() -> None:
        thread.start()
        end = time.monotonic() + PATIENCE_S
        while not any("Waiting" in text for text in waiting.said) and time.monotonic() < end:
            time.sleep(0.01)
        waiting.cancel()
        thread.join(PATIENCE_S)

    segment(photo, tmp_path / "first.tif", Listener(start_second))
    assert outcome == ["Cancelled; no map was written."]
    assert (tmp_path / "first.tif").exists() and not (tmp_path / "second.tif").exists()


def test_two_runs_at_once_both_come_to_their_end(photo: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / "first.tif", tmp_path / "second.tif"]
    threads = [threading.Thread(target=segment, args=(photo, output)) for output in outputs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert all(output.exists() for output in outputs)


def test_a_worker_that_rested_for_long_is_woken_without_a_word(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.rest()
    monkeypatch.setattr(workerprocess, "_IDLE_S", 0.2)
    segment(photo, tmp_path / "first.tif")
    wait(lambda: worker.pid() is None)
    segment(photo, tmp_path / "second.tif")
    assert (tmp_path / "first.tif").read_bytes() == (tmp_path / "second.tif").read_bytes()


def test_the_worker_gives_way_to_a_training_unless_it_works(photo: Path, tmp_path: Path) -> None:
    segment(photo, tmp_path / "first.tif", Listener(worker.rest))
    pid = worker.pid()
    assert pid is not None and exists(pid)
    worker.rest()
    assert worker.pid() is None
    wait(lambda: not exists(pid))


def test_unloading_the_plugin_ends_the_worker_and_its_run_counts_as_cancelled(
    photo: Path, tmp_path: Path
) -> None:
    pids: list[int | None] = []

    def unload() -> None:
        pids.append(worker.pid())
        worker.end()

    with pytest.raises(QgsProcessingException, match="Cancelled"):
        segment(photo, tmp_path / "classes.tif", Listener(unload), TTA=True)
    wait(lambda: not exists(pids[0]))
    assert [p.name for p in tmp_path.glob("*classes*")] == []
