"""`segment FOLDER OUTFOLDER`: it goes on after a bad raster, leaves out what is done, and sums up."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import rasterio
from rasterio.windows import Window

from .conftest import Invoke


@pytest.fixture
def rasters(sample_raster: Path, tmp_path: Path) -> Path:
    """A folder of two small rasters, a broken one between them, and a text."""
    folder = tmp_path / "rasters"
    folder.mkdir()
    with rasterio.open(sample_raster) as file:
        profile = file.profile | {"width": 200, "height": 150}
        pixels = file.read(window=Window(100, 100, 200, 150))
    for name in ("a.tif", "c.TIF"):
        with rasterio.open(folder / name, "w", **profile) as file:
            file.write(pixels)
    (folder / "b.tif").write_bytes(b"no raster")
    (folder / "readme.txt").write_text("not a raster")
    return folder


def test_it_goes_on_after_a_bad_raster_and_sums_up(invoke: Invoke, rasters: Path, tmp_path: Path) -> None:
    maps = tmp_path / "new" / "maps"
    result = invoke("segment", rasters, maps, "--confidence", tmp_path / "sure")
    assert result.exit_code == 1
    assert sorted(p.name for p in maps.iterdir()) == ["a.tif", "c.tif"]
    assert sorted(p.name for p in (tmp_path / "sure").iterdir()) == ["a.tif", "c.tif"]
    assert "2 classified, 0 there already, 1 failed" in result.stdout
    assert "b.tif: The raster" in result.stdout
    single = tmp_path / "single.tif"
    invoke("segment", rasters / "a.tif", single)
    with rasterio.open(single) as alone, rasterio.open(maps / "a.tif") as among:
        assert (alone.read() == among.read()).all()


def test_what_is_done_is_left_out_until_overwriting_is_allowed(
    invoke: Invoke, rasters: Path, tmp_path: Path
) -> None:
    (rasters / "b.tif").unlink()
    maps = tmp_path / "maps"
    maps.mkdir()
    shutil.copy(rasters / "a.tif", maps / "a.tif")
    before = (maps / "a.tif").read_bytes()
    result = invoke("segment", rasters, maps)
    assert result.exit_code == 0
    assert "1 classified, 1 there already, 0 failed" in result.stdout
    assert (maps / "a.tif").read_bytes() == before
    assert "2 classified" in invoke("segment", rasters, maps, "--overwrite").stdout
    assert (maps / "a.tif").read_bytes() != before


def test_json_tells_each_raster_and_the_sum(invoke: Invoke, rasters: Path, tmp_path: Path) -> None:
    (rasters / "c.TIF").unlink()
    result = invoke("segment", rasters, tmp_path / "maps", "--json")
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1 and not result.stderr
    assert [e["raster"] for e in told if e["event"] == "done"] == ["a.tif"]
    assert [e["raster"] for e in told if e["event"] == "failed"] == ["b.tif"]
    last = told[-1]
    assert (last["event"], last["done"], last["skipped"]) == ("result", ["a.tif"], [])
    assert last["failed"][0]["raster"] == "b.tif" and last["failed"][0]["hint"]


def test_rasters_that_differ_in_their_ending_get_a_map_each(
    invoke: Invoke, rasters: Path, tmp_path: Path
) -> None:
    for path in (rasters / "b.tif", rasters / "c.TIF"):
        path.unlink()
    shutil.copy(rasters / "a.tif", rasters / "a.tiff")
    invoke("segment", rasters, tmp_path / "maps")
    assert sorted(p.name for p in (tmp_path / "maps").iterdir()) == ["a.tif.tif", "a.tiff.tif"]


@pytest.mark.parametrize("same", ["output", "confidence"])
def test_folders_must_differ(invoke: Invoke, rasters: Path, tmp_path: Path, same: str) -> None:
    maps = rasters if same == "output" else tmp_path / "maps"
    result = invoke("segment", rasters, maps, *(["--confidence", rasters] if same == "confidence" else []))
    assert result.exit_code == 1
    assert "folders given are the same" in result.stderr


def test_a_folder_without_rasters_is_named(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = invoke("segment", tmp_path / "empty", tmp_path / "maps")
    assert result.exit_code == 1
    assert "There is no raster in the folder" in result.stderr
    assert not (tmp_path / "maps").exists()


def test_an_unknown_model_is_told_once(invoke: Invoke, rasters: Path, tmp_path: Path) -> None:
    result = invoke("segment", rasters, tmp_path / "maps", "--model", "nobody")
    assert result.exit_code == 1
    assert result.stderr.count("nobody") == 1
