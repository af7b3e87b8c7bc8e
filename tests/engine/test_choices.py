"""The words to choose from are those that jobs take."""

from __future__ import annotations

from rs_segmenter.engine import choices
from rs_segmenter.engine.crf import PARAMETER_SETS
from rs_segmenter.engine.training.recipe import RECIPES


def test_every_set_of_crf_parameters_can_be_chosen() -> None:
    assert tuple(PARAMETER_SETS) == choices.CRF_SETS


def test_every_recipe_can_be_chosen() -> None:
    assert tuple(RECIPES) == choices.RECIPE_NAMES
