"""A run that died is gone on with: the same files as if it had not, whenever it died, and nothing of another job's."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio

from rs_segmenter.engine import tiling
from rs_segmenter.engine.errors import JobError, RasterError
from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.journal import Journal, noted_share
from rs_segmenter.engine.progress import JsonProgress, Progress
from rs_segmenter.engine.segment import SegmentResult
from rs_segmenter.engine.tiling import Window

Segment = Callable[..., SegmentResult]
FILES = {"confidence": "sure.tif", "entropy": "even.tif", "probabilities": "shares.tif"}


class Dying(Progress):
    """Stops the run, as nothing foreseen would, once a share of the pixels is done."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self._share = share

    def update(self, done_px: int, total_px: int) -> None:
        if done_px > self._share * total_px:
            raise ZeroDivisionError


@pytest.fixture
def raster(make_raster: Callable[..., Path], picture: Any) -> Path:
    """High enough for three rows of blocks."""
    return make_raster(picture[:, :590, :200])


@pytest.fixture
def in_strips(make_raster: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a raster that is worked on in strips of at most so many pixels."""

    def make(widest_px: int, values: Any) -> Path:
        monkeypatch.setattr(tiling, "MAX_STRIP_PX", widest_px)
        return make_raster(values)

    return make


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "classes.journal"


def die(segment: Segment, raster: Path, journal: Path, share: float = 0.95, **given: Any) -> None:
    """Segment until something unforeseen happens."""
    with pytest.raises(ZeroDivisionError):
        segment(raster, progress=Dying(share), journal=str(journal), **given)


def files(tmp_path: Path, names: dict[str, str]) -> dict[str, bytes]:
    return {name: (tmp_path / name).read_bytes() for name in ("classes.tif", *names.values())}


def named(tmp_path: Path, names: dict[str, str]) -> dict[str, str]:
    return {option: str(tmp_path / name) for option, name in names.items()}


@pytest.mark.parametrize("refine", ["none", "crf"])
def test_a_run_that_goes_on_gives_the_same_files_and_does_not_compute_them_again(
    refine: str, raster: Path, journal: Path, segment: Segment, tmp_path: Path
) -> None:
    given = named(tmp_path, FILES) | {"overwrite": True, "refine": refine}
    whole = segment(raster, **given)
    expected = files(tmp_path, FILES)
    for name in expected:
        (tmp_path / name).unlink()
    die(segment, raster, journal, **given)
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == [journal.name, raster.name]
    kept_px, told = round(noted_share(journal) * 590 * 200), io.StringIO()
    again = segment(raster, progress=JsonProgress(told), journal=str(journal), **given)
    assert files(tmp_path, FILES) == expected
    events = [json.loads(line) for line in told.getvalue().splitlines()]
    assert [e["done_px"] for e in events if e["event"] == "resumed"] == [kept_px]
    assert again.classes == whole.classes
    assert again.tiles < whole.tiles
    assert again.mpx_per_s * again.seconds == pytest.approx((whole.pixels - kept_px) / 1e6)
    assert not journal.exists()


def test_a_raster_in_several_strips_goes_on_in_the_strip_at_hand(
    in_strips: Callable[..., Path], picture: Any, journal: Path, segment: Segment, tmp_path: Path
) -> None:
    raster = in_strips(256, picture[:, :400, :590])
    segment(raster)
    expected = files(tmp_path, {})
    die(segment, raster, journal, 0.7, overwrite=True)
    segment(raster, journal=str(journal), overwrite=True)
    assert files(tmp_path, {}) == expected


def test_wherever_the_last_note_breaks_off_the_files_are_the_same(
    raster: Path, journal: Path, segment: Segment, tmp_path: Path
) -> None:
    segment(raster)
    expected = files(tmp_path, {})
    die(segment, raster, journal, overwrite=True)
    noted = journal.read_bytes()
    heads = [at + 1 for at, byte in enumerate(noted) if noted[at : at + 10] == b'{"window":']
    for end in (noted.index(b"\n") + 1, heads[0] + 20, heads[-1] + 40, len(noted) - 1):
        journal.write_bytes(noted[:end])
        segment(raster, journal=str(journal), overwrite=True)
        assert files(tmp_path, {}) == expected, end
    broken = bytearray(noted)
    broken[-5] ^= 255
    journal.write_bytes(broken)
    segment(raster, journal=str(journal), overwrite=True)
    assert files(tmp_path, {}) == expected


def test_a_killed_process_leaves_a_journal_that_is_gone_on_with(
    raster: Path, journal: Path, tiny_model: Path, segment: Segment, tmp_path: Path
) -> None:
    segment(raster)
    expected = files(tmp_path, {})
    output = tmp_path / "classes.tif"
    output.unlink()
    options = [f"--model={tiny_model}", "--device=cpu", f"--journal={journal}", "--json"]
    command = [sys.executable, "-m", "rs_segmenter.engine", "segment", str(raster), str(output), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            event = json.loads(line)
            if event["event"] == "progress" and event["done_px"] > 0.8 * event["total_px"]:
                process.kill()
                break
    assert process.returncode == -9
    assert not output.exists() and journal.stat().st_size > 5000
    result = segment(raster, journal=str(journal))
    assert files(tmp_path, {}) == expected
    assert result.tiles < 5 * 13
    assert list(tmp_path.glob(".*")) == [] and not journal.exists()


def test_a_run_may_go_on_with_other_tiles_and_the_map_says_so(
    raster: Path, journal: Path, segment: Segment, tmp_path: Path
) -> None:
    segment(raster)
    with rasterio.open(tmp_path / "classes.tif") as file:
        before = file.read(1)
        assert "begun_with" not in json.loads(file.tags()["RS_SEGMENTER_JOB"])
    die(segment, raster, journal, overwrite=True)
    segment(raster, journal=str(journal), overwrite=True, tile_px=128)
    with rasterio.open(tmp_path / "classes.tif") as file:
        labels, job = file.read(1), json.loads(file.tags()["RS_SEGMENTER_JOB"])
    assert [how["tile_px"] for how in job["begun_with"]] == [64]
    assert job["tile_px"] == 128
    np.testing.assert_array_equal(labels[:256], before[:256])
    assert not np.array_equal(labels[512:], before[512:])


def test_other_tiles_do_not_move_the_strips_that_were_begun(
    in_strips: Callable[..., Path], picture: Any, journal: Path, segment: Segment, tmp_path: Path
) -> None:
    raster = in_strips(768, np.tile(picture, (1, 1, 2))[:, :300, :900])
    die(segment, raster, journal, 0.97)
    result = segment(raster, journal=str(journal), tile_px=448, overlap_px=64)
    with rasterio.open(tmp_path / "classes.tif") as file:
        counts = np.bincount(file.read(1).ravel(), minlength=4)
    assert [c.pixels for c in result.classes] == counts.tolist()


@pytest.mark.parametrize("other", [{"stretch": "0,200"}, {"confidence": "sure.tif"}, {"tta": True}])
def test_the_rows_of_another_job_are_refused_and_kept(
    other: dict[str, Any], raster: Path, journal: Path, segment: Segment, tmp_path: Path
) -> None:
    other = {k: str(tmp_path / v) if k == "confidence" else v for k, v in other.items()}
    die(segment, raster, journal)
    noted = journal.read_bytes()
    with pytest.raises(JobError, match="belongs to another job"):
        segment(raster, journal=str(journal), **other)
    assert journal.read_bytes() == noted
    assert not (tmp_path / "classes.tif").exists()


def test_a_raster_that_was_edited_meanwhile_is_another_job(
    raster: Path, journal: Path, segment: Segment
) -> None:
    die(segment, raster, journal)
    with rasterio.open(raster, "r+") as file:
        file.write(255 - file.read())
    with pytest.raises(JobError, match="belongs to another job"):
        segment(raster, journal=str(journal))


def test_a_further_raster_that_was_edited_meanwhile_makes_another_job(
    make_raster: Callable[..., Path], picture: Any, journal: Path, segment: Segment
) -> None:
    bands = [make_raster(band[None, :590, :200], f"band{i}.tif") for i, band in enumerate(picture)]
    given = {"more_rasters": tuple(map(str, bands[1:])), "bands": (1, 2, 3)}
    die(segment, bands[0], journal, **given)
    with rasterio.open(bands[2], "r+") as file:
        file.write(255 - file.read())
    with pytest.raises(JobError, match="belongs to another job"):
        segment(bands[0], journal=str(journal), **given)


@pytest.mark.parametrize("content", [b"precious", b"{}\n", b"\x00\xff" * 99, b"[1]\nand more\n"])
def test_a_file_that_is_no_journal_is_left_alone(
    content: bytes, raster: Path, journal: Path, segment: Segment
) -> None:
    journal.write_bytes(content)
    with pytest.raises(JobError, match=r"no journal of RS Segmenter"):
        segment(raster, journal=str(journal))
    assert journal.read_bytes() == content


def test_a_journal_has_a_file_of_its_own(raster: Path, tmp_path: Path) -> None:
    with pytest.raises(JobError, match="Two outputs"):
        SegmentJob(str(raster), str(tmp_path / "a.tif"), journal=str(tmp_path / "a.tif"))


def test_a_folder_that_is_not_there_is_named(raster: Path, segment: Segment, tmp_path: Path) -> None:
    with pytest.raises(RasterError, match=r"absent.*cannot be written.*Choose a folder"):
        segment(raster, journal=str(tmp_path / "absent" / "journal"))


def test_rows_that_another_run_noted_in_between_do_not_count_twice(tmp_path: Path) -> None:
    pixels = [np.ones((1, 2, 4), np.uint8)]
    strips = [Window(0, 0, 9, 4), Window(0, 4, 9, 2)]
    first = Journal(tmp_path / "journal", {}, {}, strips)
    for row in (0, 2, 2, 4):
        first.note(Window(row, 0, 2, 4), pixels)
    first.close()
    again = Journal(tmp_path / "journal", {}, {}, [])
    assert again.done_px == 16
    assert list(again.rest()) == [Window(4, 0, 5, 4), Window(0, 4, 9, 2)]
    again.close()


def test_a_disk_too_full_to_begin_a_journal_leaves_none_behind(journal: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, before[1]))
    try:
        with pytest.raises(RasterError, match="cannot be"):
            Journal(journal, {"raster": "a.tif"}, {}, [Window(0, 0, 8, 8)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not journal.exists()
