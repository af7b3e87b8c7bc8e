"""The card of a model before it is trained."""

import pytest

from rs_segmenter.engine.card import LabelClass, TileSpec
from rs_segmenter.engine.errors import EngineError, JobError
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


@pytest.mark.parametrize(
    ("classes", "said"),
    [
        ([LabelClass(0, "roof", "#ff0000")], "fewer than two classes"),
        ([LabelClass(0, "roof", "#ff0000"), LabelClass(1, "roof", "#00ff00")], "two classes share a name"),
        ([LabelClass(3, "roof", "#ff0000"), LabelClass(4, "tree", "#00ff00")], "0"),
    ],
)
def test_classes_that_no_model_can_have_are_told_as_the_jobs_fault(
    classes: list[LabelClass], said: str, make_job: MakeJob
) -> None:
    with pytest.raises(JobError, match=said) as caught:
        draft_card(make_job(classes=tuple(classes)), Recipe(), None, ())
    assert "card.json" not in caught.value.hint
    assert "classes" in caught.value.hint


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("my-model", "my-model"),
        ("my model (it's new)", "my-model-it-s-new"),
        ("forêt 2", "forêt-2"),
        ("m", "model-m"),
        ("2024", "model-2024"),
        ("土地覆盖 v2", "model-v2"),
        ("模型", "model"),
    ],
)
def test_a_folder_of_any_name_gives_its_model_a_name(folder: str, name: str, make_job: MakeJob) -> None:
    job = make_job(output=f"/tmp/{folder}")
    assert job.model is not None
    assert draft_card(job, Recipe(), find_model(job.model).card, ()).name == name


def test_why_a_class_called_other_does_not_count_is_told(make_job: MakeJob) -> None:
    with pytest.raises(EngineError, match="the labels hold only 'roof'") as caught:
        draft_card(make_job(), Recipe(), None, ("roof",))
    assert "'other' means none of the classes" in caught.value.hint


def test_a_name_that_no_model_can_have_is_refused(make_job: MakeJob) -> None:
    with pytest.raises(JobError, match="No model can be called '模型'"):
        draft_card(make_job(name="模型"), Recipe(), None, ("a", "b"))
