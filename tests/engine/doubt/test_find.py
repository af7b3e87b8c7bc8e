"""The most doubtful places of a map."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from affine import Affine
from numpy.typing import NDArray
from rasterio.control import GroundControlPoint

from rs_segmenter.engine.doubt import find as verb
from rs_segmenter.engine.doubt import places
from rs_segmenter.engine.doubt.find import find_doubt
from rs_segmenter.engine.doubt.job import DoubtJob
from rs_segmenter.engine.errors import Cancelled, EngineError, JobError, RasterError
from rs_segmenter.engine.progress import Progress

from .conftest import CLASSES_TAG, Find, MakeRaster

Doubt = NDArray[np.float64]
Entropy = Callable[..., str]


def patches(*squares: tuple[int, int, int, float], size: int = 200) -> Doubt:
    """No doubt but in squares: first row and column, side, doubt."""
    doubt = np.zeros((size, size))
    for row, col, side, value in squares:
        doubt[row : row + side, col : col + side] = value
    return doubt


def middle(place: dict[str, Any]) -> tuple[float, float]:
    """Row and column of a place's middle."""
    ring = np.array(place["shape"][0])
    col, row = ~Affine(0.5, 0, 593000, 0, -0.5, 5747000) * ((ring.max(0) + ring.min(0)) / 2)
    return round(row), round(col)


def test_places_are_ranked_by_doubt_times_area(entropy: Entropy, find: Find) -> None:
    doubt = patches((10, 10, 30, 0.6), (10, 110, 20, 0.9), (110, 10, 34, 0.6), (120, 120, 12, 1.0))
    found = find(entropy(doubt), threshold=0.3)
    expected = [(127, 27), (25, 25), (20, 120), (126, 126)]
    np.testing.assert_allclose([middle(p) for p in found], expected, atol=1)
    assert [p["rank"] for p in found] == [1, 2, 3, 4]
    assert [p["doubt"] for p in found] == pytest.approx([0.6, 0.6, 0.7, 0.75], abs=0.05)
    assert found[0]["area_m2"] == pytest.approx(34 * 34 * 0.25, rel=0.15)


def test_places_lie_where_control_points_put_the_pixels(entropy: Entropy, find: Find) -> None:
    spots = [(row, col) for row in (0, 100, 200) for col in (0, 100, 200)]
    points = [GroundControlPoint(r, c, 593000 + c, 5747000 - r / 2 + c / 4) for r, c in spots]
    (place,) = find(entropy(patches((110, 10, 34, 0.6)), transform=None, gcps=points), threshold=0.3)
    ring = np.array(place["shape"][0])
    np.testing.assert_allclose((ring.min(0) + ring.max(0)) / 2, (593027, 5747000 - 127 / 2 + 27 / 4), atol=1)
    assert place["area_m2"] == pytest.approx(34 * 34 * 0.5, rel=0.15)


def test_confidence_gives_the_same_places_as_doubt(entropy: Entropy, make: MakeRaster, find: Find) -> None:
    doubt = patches((10, 10, 30, 0.6), (110, 110, 20, 0.8))
    by_entropy = find(entropy(doubt), threshold=0.5)
    by_confidence = find(make(100 - 100 * doubt, "sure.tif", "confidence in percent"), threshold=0.5)
    assert by_confidence == by_entropy


def test_a_line_of_doubt_between_classes_is_no_place(entropy: Entropy, find: Find) -> None:
    doubt = patches((100, 100, 30, 0.9))
    doubt[50:52] = 1.0
    (found,) = find(entropy(doubt), threshold=0.5)
    assert middle(found) == (115, 115)


