"""Refining saved probabilities: the same as refining at once, and what is said when files do not belong together."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from numpy.typing import NDArray

from rs_segmenter.engine import tiling
from rs_segmenter.engine.card import ModelCard
from rs_segmenter.engine.errors import Cancelled, EngineError, JobError, RasterError
from rs_segmenter.engine.job import Area
from rs_segmenter.engine.progress import Progress
from rs_segmenter.engine.raster import RasterSink
from rs_segmenter.engine.refine import RefineResult, refine
from rs_segmenter.engine.refinejob import RefineJob
from rs_segmenter.engine.segment import SegmentResult

from .cancelling import CancelAt

MakeRaster = Callable[..., Path]
Segment = Callable[..., SegmentResult]
Refine = Callable[..., RefineResult]
Read = Callable[[str], NDArray[Any]]
Picture = NDArray[np.uint8]

QUICK = {"theta_alpha_px": 5.0, "theta_beta": 1.0, "iterations": 2}
CORNERS = [(593010, 5746990), (593100, 5746995), (593060, 5746905), (593010, 5746990)]
TRIANGLE = {"type": "Polygon", "coordinates": [CORNERS]}


@pytest.fixture
def raster(make_raster: MakeRaster, picture: Picture) -> Path:
    """A part of the sample raster whose sides are no multiple of anything, with a hole."""
    values = np.maximum(picture[:, 100:301, 100:333], 1)
    values[:, 50:90, 60:150] = 0
    return make_raster(values, nodata=0)


@pytest.fixture
def again(tmp_path: Path) -> Refine:
    """Refine `shares.tif` on the CPU."""

    def run(
        raster: Path, output: str = "again.tif", progress: Progress | None = None, **options: Any
    ) -> RefineResult:
        options = {"probabilities": str(tmp_path / "shares.tif"), "crf": QUICK, "device": "cpu"} | options
        return refine(RefineJob(raster=str(raster), output=str(tmp_path / output), **options), progress)

    return run


@pytest.fixture
def shares(raster: Path, segment: Segment) -> Path:
    """Probabilities of the raster."""
    return Path(str(segment(raster, probabilities=str(raster.parent / "shares.tif")).probabilities))


def everything(folder: Path, start: str) -> dict[str, str]:
    return {n: str(folder / f"{start}-{n[0]}.tif") for n in ("confidence", "entropy", "probabilities")}


@pytest.mark.parametrize("method", ["crf", "slic"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"area": Area((593005.3, 5746930, 593071, 5746991.2))},
        {"ground_resolution": "0.8", "blend": "crop"},
        {"stretch": "30,170", "bands": (3, 1, 2)},
        {"area": Area(polygons=(TRIANGLE,))},
    ],
    ids=["whole", "area", "resampled", "stretched", "polygon"],
)  # fmt: skip
def test_refining_at_once_and_later_gives_the_same_bytes(
    method: str, options: dict[str, Any], raster: Path, segment: Segment, again: Refine
) -> None:
    folder = raster.parent
    segment(raster, "plain.tif", probabilities=str(folder / "shares.tif"), **options)
    files = everything(folder, "once")
    once = segment(raster, "once.tif", refine=method, crf=QUICK, **files, **options)
    names = ("confidence", "entropy", "refined")
    later = again(raster, refine=method, **{name: str(folder / f"{name[0]}.tif") for name in names})
    for one, other in (
        (once.output, later.output),
        (once.confidence, later.confidence),
        (once.entropy, later.entropy),
        (once.probabilities, later.refined),
    ):
        assert Path(str(one)).read_bytes() == Path(str(other)).read_bytes()
    assert once.classes == later.classes
    assert Path(once.output).read_bytes() != (folder / "plain.tif").read_bytes()


@pytest.mark.parametrize(("method", "blend"), [("crf", "hann"), ("slic", "crop")])
def test_strips_leave_no_seam(
    method: str,
    blend: str,
    sample_raster: Path,
    segment: Segment,
    again: Refine,
    monkeypatch: pytest.MonkeyPatch,
    read: Read,
    tmp_path: Path,
) -> None:
    options: dict[str, Any] = {
        "refine": method,
        "crf": QUICK,
        "blend": blend,
        "tile_px": 128,
        "overlap_px": 32,
    }
    whole = read(segment(sample_raster, "whole.tif", **options).output)
    monkeypatch.setattr(tiling, "MAX_STRIP_PX", 512)
    np.testing.assert_array_equal(read(segment(sample_raster, "strips.tif", **options).output), whole)
    segment(
        sample_raster,
        "none.tif",
        **options | {"refine": "none", "probabilities": str(tmp_path / "shares.tif")},
    )
    np.testing.assert_array_equal(read(again(sample_raster, refine=method).output), whole)


def test_confidence_and_probabilities_are_the_refined_ones(raster: Path, segment: Segment) -> None:
    result = segment(
        raster, refine="crf", crf=QUICK, probability_type="float32", **everything(raster.parent, "r")
    )
    with (
        rasterio.open(result.output) as labels,
        rasterio.open(result.confidence) as sure,
        rasterio.open(result.probabilities) as shares,
    ):
        valid = labels.read_masks(1) != 0
        found = shares.read()[:, valid]
        np.testing.assert_array_equal(found.argmax(0), labels.read(1)[valid])
        np.testing.assert_allclose(found.max(0) * 100, sure.read(1)[valid], atol=0.5 + 1e-3)
        np.testing.assert_allclose(found.sum(0), 1, atol=1e-4)
        assert (shares.read()[:, ~valid] == -1).all() and (sure.read(1)[~valid] == 255).all()


def test_without_a_refinement_the_most_likely_class_is_taken(
    raster: Path, shares: Path, again: Refine, read: Read
) -> None:
    labels = read(again(raster, refine="none").output)
    with rasterio.open(shares) as file:
        stored, valid = file.read(), file.read_masks(1) != 0
    np.testing.assert_array_equal(labels, np.where(valid, stored.argmax(0), 255))


def test_probabilities_in_float32_give_the_same(
    raster: Path, shares: Path, segment: Segment, again: Refine
) -> None:
    small = Path(again(raster, "small.tif").output).read_bytes()
    segment(raster, "f.tif", probabilities=str(shares), probability_type="float32", overwrite=True)
    with rasterio.open(shares) as file:
        assert file.dtypes[0] == "float32"
    large = again(raster, "large.tif").output
    with rasterio.open(large) as file, rasterio.MemoryFile(small).open() as expected:
        np.testing.assert_array_equal(file.read(), expected.read())


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_an_area_of_a_raster_without_a_place_is_found(
    make_raster: MakeRaster, picture: Picture, segment: Segment, again: Refine
) -> None:
    raster = make_raster(picture[:, :120, :150], crs=None, transform=None)
    options: dict[str, Any] = {"area": Area((20, -100, 90, -30))}
    segment(raster, probabilities=str(raster.parent / "shares.tif"), **options)
    once = segment(raster, "once.tif", refine="crf", crf=QUICK, **options).output
    assert Path(again(raster).output).read_bytes() == Path(once).read_bytes()


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (33, 7)])
def test_tiny_rasters_are_refined(
    size: tuple[int, int], make_raster: MakeRaster, picture: Picture, segment: Segment, read: Read
) -> None:
    raster = make_raster(picture[:, : size[0], : size[1]])
    for method in ("crf", "slic"):
        labels = read(segment(raster, f"{method}.tif", refine=method, crf=QUICK).output)
        assert labels.shape == size and labels.max() < 4


def test_unsure_merged_and_small_areas_are_cleaned_after_refining(
    raster: Path, shares: Path, again: Refine, read: Read
) -> None:
    folder = raster.parent
    plain = again(raster, "plain.tif", confidence=str(folder / "c.tif"))
    labels, sure = read(plain.output), read(str(plain.confidence))
    expected = np.where((sure < 60) & (labels != 255), 4, labels)
    assert (expected == 4).any()
    result = again(raster, min_confidence=60.0, merge={"roof": "tree"})
    np.testing.assert_array_equal(read(result.output), np.where(expected == 1, 2, expected))
    assert [c.name for c in result.classes] == ["bare", "tree", "water", "unsure"]
    assert [c.pixels for c in result.classes] == [
        (read(result.output) == c.value).sum() for c in result.classes
    ]
    with rasterio.open(result.output) as file:
        classes = json.loads(file.tags()["RS_SEGMENTER_CLASSES"])
        colours = file.colormap(1)
    assert [c["name"] for c in classes] == ["bare", "tree", "water", "unsure"]
    assert all("#{:02x}{:02x}{:02x}".format(*colours[c["value"]][:3]) == c["colour"] for c in classes)
    sieved = read(again(raster, "sieved.tif", min_area_m2=25.0, fill_holes_m2=25.0).output)
    assert 0 < (sieved != labels).mean() < 0.5
    assert sorted(p.name for p in folder.iterdir()) == [
        "again.tif", "c.tif", "classes.tif", "input.tif", "plain.tif", "shares.tif", "sieved.tif",
    ]  # fmt: skip


def test_a_map_says_how_it_was_refined(raster: Path, shares: Path, again: Refine) -> None:
    with rasterio.open(again(raster).output) as file:
        job = json.loads(file.tags()["RS_SEGMENTER_JOB"])
    assert (
        job["refine"] == "crf" and job["crf"]["theta_alpha_px"] == 5.0 and job["crf"]["theta_gamma_px"] == 3.0
    )
    assert job["raster"] == str(raster) and job["tile_px"] == 64


class Listener(Progress):
    """Keeps warnings."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def warn(self, text: str) -> None:
        self.heard.append(text)


