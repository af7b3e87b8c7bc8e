"""Whole jobs on real files: what comes out, and what is skipped."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import rasterio.features
import rasterio.warp
import torch
from affine import Affine
from numpy.typing import NDArray

from rs_segmenter.engine import tiling
from rs_segmenter.engine.errors import AreaError, RasterError
from rs_segmenter.engine.job import Area
from rs_segmenter.engine.runtime import Pending, TorchRuntime
from rs_segmenter.engine.segment import SegmentResult

MakeRaster = Callable[..., Path]
MakeModel = Callable[..., Path]
Segment = Callable[..., SegmentResult]
Read = Callable[[str], NDArray[Any]]
Picture = NDArray[np.uint8]


def rectangle(path: Path, window: tiling.Window) -> Area:
    with rasterio.open(path) as file:
        (xmin, ymax), (xmax, ymin) = (
            file.transform * p for p in ((window.col, window.row), (window.col_end, window.row_end))
        )
    return Area((xmin, ymin, xmax, ymax))


@pytest.fixture
def raster(make_raster: MakeRaster, picture: Picture) -> Path:
    """A part of the sample raster whose sides are no multiple of anything."""
    return make_raster(picture[:, 100:301, 100:333])


def test_every_valid_pixel_gets_a_class(raster: Path, segment: Segment, read: Read) -> None:
    result = segment(raster)
    labels = read(result.output)
    assert labels.shape == (201, 233)
    assert set(np.unique(labels)) == {0, 1, 2, 3}
    assert [c.pixels for c in result.classes] == np.bincount(labels.ravel(), minlength=4).tolist()
    assert (result.tiles, result.tiles_skipped) == (5 * 5, 0)
    for one in result.classes:
        assert one.area_m2 == pytest.approx(one.pixels * 0.25, rel=2e-3)


def test_two_runs_give_the_same_bytes(raster: Path, segment: Segment) -> None:
    more = {"confidence": "c.tif", "entropy": "e.tif", "probabilities": "p.tif"}
    folder = raster.parent
    files = {}
    for name in ("one", "two"):
        options = {k: str(folder / (name + v)) for k, v in more.items()}
        result = segment(raster, f"{name}.tif", **options)
        files[name] = [Path(p).read_bytes() for p in (result.output, *options.values())]
    assert files["one"] == files["two"]


@pytest.mark.parametrize("blend", ["crop", "mean", "hann"])
def test_an_extent_gives_the_crop_of_the_whole_run(
    blend: str, raster: Path, segment: Segment, read: Read
) -> None:
    whole = read(segment(raster, "whole.tif", blend=blend).output)
    window = tiling.Window(70, 31, 90, 120)
    result = segment(raster, "part.tif", blend=blend, area=rectangle(raster, window))
    np.testing.assert_array_equal(read(result.output), whole[70:160, 31:151])
    assert result.pixels == window.area_px
    with rasterio.open(raster) as before, rasterio.open(result.output) as after:
        assert after.transform.almost_equals(before.transform * Affine.translation(31, 70))


def test_a_polygon_in_another_crs_gives_the_whole_runs_labels_inside_and_nodata_outside(
    raster: Path, segment: Segment, read: Read
) -> None:
    whole = read(segment(raster, "whole.tif").output)
    with rasterio.open(raster) as file:
        ring = [file.transform * p for p in ((40, 20), (150, 60), (90, 170), (40, 20))]
        here = {"type": "Polygon", "coordinates": [ring]}
        there = rasterio.warp.transform_geom(file.crs, "EPSG:4326", here)
        inside = rasterio.features.geometry_mask([here], (201, 233), file.transform, invert=True)
    result = segment(raster, "part.tif", area=Area(polygons=(there,), crs="EPSG:4326"))
    expected = np.where(inside, whole, 255)[20:170, 40:150]
    labels = read(result.output)
    assert labels.shape == expected.shape
    assert (labels != expected).mean() < 1e-3  # a pixel centre on the very edge may fall to either side
    assert result.tiles_skipped > 0
    assert result.pixels == (labels != 255).sum()
    assert result.mpx_per_s * result.seconds == pytest.approx(result.pixels / 1e6)


def test_tiles_outside_the_area_never_reach_the_model(raster: Path, segment: Segment) -> None:
    window = tiling.Window(100, 100, 20, 20)
    crop = segment(raster, "crop.tif", blend="crop", area=rectangle(raster, window))
    hann = segment(raster, "hann.tif", area=rectangle(raster, window))
    assert (crop.tiles, crop.tiles_skipped) == (1, 0)  # pixels 100 to 119 lie in the core from 96 to 143
    assert (hann.tiles, hann.tiles_skipped) == (4, 0)  # and in the halo of the core before it


def test_an_area_elsewhere_is_an_error(raster: Path, segment: Segment) -> None:
    with pytest.raises(AreaError, match="does not touch the raster"):
        segment(raster, area=Area((0.0, 0.0, 1.0, 1.0)))


@pytest.mark.parametrize("resolution", ["native", "1", "0.3"])
def test_invalid_pixels_are_nodata_and_all_others_are_not(
    resolution: str, make_raster: MakeRaster, picture: Picture, segment: Segment, read: Read
) -> None:
    values = picture[:, :180, :200].astype(np.int16)
    values[:, 30:90, 40:100] = -999
    values[0, 150, 150] = -999
    path = make_raster(values, nodata=-999, photometric="MINISBLACK")
    result = segment(path, ground_resolution=resolution, bands=(1, 2, 3))
    with rasterio.open(path) as before, rasterio.open(result.output) as after:
        labels = after.read(1)
        middles = np.indices(labels.shape).reshape(2, -1)[::-1] + 0.5
        cols = np.floor(middles[0] * 200 / after.width).astype(int)
        rows = np.floor(middles[1] * 180 / after.height).astype(int)
        invalid = (before.read(1)[rows, cols] == -999).reshape(labels.shape)
        assert before.bounds == pytest.approx(after.bounds)
    if resolution == "native":
        np.testing.assert_array_equal(labels == 255, invalid)
    assert (labels[invalid] == 255).all()
    # Beside a hole a resampled pixel may mix both; two pixels away it may not.
    near = np.zeros_like(invalid)
    for row, col in np.argwhere(invalid):
        near[max(0, row - 2) : row + 3, max(0, col - 2) : col + 3] = True
    assert (labels[~near] != 255).all()


def test_values_under_nodata_do_not_matter(
    make_raster: MakeRaster, picture: Picture, segment: Segment, read: Read
) -> None:
    values = np.concatenate([picture[:, :150, :150], np.full((1, 150, 150), 255, np.uint8)])
    values[3, 50:100, 60:120] = 0
    other = values.copy()
    other[:3, 50:100, 60:120] = 255
    profile = {"photometric": "RGB", "ALPHA": "YES"}
    one = segment(make_raster(values, "one.tif", **profile), "a.tif").output
    two = segment(make_raster(other, "two.tif", **profile), "b.tif").output
    np.testing.assert_array_equal(read(one), read(two))
    assert (read(one)[50:100, 60:120] == 255).all() and (read(one) == 255).sum() == 50 * 60


def test_tiles_without_a_valid_pixel_never_reach_the_model(
    make_raster: MakeRaster, picture: Picture, segment: Segment, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[NDArray[Any]] = []
    start = TorchRuntime.start

    def watched(self: TorchRuntime, batch: NDArray[Any]) -> Pending:
        seen.extend(batch)
        return start(self, batch)

    monkeypatch.setattr(TorchRuntime, "start", watched)
    values = picture[:, :480, :480].copy()
    values[:, :, 240:] = 0
    result = segment(make_raster(values, nodata=0), runtime="torch")
    assert result.tiles == 6 * 10 and result.tiles_skipped == 4 * 10
    assert len(seen) == result.tiles + 1  # and one to warm up


def test_a_raster_without_a_valid_pixel_is_an_error(make_raster: MakeRaster, segment: Segment) -> None:
    path = make_raster(np.zeros((3, 100, 100), np.uint8), nodata=0)
    with pytest.raises(RasterError, match="holds no valid pixel"):
        segment(path)
    assert [p.name for p in path.parent.iterdir()] == ["input.tif"]


@pytest.mark.parametrize("size", [(6, 6), (1, 1), (1, 200), (200, 1), (63, 65), (64, 64)])
def test_rasters_smaller_than_a_tile_are_segmented(
    size: tuple[int, int], make_raster: MakeRaster, picture: Picture, segment: Segment, read: Read
) -> None:
    height, width = size
    labels = read(segment(make_raster(picture[:, :height, :width])).output)
    assert labels.shape == size and labels.max() < 4


@pytest.mark.parametrize("blend", ["crop", "mean", "hann"])
def test_strips_leave_no_seam(
    blend: str, sample_raster: Path, segment: Segment, monkeypatch: pytest.MonkeyPatch, read: Read
) -> None:
    options = {"blend": blend, "tile_px": 128, "overlap_px": 32}
    whole = read(segment(sample_raster, "whole.tif", **options).output)
    monkeypatch.setattr(tiling, "MAX_STRIP_PX", 512)
    np.testing.assert_array_equal(read(segment(sample_raster, "strips.tif", **options).output), whole)


def test_labels_do_not_depend_on_the_batch(raster: Path, segment: Segment, read: Read) -> None:
    one, many = (read(segment(raster, f"{n}.tif", batch=n).output) for n in (1, 4))
    assert (one == many).mean() >= 0.9999


def test_augmented_labels_turn_with_the_raster(
    make_raster: MakeRaster, picture: Picture, segment: Segment, read: Read
) -> None:
    values = picture[:, 200:264, 200:264]
    options: dict[str, Any] = {"tta": True, "overlap_px": 0, "blend": "crop"}
    labels = read(segment(make_raster(values), "as it is.tif", **options).output)
    plain = read(segment(make_raster(values), "plain.tif", overlap_px=0, blend="crop").output)
    assert (labels != plain).any()
    for name, turn in {
        "left-right": lambda a: a[..., ::-1],
        "up-down": lambda a: a[..., ::-1, :],
        "quarter": lambda a: np.rot90(a, 1, (-2, -1)),
    }.items():
        path = make_raster(np.ascontiguousarray(turn(values)), f"{name}.in.tif")
        turned = read(segment(path, f"{name}.tif", **options).output)
        assert (turned == turn(labels)).mean() >= 0.999


def test_a_file_says_how_it_was_made(raster: Path, segment: Segment, tiny_model: Path) -> None:
    result = segment(raster, runtime="torch", overlap_px=32, tta=False, stretch="0,255")
    with rasterio.open(result.output) as file:
        tags, colours = file.tags(), file.colormap(1)
    card = json.loads((tiny_model / "card.json").read_text())
    assert tags["RS_SEGMENTER_MODEL"] == "tiny" and tags["RS_SEGMENTER_MODEL_VERSION"] == "0.1.0"
    assert "1220" + tags["RS_SEGMENTER_WEIGHTS_SHA256"] == card["assets"]["weights"]["file:checksum"]
    assert tags["RS_SEGMENTER_VERSION"]
    classes = json.loads(tags["RS_SEGMENTER_CLASSES"])
    assert [c["name"] for c in classes] == ["bare", "roof", "tree", "water"]
    for one in classes:
        assert "#{:02x}{:02x}{:02x}".format(*colours[one["value"]][:3]) == one["colour"]
    job = json.loads(tags["RS_SEGMENTER_JOB"])
    expected = {"raster": str(raster), "bands": [1, 2, 3], "tile_px": 64, "overlap_px": 32, "blend": "hann"}
    expected |= {"tta": False, "stretch_ranges": [[0, 255]] * 3, "resampled_by": 1, "area": None}
    expected |= {"device": "cpu", "runtime": "torch", "precision": "float32"}
    assert {k: job[k] for k in expected} == expected


def test_confidence_and_probabilities_belong_to_the_labels(raster: Path, segment: Segment) -> None:
    options = {k: str(raster.parent / f"{k}.tif") for k in ("confidence", "entropy", "probabilities")}
    read = {}
    for kind in ("uint8", "float32"):
        result = segment(raster, **options, probability_type=kind, overwrite=True)
        for name in ("output", "confidence", "entropy", "probabilities"):
            with rasterio.open(getattr(result, name)) as file:
                read[name, kind] = file.read() * file.scales[0]
    shares = read["probabilities", "float32"]
    np.testing.assert_allclose(shares.sum(0), 1, atol=1e-5)
    np.testing.assert_array_equal(shares.argmax(0), read["output", "float32"][0])
    np.testing.assert_allclose(read["probabilities", "uint8"], shares, atol=0.5 / 250 + 1e-6)
    np.testing.assert_allclose(read["confidence", "uint8"][0], shares.max(0) * 100, atol=0.5 + 1e-3)
    spread = -(shares * np.log(shares)).sum(0) / np.log(len(shares))
    np.testing.assert_allclose(read["entropy", "uint8"][0], spread, atol=0.5 / 250 + 1e-5)
    assert np.array_equal(read["entropy", "uint8"], read["entropy", "float32"])


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_raster_without_a_place_keeps_none(
    make_raster: MakeRaster, picture: Picture, segment: Segment
) -> None:
    result = segment(make_raster(picture[:, :90, :90], crs=None, transform=None))
    with rasterio.open(result.output) as file:
        assert file.transform.is_identity and file.crs is None and not file.gcps[0]
    assert {c.area_m2 for c in result.classes} == {None}
    assert any("size of the pixels" in text for text in result.warnings)


def test_a_result_resampled_covers_the_same_ground(raster: Path, segment: Segment) -> None:
    result = segment(raster, ground_resolution="1")
    with rasterio.open(raster) as before, rasterio.open(result.output) as after:
        assert after.bounds == pytest.approx(before.bounds)
        assert after.res == pytest.approx((1, 1), rel=1e-2)


@pytest.mark.parametrize("dtype", ["uint16", "float32"])
def test_values_of_another_range_are_stretched(
    dtype: str, make_raster: MakeRaster, picture: Picture, segment: Segment, read: Read
) -> None:
    low, high = np.percentile(picture[:, :200, :200], (0, 100))
    ends = f"{low * 30},{high * 30}"
    values = picture[:, :200, :200].astype(dtype) * 30
    plain = make_raster(picture[:, :200, :200], "uint8.tif")
    big = make_raster(values.astype(dtype), "big.tif")
    result = segment(big, "auto.tif")
    assert any("stretched by its 2nd and 98th percentile" in text for text in result.warnings)
    by_hand = read(segment(big, "by hand.tif", stretch=ends).output)
    same = read(segment(plain, "same.tif", stretch=f"{low},{high}").output)
    assert (by_hand == same).mean() > 0.999
    assert not segment(plain, "plain.tif").warnings


def test_memory_that_runs_out_halves_the_batch_and_the_run_goes_on(
    raster: Path, segment: Segment, monkeypatch: pytest.MonkeyPatch, read: Read
) -> None:
    expected = read(segment(raster, "expected.tif", runtime="torch").output)
    start = TorchRuntime.start
    sizes = []

    def small(self: TorchRuntime, batch: NDArray[Any]) -> Pending:
        sizes.append(len(batch))
        if len(batch) > 2:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return start(self, batch)

    monkeypatch.setattr(TorchRuntime, "start", small)
    result = segment(raster, "small.tif", runtime="torch", batch=8)
    assert (read(result.output) == expected).mean() >= 0.9999
    assert max(sizes) == 8 and sizes[-1] == 2 and sizes.count(8) <= 2
    assert result.tiles == 25


def test_resuneta_infers_in_its_own_way(
    make_model: MakeModel, card: Any, make_raster: MakeRaster, picture: Picture, segment: Segment, read: Read
) -> None:
    model = make_model(
        make_raster(picture).parent / "resuneta",
        dataclasses.replace(
            card,
            name="resuneta",
            tile=dataclasses.replace(card.tile, tile_px=256, overlap_px=192, blend="mean"),
        ),
    )
    path = make_raster(picture[:, :130, :200])
    result = segment(path, model=str(model))
    assert result.tiles == 3 * 4
    assert read(result.output).max() < 4
