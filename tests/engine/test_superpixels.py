"""The superpixel vote: majorities, among those who may vote, the same every time."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from rs_segmenter.engine import superpixels
from rs_segmenter.engine.errors import JobError
from rs_segmenter.engine.refinement import Refinement
from rs_segmenter.engine.superpixels import check_installed, vote

Picture = NDArray[np.uint8]


@pytest.fixture
def image(picture: Picture) -> NDArray[np.float32]:
    return (picture[:, :120, :150].astype(np.float32) - 110) / 50


def test_each_superpixel_has_one_answer_and_most_votes_win(image: NDArray[np.float32]) -> None:
    random = np.random.default_rng(0)
    labels = random.integers(0, 4, image.shape[1:]).astype(np.uint8)
    valid = random.random(labels.shape) < 0.7
    shares = vote(labels, image, valid, 4, 10)
    pieces = superpixels._cut(image, 10)
    assert 60 < len(np.unique(pieces)) < 260
    for piece in np.unique(pieces):
        inside = pieces == piece
        counts = np.bincount(labels[inside & valid], minlength=4)
        expected = counts / max(counts.sum(), 1)
        np.testing.assert_allclose(
            shares[:, inside], np.repeat(expected[:, None], inside.sum(), 1), atol=1e-6
        )


@pytest.mark.parametrize("side_px", [6, 12, 24])
def test_superpixels_are_about_as_large_as_asked(picture: Picture, side_px: int) -> None:
    image = (picture[:, :384, :384].astype(np.float32) - 110) / 50
    pieces = superpixels._cut(image, side_px)
    assert 0.85 < len(np.unique(pieces)) / (384 / side_px) ** 2 < 1.15


def test_the_same_pixels_give_the_same_superpixels(image: NDArray[np.float32]) -> None:
    np.testing.assert_array_equal(superpixels._cut(image, 8), superpixels._cut(image.copy(), 8))


@pytest.mark.parametrize("start", [77, 100])
def test_tiles_agree_about_what_lies_in_both(picture: Picture, start: int) -> None:
    image = (picture[:, :300, :300].astype(np.float32) - 110) / 50
    labels = np.digitize(picture[1, :300, :300], (60, 90, 120)).astype(np.uint8)
    valid = np.ones(labels.shape, bool)
    part = (slice(start, None), slice(start, None))
    whole = vote(labels, image, valid, 4, 12).argmax(0)[part]
    tile = vote(labels[part], image[:, start:, start:], valid[part], 4, 12, (start, start)).argmax(0)
    halo_px = Refinement("slic", superpixel_px=12).halo_px
    assert (tile != whole)[halo_px : halo_px + 6, halo_px:].mean() < 0.01
    assert (tile != whole)[halo_px:, halo_px:].mean() < 0.002


def test_superpixels_do_not_depend_on_the_contrast_of_the_tile(image: NDArray[np.float32]) -> None:
    glaring = image.copy()
    glaring[:, 119, 149] = 40
    same = superpixels._cut(image, 8)[:90, :110], superpixels._cut(glaring, 8)[:90, :110]
    assert len(np.unique(np.stack(same).reshape(2, -1), axis=1).T) < 1.2 * len(np.unique(same[0]))


@pytest.mark.parametrize("size", [(1, 1), (1, 7), (5, 2), (33, 1)])
def test_tiny_and_flat_images_are_cut(size: tuple[int, int]) -> None:
    image = np.zeros((3, *size), np.float32)
    labels = np.ones(size, np.uint8)
    shares = vote(labels, image, np.ones(size, bool), 2, 12)
    np.testing.assert_array_equal(shares[1], 1)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(superpixels, "find_spec", lambda _: None)
    with pytest.raises(JobError, match="scikit-image, which is not installed") as refused:
        check_installed()
    assert "pip install scikit-image" in str(refused.value.hint)
