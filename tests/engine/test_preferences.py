"""Preferences for all jobs: what is said, who says it, and what comes of it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from rasterio._env import get_gdal_config

from rs_segmenter.engine.device import BatchSize, choose_device
from rs_segmenter.engine.errors import DeviceError, JobError
from rs_segmenter.engine.job import Area, SegmentJob
from rs_segmenter.engine.preferences import (
    MEMORY_MB,
    MODELS,
    THREADS,
    cores,
    most_cache_bytes,
    most_memory_bytes,
    most_threads,
    prefer,
)
from rs_segmenter.engine.raster import block_cache
from rs_segmenter.engine.registry import user_models
from rs_segmenter.engine.segment import segment_raster


@pytest.fixture(autouse=True)
def nothing_preferred(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in (MEMORY_MB, MODELS, THREADS):
        monkeypatch.delenv(name, raising=False)
    threads = torch.get_num_threads()
    yield
    prefer({})
    torch.set_num_threads(threads)


def test_without_preferences_there_is_no_limit() -> None:
    assert (most_threads(), most_memory_bytes(), cores()) == (None, None, os.cpu_count())
    assert most_cache_bytes(123) == 123


def test_the_environment_comes_before_what_a_program_prefers(monkeypatch: pytest.MonkeyPatch) -> None:
    prefer({MEMORY_MB: "100", MODELS: "/preferred"})
    assert (most_memory_bytes(), user_models()) == (100 << 20, Path("/preferred"))
    monkeypatch.setenv(MODELS, "/environment")
    assert user_models() == Path("/environment")
    prefer({})
    assert most_memory_bytes() is None


def test_more_threads_than_cores_are_as_many_as_cores() -> None:
    prefer({THREADS: "4096"})
    assert cores() == os.cpu_count()


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5"])
def test_what_is_no_number_is_refused_by_name(text: str) -> None:
    prefer({THREADS: text})
    with pytest.raises(JobError, match=f"{THREADS} is '{text}'"):
        cores()


def test_the_device_computes_with_the_threads_that_are_preferred() -> None:
    prefer({THREADS: "1"})
    choose_device("cpu")
    assert torch.get_num_threads() == 1


def test_the_cache_of_pixels_keeps_to_a_quarter_of_the_limit() -> None:
    prefer({MEMORY_MB: "200"})
    with block_cache(400 << 20):
        assert int(get_gdal_config("GDAL_CACHEMAX")) == 50 << 20


def test_a_tiny_limit_still_leaves_a_cache_that_serves() -> None:
    prefer({MEMORY_MB: "1"})
    assert most_cache_bytes(400 << 20) == 16 << 20


def test_a_limit_that_no_tile_fits_into_is_named() -> None:
    prefer({MEMORY_MB: "10"})
    with pytest.raises(DeviceError, match="raise the memory limit"):
        BatchSize(1, torch.device("cuda")).halve(MemoryError())


def test_limits_change_no_byte_of_a_map(sample_raster: Path, tmp_path: Path) -> None:
    digests = set()
    for name, limits in {"all": {}, "little": {THREADS: "1", MEMORY_MB: "64"}}.items():
        prefer(limits)
        (tmp_path / name).mkdir()
        output = tmp_path / name / "classes.tif"
        area = Area(bounds=_corner(sample_raster))
        segment_raster(SegmentJob(str(sample_raster), str(output), area=area, device="cpu"))
        digests.add(hashlib.sha256(output.read_bytes()).hexdigest())
    assert len(digests) == 1


def _corner(raster: Path) -> tuple[float, float, float, float]:
    import rasterio

    with rasterio.open(raster) as file:
        left, top = file.bounds.left, file.bounds.top
        return left, top - 300 * file.res[1], left + 300 * file.res[0], top
