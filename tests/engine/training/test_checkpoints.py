"""Checkpoints: whole or not there, the newest two kept, newer formats refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from rs_segmenter.engine.training import checkpoints
from rs_segmenter.engine.training.checkpoints import (
    CheckpointError,
    load_best,
    load_checkpoint,
    remove_checkpoints,
    save_best,
    save_checkpoint,
)

from .conftest import files_up_to


def test_the_newest_two_are_kept_and_the_newest_is_read(tmp_path: Path) -> None:
    for step in (1, 2, 10):
        save_checkpoint(tmp_path, step, {"weights": torch.full((2,), float(step))})
    assert len(list(tmp_path.iterdir())) == 2
    state = load_checkpoint(tmp_path)
    assert state is not None
    assert state["step"] == 10
    assert torch.equal(state["weights"], torch.full((2,), 10.0))


def test_a_damaged_checkpoint_gives_way_to_the_one_before(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, 1, {})
    path = save_checkpoint(tmp_path, 2, {"weights": torch.zeros(1000)})
    path.write_bytes(path.read_bytes()[:500])
    state = load_checkpoint(tmp_path)
    assert state is not None
    assert state["step"] == 1


def test_where_none_can_be_read_that_is_said(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, 1, {}).write_bytes(b"")
    with pytest.raises(CheckpointError, match="cannot be read"):
        load_checkpoint(tmp_path)


def test_a_checkpoint_of_a_newer_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "FORMAT", checkpoints.FORMAT + 1)
    save_checkpoint(tmp_path, 1, {})
    monkeypatch.undo()
    with pytest.raises(CheckpointError, match="format 2; this version reads format 1"):
        load_checkpoint(tmp_path)


def test_a_pickle_with_code_is_not_run(tmp_path: Path) -> None:
    class Code:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (tmp_path / "ran",)

    torch.save({"format": 1, "code": Code()}, tmp_path / "step-00000001.ckpt")
    with pytest.raises(CheckpointError, match="cannot be read"):
        load_checkpoint(tmp_path)
    assert not (tmp_path / "ran").exists()


def test_a_checkpoint_that_finds_no_room_leaves_the_one_before(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, 1, {"weights": torch.zeros(10)})
    full = pytest.raises(CheckpointError, match="cannot be written: File too large.*is kept")
    with full, files_up_to(100_000):
        save_checkpoint(tmp_path, 2, {"weights": torch.zeros(100_000)})
    state = load_checkpoint(tmp_path)
    assert state is not None
    assert state["step"] == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_the_best_weights_stay_while_a_checkpoint_may_ask_for_them(tmp_path: Path) -> None:
    save_best(tmp_path, 1, {"w": torch.ones(1)})
    save_checkpoint(tmp_path, 1, {})
    save_checkpoint(tmp_path, 2, {})
    save_best(tmp_path, 3, {"w": torch.zeros(1)})
    save_checkpoint(tmp_path, 3, {})
    assert torch.equal(load_best(tmp_path, 1)["w"], torch.ones(1))
    save_checkpoint(tmp_path, 4, {})
    save_best(tmp_path, 5, {"w": torch.ones(1)})
    assert not (tmp_path / "best-00000001.pt").exists()
    assert torch.equal(load_best(tmp_path, 3)["w"], torch.zeros(1))


def test_nothing_is_left_of_a_run_that_is_over(tmp_path: Path) -> None:
    save_best(tmp_path, 1, {})
    save_checkpoint(tmp_path, 1, {})
    remove_checkpoints(tmp_path)
    assert not list(tmp_path.iterdir())
