"""Whether raster and model fit, said in plain words, and what is done about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rs_segmenter.engine.card import ModelCard
from rs_segmenter.engine.errors import RasterError
from rs_segmenter.engine.fit import RasterFacts, check_fit, choose_bands, choose_factor, needs_stretch

RGB = RasterFacts("a.tif", ("red", "green", "blue"), ("uint8",) * 3, False, 0.5, True)


def bands(*roles: str, dtype: str = "uint8") -> RasterFacts:
    return replace(RGB, roles=roles, dtypes=(dtype,) * len(roles))


@pytest.mark.parametrize(
    ("roles", "chosen"),
    [
        (("red", "green", "blue"), (1, 2, 3)),
        (("blue", "green", "red", "nir"), (3, 2, 1)),
        (("alpha", "red", "green", "blue"), (2, 3, 4)),
        (("b02", "b03", "b04", "b08"), (3, 2, 1)),
        (("", "", ""), (1, 2, 3)),
        (("alpha", "", "", "", ""), (2, 3, 4)),
        (("red", "red", "green", "blue"), (1, 2, 3)),
    ],
)
def test_bands_are_found_by_role_or_else_taken_in_order(
    roles: tuple[str, ...], chosen: tuple[int, ...], card: ModelCard
) -> None:
    assert choose_bands(bands(*roles), card) == chosen


def test_bands_asked_for_are_taken(card: ModelCard) -> None:
    assert choose_bands(RGB, card, (3, 3, 1)) == (3, 3, 1)


def test_the_colours_of_a_palette_are_bands(card: ModelCard) -> None:
    palette = replace(bands(""), palette=True)
    assert choose_bands(palette, card) == ()
    assert choose_bands(palette, card, (1, 1, 1)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("roles", "asked", "said"),
    [
        (("red", "green"), (), r"has 2 bands, but model 'tiny' needs 3: red, green, blue.*\(1,1,1\)"),
        (("",), (), "has 1 band, but"),
        (("", "", "alpha"), (), "has 2 bands, but"),
        (("red", "green", "blue"), (1, 2), "2 band numbers were given.*reads 3"),
        (("red", "green", "blue"), (1, 2, 4), "has no band 4"),
        (("red", "green", "blue"), (1, 0, 2), "has no band 0"),
    ],
)
def test_bands_that_are_not_there_are_named(
    roles: tuple[str, ...], asked: tuple[int, ...], said: str, card: ModelCard
) -> None:
    with pytest.raises(RasterError, match=said):
        choose_bands(bands(*roles), card, asked)
    (finding,) = check_fit(bands(*roles), card, asked)
    assert (finding.level, finding.topic) == ("error", "bands")


@pytest.mark.parametrize(
    ("resolution_m", "wanted", "wanted_m", "factor"),
    [
        (0.5, "auto", None, 1),
        (0.25, "auto", None, 1),
        (1.0, "auto", None, 1),
        (0.1, "auto", None, 5),
        (2.0, "auto", None, 0.25),
        (3.5, "auto", None, 1),  # more than three times too coarse: no resampling can mend that
        (0.01, "native", None, 1),
        (None, "auto", None, 1),
        (0.5, "2", 2.0, 4),
    ],
)
def test_the_grid_is_resampled_where_the_model_needs_it(
    resolution_m: float | None, wanted: str, wanted_m: float | None, factor: float, card: ModelCard
) -> None:
    facts = replace(RGB, resolution_m=resolution_m)
    assert choose_factor(facts, card, wanted, wanted_m) == pytest.approx(factor)


def test_metres_need_a_place(card: ModelCard) -> None:
    with pytest.raises(RasterError, match="unknown, so it cannot be resampled to 2 m"):
        choose_factor(replace(RGB, resolution_m=None), card, "2", 2.0)


@pytest.mark.parametrize(
    ("dtype", "sample", "needed"),
    [
        ("uint8", None, False),
        ("uint8", (0.0, 10.0), False),
        ("uint16", (0.0, 255.0), False),
        ("uint16", (100.0, 3000.0), True),
        ("int16", (-50.0, 200.0), True),
        ("float32", (0.0, 1.0), True),
        ("float32", (0.0, 200.0), False),
        ("float32", None, False),
    ],
)
def test_values_are_stretched_only_where_they_are_far_off(
    dtype: str, sample: tuple[float, float] | None, needed: bool, card: ModelCard
) -> None:
    facts = replace(bands("red", "green", "blue", dtype=dtype), sample_range=sample)
    assert needs_stretch(facts, card, (1, 2, 3)) is needed
    topics = [f.topic for f in check_fit(facts, card)]
    assert ("values" in topics) is needed


def test_a_raster_as_the_model_wants_it_needs_no_word(card: ModelCard) -> None:
    assert check_fit(RGB, card) == []


def test_a_stretch_given_by_the_user_needs_no_word(card: ModelCard) -> None:
    facts = replace(bands("red", "green", "blue", dtype="uint16"), sample_range=(100.0, 3000.0))
    assert check_fit(facts, card, stretch="100,3000") == []
    (finding,) = check_fit(facts, card, stretch="none")
    assert "Set the stretch" in finding.remedy


@pytest.mark.parametrize(
    ("resolution_m", "wanted", "level", "said"),
    [
        (0.1, "auto", "info", "it is resampled to 0.5 m"),
        (10.0, "auto", "warning", "Choose a finer raster or another model"),
        (10.0, "native", "warning", "Choose a finer raster or another model"),
        (0.01, "native", "warning", "Set the ground resolution to auto"),
        (None, "auto", "warning", "unknown; the model is made for 0.25 to 1 m"),
    ],
)
def test_pixels_of_another_size_are_mentioned(
    resolution_m: float | None, wanted: str, level: str, said: str, card: ModelCard
) -> None:
    (finding,) = check_fit(replace(RGB, resolution_m=resolution_m), card, (), wanted)
    assert finding.level == level
    assert said in f"{finding.text} {finding.remedy}"


def test_bands_taken_in_order_are_mentioned(card: ModelCard) -> None:
    (finding,) = check_fit(bands("", "", ""), card)
    assert finding.level == "info" and "red = band 1" in finding.text
    (finding,) = check_fit(bands("", "", "", ""), card)
    assert finding.level == "warning"
    assert check_fit(bands("", "", ""), card, (1, 2, 3)) == []


def test_the_worst_finding_comes_first(card: ModelCard) -> None:
    facts = replace(bands("", "", "", dtype="uint16"), resolution_m=0.1, sample_range=(0.0, 9000.0))
    levels = [f.level for f in check_fit(facts, card)]
    assert levels == ["warning", "info", "info"]
