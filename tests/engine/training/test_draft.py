"""The card of a model before it is trained."""

import pytest

from rs_segmenter.engine.card import TileSpec
from rs_segmenter.engine.errors import EngineError
from rs_segmenter.engine.progress import Progress
from rs_segmenter.engine.registry import find_model
from rs_segmenter.engine.training.draft import draft_card
from rs_segmenter.engine.training.planning import make_plan
from rs_segmenter.engine.training.recipe import Recipe

from .conftest import MakeJob


@pytest.mark.parametrize(
    ("crop_px", "asked", "expected"),
    [
        (64, {}, TileSpec(64, 16, "hann")),  # the start model's own
        (32, {}, TileSpec(64, 16, "hann")),
        (96, {}, TileSpec(96, 12, "hann")),
        (64, {"tile_px": 160, "overlap_px": 32}, TileSpec(160, 32, "hann")),
        (96, {"tile_px": 160}, TileSpec(160, 20, "hann")),
        (64, {"overlap_px": 0}, TileSpec(64, 0, "hann")),
    ],
)
def test_tiles_are_those_asked_for_or_like_the_crops(
    crop_px: int, asked: dict[str, int], expected: TileSpec, make_job: MakeJob
) -> None:
    job = make_job(**asked)
    assert job.model is not None
    parent = find_model(job.model).card
    assert draft_card(job, Recipe(crop_px=crop_px), parent, ()).tile == expected


def test_tiles_that_the_network_does_not_take_are_refused_before_training(make_job: MakeJob) -> None:
    with pytest.raises(EngineError, match="Tiles of 100 pixels do not fit") as caught:
        make_plan(make_job(tile_px=100, overlap_px=0), Progress())
    assert "multiple of 32" in caught.value.hint


def test_options_that_are_not_named_are_the_start_models(make_job: MakeJob) -> None:
    job = make_job(options={"crf": True})
    assert job.model is not None
    parent = find_model(job.model).card
    assert draft_card(job, Recipe(), parent, ()).options == {**parent.options, "crf": True}
