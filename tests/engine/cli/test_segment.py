"""`segment` and `run` on real rasters: what is written and what is said."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import rasterio
from click.testing import Result
from rasterio.warp import transform_geom

from .conftest import PATIENCE_S, Invoke, Start

WITHOUT_OVERLAP = ("--overlap-px", "0")


def labels(path: Path) -> np.ndarray:
    with rasterio.open(path) as file:
        return file.read(1)


def events(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_run_tells_areas_speed_device_and_files(
    invoke: Invoke, sample_raster: Path, tmp_path: Path
) -> None:
    classes, sure, each = (tmp_path / f"{name}.tif" for name in ("classes", "sure", "each"))
    result = invoke("segment", sample_raster, classes, "--confidence", sure, "--probabilities", each)
    assert result.exit_code == 0, result.stderr
    counted = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines() if line}
    with rasterio.open(classes) as file:
        pixel_ha = abs(file.transform.a * file.transform.e) / 1e4
        pixels = int((file.read(1) == 3).sum())
    assert counted["vegetation"][0] == f"{pixels:,}"
    assert float(counted["vegetation"][1]) == pytest.approx(pixels * pixel_ha, rel=0.01, abs=0.01)
    assert float(counted["vegetation"][2]) == pytest.approx(100 * pixels / labels(classes).size, abs=0.06)
    assert "Mpx/s, on cpu" in result.stdout or "Mpx/s, on cuda" in result.stdout
    assert all(str(path) in result.stdout and path.is_file() for path in (classes, sure, each))


def test_json_gives_one_object_per_line_and_ends_with_the_result(
    invoke: Invoke, sample_raster: Path, tmp_path: Path
) -> None:
    result = invoke("segment", sample_raster, tmp_path / "classes.tif", "--json")
    told = events(result)
    assert result.stderr == ""
    assert told[-1]["event"] == "result"
    assert told[-1]["pixels"] == 600 * 600
    assert {"stage", "progress"} <= {e["event"] for e in told}
    assert [e for e in told if e["event"] == "progress"][-1]["done_px"] == 600 * 600


def test_a_saved_job_run_from_elsewhere_gives_the_same_bytes(
    invoke: Invoke, sample_raster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    link = Path("photo.tif")
    link.symlink_to(sample_raster)
    first = invoke(
        "segment", link, "classes.tif", "--bands", "3,2,1", "--save-job", "job.json", *WITHOUT_OVERLAP
    )
    assert first.exit_code == 0, first.stderr
    written = Path("classes.tif").read_bytes()
    Path("classes.tif").unlink()
    monkeypatch.chdir(repository)
    second = invoke("run", tmp_path / "job.json", "--json")
    assert second.exit_code == 0, second.stdout
    assert (tmp_path / "classes.tif").read_bytes() == written


def test_a_job_is_never_written_over_a_file_that_is_there(
    invoke: Invoke, sample_raster: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "fields.json"
    kept.write_text("{}")
    result = invoke("segment", sample_raster, tmp_path / "classes.tif", "--save-job", kept)
    assert (result.exit_code, kept.read_text()) == (1, "{}")
    assert "exists already" in result.stderr


def test_bands_by_role_are_the_same_as_by_number(invoke: Invoke, sample_raster: Path, tmp_path: Path) -> None:
    by_number, by_role = tmp_path / "number.tif", tmp_path / "role.tif"
    invoke("segment", sample_raster, by_number, "--bands", "3,1,2", *WITHOUT_OVERLAP)
    invoke("segment", sample_raster, by_role, "--bands", "blue=2,red=3,green=1", *WITHOUT_OVERLAP)
    assert by_number.read_bytes() == by_role.read_bytes()


def test_a_rectangle_bounds_the_result(invoke: Invoke, sample_raster: Path, tmp_path: Path) -> None:
    with rasterio.open(sample_raster) as file:
        xmin, ymin, xmax, ymax = file.window_bounds(rasterio.windows.Window(100, 50, 200, 120))
    invoke("segment", sample_raster, tmp_path / "part.tif", "--area", f"{xmin},{ymin},{xmax},{ymax}")
    with rasterio.open(tmp_path / "part.tif") as file:
        assert file.shape == (120, 200)
        assert file.bounds == pytest.approx((xmin, ymin, xmax, ymax))


def test_polygons_in_another_crs_leave_nodata_outside(
    invoke: Invoke, sample_raster: Path, tmp_path: Path
) -> None:
    with rasterio.open(sample_raster) as file:
        corners = [file.transform * corner for corner in ((100, 100), (300, 100), (100, 300), (100, 100))]
        triangle = transform_geom(file.crs, "EPSG:4326", {"type": "Polygon", "coordinates": [corners]})
    fields = tmp_path / "fields.geojson"
    features = [{"type": "Feature", "properties": {}, "geometry": g} for g in (None, triangle)]
    fields.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    result = invoke("segment", sample_raster, tmp_path / "part.tif", "--area", fields)
    assert result.exit_code == 0, result.stderr
    part = labels(tmp_path / "part.tif")
    rows, cols = np.indices(part.shape)
    inside = (rows + cols) * 2 < sum(part.shape)
    assert np.mean((part != 255) == inside) > 0.98


def test_a_normal_run_leaves_no_noise_of_libraries_on_standard_error(
    start: Start, sample_raster: Path, tiny_model: Path, tmp_path: Path
) -> None:
    one_tile = ("--area", "593320,5747590,593330,5747600", "--overlap-px", "0")
    networks = {"torch": ("--model", tiny_model), "auto": ("--tile-px", "128")}  # each traced anew
    for runtime, network in networks.items():
        output = tmp_path / f"{runtime}.tif"
        process = start("segment", sample_raster, output, "--runtime", runtime, *network, *one_tile)
        _, said = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0, said
        assert "Segmenting the raster\n" in said
        assert "Warning" not in said and ".py:" not in said


def test_a_damaged_cache_costs_time_and_nothing_else(
    invoke: Invoke,
    environment: dict[str, str],
    cache: Path,
    sample_raster: Path,
    tiny_model: Path,
    tmp_path: Path,
) -> None:
    pytest.importorskip("openvino", reason="only OpenVINO keeps converted networks")
    whole, mended = tmp_path / "whole.tif", tmp_path / "mended.tif"
    small = ("--model", tiny_model, "--runtime", "openvino", "--device", "cpu")
    assert invoke("segment", sample_raster, whole, *small).exit_code == 0
    damaged = Path(shutil.copytree(cache, tmp_path / "cache"))
    for path in damaged.iterdir():
        os.truncate(path, 1000)
    environment["RS_SEGMENTER_CACHE"] = str(damaged)
    result = invoke("segment", sample_raster, mended, *small)
    assert result.exit_code == 0, result.stderr
    assert mended.read_bytes() == whole.read_bytes()