@pytest.mark.parametrize("cell_px", [32, 100, 128])
def test_no_place_depends_on_where_cells_end(
    cell_px: int, entropy: Entropy, find: Find, speckled: Doubt, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = entropy(speckled)
    # Simplified borders are decided cell by cell; the pixels they enclose are not.
    monkeypatch.setattr(places, "_SIMPLIFY_PX", 0.0)
    whole = find(path, min_area_m2=5)
    monkeypatch.setattr(places, "CELL_PX", cell_px)
    monkeypatch.setattr(verb, "CELL_PX", cell_px)
    parts = find(path, min_area_m2=5)
    assert len(whole) > 8
    for one, other in zip(parts, whole, strict=True):
        assert {k: v for k, v in one.items() if k != "shape"} == pytest.approx(
            {k: v for k, v in other.items() if k != "shape"}
        )
        assert set(map(tuple, one["shape"][0])) == set(map(tuple, other["shape"][0]))


def test_a_block_of_ground_gives_its_worst_place_only(entropy: Entropy, find: Find) -> None:
    doubt = patches((10, 10, 16, 0.9), (10, 40, 16, 0.8), (140, 140, 16, 0.7))
    path = entropy(doubt)
    assert [middle(p) for p in find(path, threshold=0.5, block_m=50)] == [(18, 18), (148, 148)]
    assert len(find(path, threshold=0.5, block_m=10)) == 3


def test_the_count_is_the_most_and_keeps_the_worst(entropy: Entropy, find: Find, speckled: Doubt) -> None:
    path = entropy(speckled)
    options = {"block_m": 8.0, "min_area_m2": 3.0}
    every, few = find(path, count=1000, **options), find(path, count=5, **options)
    assert len(every) > 12 and few == every[:5]
    weights = [p["doubt"] * p["area_m2"] for p in every]
    assert weights == sorted(weights, reverse=True)


def test_small_places_are_left_out(entropy: Entropy, find: Find) -> None:
    path = entropy(patches((10, 10, 12, 0.9), (110, 110, 40, 0.9)))
    assert len(find(path, threshold=0.5)) == 2
    (found,) = find(path, threshold=0.5, min_area_m2=100)
    assert found["area_m2"] >= 100


def test_a_place_is_of_one_class_and_names_it(
    entropy: Entropy, classes: Callable[..., str], make: MakeRaster, find: Find
) -> None:
    doubt = patches((60, 60, 60, 0.9))
    labels = np.zeros((200, 200), np.uint8)
    labels[:, 90:] = 2
    shares = np.full((3, 200, 200), 25, np.uint8)
    shares[1] = 100
    np.put_along_axis(shares, labels[None].astype(int), 125, axis=0)
    job = {"bands": [1], "resampled_by": 1, "stretch_ranges": [], "value_range": [0, 255]}
    job |= {"means": [0], "stddevs": [1], "window": [0, 0, 200, 200]}
    tags = {"RS_SEGMENTER_CLASSES": CLASSES_TAG, "RS_SEGMENTER_JOB": json.dumps(job)}
    several = {"classes": classes(labels), "probabilities": make(shares, "shares.tif", tags=tags)}
    found = find(entropy(doubt), threshold=0.5, block_m=10, **several)
    assert {(p["name"], p["other"]) for p in found} == {("land", "roof"), ("water", "roof")}
    assert sum(p["area_m2"] for p in found) == pytest.approx(60 * 60 * 0.25, rel=0.1)


def test_where_nothing_is_doubtful_the_layer_is_empty_and_that_is_said(
    entropy: Entropy, tmp_path: Path
) -> None:
    class Listening(Progress):
        warnings: list[str] = []

        def warn(self, text: str) -> None:
            self.warnings.append(text)

    progress = Listening()
    job = DoubtJob(entropy(patches((10, 10, 100, 0.05))), str(tmp_path / "none.gpkg"))
    result = find_doubt(job, progress)
    assert result.places == 0 and Path(result.output).is_file()
    assert any("as sure as was asked for" in text for text in progress.warnings)


def test_a_raster_without_a_place_is_ranked_by_pixels(entropy: Entropy, find: Find) -> None:
    doubt = patches((10, 10, 20, 0.9), (110, 110, 40, 0.9))
    found = find(entropy(doubt, crs=None, transform=None), threshold=0.5)
    assert [p["area_m2"] for p in found] == [None, None]
    assert np.array(found[0]["shape"][0])[:, 0].mean() > 100


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"count": 0}, "0 places"),
        ({"threshold": 1.5}, "threshold 1.5"),
        ({"threshold": 0.0}, "threshold 0.0"),
        ({"min_area_m2": -1.0}, "area -1.0"),
        ({"min_area_m2": float("nan")}, "area nan"),
        ({"block_m": 0.0}, "block of 0.0"),
        ({"kind": "fear"}, "'fear'"),
    ],
)
def test_options_out_of_range_are_refused(options: dict[str, Any], text: str) -> None:
    with pytest.raises(JobError, match=text):
        DoubtJob("a.tif", "b.gpkg", **options)


@pytest.mark.parametrize(
    ("values", "profile", "text"),
    [
        (np.zeros((9, 9)), {"band": "class"}, "no raster of confidence or entropy"),
        (np.zeros((9, 9)), {"band": "entropy", "dtype": "float32"}, "no raster of confidence or entropy"),
        (np.zeros((2, 9, 9)), {"band": "entropy"}, "no raster of confidence or entropy"),
        (np.full((9, 9), 101), {"band": "confidence in percent"}, "holds 101"),
        (np.full((9, 9), 255), {"band": "entropy"}, "no pixel with data"),
    ],
    ids=["classes", "float", "two bands", "too high", "no data"],
)
def test_rasters_that_tell_no_doubt_are_refused(
    values: NDArray[Any], profile: dict[str, Any], text: str, make: MakeRaster, tmp_path: Path
) -> None:
    output = tmp_path / "places.gpkg"
    with pytest.raises(RasterError, match=text):
        find_doubt(DoubtJob(make(values, "raster.tif", **profile), str(output)))
    assert not output.exists()


def test_a_kind_that_is_named_makes_up_for_a_lost_band_name(make: MakeRaster, find: Find) -> None:
    path = make(100 - 100 * patches((10, 10, 40, 0.9)), "copy.tif")
    assert len(find(path, kind="confidence", threshold=0.5)) == 1


def test_a_class_raster_of_other_pixels_is_refused(
    entropy: Entropy, classes: Callable[..., str], find: Find
) -> None:
    with pytest.raises(RasterError, match="does not lie on the pixels"):
        find(entropy(patches()), classes=classes(np.zeros((90, 90), np.uint8)))


def test_metres_of_a_raster_without_a_place_are_refused(entropy: Entropy, find: Find) -> None:
    with pytest.raises(RasterError, match="unknown"):
        find(entropy(patches(), crs=None, transform=None), min_area_m2=10)


def test_a_file_that_is_gone_is_named(find: Find, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"gone\.tif"):
        find(str(tmp_path / "gone.tif"))


def test_cancelling_leaves_nothing(entropy: Entropy, tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    output = tmp_path / "places.gpkg"
    with pytest.raises(Cancelled):
        find_doubt(DoubtJob(entropy(patches((10, 10, 40, 0.9))), str(output)), progress)
    assert [p.name for p in tmp_path.iterdir()] == ["entropy.tif"]
