"""Finished pixels become files: rows in their place, nodata where nothing is kept, pixels counted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS

from rs_segmenter.engine.card import ModelCard
from rs_segmenter.engine.errors import Cancelled, RasterError
from rs_segmenter.engine.outputs import Files, Outputs, Piece
from rs_segmenter.engine.raster import Grid
from rs_segmenter.engine.tiling import Window

GRID = Grid(1300, 700, Affine(0.5, 0, 593000, 0, -0.5, 5747000), CRS.from_epsg(32631))
SIDE = 100


def pieces(within: Window, labels: np.ndarray, keep: np.ndarray) -> list[Piece]:  # type: ignore[type-arg]
    """Squares of `SIDE` pixels over a window, reaching over its right and lower edge."""
    made = []
    for row in range(within.row, within.row_end, SIDE):
        for col in range(within.col, within.col_end, SIDE):
            part = np.s_[row : row + SIDE, col : col + SIDE]
            layer = np.zeros((1, SIDE, SIDE), np.uint8)
            kept = np.zeros((SIDE, SIDE), bool)
            height, width = labels[part].shape
            layer[0, :height, :width], kept[:height, :width] = labels[part], keep[part]
            made.append(Piece(Window(row, col, SIDE, SIDE), (layer,), kept, col + SIDE >= within.col_end))
    return made


@pytest.mark.parametrize("within", [GRID.window, Window(130, 70, 1100, 555)])
def test_pixels_land_in_their_place_and_are_counted(within: Window, card: ModelCard, tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    labels = random.integers(0, 4, (GRID.height, GRID.width)).astype(np.uint8)
    keep = random.random(labels.shape) < 0.8
    files = Files(str(tmp_path / "out.tif"))
    with Outputs(files, card.classes, GRID, within, {}) as outputs:
        for strip in (
            Window(within.row, within.col, within.height, 512),
            Window(within.row, within.col + 512, within.height, within.width - 512),
        ):
            outputs.begin(strip)
            for piece in pieces(strip, labels, keep):
                outputs.add(piece)
        outputs.complete(lambda: None)
        outputs.publish()
    part = within.slices_in(GRID.window)
    expected = np.where(keep, labels, 255)[part]
    with rasterio.open(tmp_path / "out.tif") as file:
        np.testing.assert_array_equal(file.read(1), expected)
    assert outputs.pixels == [int((expected == label).sum()) for label in range(4)]
    for found in outputs.areas:
        assert found.pixels == outputs.pixels[found.value]
        assert found.area_m2 == pytest.approx(found.pixels * 0.25, rel=2e-3)


def test_leaving_without_finishing_removes_every_file(card: ModelCard, tmp_path: Path) -> None:
    files = Files(
        str(tmp_path / "out.tif"),
        confidence=str(tmp_path / "c.tif"),
        probabilities=str(tmp_path / "p.tif"),
    )
    with pytest.raises(ZeroDivisionError), Outputs(files, card.classes, GRID, GRID.window, {}):
        assert len(list(tmp_path.iterdir())) == 3
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_when_one_file_cannot_be_made_none_is_left(card: ModelCard, tmp_path: Path) -> None:
    files = Files(str(tmp_path / "out.tif"), confidence=str(tmp_path / "none" / "c.tif"))
    with pytest.raises(RasterError, match="c.tif' cannot be written"):
        Outputs(files, card.classes, GRID, GRID.window, {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("calls", [1, 2, 3])
def test_cancelling_while_files_are_completed_leaves_none(
    calls: int, card: ModelCard, tmp_path: Path
) -> None:
    files = Files(str(tmp_path / "out.tif"), confidence=str(tmp_path / "c.tif"))
    left = iter(range(calls - 1))

    def check() -> None:
        if next(left, None) is None:
            raise Cancelled

    with pytest.raises(Cancelled), Outputs(files, card.classes, GRID, GRID.window, {}) as outputs:
        outputs.complete(check)
    assert list(tmp_path.iterdir()) == []
