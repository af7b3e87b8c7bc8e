"""Bands of several files of the same ground are read as one raster."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.enums import ColorInterp, Resampling

from rs_segmenter.engine.errors import RasterError
from rs_segmenter.engine.fit import role_in_name
from rs_segmenter.engine.raster import RasterSource


@pytest.fixture
def bands(sample_raster: Path, tmp_path: Path) -> list[Path]:
    """The sample as a satellite's files: blue, green and red, each with a nodata value of its own."""
    with rasterio.open(sample_raster) as file:
        profile = file.profile | {"count": 1, "photometric": None}
        pixels = file.read()
    paths = []
    for name, values, nodata in zip(("B02", "B03", "B04"), pixels[::-1], (1, 2, 3), strict=True):
        paths.append(tmp_path / f"T31UFT_{name}_10m.tif")
        with rasterio.open(paths[-1], "w", **profile | {"nodata": nodata}) as file:
            file.write(values, 1)
            file.colorinterp = [ColorInterp.gray]
    return paths


def read(paths: list[Path]) -> tuple[np.ndarray, np.ndarray]:
    first, *more = map(str, paths)
    source = RasterSource(first, more=more)
    count = len(source.dtypes)
    found = source.reader(tuple(range(1, count + 1)), source.grid).read(source.grid.window)
    source.close()
    return found


def test_bands_of_several_files_are_those_of_one(bands: list[Path], sample_raster: Path) -> None:
    pixels, valid = read(bands)
    with rasterio.open(sample_raster) as file:
        expected = file.read()[::-1]
    assert (pixels == expected).all()
    without = np.stack([expected[i] == nodata for i, nodata in enumerate((1, 2, 3))]).any(0)
    assert (valid == ~without).all()


def test_names_of_files_say_what_their_bands_show(bands: list[Path]) -> None:
    source = RasterSource(str(bands[0]), more=[str(b) for b in bands[1:]])
    assert source.roles == ("b02", "b03", "b04")
    source.close()


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("T31UFT_20200101T105441_B04_10m.jp2", "b04"),
        ("LC08_L1TP_B4.TIF", "b4"),
        ("B8A.tif", "b8a"),
        ("photo.tif", ""),
        ("AB12_north.tif", ""),
    ],
)
def test_a_band_in_a_files_name_is_found(name: str, role: str) -> None:
    assert role_in_name(name) == role


def test_a_file_with_several_bands_and_a_mask_keeps_them(bands: list[Path], sample_raster: Path) -> None:
    masked = bands[0].parent / "masked.tif"
    with rasterio.open(sample_raster) as file, rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        mask = np.full(file.shape, 255, dtype=np.uint8)
        mask[:100] = 0
        with rasterio.open(masked, "w", **file.profile) as copy:
            copy.write(file.read())
            copy.write_mask(mask)
    first = RasterSource(str(bands[2]), more=[str(masked)])
    values, valid = first.reader((2, 3, 4), first.grid).read(first.grid.window)
    assert (valid == (mask != 0)).all()
    assert len(values) == 3
    assert first.roles[1:] == ("red", "green", "blue")
    first.close()


def test_coarser_pixels_of_the_same_ground_are_interpolated(bands: list[Path]) -> None:
    coarse = bands[0].parent / "B11.tif"
    with rasterio.open(bands[0]) as file:
        half = file.read(1, out_shape=(300, 300), resampling=Resampling.average)
        place = file.transform * file.transform.scale(2)
        with rasterio.open(
            coarse, "w", **file.profile | {"width": 300, "height": 300, "transform": place}
        ) as made:
            made.write(half, 1)
    pixels, _ = read([bands[0], coarse])
    assert pixels.shape == (2, 600, 600)
    again = pixels[1].reshape(300, 2, 300, 2).mean((1, 3))
    assert np.abs(again - half).mean() < 5


@pytest.mark.parametrize("what", ["place", "crs", "size"])
def test_a_file_of_other_ground_is_named(bands: list[Path], what: str) -> None:
    other = bands[0].parent / "other.tif"
    with rasterio.open(bands[1]) as file:
        changed = {
            "place": {"transform": file.transform * file.transform.translation(3, 0)},
            "crs": {"crs": "EPSG:32632"},
            "size": {"width": 590},
        }
        profile = file.profile | changed[what]
        with rasterio.open(other, "w", **profile) as made:
            made.write(file.read()[:, :, : profile["width"]])
    with pytest.raises(RasterError, match="other.tif' does not lie on the pixels of"):
        read([bands[0], other])


def test_a_file_that_cannot_be_read_is_named(bands: list[Path]) -> None:
    bands[1].write_bytes(b"no raster")
    with pytest.raises(RasterError, match="B03_10m.tif' cannot be read"):
        read(bands)
