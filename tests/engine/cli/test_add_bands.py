"""`segment --add-bands`: bands in files of their own give the same classes as one file."""

from __future__ import annotations

from pathlib import Path

import rasterio
from rasterio.enums import ColorInterp

from .conftest import Invoke


def test_bands_in_files_of_their_own_give_the_same_classes(
    invoke: Invoke, sample_raster: Path, tmp_path: Path
) -> None:
    with rasterio.open(sample_raster) as file:
        profile = file.profile | {"count": 1, "photometric": None}
        for name, values in zip(("B04", "B03", "B02"), file.read(), strict=True):
            with rasterio.open(tmp_path / f"{name}.tif", "w", **profile) as band:
                band.write(values, 1)
                band.colorinterp = [ColorInterp.gray]
    apart, whole, job = (tmp_path / name for name in ("apart.tif", "whole.tif", "job.json"))
    added = [part for name in ("B03", "B04") for part in ("--add-bands", tmp_path / f"{name}.tif")]
    result = invoke("segment", tmp_path / "B02.tif", apart, *added, "--save-job", job)
    assert result.exit_code == 0, result.stderr
    assert invoke("segment", sample_raster, whole).exit_code == 0
    with rasterio.open(apart) as one, rasterio.open(whole) as other:
        assert (one.read() == other.read()).all()
    apart.unlink()
    assert invoke("run", job).exit_code == 0
    assert apart.exists()
