"""`segment` on a raster of a web server: the map of the file, or the address and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio

from .conftest import Invoke

SIDE_PX, BLOCK_PX = 512, 256


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a server."""
    monkeypatch.setenv("GDAL_HTTP_LOW_SPEED_TIME", "2")
    monkeypatch.setenv("GDAL_HTTP_MAX_RETRY", "0")


@pytest.fixture
def web(sample_raster: Path, tmp_path: Path) -> Path:
    """What is served: a part of the sample, tiled and not compressed, so that it comes in several parts."""
    folder = tmp_path / "www"
    folder.mkdir()
    with rasterio.open(sample_raster) as file:
        pixels = file.read()[:, :SIDE_PX, :SIDE_PX]
        place = {"crs": file.crs, "transform": file.transform, "width": SIDE_PX, "height": SIDE_PX}
    blocks = {"tiled": True, "blockxsize": BLOCK_PX, "blockysize": BLOCK_PX, "photometric": "RGB"}
    with rasterio.open(
        folder / "photo.tif", "w", driver="GTiff", count=3, dtype="uint8", **place, **blocks
    ) as f:
        f.write(pixels)
    return folder


def test_a_raster_on_a_server_gives_the_map_of_the_file(
    invoke: Invoke, web: Path, serve_files: Callable[..., str], tmp_path: Path
) -> None:
    maps = []
    for source in (web / "photo.tif", f"{serve_files(web)}/photo.tif"):
        output = tmp_path / f"{len(maps)}.tif"
        result = invoke("segment", source, output)
        assert result.exit_code == 0, result.stderr
        with rasterio.open(output) as file:
            maps.append(file.read(1))
    assert (maps[0] == maps[1]).all()
    assert len(np.unique(maps[0])) > 1


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("name", "fault", "after", "words"),
    [
        ("none.tif", "none", 0, ("404", "check the address")),
        ("photo.tif", "whole", 0, ("ranges", "download the file first")),
        ("photo.tif", "short", 3, ("try again later",)),
        ("photo.tif", "close", 3, ("try again later",)),
    ],
    ids=["not there", "no ranges", "cut off", "connection lost"],
)
def test_a_server_that_does_not_send_it_is_told_with_its_address(
    name: str,
    fault: str,
    after: int,
    words: tuple[str, ...],
    invoke: Invoke,
    web: Path,
    serve_files: Callable[..., str],
    tmp_path: Path,
) -> None:
    address = f"{serve_files(web, fault, after)}/{name}"
    result = invoke("segment", address, tmp_path / "classes.tif")
    assert result.exit_code == 1
    assert all(word in result.stderr for word in (address, *words)), result.stderr
    assert not list(tmp_path.glob("*.tif"))
