"""Checkpoints become safetensors when they hold nothing but tensors; nothing in them is ever run."""

from __future__ import annotations

import os
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from rs_segmenter.engine.card import CARD_FILE, WEIGHTS_FILE, ModelCard, read_card, write_card
from rs_segmenter.engine.errors import WeightsError
from rs_segmenter.engine.registry import add_model, user_models
from rs_segmenter.engine.weights import check_model, convert_checkpoint, digest


@pytest.mark.parametrize("wrap", [False, True])
def test_a_checkpoint_of_plain_tensors_is_converted(wrap: bool, source: Path) -> None:
    state = load_file(source / WEIGHTS_FILE)
    (source / WEIGHTS_FILE).unlink()
    torch.save({"state_dict": state} if wrap else state, source / "weights.pt")
    model = add_model(source)
    assert sorted(p.name for p in model.folder.iterdir()) == [CARD_FILE, WEIGHTS_FILE]
    converted = load_file(model.folder / WEIGHTS_FILE)
    assert all(torch.equal(converted[name], state[name]) for name in state)
    check_model(model)


class Payload:
    """Makes a folder when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = str(mark)

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (self.mark,)


@pytest.mark.parametrize("plain", [False, True], ids=["torch.save", "pickle.dump"])
@pytest.mark.parametrize("name", ["weights.pt", "model.pth", "last.ckpt", "pytorch_model.bin"])
def test_a_pickle_is_refused_and_its_payload_not_run(
    name: str, plain: bool, source: Path, tmp_path: Path
) -> None:
    mark = tmp_path / "payload ran"
    (source / WEIGHTS_FILE).unlink()
    content = {"state_dict": Payload(mark)}
    if plain:
        (source / name).write_bytes(pickle.dumps(content))
    else:
        torch.save(content, source / name)
    with pytest.raises(WeightsError, match="no file of weights alone"):
        add_model(source)
    assert not mark.exists()
    assert not list(user_models().iterdir())
    pickle.loads(pickle.dumps(content))  # the payload does work where it is run
    assert mark.exists()


def test_a_pickle_named_as_safetensors_is_refused_and_its_payload_not_run(
    source: Path, tmp_path: Path
) -> None:
    mark = tmp_path / "payload ran"
    torch.save(Payload(mark), source / WEIGHTS_FILE)
    write_card(replace(read_card(source), weights_sha256=digest(source / WEIGHTS_FILE)), source)
    with pytest.raises(WeightsError, match="is no safetensors file"):
        add_model(source)
    assert not mark.exists()


@pytest.mark.parametrize("new", [True, False], ids=["zip format", "old format"])
def test_a_damaged_checkpoint_is_called_so(new: bool, source: Path) -> None:
    state = load_file(source / WEIGHTS_FILE)
    (source / WEIGHTS_FILE).unlink()
    checkpoint = source / "weights.pt"
    torch.save(state, checkpoint, _use_new_zipfile_serialization=new)
    whole = checkpoint.read_bytes()
    checkpoint.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(WeightsError, match="weights.pt' is damaged"):
        add_model(source)


@pytest.mark.filterwarnings("ignore:Detected pickle protocol")
def test_a_checkpoint_damaged_anywhere_raises_nothing_unforeseen(tmp_path: Path, card: ModelCard) -> None:
    checkpoint = tmp_path / "weights.pt"
    torch.save({"a": torch.zeros(3, 4)}, checkpoint, _use_new_zipfile_serialization=False)
    whole, refused = checkpoint.read_bytes(), 0
    for place in range(len(whole)):
        write_card(card, tmp_path)
        (tmp_path / WEIGHTS_FILE).unlink(missing_ok=True)
        checkpoint.write_bytes(
            whole[:place] + bytes([(whole[place] + 1 + 31 * place) % 256]) + whole[place + 1 :]
        )
        try:
            convert_checkpoint(tmp_path, tmp_path)
        except WeightsError:
            refused += 1
    assert refused > len(whole) / 4


def test_tensors_that_share_memory_are_converted(source: Path) -> None:
    state = load_file(source / WEIGHTS_FILE)
    (source / WEIGHTS_FILE).unlink()
    names = [name for name, t in state.items() if t.shape == (4,)]
    state[names[1]] = state[names[0]]
    torch.save(state, source / "weights.pt")
    check_model(add_model(source))


def test_a_checkpoint_without_weights_is_refused(source: Path) -> None:
    (source / WEIGHTS_FILE).unlink()
    torch.save({"epoch": 3}, source / "weights.pt")
    with pytest.raises(WeightsError, match="holds no state_dict"):
        add_model(source)
