"""Rasters on a web server are read where they lie; a server that fails gives an error, never wrong pixels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio

from rs_segmenter.engine.errors import RasterError
from rs_segmenter.engine.raster import RasterSource, remote
from rs_segmenter.engine.tiling import Window

SIDE_PX, BLOCK_PX = 1024, 256
Serve = Callable[..., str]


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    """Noise, which no compression and no cache makes small."""
    return np.random.default_rng(0).integers(1, 255, (3, SIDE_PX, SIDE_PX), dtype=np.uint8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, pixels: np.ndarray) -> Path:
    """What is served: a tiled GeoTIFF."""
    made = tmp_path_factory.mktemp("www")
    profile = {"width": SIDE_PX, "height": SIDE_PX, "count": 3, "dtype": "uint8", "crs": "EPSG:32631"}
    place = rasterio.transform.from_origin(5e5, 5.7e6, 0.5, 0.5)
    blocks = {"tiled": True, "blockxsize": BLOCK_PX, "blockysize": BLOCK_PX}
    with rasterio.open(made / "photo.tif", "w", transform=place, **profile, **blocks) as file:
        file.write(pixels)
    return made


@pytest.fixture
def serve(folder: Path, serve_files: Serve, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Starts servers of that, or of another folder; nobody is patient with them."""
    monkeypatch.setitem(remote._OPTIONS, "GDAL_HTTP_LOW_SPEED_TIME", "2")
    monkeypatch.setitem(remote._OPTIONS, "GDAL_HTTP_MAX_RETRY", "0")

    def start(fault: str = "none", after: int = 0, place: Path = folder) -> str:
        return serve_files(place, fault, after)

    return start


def diagonal(address: str) -> np.ndarray:
    """The blocks from the upper left to the lower right."""
    source = RasterSource(address)
    reader = source.reader((1, 2, 3), source.grid)
    steps = range(0, SIDE_PX, BLOCK_PX)
    try:
        return np.stack([reader.read(Window(at, at, BLOCK_PX, BLOCK_PX))[0] for at in steps])
    finally:
        source.close()


@pytest.mark.parametrize("prefix", ["", "/vsicurl/"])
def test_a_raster_on_a_server_is_read_in_parts(serve: Serve, prefix: str, pixels: np.ndarray) -> None:
    read = diagonal(f"{prefix}{serve()}/photo.tif")
    steps = range(0, SIDE_PX, BLOCK_PX)
    expected = [pixels[:, at : at + BLOCK_PX, at : at + BLOCK_PX] for at in steps]
    assert (read == np.stack(expected)).all()


@pytest.mark.parametrize("fault", ["500", "close", "short", "hang"])
@pytest.mark.parametrize("after", [0, 2])
def test_a_server_that_fails_midway_is_an_error_that_names_the_address(
    serve: Serve, fault: str, after: int
) -> None:
    address = f"{serve(fault, after)}/photo.tif"
    with pytest.raises(RasterError, match=address) as told:
        diagonal(address)
    assert "try again later" in told.value.hint


def test_a_server_that_is_not_there_is_an_error() -> None:
    with pytest.raises(RasterError, match="cannot be read"):
        RasterSource("http://127.0.0.1:9/photo.tif")


def test_what_was_missing_is_found_once_it_is_there(serve: Serve, folder: Path, tmp_path: Path) -> None:
    address = f"{serve(place=tmp_path)}/late.tif"
    with pytest.raises(RasterError, match="404"):
        RasterSource(address)
    (tmp_path / "late.tif").write_bytes((folder / "photo.tif").read_bytes())
    RasterSource(address).close()


def test_what_the_user_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDAL_HTTP_MAX_RETRY", "9")
    assert "GDAL_HTTP_MAX_RETRY" not in remote.options("https://example.org/photo.tif")
    assert not remote.options("photo.tif")