def test_refining_twice_is_warned_of(raster: Path, shares: Path, again: Refine) -> None:
    listener = Listener()
    again(raster, refined=str(raster.parent / "p.tif"), progress=listener)
    assert not listener.heard
    again(raster, "twice.tif", probabilities=str(raster.parent / "p.tif"), progress=listener)
    assert "refined already" in listener.heard[0]


def rewrite(path: Path, **changes: Any) -> None:
    """Write a raster of probabilities anew, with other pixels, tags or profile."""
    with rasterio.open(path) as file:
        values, tags, profile = file.read(), file.tags(), file.profile
    values = changes.pop("values", values)
    tags = {k: v for k, v in (tags | changes.pop("tags", {})).items() if v is not None}
    profile |= {
        "count": len(values),
        "dtype": values.dtype,
        "height": values.shape[1],
        "width": values.shape[2],
    }
    with rasterio.open(path, "w", **profile | changes) as file:
        file.write(values)
        file.update_tags(**tags)


def test_one_class_is_refined(raster: Path, shares: Path, again: Refine, read: Read) -> None:
    with rasterio.open(shares) as file:
        values, classes = file.read(), json.loads(file.tags()["RS_SEGMENTER_CLASSES"])
    rewrite(
        shares,
        values=np.where(values[:1] == 255, 255, 250).astype(np.uint8),
        tags={"RS_SEGMENTER_CLASSES": json.dumps(classes[:1])},
    )
    labels = read(again(raster).output)
    np.testing.assert_array_equal(labels, np.where(values[0] == 255, 255, 0))


