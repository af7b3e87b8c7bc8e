"""Stratified random samples: which pixels, how many, and what the file says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fiona
import numpy as np
import pytest
from numpy.typing import NDArray
from rasterio.control import GroundControlPoint
from rasterio.crs import CRS

from rs_segmenter.engine import classmap
from rs_segmenter.engine.assess.assess import assess
from rs_segmenter.engine.assess.job import AssessJob, SampleJob
from rs_segmenter.engine.assess.sample import sample
from rs_segmenter.engine.errors import Cancelled, EngineError, JobError
from rs_segmenter.engine.progress import Progress

from .conftest import NAMES, PLACE, MakeMap

UTM = "EPSG:32631"


def features(path: Path) -> list[tuple[tuple[int, int], dict[str, Any]]]:
    """Pixel and fields of each point; a point that is no pixel's centre fails."""
    found = []
    with fiona.open(path) as file:
        for feature in file:
            col, row = ~PLACE * tuple(feature["geometry"]["coordinates"])
            assert (col % 1, row % 1) == pytest.approx((0.5, 0.5), abs=1e-6)
            found.append(((int(row), int(col)), dict(feature["properties"])))
    return found


def test_points_are_different_pixels_of_their_class_in_the_number_told(
    make_map: MakeMap, patches: NDArray[np.uint8], tmp_path: Path
) -> None:
    patches[:7] = 255
    output = tmp_path / "points.gpkg"
    result = sample(SampleJob(str(make_map(patches)), str(output), count=100))
    points = features(output)
    assert len({place for place, _ in points}) == len(points) == result.points == 100
    assert all(NAMES[patches[place]] == values["map_class"] for place, values in points)
    assert [s.points for s in result.strata] == [
        sum(v["map_class"] == name for _, v in points) for name in NAMES
    ]
    shares = {s.name: (patches == k).sum() / (patches < 255).sum() for k, s in enumerate(result.strata)}
    assert all(v["stratum_weight"] == pytest.approx(shares[v["map_class"]]) for _, v in points)
    assert all(v["class"] is None for _, v in points)
    assert [v["id"] for _, v in points] == list(range(1, 101))


def test_a_blind_sample_tells_nothing_of_a_points_class(
    make_map: MakeMap, patches: NDArray[np.uint8], tmp_path: Path
) -> None:
    """Neither by a field nor by the order of the points."""
    output = tmp_path / "points.gpkg"
    sample(SampleJob(str(make_map(patches)), str(output), count=90, blind=True))
    points = features(output)
    assert set(points[0][1]) == {"id", "class", "design"}
    assert len({v["design"] for _, v in points}) == 1
    classes = [int(patches[place]) for place, _ in points]
    assert sum(a != b for a, b in zip(classes, classes[1:])) > 30


