"""Runs that do not reach their end, in processes of their own: cancelled, killed, out of disk."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio

from .conftest import PATIENCE_S, Start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and limits")


@pytest.fixture(scope="module")
def large_raster(sample_raster: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample side by side with itself, 3600 x 3600 px: long enough to be interrupted."""
    path = tmp_path_factory.mktemp("large") / "large.tif"
    with rasterio.open(sample_raster) as file:
        pixels, place = file.read(), {"transform": file.transform, "crs": file.crs}
    wide = np.tile(pixels, (1, 6, 6))
    with rasterio.open(
        path, "w", "GTiff", wide.shape[2], wide.shape[1], 3, dtype="uint8", tiled=True, **place
    ) as file:
        file.write(wide)
    return path


def wait_for(process: subprocess.Popen[str], happened: Callable[[dict[str, object]], bool]) -> None:
    """Read progress until something happened."""
    assert process.stdout
    for line in process.stdout:
        if happened(json.loads(line)):
            return
    raise AssertionError(f"ended before it could be interrupted: {process.communicate()[1]}")


def has_begun(event: dict[str, object]) -> bool:
    return event["event"] == "progress" and bool(event["done_px"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_cancelling_ends_with_130_and_leaves_nothing(
    number: signal.Signals, start: Start, large_raster: Path, tmp_path: Path
) -> None:
    process = start(
        "segment", large_raster, tmp_path / "classes.tif", "--confidence", tmp_path / "sure.tif", "--json"
    )
    wait_for(process, has_begun)
    process.send_signal(number)
    rest, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert json.loads(rest.splitlines()[-1]) == {"event": "cancelled"}
    assert "Traceback" not in said
    assert not list(tmp_path.iterdir())


def test_the_second_ctrl_c_stops_at_once(start: Start, large_raster: Path, tmp_path: Path) -> None:
    process = start("segment", large_raster, tmp_path / "classes.tif", "--json")
    wait_for(process, lambda event: event["event"] == "stage")
    process.send_signal(signal.SIGINT)
    assert process.stderr
    while "Cancelling" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == -signal.SIGINT
    assert not (tmp_path / "classes.tif").exists()


def test_a_killed_run_leaves_nothing_under_the_final_name(
    start: Start, large_raster: Path, tmp_path: Path
) -> None:
    output = tmp_path / "classes.tif"
    output.write_text("precious")
    process = start("segment", large_raster, output, "--overwrite", "--json")
    wait_for(process, has_begun)
    process.kill()
    process.communicate(timeout=PATIENCE_S)
    assert output.read_text() == "precious"


def test_a_full_disk_is_said_and_leaves_nothing(
    start: Start, environment: dict[str, str], sample_raster: Path, tmp_path: Path
) -> None:
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    environment["RS_SEGMENTER_CACHE"] = str(tmp_path / "cache")  # empty, and nothing can be kept in it either
    process = start("segment", sample_raster, tmp_path / "classes.tif", limit=limit)
    _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 1
    assert "classes.tif' cannot be written" in said and "enough free space" in said
    assert "Traceback" not in said
    assert [p.name for p in tmp_path.iterdir()] == ["cache"]
    assert not list((tmp_path / "cache").iterdir())
