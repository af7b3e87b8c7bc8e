"""What is decided before the first tile."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from rs_segmenter.engine.errors import CardError, EngineError, JobError, RasterError
from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.plan import Plan, describe, open_plan
from rs_segmenter.engine.progress import Progress

MakeRaster = Callable[..., Path]
Decide = Callable[..., Plan]


@pytest.fixture
def decide(tiny_model: Path, tmp_path: Path) -> Decide:
    """The plan of a job with the tiny model in PyTorch on the CPU."""

    def decide(raster: Path, **options: Any) -> Plan:
        options = {"model": str(tiny_model), "device": "cpu", "runtime": "torch"} | options
        with open_plan(SegmentJob(str(raster), str(tmp_path / "out.tif"), **options), Progress()) as plan:
            return plan

    return decide


@pytest.fixture
def raster(make_raster: MakeRaster, picture: NDArray[np.uint8]) -> Path:
    return make_raster(picture[:, :90, :80])


def test_the_cards_tiles_are_used_unless_the_job_says_otherwise(raster: Path, decide: Decide) -> None:
    plan = decide(raster)
    assert (plan.tiles.tile_px, plan.tiles.overlap_px, plan.blend, plan.reach_px) == (64, 16, "hann", 8)
    plan = decide(raster, tile_px=96, overlap_px=0, blend="crop")
    assert (plan.tiles.tile_px, plan.tiles.overlap_px, plan.blend, plan.reach_px) == (96, 0, "crop", 0)


def test_the_crs_of_the_job_goes_before_that_of_the_file(
    raster: Path, make_raster: MakeRaster, decide: Decide
) -> None:
    unknown = make_raster(np.zeros((3, 90, 80), np.uint8), "unknown.tif", crs=None)
    assert decide(unknown).grid.ground_resolution_m is None
    given, known = (decide(path, crs="EPSG:32631").grid for path in (unknown, raster))
    assert given.crs == known.crs and given.ground_resolution_m == pytest.approx(0.5, rel=1e-2)
    assert decide(raster, crs="EPSG:28992").grid.crs.to_epsg() == 28992
    with pytest.raises(RasterError, match="no coordinate reference system called 'EPSG:-1'"):
        decide(raster, crs="EPSG:-1")


def test_an_output_that_another_program_holds_is_named_before_the_run(
    raster: Path, decide: Decide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:  # as Windows does
        raise PermissionError(13, "The file is being used by another process")

    (tmp_path / "out.tif").touch()
    decide(raster, overwrite=True)
    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(JobError, match="out.tif' cannot be replaced: .*another process.*open in QGIS"):
        decide(raster, overwrite=True)


def test_bytes_go_to_the_device_as_bytes_unless_stretched(
    raster: Path, make_raster: MakeRaster, decide: Decide
) -> None:
    assert decide(raster).raw_dtype == np.uint8
    assert decide(raster, stretch="0,100").raw_dtype == np.float32
    big = make_raster(np.full((3, 90, 80), 3000, np.uint16), "big.tif")
    assert decide(big, stretch="none").raw_dtype == np.float32
    assert decide(big, stretch="none").ranges == ()
    assert decide(big).ranges == ((3000.0, 3001.0),) * 3


def test_the_grid_is_resampled_to_metres(raster: Path, decide: Decide) -> None:
    plan = decide(raster, ground_resolution="1")
    assert plan.factor == pytest.approx(2, rel=1e-2)
    assert (plan.grid.height, plan.grid.width) == (45, 40)
    assert decide(raster).grid == decide(raster).source.grid


def test_the_description_does_not_depend_on_names_of_outputs(raster: Path, decide: Decide) -> None:
    folder = raster.parent
    more = {"confidence": str(folder / "c.tif"), "overwrite": True, "batch": 3}
    assert describe(decide(raster)) == describe(decide(raster, **more))
    assert describe(decide(raster)) != describe(decide(raster, overlap_px=0))


@pytest.mark.parametrize(
    ("options", "fault", "said"),
    [
        ({"model": "none"}, CardError, "There is no model 'none'"),
        ({"bands": (1, 2, 9)}, RasterError, "no band 9"),
        ({"device": "tpu"}, EngineError, "no device called 'tpu'"),
        ({"precision": "float16"}, EngineError, "On the CPU, float16"),
    ],
)
def test_what_is_wrong_is_found_before_anything_is_written(
    options: dict[str, Any], fault: type[EngineError], said: str, raster: Path, decide: Decide
) -> None:
    with pytest.raises(fault, match=said):
        decide(raster, **options)
    assert [p.name for p in raster.parent.iterdir()] == ["input.tif"]
