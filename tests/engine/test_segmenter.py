"""A model ready to run: augmentation, batches, and what happens when memory runs out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from rs_segmenter.engine.errors import DeviceError, JobError
from rs_segmenter.engine.registry import find_model
from rs_segmenter.engine.runtime import Pending, TorchRuntime
from rs_segmenter.engine.segmenter import Segmenter

Picture = NDArray[np.uint8]


@pytest.fixture
def tiles(picture: Picture) -> list[Picture]:
    return [np.ascontiguousarray(picture[:, i : i + 64, i : i + 64]) for i in range(0, 500, 100)]


def make(folder: Path, **options: Any) -> Segmenter:
    return Segmenter(find_model(str(folder)), "cpu", runtime="torch", **options)


def run_out_of_memory_above(
    limit: int, monkeypatch: pytest.MonkeyPatch, late: bool, fault: type[Exception] = torch.OutOfMemoryError
) -> list[int]:
    """Batches above `limit` tiles fail, at the start or only when they are waited for."""
    start, sizes = TorchRuntime.start, []

    def fail() -> torch.Tensor:
        raise fault

    def small(self: TorchRuntime, batch: NDArray[Any]) -> Pending:
        sizes.append(len(batch))
        if len(batch) <= limit:
            return start(self, batch)
        return fail if late else fail()  # type: ignore[return-value]

    monkeypatch.setattr(TorchRuntime, "start", small)
    return sizes


def test_probabilities_add_up_to_one_for_every_tile(tiles: list[Picture], tiny_model: Path) -> None:
    given = make(tiny_model, batch=5).start(tiles)()
    assert given.shape == (5, 4, 64, 64) and given.dtype == torch.float32
    torch.testing.assert_close(given.sum(1), torch.ones(5, 64, 64))


def test_augmentation_is_the_mean_over_flips_and_quarter_turns(
    tiles: list[Picture], tiny_model: Path
) -> None:
    plain, augmented = make(tiny_model), make(tiny_model, tta=True)
    total = torch.zeros(4, 64, 64)
    for mirrored in (False, True):
        for turns in range(4):
            seen = np.rot90(tiles[0][..., ::-1] if mirrored else tiles[0], turns, (-2, -1))
            back = torch.rot90(plain.start([np.ascontiguousarray(seen)])()[0], -turns, (-2, -1))
            total += back.flip(-1) if mirrored else back
    torch.testing.assert_close(augmented.start(tiles[:1])()[0], total / 8, atol=1e-5, rtol=0)


@pytest.mark.parametrize(
    ("tta", "late", "fault"),
    [
        (False, False, torch.OutOfMemoryError),
        (False, True, MemoryError),
        (True, True, torch.OutOfMemoryError),
    ],
    ids=["at the start", "while waiting", "augmented"],
)
def test_when_memory_runs_out_smaller_batches_give_the_same(
    tta: bool,
    late: bool,
    fault: type[Exception],
    tiles: list[Picture],
    tiny_model: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    segmenter = make(tiny_model, batch=1, tta=tta)
    expected = torch.cat([segmenter.start([tile])() for tile in tiles])
    segmenter.batch.tiles = 5
    sizes = run_out_of_memory_above(1, monkeypatch, late, fault)
    torch.testing.assert_close(segmenter.start(tiles)(), expected, atol=1e-5, rtol=0)
    assert segmenter.batch.tiles == 1
    assert sizes[:2] == [5, 2] or tta  # augmented, the next batch starts before the first has failed


def test_batches_already_under_way_do_not_halve_once_more(
    tiles: list[Picture], tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_out_of_memory_above(2, monkeypatch, late=True)
    segmenter = make(tiny_model, batch=4)
    under_way = [segmenter.start(tiles[:4]) for _ in range(3)]
    assert [len(pending()) for pending in under_way] == [4, 4, 4]
    assert segmenter.batch.tiles == 2


def test_a_single_tile_too_many_is_an_error(
    tiles: list[Picture], tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_out_of_memory_above(0, monkeypatch, late=False)
    with pytest.raises(DeviceError, match="A single tile does not fit into the memory of cpu"):
        make(tiny_model, batch=4).start(tiles[:4])()


def test_tiles_too_large_to_be_put_together_are_an_error(tiny_model: Path) -> None:
    tile = np.broadcast_to(np.uint8(0), (3, 1 << 23, 1 << 23))
    segmenter = make(tiny_model, batch=4)
    with pytest.raises(DeviceError, match="A single tile does not fit into the memory of cpu"):
        segmenter.start([tile] * 4)
    assert segmenter.batch.tiles == 1


def test_other_faults_of_the_runtime_are_not_taken_for_lack_of_memory(tiny_model: Path) -> None:
    with pytest.raises(RuntimeError):
        make(tiny_model).start([np.zeros((5, 64, 64), np.uint8)])()


def test_tiles_that_the_network_cannot_take_are_refused(tiny_model: Path) -> None:
    segmenter = make(tiny_model)
    segmenter.check_tile(96)
    for tile_px, remedy in ((100, "such as 96"), (20, "such as 32")):
        with pytest.raises(JobError, match=f"Tiles of {tile_px} pixels do not fit model 'tiny'.*{remedy}"):
            segmenter.check_tile(tile_px)


def test_half_precision_on_the_cpu_is_refused(tiny_model: Path) -> None:
    with pytest.raises(DeviceError, match="On the CPU, float16"):
        make(tiny_model, precision="float16")


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has CUDA")
def test_cuda_asked_for_and_absent_is_an_error(tiny_model: Path) -> None:
    with pytest.raises(DeviceError, match="'cuda' is not there"):
        Segmenter(find_model(str(tiny_model)), "cuda")