def test_one_valid_pixel_is_refined(raster: Path, shares: Path, again: Refine, read: Read) -> None:
    with rasterio.open(shares) as file:
        values = file.read()
    alone = np.full_like(values, 255)
    alone[:, 10, 20] = [20, 30, 150, 50]
    rewrite(shares, values=alone)
    labels = read(again(raster).output)
    assert labels[10, 20] == 2 and (labels != 255).sum() == 1


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "other size": ({"values": np.full((4, 300, 233), 60, np.uint8)}, "they have 233 x 300 pixels"),
    "other place": ({"transform": Affine(0.5, 0, 593000.2, 0, -0.5, 5747000)}, "a place 0.4 pixels away"),
    "far away": ({"transform": Affine(0.5, 0, 0, 0, -0.5, 0)}, "are not of the pixels of"),
    "other CRS": ({"crs": "EPSG:32632"}, "EPSG:32632 instead of EPSG:32631"),
    "other resolution": ({"transform": Affine(0.25, 0, 593000, 0, -0.25, 5747000)}, "are not of the pixels of"),
    "fewer bands": ({"values": np.full((3, 201, 233), 83, np.uint8)}, "holds no probabilities of 4 classes: it has 3"),
    "other numbers": ({"values": np.full((4, 201, 233), 62, np.int16)}, "4 bands of int16"),
    "too high": ({"values": np.full((4, 201, 233), 254, np.uint8)}, "numbers that are no probabilities"),
    "percent": ({"values": np.full((4, 201, 233), 25, np.float32)}, "numbers that are no probabilities"),
    "no tags": ({"tags": {"RS_SEGMENTER_JOB": None}}, "does not say from which bands"),
    "tags of an older version": ({"tags": {"RS_SEGMENTER_JOB": '{"bands": [1]}'}}, "does not say from which bands"),
    "tags cut short": ({"tags": {"RS_SEGMENTER_JOB": '{"bands": [1'}}, "does not say from which bands"),
    "no classes": ({"tags": {"RS_SEGMENTER_CLASSES": None}}, "does not say from which bands"),
    "nothing": ({"values": np.full((4, 201, 233), 255, np.uint8)}, "holds no pixel with probabilities"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_probabilities_that_do_not_belong_to_the_raster_are_refused(
    fault: str, raster: Path, shares: Path, again: Refine
) -> None:
    changes, said = BROKEN[fault]
    rewrite(shares, **changes)
    with pytest.raises(RasterError, match=said):
        again(raster)
    assert not (raster.parent / "again.tif").exists()
    assert len(list(raster.parent.iterdir())) == 3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"probabilities": "classes.tif"}, "holds no probabilities of 4 classes: it has 1 band of uint8"),
        ({"probabilities": "none.tif"}, "none.tif' cannot be read"),
        ({"probabilities": "input.tif"}, "does not say from which bands"),
        ({"raster": "grey.tif"}, "made from bands 1, 2, 3; '.*grey.tif' has 1 band"),
        ({"raster": "small.tif"}, "are not of the pixels of '.*small.tif': they have 233 x 201 pixels"),
        ({"output": "shares.tif", "overwrite": True}, "is the input itself"),
        ({"confidence": "input.tif", "overwrite": True}, "is the input itself"),
        ({"output": "classes.tif"}, "exists already"),
        ({"merge": {"sauce": "roof"}}, "shares.tif' has no class 'sauce'"),
        ({"model": "other"}, "are of model 'tiny' 0.1.0, not of 'other'"),
        ({"crf": {"compatibility": [[0, 1], [1, 0]]}}, "compatibility is for 2 classes"),
    ],
)
def test_jobs_that_cannot_be_done_leave_all_as_it_was(
    options: dict[str, Any],
    said: str,
    raster: Path,
    shares: Path,
    again: Refine,
    make_raster: MakeRaster,
    make_model: Callable[..., Path],
    card: ModelCard,
    picture: Picture,
) -> None:
    folder = raster.parent
    make_raster(picture[:1, 100:301, 100:333], "grey.tif")
    make_raster(picture[:, 100:200, 100:200], "small.tif")
    if "model" in options:
        larger = replace(card, name="other", options=card.options | {"initial_filters": 8})
        options = {"model": str(make_model(folder / "other", larger))}
    options = {k: str(folder / v) if str(v).endswith(".tif") else v for k, v in options.items()}
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    with pytest.raises(EngineError, match=said):
        again(**{"raster": raster} | options)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_the_model_they_are_of_is_accepted(
    raster: Path, shares: Path, again: Refine, tiny_model: Path
) -> None:
    assert Path(again(raster, model=str(tiny_model)).output).exists()


