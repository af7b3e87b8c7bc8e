"""Weights are used only when they are those the card describes."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from rs_segmenter.engine.card import WEIGHTS_FILE, read_card
from rs_segmenter.engine.errors import CardError, WeightsError
from rs_segmenter.engine.registry import Model, find_model
from rs_segmenter.engine.weights import digest, load_network


@pytest.fixture
def model(tiny_model: Path, tmp_path: Path) -> Model:
    folder = tmp_path / "model"
    shutil.copytree(tiny_model, folder)
    return Model(folder, read_card(folder))


def resealed(model: Model) -> Model:
    """The model with the digest of the weights it has now."""
    return replace(model, card=replace(model.card, weights_sha256=digest(model.folder / WEIGHTS_FILE)))


def test_a_digest_is_that_of_sha256(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abc" * 1_000_000)
    assert digest(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_network_holds_the_weights_and_is_ready_to_predict(model: Model) -> None:
    network = load_network(model)
    stored = load_file(model.folder / WEIGHTS_FILE)
    assert all(torch.equal(t, stored[name]) for name, t in network.state_dict().items())
    assert not network.training
    assert not any(p.requires_grad for p in network.parameters())


def test_half_precision_weights_are_run_in_float32() -> None:
    model = find_model("default")
    stored = load_file(model.folder / WEIGHTS_FILE)
    assert torch.float16 in {t.dtype for t in stored.values()}
    assert {p.dtype for p in load_network(model).parameters()} == {torch.float32}


def test_missing_weights_are_named(model: Model) -> None:
    (model.folder / WEIGHTS_FILE).unlink()
    with pytest.raises(WeightsError, match=f"'tiny' has no {WEIGHTS_FILE}"):
        load_network(model)


def test_altered_weights_are_refused(model: Model) -> None:
    path = model.folder / WEIGHTS_FILE
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="not those its card describes"):
        load_network(model)


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 100])
def test_a_file_that_is_no_safetensors_is_refused(content: bytes, model: Model) -> None:
    (model.folder / WEIGHTS_FILE).write_bytes(content)
    with pytest.raises(WeightsError, match="is no safetensors file"):
        load_network(resealed(model))


def test_weights_of_another_shape_are_refused(model: Model) -> None:
    card = replace(model.card, classes=model.card.classes[:3])
    with pytest.raises(WeightsError, match=r"2 tensors differ.*bias' \(\(4,\) instead of \(3,"):
        load_network(replace(model, card=card))


def test_a_tensor_too_few_or_too_many_is_refused(model: Model) -> None:
    path = model.folder / WEIGHTS_FILE
    tensors = load_file(path)
    first = sorted(tensors)[0]
    save_file({k: v for k, v in tensors.items() if k != first}, path)
    with pytest.raises(WeightsError, match=f"'{first}' .missing instead of"):
        load_network(resealed(model))
    save_file(tensors | {"a.stranger": torch.zeros(2)}, path)
    with pytest.raises(WeightsError, match=r"'a.stranger' .\(2,\) instead of none"):
        load_network(resealed(model))


def test_an_unknown_architecture_or_option_is_refused(model: Model) -> None:
    with pytest.raises(CardError, match="architecture 'UNet' is not known"):
        load_network(replace(model, card=replace(model.card, architecture="UNet")))
    with pytest.raises(CardError, match="no option 'depth'"):
        load_network(replace(model, card=replace(model.card, options={"depth": 3})))
