"""From raw pixels to what a network sees."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from rs_segmenter.engine.card import ModelCard
from rs_segmenter.engine.prepare import Normalised, Preparer, percentile_ranges

MEANS = (110, 111, 112)
ALL = np.ones((4, 5), bool)


@pytest.mark.parametrize(
    ("dtype", "after"),
    [("uint8", "uint8"), ("uint16", "float32"), ("int16", "float32"), ("float64", "float32")],
)
def test_bytes_stay_bytes_and_all_else_becomes_float(dtype: str, after: str, card: ModelCard) -> None:
    values = np.arange(60).reshape(3, 4, 5).astype(dtype)
    prepared = Preparer(card)(values, ALL)
    assert prepared.dtype == after and prepared.flags.c_contiguous
    np.testing.assert_array_equal(prepared, values)


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_invalid_pixels_hold_the_mean_of_their_band(dtype: str, card: ModelCard) -> None:
    values = np.full((3, 4, 5), 7, dtype)
    if dtype == "float32":
        values[:, 0, 0] = np.nan
    valid = ALL.copy()
    valid[0] = False
    prepared = Preparer(card)(values, valid)
    assert prepared.dtype == dtype
    for band, mean in zip(prepared, MEANS):
        assert (band[0] == mean).all() and (band[1:] == 7).all()


def test_values_are_stretched_to_the_models_range_and_clipped_there(card: ModelCard) -> None:
    values = np.full((3, 1, 5), [[[50, 100, 200, 300, 400]]], np.uint16)
    prepared = Preparer(card, [(100, 300)] * 3)(values, np.ones((1, 5), bool))
    assert prepared.dtype == np.float32
    np.testing.assert_allclose(prepared[1, 0], [0, 0, 127.5, 255, 255])


def test_each_band_has_a_stretch_of_its_own(card: ModelCard) -> None:
    values = np.full((3, 4, 5), 100, np.int16)
    prepared = Preparer(card, [(0, 100), (0, 200), (100, 200)])(values, ALL)
    np.testing.assert_allclose(prepared[:, 0, 0], [255, 127.5, 0])


def test_a_huge_nodata_value_does_not_disturb_the_stretch(card: ModelCard) -> None:
    values = np.full((3, 4, 5), -3.4e38)
    valid = np.zeros((4, 5), bool)
    prepared = Preparer(card, [(0, 0.1)] * 3)(values, valid)
    np.testing.assert_allclose(prepared[:, 0, 0], MEANS)


@pytest.mark.parametrize("dtype", [torch.uint8, torch.float32])
def test_a_network_sees_normalised_bands_and_gives_probabilities(dtype: torch.dtype, card: ModelCard) -> None:
    seen = []

    class Network(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            seen.append(x)
            return x

    raw = torch.full((2, 3, 4, 5), 210).to(dtype)
    probabilities = Normalised(Network(), card)(raw)
    for i, (mean, stddev) in enumerate(((110, 50), (111, 51), (112, 52))):
        torch.testing.assert_close(seen[0][:, i], torch.full((2, 4, 5), (210 - mean) / stddev))
    torch.testing.assert_close(probabilities.sum(1), torch.ones(2, 4, 5))


def test_ranges_are_percentiles_of_valid_values() -> None:
    values = np.stack([np.arange(101), np.arange(101) * 10]).astype(np.uint16)
    valid = np.ones(101, bool)
    assert percentile_ranges(values, valid) == [(2.0, 98.0), (20.0, 980.0)]
    valid[51:] = False
    assert percentile_ranges(values, valid) == [(1.0, 49.0), (10.0, 490.0)]


def test_ranges_rise_even_where_all_values_are_alike() -> None:
    assert percentile_ranges(np.full((1, 9), 5), np.ones(9, bool)) == [(5.0, 6.0)]
    assert percentile_ranges(np.full((1, 9), 5), np.zeros(9, bool)) == []