def test_two_outputs_of_one_name_are_refused() -> None:
    with pytest.raises(JobError, match="same name"):
        RefineJob(probabilities="p.tif", raster="r.tif", output="o.tif", refined="./o.tif")


def test_a_job_cancelled_at_any_moment_leaves_nothing(raster: Path, shares: Path, again: Refine) -> None:
    options: dict[str, Any] = {
        "confidence": str(raster.parent / "c.tif"),
        "min_confidence": 50.0,
        "min_area_px": 9,
    }
    options |= {"refine": "none", "overwrite": True}
    count = CancelAt(-1)
    Path(again(raster, progress=count, **options).output).unlink()
    (raster.parent / "c.tif").unlink()
    assert count.told > 6
    for n in range(1, count.told):
        with pytest.raises(Cancelled):
            again(raster, progress=CancelAt(n), **options)
        assert sorted(p.name for p in raster.parent.iterdir()) == ["classes.tif", "input.tif", "shares.tif"]


def test_a_fault_while_writing_leaves_nothing_and_what_was_there_stays(
    raster: Path, shares: Path, again: Refine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise RasterError("The disk is full.")

    before = Path(again(raster, refine="none").output).read_bytes()
    for step, options in (("write", {}), ("complete", {}), ("complete", {"min_area_px": 9})):
        with monkeypatch.context() as patch:
            patch.setattr(RasterSink, step, full)
            with pytest.raises(RasterError, match="The disk is full"):
                again(raster, refine="none", overwrite=True, refined=str(raster.parent / "p.tif"), **options)
        assert sorted(p.name for p in raster.parent.iterdir()) == [
            "again.tif", "classes.tif", "input.tif", "shares.tif",
        ]  # fmt: skip
        assert (raster.parent / "again.tif").read_bytes() == before
