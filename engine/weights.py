"""Weights files: read, checked against the card, converted from checkpoints. Never a pickle."""

from __future__ import annotations

import hashlib
import pickle  # nosec B403
import struct
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from .card import CARD_FILE, WEIGHTS_FILE, ModelCard, read_card, write_card
from .errors import WeightsError
from .models import build
from .registry import Model

_CHECKPOINT_SUFFIXES = (".pt", ".pth", ".ckpt", ".bin")
# What PyTorch's reader of checkpoints raises, depending on which byte is wrong.
_DAMAGE = (
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
)


def load_network(model: Model) -> nn.Module:
    """Build a model's network and load its weights, in float32 and evaluation mode.

    Raises:
        CardError: When the card names an unknown architecture or option.
        WeightsError: When the weights are missing, altered, or do not fit the network.
    """
    path = model.folder / WEIGHTS_FILE
    if not path.is_file():
        raise WeightsError(f"The model '{model.card.name}' has no {WEIGHTS_FILE}.", "Get the model again.")
    if digest(path) != model.card.weights_sha256:
        raise WeightsError(
            f"The weights in '{path}' are not those its card describes (their SHA-256 differs).",
            "The file is damaged or was exchanged: get the model again.",
        )
    try:
        tensors = load_file(path)
    except (SafetensorError, OSError) as error:
        raise WeightsError(f"'{path}' is no safetensors file: {error}.", "Get the model again.") from error
    card = model.card
    network = build(card.architecture, len(card.bands), len(card.classes), card.options)
    _check_shapes(network, tensors, model)
    floats = {name: t.float() if t.is_floating_point() else t for name, t in tensors.items()}
    network.load_state_dict(floats)
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    return network.eval()


def _check_shapes(network: nn.Module, tensors: Mapping[str, Tensor], model: Model) -> None:
    expected = {name: tuple(t.shape) for name, t in network.state_dict().items()}
    given = {name: tuple(t.shape) for name, t in tensors.items()}
    wrong = [name for name in sorted(expected.keys() | given.keys()) if expected.get(name) != given.get(name)]
    if wrong:
        name = wrong[0]
        raise WeightsError(
            f"The weights of model '{model.card.name}' do not fit its architecture {model.card.architecture}: "
            f"{len(wrong)} tensors differ, the first is '{name}' "
            f"({given.get(name, 'missing')} instead of {expected.get(name, 'none')}).",
            "Its card and its weights belong to different models, or classes or bands were changed in the card.",
        )


def check_model(model: Model) -> None:
    """Check that a model's weights are whole and fit its card.

    Raises:
        CardError: When the card names an unknown architecture or option.
        WeightsError: When the weights are missing, altered, or do not fit.
    """
    load_network(model)


def digest(path: Path) -> str:
    """SHA-256 of a file, as 64 hexadecimal digits."""
    sha = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            sha.update(block)
    return sha.hexdigest()


def convert_checkpoint(source: Path, folder: Path) -> None:
    """Turn a PyTorch checkpoint in `source` into safetensors in `folder`, where there are none yet.

    The checkpoint is read with `weights_only=True`: what is more than tensors in plain containers is refused.

    Raises:
        WeightsError: When it holds more than weights, or is damaged.
        CardError: When the card beside it is broken.
    """
    checkpoints = [p for p in sorted(source.iterdir()) if p.suffix in _CHECKPOINT_SUFFIXES]
    if (folder / WEIGHTS_FILE).exists() or not checkpoints or not (folder / CARD_FILE).exists():
        return
    path = checkpoints[0]
    try:
        loaded = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise WeightsError(
            f"'{path}' is no file of weights alone: loading it would run code from it, so it was not opened.",
            "Ask its author for safetensors, or for a checkpoint with nothing but a state_dict.",
        ) from error
    except _DAMAGE as error:
        raise WeightsError(
            f"'{path}' is damaged, or no checkpoint of PyTorch.",
            "Get it again, or ask its author for safetensors.",
        ) from error
    state = loaded.get("state_dict", loaded) if isinstance(loaded, dict) else None
    if not isinstance(state, dict) or not state or not all(isinstance(t, Tensor) for t in state.values()):
        raise WeightsError(f"'{path}' holds no state_dict.", "Save model.state_dict() and try again.")
    # Copies, since safetensors refuses tensors that share memory.
    tensors = {str(name): t.contiguous().clone() for name, t in state.items()}
    try:
        save_file(tensors, folder / WEIGHTS_FILE)
    except SafetensorError as error:
        raise WeightsError(f"'{path}' cannot be converted: {error}.", "Is the disk full?") from error
    card: ModelCard = read_card(folder)
    write_card(replace(card, weights_sha256=digest(folder / WEIGHTS_FILE)), folder)
