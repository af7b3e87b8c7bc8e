"""A class raster in, a tidy class raster out: real files, every step, every bad input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from numpy.typing import NDArray

from rs_segmenter.engine.classmap import ClassMap
from rs_segmenter.engine.errors import Cancelled, EngineError, JobError, RasterError
from rs_segmenter.engine.postprocess.clean import clean
from rs_segmenter.engine.postprocess.job import Cleaning, PostprocessJob
from rs_segmenter.engine.postprocess.legend import cleaned_format
from rs_segmenter.engine.postprocess.postprocess import PostprocessResult, postprocess
from rs_segmenter.engine.progress import Progress
from rs_segmenter.engine.raster import RasterSink

MakeRaster = Callable[..., Path]
Read = Callable[[Path], NDArray[Any]]
CLASSES = [
    {"value": 0, "name": "field", "colour": "#d9c9a3"},
    {"value": 1, "name": "roof", "colour": "#c0392b"},
    {"value": 2, "name": "tree", "colour": "#4a9d4a"},
    {"value": 3, "name": "grass", "colour": "#8fce8f"},
]


@pytest.fixture
def scene() -> NDArray[np.uint8]:
    """Patches of four classes with specks, and a frame of nodata."""
    random = np.random.default_rng(3)
    labels = np.kron(random.integers(0, 4, (30, 40)), np.ones((20, 15))).astype(np.uint8)
    specks = random.random(labels.shape) < 0.08
    labels[specks] = random.integers(0, 4, specks.sum())
    labels[:5], labels[:, -7:] = 255, 255
    return labels


@pytest.fixture
def make_map(make_raster: MakeRaster) -> Callable[..., Path]:
    """Write a class raster as `segment` does."""

    def make(labels: NDArray[np.uint8], name: str = "map.tif", **profile: Any) -> Path:
        path = make_raster(labels[None], name, nodata=255, **profile)
        with rasterio.open(path, "r+") as file:
            file.update_tags(
                RS_SEGMENTER_CLASSES=json.dumps(CLASSES),
                RS_SEGMENTER_MODEL="tiny",
                RS_SEGMENTER_JOB='{"blend": "hann"}',
            )
        return path

    return make


def run(source: Path, output: Path, **options: Any) -> PostprocessResult:
    return postprocess(PostprocessJob(classes=str(source), output=str(output), **options))


def test_merged_classes_leave_the_legend_and_the_others_keep_their_numbers(
    make_map: Callable[..., Path], scene: NDArray[np.uint8], tmp_path: Path, read: Read
) -> None:
    done = run(make_map(scene), tmp_path / "out.tif", merge={"roof": "field", "grass": "tree"})
    expected = scene.copy()
    expected[scene == 1], expected[scene == 3] = 0, 2
    np.testing.assert_array_equal(read(tmp_path / "out.tif"), expected)
    with ClassMap(str(tmp_path / "out.tif")) as result:
        assert [(c.value, c.name, c.colour) for c in result.classes] == [
            (0, "field", "#d9c9a3"),
            (2, "tree", "#4a9d4a"),
        ]
        assert result.tags["RS_SEGMENTER_MODEL"] == "tiny"
        assert result.tags["RS_SEGMENTER_JOB"] == '{"blend": "hann"}'
        cleaning = json.loads(result.tags["RS_SEGMENTER_CLEANING"])
        assert cleaning["merge"] == {"roof": "field", "grass": "tree"}
        assert result.source.colours[2] == "#4a9d4a"
    assert done.pixels_changed == (expected != scene).sum()
    for row in done.classes:
        assert row.pixels_before == (scene == row.value).sum()
        assert row.pixels_after == (expected == row.value).sum()
        assert row.area_after_m2 == pytest.approx(row.pixels_after * 0.25, rel=2e-3)


def test_unsure_pixels_get_a_class_of_their_own_before_all_else(
    make_map: Callable[..., Path], make_raster: MakeRaster, tmp_path: Path, read: Read
) -> None:
    labels = np.full((6, 8), 1, np.uint8)
    labels[0, 0], labels[0, 7] = 255, 2
    percent = np.full((1, 6, 8), 90, np.uint8)
    percent[0, 0, 0], percent[0, 3, 3], percent[0, 5, 4:], percent[0, 1, 1] = 10, 49, 20, 255
    sure = make_raster(percent, "sure.tif", nodata=255)
    options = {"confidence": str(sure), "min_confidence": 50, "fill_holes_px": 2}
    given = make_map(labels)
    run(given, tmp_path / "out.tif", **options)
    labels[5, 4:] = 4  # of the unsure ones, the single pixel is a hole
    np.testing.assert_array_equal(read(tmp_path / "out.tif"), labels)
    with ClassMap(str(tmp_path / "out.tif")) as result:
        assert [c.name for c in result.classes] == ["field", "roof", "tree", "grass", "unsure"]
    merged = {"merge": {"unsure": "field"}, "overwrite": True}
    run(given, tmp_path / "out.tif", **options | merged)
    assert set(read(tmp_path / "out.tif")[5, 4:]) == {0}


@pytest.mark.parametrize("rows", [1, 37, 256, 600])
def test_any_strip_height_gives_the_same_bytes(
    rows: int, make_map: Callable[..., Path], scene: NDArray[np.uint8], tmp_path: Path
) -> None:
    cleaning = Cleaning(merge={"grass": "tree"}, fill_holes_m2=6, min_area_m2=3)
    run(make_map(scene), tmp_path / "whole.tif", merge={"grass": "tree"}, fill_holes_m2=6, min_area_m2=3)
    with ClassMap(str(tmp_path / "map.tif")) as source:
        sink = RasterSink(str(tmp_path / "strips.tif"), source.grid, cleaned_format(source, cleaning))
        done = clean(source, sink, cleaning, Progress(), strip_rows=rows)
        sink.complete()
        sink.publish()
    assert 0 < done.pixels_changed
    assert (tmp_path / "strips.tif").read_bytes() == (tmp_path / "whole.tif").read_bytes()


def test_square_metres_and_pixels_agree_where_pixels_are_alike(
    make_map: Callable[..., Path], scene: NDArray[np.uint8], tmp_path: Path, read: Read
) -> None:
    source = make_map(scene)
    run(source, tmp_path / "m2.tif", min_area_m2=2.1, fill_holes_m2=4.1)
    run(source, tmp_path / "px.tif", min_area_px=9, fill_holes_px=17)
    result = read(tmp_path / "m2.tif")
    np.testing.assert_array_equal(result, read(tmp_path / "px.tif"))
    assert (result != scene).mean() > 0.03
    np.testing.assert_array_equal(result == 255, scene == 255)


def test_a_least_area_below_any_pixel_changes_nothing(
    make_map: Callable[..., Path], scene: NDArray[np.uint8], tmp_path: Path
) -> None:
    source = make_map(scene)
    for number, area_m2 in enumerate((1e-300, 1e-12, 0.2)):
        done = run(source, tmp_path / f"{number}.tif", min_area_m2=area_m2, fill_holes_m2=area_m2)
        assert done.pixels_changed == 0


def test_pixels_grow_smaller_towards_the_pole(
    make_map: Callable[..., Path], tmp_path: Path, read: Read
) -> None:
    labels = np.zeros((80, 5), np.uint8)
    labels[5, 2] = labels[75, 2] = 1
    place = {"crs": "EPSG:4326", "transform": rasterio.Affine(1, 0, 0, 0, -1, 80)}
    run(make_map(labels, **place), tmp_path / "out.tif", fill_holes_m2=6e9)
    assert list(read(tmp_path / "out.tif")[[5, 75], 2]) == [0, 1]


def test_a_raster_without_a_place_is_cleaned_by_pixels_only(
    make_map: Callable[..., Path], tmp_path: Path, read: Read
) -> None:
    labels = np.zeros((9, 9), np.uint8)
    labels[4, 4] = 1
    source = make_map(labels, crs=None, transform=rasterio.Affine.identity())
    with pytest.raises(JobError, match="ground area.*--min-area-px"):
        run(source, tmp_path / "out.tif", min_area_m2=5)
    assert not (tmp_path / "out.tif").exists()
    done = run(source, tmp_path / "out.tif", min_area_px=5)
    assert not read(tmp_path / "out.tif").any()
    assert done.classes[0].area_after_m2 is None


def test_a_foreign_raster_of_classes_is_cleaned(make_raster: MakeRaster, tmp_path: Path, read: Read) -> None:
    labels = np.full((1, 300, 300), 7, np.int16)
    labels[0, 100:200, 100:200], labels[0, 150, 150] = 9, 7
    source = make_raster(labels, nodata=-1)
    done = run(source, tmp_path / "out.tif", fill_holes_px=5)
    assert done.pixels_changed == 1 and read(tmp_path / "out.tif")[150, 150] == 9
    assert [c.name for c in done.classes] == ["class 7", "class 9"]
    with rasterio.open(tmp_path / "out.tif") as file:
        assert file.nodata == 255 and file.dtypes == ("uint8",)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "Nothing is to be done"),
        ({"min_area_m2": -1.0}, "no area of -1"),
        ({"fill_holes_m2": float("nan")}, "no area of nan"),
        ({"min_area_m2": 3.0, "fill_holes_px": 4}, "do not go together"),
        ({"min_confidence": 101.0, "confidence": "c.tif"}, "101"),
        ({"min_confidence": 50.0}, "go together"),
        ({"confidence": "c.tif", "min_area_px": 3}, "go together"),
        ({"min_area_px": 3, "connectivity": 6}, "connectivity of 4 or 8"),
        ({"merge": {"a": "b", "b": "c"}}, "which is merged itself"),
        ({"merge": {"a": "a"}}, "which is merged itself"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(JobError, match=message):
        PostprocessJob(classes="map.tif", output="out.tif", **options)


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"merge": {"rof": "tree"}}, JobError, "has no class 'rof'.*field, roof, tree, grass"),
        ({"merge": {"unsure": "tree"}}, JobError, "has no class 'unsure'"),
        ({"min_area_px": 3, "output": "map.tif"}, JobError, "input itself"),
        ({"min_area_px": 3, "output": "out.png"}, JobError, "not named as a GeoTIFF"),
        ({"min_area_px": 3, "output": "none/out.tif"}, JobError, "does not exist"),
        ({"min_area_px": 3, "output": f"{'n' * 300}.tif"}, JobError, "cannot be written: File name too long"),
        ({"min_area_px": 3, "classes": "photo.tif"}, RasterError, "3 bands"),
        ({"min_area_px": 3, "classes": "none.tif"}, RasterError, "cannot be read"),
        ({"confidence": "other.tif", "min_confidence": 50.0}, JobError, "not on the grid.*10 x 10"),
        ({"confidence": "photo.tif", "min_confidence": 50.0}, JobError, "no confidence raster"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(
    options: dict[str, Any],
    kind: type[EngineError],
    message: str,
    make_map: Callable[..., Path],
    make_raster: MakeRaster,
    tmp_path: Path,
) -> None:
    make_map(np.zeros((20, 20), np.uint8))
    make_raster(np.zeros((3, 20, 20), np.uint8), "photo.tif")
    make_raster(np.zeros((1, 10, 10), np.uint8), "other.tif")
    before = sorted(tmp_path.iterdir())
    paths = {k: str(tmp_path / v) for k, v in options.items() if isinstance(v, str)}
    whole = {"classes": str(tmp_path / "map.tif"), "output": str(tmp_path / "out.tif"), **options, **paths}
    with pytest.raises(kind, match=message):
        postprocess(PostprocessJob(**whole))
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("stage", ["Finding", "Writing", "Finishing"])
def test_cancelling_leaves_what_was_there(
    stage: str, make_map: Callable[..., Path], scene: NDArray[np.uint8], tmp_path: Path
) -> None:
    class Impatient(Progress):
        def stage(self, text: str) -> None:
            if text.startswith(stage):
                self.cancel()

    source, output = make_map(scene), tmp_path / "out.tif"
    output.write_bytes(b"old")
    job = PostprocessJob(classes=str(source), output=str(output), min_area_px=5, overwrite=True)
    with pytest.raises(Cancelled):
        postprocess(job, Impatient())
    assert output.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 2


def test_noise_that_no_least_area_can_order_is_refused_before_memory_runs_out(
    make_map: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rs_segmenter.engine.postprocess.regions._MOST_UNDECIDED", 1000)
    noise = make_map(np.random.default_rng(1).integers(0, 4, (200, 300), dtype=np.uint8))
    with pytest.raises(JobError, match="areas are smaller than the least area") as told:
        run(noise, tmp_path / "tidy.tif", min_area_px=100)
    assert not (tmp_path / "tidy.tif").exists()
    assert "in steps" in told.value.hint
    run(noise, tmp_path / "step.tif", min_area_px=10)
    run(tmp_path / "step.tif", tmp_path / "tidy.tif", min_area_px=100)
