"""Jobs on real files that stop or cannot be done: what was there stays, and nothing half-written does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from rs_segmenter.engine.errors import Cancelled, EngineError, JobError, RasterError
from rs_segmenter.engine.segment import SegmentResult

from .cancelling import CancelAt

Segment = Callable[..., SegmentResult]
Read = Callable[[str], NDArray[Any]]


@pytest.fixture
def raster(make_raster: Callable[..., Path], picture: NDArray[np.uint8]) -> Path:
    """A part of the sample raster whose sides are no multiple of anything."""
    return make_raster(picture[:, 100:301, 100:333])


def test_a_job_cancelled_at_any_moment_leaves_nothing(raster: Path, segment: Segment) -> None:
    count = CancelAt(-1)
    Path(segment(raster, progress=count, confidence=str(raster.parent / "c.tif")).output).unlink()
    (raster.parent / "c.tif").unlink()
    for n in sorted({1, 2, 3, 4, count.told // 2, count.told - 1, count.told}):
        with pytest.raises(Cancelled):
            segment(raster, progress=CancelAt(n), confidence=str(raster.parent / "c.tif"))
        assert [p.name for p in raster.parent.iterdir()] == ["input.tif"]


def test_a_fault_while_writing_leaves_nothing_and_what_was_there_stays(
    raster: Path, segment: Segment, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rs_segmenter.engine.raster import RasterSink

    def full(*_: object) -> None:
        raise RasterError("The disk is full.")

    before = Path(segment(raster).output).read_bytes()
    monkeypatch.setattr(RasterSink, "write", full)
    with pytest.raises(RasterError, match="The disk is full"):
        segment(raster, overwrite=True, probabilities=str(raster.parent / "p.tif"))
    assert sorted(p.name for p in raster.parent.iterdir()) == ["classes.tif", "input.tif"]
    assert (raster.parent / "classes.tif").read_bytes() == before


def test_a_raster_that_ends_too_early_leaves_nothing(raster: Path, segment: Segment) -> None:
    content = raster.read_bytes()
    raster.write_bytes(content[: len(content) * 2 // 3])
    with pytest.raises(RasterError, match="input.tif' cannot be read"):
        segment(raster)
    assert [p.name for p in raster.parent.iterdir()] == ["input.tif"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"output": "input.tif"}, "is the input itself"),
        ({"output": "input.tif", "overwrite": True}, "is the input itself"),
        ({"confidence": "input.tif"}, "is the input itself"),
        ({"output": "there.tif"}, "exists already"),
        ({"output": "folder.tif"}, "is a folder"),
        ({"output": "classes.png"}, "not named as a GeoTIFF"),
        ({"output": "none/classes.tif"}, "does not exist"),
        ({"tile_px": 60}, "Tiles of 60 pixels do not fit model 'tiny'.*such as 32"),
        ({"overlap_px": 64}, "An overlap of 64 pixels does not fit"),
        ({"bands": (1, 2)}, "2 band numbers were given, but model 'tiny' reads 3"),
        ({"bands": (1, 2, 4)}, "has no band 4"),
    ],
)
def test_jobs_that_cannot_be_done_leave_all_as_it_was(
    options: dict[str, Any], said: str, raster: Path, segment: Segment
) -> None:
    folder = raster.parent
    (folder / "there.tif").write_text("mine")
    (folder / "folder.tif").mkdir()
    if "confidence" in options:
        options = options | {"confidence": str(folder / options["confidence"])}
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    with pytest.raises(EngineError, match=said):
        segment(raster, **options)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_a_link_to_the_input_is_the_input(raster: Path, segment: Segment) -> None:
    (raster.parent / "link.tif").symlink_to(raster)
    with pytest.raises(JobError, match="is the input itself"):
        segment(raster, "link.tif", overwrite=True)


def test_an_output_is_replaced_on_request(raster: Path, segment: Segment, read: Read) -> None:
    (raster.parent / "classes.tif").write_text("old")
    assert read(segment(raster, overwrite=True).output).shape == (201, 233)
