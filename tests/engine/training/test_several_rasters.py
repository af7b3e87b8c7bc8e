"""One file of polygons for several rasters: it need not touch each of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import fiona
import numpy as np
import pytest
from affine import Affine

from rs_segmenter.engine.card import ModelCard
from rs_segmenter.engine.errors import TrainingDataError
from rs_segmenter.engine.training import IGNORE
from rs_segmenter.engine.training.evaluate import evaluate
from rs_segmenter.engine.training.job import EvaluateJob, Labelled, Split
from rs_segmenter.engine.training.scene import open_scenes

Rasters = Callable[..., tuple[Labelled, ...]]
LEFT, TOP, PX, SIDE = 593000.0, 5747000.0, 0.5, 96


@pytest.fixture
def rasters(make_raster: Callable[..., Path], card: ModelCard, tmp_path: Path) -> Rasters:
    """Rasters side by side, and polygons of two classes that lie in the first."""

    def make(*columns: int, **item: str) -> tuple[Labelled, ...]:
        schema = {"geometry": "Polygon", "properties": {"class": "str"}}
        with fiona.open(tmp_path / "p.gpkg", "w", "GPKG", schema, crs="EPSG:32631") as file:
            for number, start in enumerate(range(0, SIDE, 12)):
                x, y, side = LEFT + start * PX, TOP - 20 * PX, 10 * PX
                ring = [(x, y), (x + side, y), (x + side, y - side), (x, y - side), (x, y)]
                geometry = {"type": "Polygon", "coordinates": [ring]}
                properties = {"class": card.classes[number % 2].name}
                file.write({"type": "Feature", "geometry": geometry, "properties": properties})
        pixels = np.random.default_rng(0).integers(0, 255, (3, SIDE, SIDE)).astype(np.uint8)
        paths = [
            make_raster(pixels, f"{c}.tif", transform=Affine(PX, 0, LEFT + c * SIDE * PX, 0, -PX, TOP))
            for c in columns
        ]
        return tuple(Labelled(str(p), str(tmp_path / "p.gpkg"), "class", **item) for p in paths)

    return make


@pytest.mark.parametrize("rest", ["", "other"])
def test_a_raster_without_polygons_tells_nothing_and_is_named(
    rasters: Rasters, card: ModelCard, rest: str
) -> None:
    found = open_scenes(rasters(0, 5, rest=rest), card, Split())
    assert [s.ground.counts("all").any() for s in found.scenes] == [True, False]
    assert (found.scenes[1].read(found.scenes[1].grid.window).labels == IGNORE).all()
    assert any("labels nothing of" in note and "5.tif" in note for note in found.notes)
    assert any("8 polygons outside" in note and "5.tif" in note for note in found.notes)


def test_polygons_that_touch_none_of_their_rasters_are_refused(rasters: Rasters, card: ModelCard) -> None:
    with pytest.raises(TrainingDataError, match="label none of the rasters"):
        open_scenes(rasters(5, 6), card, Split())


def test_polygons_for_a_single_raster_must_touch_it(rasters: Rasters, card: ModelCard) -> None:
    with pytest.raises(TrainingDataError, match="lies in the raster"):
        open_scenes(rasters(5), card, Split())


@pytest.mark.parametrize("part", ["all", "val"])
def test_an_evaluation_scores_the_rasters_that_have_polygons(
    rasters: Rasters, tiny_model: Path, part: str
) -> None:
    job = EvaluateJob(rasters(0, 5), str(tiny_model), part=part, device="cpu", runtime="torch")
    result = evaluate(job)
    pixels = result.scores.pixels
    assert pixels == 800 if part == "all" else 0 < pixels < 800
    assert ["5.tif" in text and "left out" in text for text in result.warnings] == [True]


@pytest.mark.parametrize("part", ["all", "val"])
def test_an_evaluation_on_polygons_that_touch_no_raster_says_so(
    rasters: Rasters, tiny_model: Path, part: str
) -> None:
    job = EvaluateJob(rasters(5, 6), str(tiny_model), part=part, device="cpu", runtime="torch")
    with pytest.raises(TrainingDataError, match="label none of the rasters they are given for"):
        evaluate(job)