@pytest.mark.parametrize("strip_px", [1, 90, 1000])
def test_the_sample_does_not_depend_on_the_strips_in_which_the_map_is_read(
    strip_px: int,
    make_map: MakeMap,
    patches: NDArray[np.uint8],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = str(make_map(patches))
    sample(SampleJob(path, str(tmp_path / "a.gpkg"), count=60, seed=9))
    monkeypatch.setattr(classmap, "_STRIP_PX", strip_px)
    sample(SampleJob(path, str(tmp_path / "b.gpkg"), count=60, seed=9))
    assert features(tmp_path / "a.gpkg") == features(tmp_path / "b.gpkg")


def test_every_pixel_of_a_class_is_as_likely_as_any_other(make_map: MakeMap, tmp_path: Path) -> None:
    values = np.zeros((6, 10), dtype=np.uint8)
    values[:, 5:] = 1
    path, hits = str(make_map(values, names=("a", "b"))), np.zeros((6, 10))
    for seed in range(60):
        sample(SampleJob(path, str(tmp_path / "p.gpkg"), count=20, seed=seed, overwrite=True))
        for place, _ in features(tmp_path / "p.gpkg"):
            hits[place] += 1
    # 20 expected per pixel, standard deviation 3.7; 4.5 of these in 60 pixels are passed once in 2,000 runs.
    assert hits.sum() == 1200
    assert np.abs(hits - 20).max() < 16.5


def test_another_seed_draws_other_pixels(
    make_map: MakeMap, patches: NDArray[np.uint8], tmp_path: Path
) -> None:
    path = str(make_map(patches))
    for name, seed in (("a", 1), ("b", 2)):
        sample(SampleJob(path, str(tmp_path / f"{name}.gpkg"), count=60, seed=seed))
    assert features(tmp_path / "a.gpkg") != features(tmp_path / "b.gpkg")


def test_allocations_differ_as_they_should(make_map: MakeMap, tmp_path: Path) -> None:
    values = np.zeros((50, 100), dtype=np.uint8)
    values[:, 60:90], values[:, 90:] = 1, 2
    path = str(make_map(values))

    def points(**options: Any) -> list[int]:
        job = SampleJob(path, str(tmp_path / "p.gpkg"), count=300, overwrite=True, **options)
        return [s.points for s in sample(job).strata]

    assert points(minimum=0) == [180, 90, 30]
    assert points() == [167, 83, 50]
    assert points(allocation="equal") == [100, 100, 100]
    assert points(allocation="neyman", minimum=0) == [180, 90, 30]
    # Spreads sqrt(U (1 - U)): 0.4 where nothing is said, 0.5 and 0.3.
    expected = {"ROOF": 0.5, "tree": 0.9}
    assert points(allocation="neyman", minimum=0, expected=expected) == [171, 107, 22]


def test_a_map_with_fewer_pixels_than_points_is_drawn_whole(make_map: MakeMap, tmp_path: Path) -> None:
    values = np.zeros((4, 5), dtype=np.uint8)
    values[0, 0] = 1
    result = sample(SampleJob(str(make_map(values)), str(tmp_path / "p.gpkg"), count=100))
    assert [s.points for s in result.strata] == [19, 1, 0]
    assert "only 20 pixels" in result.notes[0] and "roof" in result.notes[1]


def test_a_map_of_a_single_class_is_sampled(make_map: MakeMap, tmp_path: Path) -> None:
    result = sample(SampleJob(str(make_map(np.ones((40, 40), np.uint8))), str(tmp_path / "p.gpkg"), count=30))
    assert [s.points for s in result.strata] == [0, 30, 0]


@pytest.mark.parametrize(
    ("values", "profile", "options", "said"),
    [
        (np.full((9, 9), 255, np.uint8), {}, {}, "holds no class"),
        (
            np.ones((9, 9), np.uint8),
            {},
            {"minimum": 200, "count": 50, "allocation": "equal"},
            "too few for 200",
        ),
        (
            np.ones((9, 9), np.uint8),
            {},
            {"allocation": "neyman", "expected": {"lava": 0.5}},
            "no class 'lava'",
        ),
    ],
)
def test_maps_and_wishes_that_do_not_serve_are_refused(
    values: NDArray[np.uint8],
    profile: dict[str, Any],
    options: dict[str, Any],
    said: str,
    make_map: MakeMap,
    tmp_path: Path,
) -> None:
    with pytest.raises(EngineError, match=said):
        sample(SampleJob(str(make_map(values, **profile)), str(tmp_path / "p.gpkg"), **options))
    assert [p.name for p in tmp_path.iterdir()] == ["map.tif"]


@pytest.mark.parametrize("crs", [UTM, CRS()])
def test_points_on_a_map_placed_by_control_points_are_found_on_their_pixels_again(
    make_map: MakeMap, tmp_path: Path, crs: str | CRS
) -> None:
    random = np.random.default_rng(0)
    labels = random.integers(0, 3, (70, 90), dtype=np.uint8)  # a pixel further is another class
    rough = random.normal(0, 1, (4, 4, 2))  # metres: what control points by hand are wrong by
    gcps = [
        GroundControlPoint(r, c, 593000 + c / 2 + rough[i, k, 0], 5747000 - r / 2 + r * c / 200 + rough[i, k, 1])
        for i, r in enumerate((0, 25, 50, 70))
        for k, c in enumerate((0, 30, 60, 90))
    ]  # fmt: skip
    path = make_map(labels, transform=None, gcps=gcps, crs=crs)
    points = tmp_path / "points.gpkg"
    sample(SampleJob(str(path), str(points), count=300))
    by_name = AssessJob(str(path), str(points), class_field="map_class")
    result = assess(by_name)
    assert (result.scores.pixels, result.scores.accuracy) == (300, 1)


@pytest.mark.parametrize(
    "options",
    [
        {"count": 0},
        {"count": 1_000_001},
        {"allocation": "best"},
        {"minimum": -1},
        {"seed": -1},
        {"allocation": "neyman", "expected": {"a": 1.0}},
        {"allocation": "neyman", "expected": {"a": float("nan")}},
        {"expected": {"a": 0.5}},
    ],
)
def test_options_out_of_range_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(JobError):
        SampleJob("map.tif", "points.gpkg", **options)


def test_an_existing_file_stays_unless_it_may_be_replaced(
    make_map: MakeMap, patches: NDArray[np.uint8], tmp_path: Path
) -> None:
    output, path = tmp_path / "p.gpkg", str(make_map(patches))
    output.write_text("mine")
    with pytest.raises(JobError, match="exists already"):
        sample(SampleJob(path, str(output)))
    assert output.read_text() == "mine"
    sample(SampleJob(path, str(output), count=60, overwrite=True))
    assert len(features(output)) == 60


def test_a_cancelled_draw_leaves_nothing(
    make_map: MakeMap, patches: NDArray[np.uint8], tmp_path: Path
) -> None:
    class Stops(Progress):
        def stage(self, text: str) -> None:
            if text == "Drawing points":
                self.cancel()

    with pytest.raises(Cancelled):
        sample(SampleJob(str(make_map(patches)), str(tmp_path / "p.gpkg")), Stops())
    assert [p.name for p in tmp_path.iterdir()] == ["map.tif"]
