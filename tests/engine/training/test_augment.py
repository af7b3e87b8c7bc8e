"""Augmentation: what each policy does to pixels and labels, with any number of bands."""

from __future__ import annotations

import colorsys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rs_segmenter.engine.card import Band, ModelCard
from rs_segmenter.engine.errors import JobError
from rs_segmenter.engine.training import IGNORE
from rs_segmenter.engine.training.augment import (
    POLICIES,
    distort,
    hue_turned,
    make_augment,
    resize,
    saturated,
    warp,
)
from rs_segmenter.engine.training.scene import Sample

LABELLED = np.asarray([0, 1, 2, 3, IGNORE], dtype=np.uint8)


def sample_of(bands: int = 3, side: int = 48, seed: int = 0) -> Sample:
    """A sample in which the first band tells the label."""
    rng = np.random.default_rng(seed)
    index = rng.integers(0, 5, (side // 8, side // 8)).repeat(8, 0).repeat(8, 1)
    raw = rng.uniform(0, 255, (bands, side, side)).astype(np.float32)
    raw[0] = index * 50
    return Sample(raw, LABELLED[index], np.ones(4, dtype=bool))


def card_of(card: ModelCard, bands: int) -> ModelCard:
    names = ("red", "green", "blue") if bands == 3 else tuple(f"band {i}" for i in range(bands))
    return replace(card, bands=tuple(Band(n, 110.0, 60.0) for n in names))


@pytest.mark.parametrize("bands", [1, 3, 12])
@pytest.mark.parametrize("name", POLICIES)
def test_every_policy_keeps_form_and_range_for_any_number_of_bands(
    name: str, bands: int, card: ModelCard
) -> None:
    augment = make_augment([name], card_of(card, bands))
    changed = False
    for seed in range(12):
        rng = np.random.default_rng(seed)
        before = sample_of(bands, augment.side_px(48, rng) // 8 * 8)
        after = augment(replace(before, raw=before.raw.copy()), 48, rng)
        assert after.raw.shape == (bands, 48, 48) and after.labels.shape == (48, 48)
        assert after.raw.dtype == np.float32 and after.labels.dtype == np.uint8
        assert after.raw.min() > -1e-3 and after.raw.max() < 255.001
        assert set(np.unique(after.labels)) <= set(LABELLED.tolist())
        changed |= after.raw.shape != before.raw.shape or bool((after.raw != before.raw).any())
    assert changed


@pytest.mark.parametrize("name", ["flips", "rotations"])
@pytest.mark.parametrize("seed", range(8))
def test_pixels_and_labels_move_together(name: str, seed: int, card: ModelCard) -> None:
    after = make_augment([name], card)(sample_of(), 48, np.random.default_rng(seed))
    np.testing.assert_array_equal(LABELLED[(after.raw[0] / 50).astype(int)], after.labels)


@pytest.mark.parametrize("seed", range(8))
def test_warped_pixels_and_labels_agree_but_for_borders(seed: int, card: ModelCard) -> None:
    after = make_augment(["resuneta"], card)(sample_of(side=64), 64, np.random.default_rng(seed))
    whole = np.abs(after.raw[0] / 50 - np.rint(after.raw[0] / 50)) < 1e-3
    agree = LABELLED[np.rint(after.raw[0] / 50).astype(int)] == after.labels
    assert whole.mean() > 0.2 and agree[whole].mean() > 0.97


def test_a_warp_without_turn_and_zoom_changes_nothing() -> None:
    before = sample_of()
    after = warp(before, (10.0, 30.0), 0.0, 1.0)
    np.testing.assert_allclose(after.raw, before.raw, atol=0.05)
    np.testing.assert_array_equal(after.labels, before.labels)


def test_a_warp_turns_counter_clockwise_about_its_centre_and_reflects() -> None:
    before = sample_of(side=49 // 8 * 8)
    after = warp(before, (23.5, 23.5), np.pi / 2, 1.0)
    np.testing.assert_array_equal(after.labels, np.rot90(before.labels))
    moved = warp(before, (0.0, 0.0), 0.0, 0.5)
    np.testing.assert_array_equal(moved.labels[:24, :24], before.labels[::2, ::2])
    # Column 47 is the last; column 24 + i of the result shows what lies 2 i + 1 columns before it.
    np.testing.assert_array_equal(moved.labels[:24, 24:], before.labels[::2, 46::-2])


def test_scale_shows_half_to_double_the_ground_and_keeps_labels_apart(card: ModelCard) -> None:
    augment = make_augment(["scale"], card)
    sides = [augment.side_px(100, np.random.default_rng(i)) for i in range(300)]
    assert 50 <= min(sides) < 60 and 180 < max(sides) <= 200
    half = resize(sample_of(side=96), 48)
    np.testing.assert_array_equal(half.labels, sample_of(side=96).labels[1::2, 1::2])
    middle = half.raw[0, 1::4, 1::4]
    assert np.abs(middle - sample_of(side=96).raw[0, 2::8, 2::8]).max() < 1


def test_brightness_moves_a_band_by_its_own_spread() -> None:
    """Reflectance that fills a thousandth of its range is not washed out."""
    spans = np.asarray([100.0, 1000.0], dtype=np.float32)
    moved = []
    for seed in range(50):
        dark = Sample(np.zeros((2, 8, 8), np.float32), np.zeros((8, 8), np.uint8), np.ones(2, bool))
        after = distort(dark, np.random.default_rng(seed), spans, (0.0, 1e6), ()).raw
        np.testing.assert_allclose(after[1], after[0] * 10, rtol=1e-5)
        moved.append(after[0, 0, 0])
    # A quarter moves up; contrast multiplies what brightness has added by up to 1.5.
    assert 5 < np.count_nonzero(moved) < 25
    assert 8 < max(moved) <= 100 * 32 / 255 * 1.5


def test_hue_and_saturation_need_red_green_and_blue(card: ModelCard) -> None:
    grey = np.full((3, 8, 8), 90, np.float32) + np.arange(3, dtype=np.float32)[:, None, None] * 30
    for names, differs in ((("red", "green", "blue"), True), (("nir", "green", "blue"), False)):
        of = replace(card, bands=tuple(Band(n, 110.0, 60.0) for n in names))
        augment = make_augment(["photometric"], of)
        steps = []
        for seed in range(40):
            sample = Sample(grey.copy(), np.zeros((8, 8), np.uint8), np.ones(2, bool))
            after = augment(sample, 8, np.random.default_rng(seed)).raw[:, 0, 0]
            if after.max() < 255 and after.min() > 0:
                steps.append((after[2] - after[1]) / (after[1] - after[0]))
        assert (np.ptp(steps) > 0.1) == differs


@settings(max_examples=100, deadline=None)
@given(st.tuples(*[st.integers(0, 255)] * 3), st.floats(0.5, 1.5), st.integers(-18, 17))
def test_colours_change_as_in_hsv(colour: tuple[int, int, int], gain: float, turn: int) -> None:
    rgb = np.asarray(colour, dtype=np.float32).reshape(3, 1, 1)
    hue, saturation, value = colorsys.rgb_to_hsv(*(c / 255 for c in colour))
    expected = np.asarray(colorsys.hsv_to_rgb(hue, min(1, saturation * gain), value)) * 255
    np.testing.assert_allclose(saturated(rgb, gain).ravel(), expected, atol=0.01)
    expected = np.asarray(colorsys.hsv_to_rgb((hue + turn / 180) % 1, saturation, value)) * 255
    np.testing.assert_allclose(hue_turned(rgb, turn / 180).ravel(), expected, atol=0.02)


def test_an_unknown_policy_is_refused(card: ModelCard) -> None:
    with pytest.raises(JobError, match="'mixup'.*flips"):
        make_augment(["flips", "mixup"], card)
