"""Recipes by name, and single numbers of them by text."""

from __future__ import annotations

import pytest

from rs_segmenter.engine.errors import JobError
from rs_segmenter.engine.training.recipe import RECIPES, choose_recipe


def test_the_published_schedule_of_80000_steps_is_there() -> None:
    recipe = RECIPES["sgd-80k"]
    assert (recipe.steps, recipe.lr, recipe.momentum, recipe.weight_decay) == (80_000, 0.01, 0.9, 5e-4)
    assert (recipe.optimiser, recipe.schedule, recipe.batch, recipe.crop_px) == ("sgd", "poly", 16, 512)


def test_numbers_given_as_text_take_the_type_of_their_field() -> None:
    recipe = choose_recipe(
        "finetune", {"steps": "1e3", "lr": "2e-4", "augment": "flips, scale", "freeze_encoder": "true"}
    )
    assert (recipe.steps, recipe.lr, recipe.augment) == (1000, 2e-4, ("flips", "scale"))
    assert recipe.freeze_encoder is True


@pytest.mark.parametrize(
    ("name", "overrides", "said"),
    [
        ("soup", {}, "no recipe 'soup'"),
        ("finetune", {"salt": 1}, "no 'salt'"),
        ("finetune", {"steps": 0}, "steps cannot be 0"),
        ("finetune", {"steps": 1.5}, "steps cannot be 1.5"),
        ("finetune", {"lr": "nan"}, "lr cannot be"),
        ("finetune", {"ema": 1}, "decay 1"),
        ("finetune", {"norm": "layer"}, "norm cannot be 'layer'"),
        ("finetune", {"freeze_encoder": "maybe"}, "freeze_encoder cannot be"),
    ],
)
def test_what_is_no_recipe_is_refused(name: str, overrides: dict[str, object], said: str) -> None:
    with pytest.raises(JobError, match=said):
        choose_recipe(name, overrides)
