"""The moving band that refines: tiles see all of their halo, and nothing but the extent decides what comes out."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import Tensor

from rs_segmenter.engine import refining
from rs_segmenter.engine.errors import JobError
from rs_segmenter.engine.outputs import Piece, StripPiece
from rs_segmenter.engine.refinement import Refinement
from rs_segmenter.engine.refining import NO_SHARE, Method, Refiner, choose_method, refine_pieces
from rs_segmenter.engine.tiling import Window

CPU = torch.device("cpu")
CLASSES = 3
Stored = NDArray[np.uint8]


def highest_near(halo_px: int) -> Method:
    """A stand-in for a refinement: the highest probability and pixel within exactly the halo."""

    def refine(probabilities: Tensor, image: Tensor, valid: Tensor, origin: tuple[int, int]) -> Tensor:
        corner = torch.tensor([origin[0], origin[1]])[:, None, None].float()
        planes = torch.where(valid, torch.cat([probabilities, image - corner]), -1e9)
        near = torch.nn.functional.max_pool2d(planes, 2 * halo_px + 1, 1, halo_px)
        return near[:CLASSES] + (near[CLASSES:] + corner).sum(0)

    return refine


def read_places(within: Window) -> Method:
    """An image that tells where it is: bands of row and column within the extent."""

    def read(window: Window) -> NDArray[np.float32]:
        rows, cols = np.mgrid[window.row : window.row_end, window.col : window.col_end].astype(np.float32)
        return np.stack([rows - within.row, cols - within.col])

    return read  # type: ignore[return-value]


def cut(stored: Stored, within: Window, strip: Window, halo_px: int, stride_px: int) -> Iterator[StripPiece]:
    """Cut a strip and its halo into pieces as the model's tiles give them: a grid anchored at the raster's corner."""
    seen = strip.grown(halo_px).intersect(within)
    whole = Window(0, 0, stored.shape[1], stored.shape[2])
    first = seen.row // stride_px * stride_px, seen.col // stride_px * stride_px
    for row in range(first[0], seen.row_end, stride_px):
        for col in range(first[1], seen.col_end, stride_px):
            place = Window(row, col, stride_px, stride_px)
            inside = place.intersect(whole)
            values = np.zeros((CLASSES, stride_px, stride_px), np.uint8)
            keep = np.zeros((stride_px, stride_px), bool)
            to, here = inside.slices_in(place), inside.slices_in(whole)
            values[(slice(None), *to)] = stored[(slice(None), *here)]
            keep[to] = stored[0][here] != NO_SHARE
            yield strip, Piece(place, (values[:1], values), keep, col + stride_px >= seen.col_end)


@settings(max_examples=60, deadline=None)
@given(
    place=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    size=st.tuples(st.integers(1, 45), st.integers(1, 45)),
    core_px=st.integers(3, 16),
    halo_px=st.integers(0, 20),
    stride_px=st.integers(2, 14),
    strip_cores=st.integers(1, 4),
    holes=st.floats(0, 1),
    seed=st.integers(0, 99),
)
def test_tiles_strips_and_pieces_do_not_show(
    place: tuple[int, int],
    size: tuple[int, int],
    core_px: int,
    halo_px: int,
    stride_px: int,
    strip_cores: int,
    holes: float,
    seed: int,
) -> None:
    random = np.random.default_rng(seed)
    within = Window(*place, *size)
    stored = random.integers(1, 251, (CLASSES, within.row_end + 5, within.col_end + 5)).astype(np.uint8)
    stored[:, random.random(stored.shape[1:]) < holes] = NO_SHARE
    read = read_places(within)
    width_px = strip_cores * core_px
    strips = [
        Window(within.row, col, within.height, width_px).intersect(within)
        for col in range(within.col, within.col_end, width_px)
    ]
    found = np.full((CLASSES, within.height, within.width), np.nan, np.float32)
    kept = np.zeros((within.height, within.width), bool)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refining, "CORE_PX", core_px)
        refiner = Refiner(highest_near(halo_px), halo_px, read, within, CPU, probabilities="float32")
        pieces = (p for strip in strips for p in cut(stored, within, strip, halo_px, stride_px))
        for strip, piece in refine_pieces(refiner, pieces, CLASSES, stride_px):
            assert piece.window.intersect(strip) == piece.window
            place_in = piece.window.slices_in(within)
            assert np.isnan(found[(slice(None), *place_in)]).all(), "a pixel came twice"
            found[(slice(None), *place_in)] = piece.layers[-1]
            kept[place_in] = piece.keep
    given_px = stored[(slice(None), *within.slices_in(Window(0, 0, *stored.shape[1:])))]
    valid = torch.from_numpy(given_px[0] != NO_SHARE)
    shares = torch.where(valid, torch.from_numpy(given_px).float(), 0)
    shares = shares / shares.sum(0).clamp_min(1)
    expected = highest_near(halo_px)(shares, torch.from_numpy(read(within)), valid, (0, 0)).numpy()
    np.testing.assert_array_equal(kept, valid.numpy())
    np.testing.assert_array_equal(found[:, kept], expected[:, kept])
    assert not np.isnan(found).any()


def test_the_bands_memory_does_not_grow_with_the_raster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refining, "CORE_PX", 64)
    values = np.full((CLASSES, 32, 512), 83, np.uint8)
    keep = np.ones((32, 512), bool)

    def peak_bytes(height: int) -> int:
        within = Window(0, 0, height, 512)
        refiner = Refiner(lambda shares, *_: shares, 16, None, within, CPU)
        pieces = (
            (within, Piece(Window(row, 0, 32, 512), (values[:1], values), keep, True))
            for row in range(0, height, 32)
        )
        tracemalloc.start()
        try:
            count = sum(piece.window.area_px for _, piece in refine_pieces(refiner, pieces, CLASSES, 32))
            assert count == within.area_px
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak_bytes(4096) < 1.1 * peak_bytes(512)


@pytest.mark.parametrize("method", ["crf", "slic"])
def test_one_valid_pixel_and_one_class_are_refined(method: str) -> None:
    within = Window(0, 0, 40, 40)
    image = np.random.default_rng(0).normal(size=(3, 40, 40)).astype(np.float32)
    refinement = Refinement(method, superpixel_px=4)
    for classes in (1, 3):
        stored = np.full((classes, 40, 40), NO_SHARE, np.uint8)
        stored[:, 7, 9] = [10, 230, 10][-classes:] if classes > 1 else [250]
        refiner = Refiner(
            choose_method(refinement, classes, 3, CPU), refinement.halo_px, lambda _: image, within, CPU
        )
        ((tile,),) = refiner.rows(within)
        piece = refiner.refine(stored, tile, ends_row=True)
        assert piece.keep.sum() == 1 and piece.keep[7, 9]
        assert piece.layers[0][0, 7, 9] == classes // 2


def test_the_crf_follows_the_edges_of_the_image() -> None:
    truth = np.zeros((60, 60), int)
    truth[:, 30:] = 1
    image = np.stack([truth * 2.0 - 1] * 3).astype(np.float32)
    random = np.random.default_rng(1)
    high = np.where(random.random(truth.shape) < 0.8, 150, 100)
    stored = np.where(truth == 0, [high, 250 - high], [250 - high, high]).astype(np.uint8)
    within = Window(0, 0, 60, 60)
    for method in ("crf", "slic"):
        refinement = Refinement(method, superpixel_px=6)
        read, halo_px = (lambda _: image), refinement.halo_px
        refiner = Refiner(choose_method(refinement, 2, 3, CPU), halo_px, read, within, CPU)
        ((tile,),) = refiner.rows(within)
        labels = refiner.refine(stored, tile, ends_row=True).layers[0][0]
        assert (stored.argmax(0) == truth).mean() < 0.85
        assert (labels == truth).mean() > 0.97, method


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "magic"}, "no refinement called 'magic'"),
        ({"superpixel_px": 1}, "Superpixels of 1 pixels"),
        ({"crf": {"set": "best"}}, "no set of CRF parameters called 'best'"),
        ({"crf": {"theta": 3}}, "no CRF parameter called 'theta'"),
        ({"crf": {"theta_alpha_px": 0.0}}, "theta_alpha_px cannot be 0.0"),
        ({"crf": {"theta_beta": -1}}, "theta_beta cannot be -1"),
        ({"crf": {"w_spatial": float("nan")}}, "w_spatial cannot be nan"),
        ({"crf": {"iterations": 0}}, "iterations cannot be 0"),
        ({"crf": {"theta_alpha_px": 1e6}}, "would look 3000000 pixels around"),
    ],
)
def test_refinements_that_make_no_sense_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(JobError, match=message):
        Refinement(**options)  # type: ignore[arg-type]


def test_what_does_not_fit_the_classes_is_found_before_the_first_tile() -> None:
    refinement = Refinement("crf", {"compatibility": [[0, 1], [1, 0]]})
    with pytest.raises(JobError, match="compatibility is for 2 classes, the probabilities have 3"):
        choose_method(refinement, 3, 3, CPU)


def test_a_set_of_parameters_can_be_changed_in_part() -> None:
    parameters = Refinement("crf", {"set": "readme", "iterations": 2}).crf_parameters
    assert (parameters.theta_alpha_px, parameters.iterations) == (80, 2)
