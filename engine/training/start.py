"""The network a training starts from: a parent model's weights, an encoder's, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from ..card import ModelCard
from ..errors import CardError, JobError, WeightsError
from ..models import build
from ..models.crf_layer import CRF
from ..registry import Model
from ..weights import load_network

Weights = Mapping[str, Tensor]
Shapes = Mapping[str, torch.Size]

_PREFIXES = ("module.", "encoder.", "backbone.", "model.")
_NEARLY_ALL = 0.98
_RGB = ("red", "green", "blue")


def start_network(
    card: ModelCard, parent: Model | None = None, encoder_weights: Path | None = None
) -> tuple[nn.Module, tuple[str, ...]]:
    """Build the network of a new model and give it the weights to start from.

    A parent's weights are taken whole, but for what depends on a class or a band: a class keeps its part of the
    head, a band its part of the first convolution, if the parent has one of that name. New classes start at
    random, new bands at the mean of the parent's.

    Args:
        card: Card of the new model.
        parent: The model to start from.
        encoder_weights: A safetensors file of the encoder's weights, under its own names or timm's.

    Returns:
        The network in training mode on the CPU, and what was done, one sentence each.

    Raises:
        CardError: When a card names an unknown architecture or option.
        JobError: When both a parent and encoder weights are given.
        WeightsError: When weights are missing, damaged, or do not fit.
    """
    if parent and encoder_weights:
        raise JobError(
            f"Training cannot start from the model '{parent.card.name}' and from '{encoder_weights}' at once.",
            "Give one of them.",
        )
    network = build(card.architecture, len(card.bands), len(card.classes), card.options)
    if parent:
        return network, _inherit(network, card, parent)
    if encoder_weights:
        return network, (_fill_encoder(network, card, encoder_weights),)
    return network, ("All weights start at random.",)


def _inherit(network: nn.Module, card: ModelCard, parent: Model) -> tuple[str, ...]:
    given = load_network(parent).state_dict()
    wanted = network.state_dict()
    bands = [[band.name for band in c.bands] for c in (parent.card, card)]
    classes = [[c.name for c in owner.classes] for owner in (parent.card, card)]
    shapes = _shapes(card)
    by_band, by_class = _shapes(card, more_bands=1), _shapes(card, more_classes=1)
    for name, tensor in wanted.items():
        found = given.get(name)
        if name.startswith(f"{CRF}.") and (found is None or classes[0] != classes[1]):
            continue  # the layer's tables hold a number for each pair of classes: it starts afresh
        if found is not None and (axis := _changed(shapes[name], by_band[name])) is not None:
            found = _with_bands(found, axis, *bands)
        if found is not None and (axis := _changed(shapes[name], by_class[name])) is not None:
            blocks = by_class[name][axis] - shapes[name][axis]
            found = _with_classes(found, tensor, axis, blocks, *classes)
        if found is None or found.shape != tensor.shape:
            raise WeightsError(
                f"The model '{parent.card.name}' ({parent.card.architecture}) is no start for a {card.architecture} "
                f"of these options: its '{name}' differs.",
                "Keep the parent's architecture and options, or train from scratch.",
            )
        wanted[name] = found
    network.load_state_dict(wanted)
    notes = [f"The network starts from the weights of '{parent.card.name}'."]
    if card.options.get("norm", "batch") != parent.card.options.get("norm", "batch"):
        notes.append("The normalisation is of another kind than the parent's; it keeps scale and shift.")
    return (*notes, *_band_notes(*bands), *_class_notes(*classes))


def _shapes(card: ModelCard, more_bands: int = 0, more_classes: int = 0) -> Shapes:
    """Shapes of the card's network had it more bands or classes; takes no memory."""
    with torch.device("meta"):
        counts = len(card.bands) + more_bands, len(card.classes) + more_classes
        network = build(card.architecture, *counts, card.options)
    return {name: tensor.shape for name, tensor in network.state_dict().items()}


def _changed(shape: torch.Size, other: torch.Size) -> int | None:
    return next((axis for axis, sizes in enumerate(zip(shape, other)) if sizes[0] != sizes[1]), None)


def _with_bands(found: Tensor, axis: int, old: Sequence[str], new: Sequence[str]) -> Tensor:
    """A first convolution for other bands, rescaled so that its response stays as large."""
    if old == new or found.shape[axis] != len(old):
        return found
    mean = found.mean(axis)
    parts = [found.select(axis, old.index(name)) if name in old else mean for name in new]
    return torch.stack(parts, axis) * (len(old) / len(new))


def _with_classes(
    found: Tensor, fresh: Tensor, axis: int, blocks: int, old: Sequence[str], new: Sequence[str]
) -> Tensor:
    """A tensor of the head whose `axis` ends in blocks of one channel per class, for other classes."""
    base = fresh.shape[axis] - blocks * len(new)
    if found.shape[axis] != base + blocks * len(old):
        return found
    shared = [(old.index(name), i) for i, name in enumerate(new) if name in old]
    pairs = [(i, i) for i in range(base)]
    pairs += [(base + b * len(old) + i, base + b * len(new) + j) for b in range(blocks) for i, j in shared]
    if not pairs:
        return fresh
    sources, places = torch.tensor(pairs).unbind(1)
    return fresh.index_copy(axis, places, found.index_select(axis, sources))


def _band_notes(old: Sequence[str], new: Sequence[str]) -> list[str]:
    if old == new:
        return []
    kept, added = [n for n in new if n in old], [n for n in new if n not in old]
    parts = [f"keeps its weights for {', '.join(kept)}"] if kept else []
    parts += [f"starts from the parent's mean for {', '.join(added)}"] if added else []
    return [f"The bands differ from the parent's: the first convolution {' and '.join(parts)}."]


def _class_notes(old: Sequence[str], new: Sequence[str]) -> list[str]:
    if old == new:
        return []
    kept, added = [n for n in new if n in old], [n for n in new if n not in old]
    notes = [f"The head starts afresh for {', '.join(added)}."] if added else []
    notes += [f"The head keeps what the parent learnt of {', '.join(kept)}."] if kept else []
    gone = [name for name in old if name not in new]
    return notes + ([f"The parent's classes {', '.join(gone)} are no longer mapped."] if gone else [])


def _fill_encoder(network: nn.Module, card: ModelCard, path: Path) -> str:
    encoder = getattr(network, "encoder", None)
    if not isinstance(encoder, nn.Module):
        raise WeightsError(
            f"{card.architecture} has no encoder that takes the weights in '{path}'.",
            "Start from a model of this architecture, or from scratch.",
        )
    given = {_bare(name): tensor for name, tensor in _read(path).items()}
    wanted = encoder.state_dict()
    shapes, by_band = _shapes(card), _shapes(card, more_bands=1)
    found = {}
    for name, tensor in wanted.items():
        weights = given.get(_bare(name))
        whole = f"encoder.{name}"
        if weights is not None and (axis := _changed(shapes[whole], by_band[whole])) is not None:
            weights = _with_bands(weights, axis, _RGB, [band.name for band in card.bands])
        if weights is not None and weights.shape == tensor.shape:
            found[name] = weights.to(tensor.dtype)
    needed = [name for name in wanted if not name.endswith("num_batches_tracked")]
    count = sum(name in found for name in needed)
    if count < _NEARLY_ALL * len(needed):
        missing = next(name for name in needed if name not in found)
        raise WeightsError(
            f"'{path}' does not fit the encoder '{card.options.get('encoder', 'resnet50')}': it has {count} of its "
            f"{len(needed)} tensors; the first that is missing or of another shape is '{missing}'.",
            "Give weights of this encoder, with its own names or timm's, or choose the encoder that they are of "
            "(the network's option 'encoder').",
        )
    encoder.load_state_dict({**wanted, **found})
    return f"The encoder starts from '{path.name}' ({count} of {len(needed)} tensors); the rest starts at random."


def _bare(name: str) -> str:
    """A tensor's name without the wrappers that libraries put before it."""
    while prefix := next((p for p in _PREFIXES if name.startswith(p)), ""):
        name = name.removeprefix(prefix)
    return name


def _read(path: Path) -> Weights:
    if not path.is_file():
        raise WeightsError(f"There is no file '{path}'.", "Give a safetensors file of encoder weights.")
    try:
        return load_file(path)
    except (SafetensorError, OSError) as error:
        raise WeightsError(
            f"'{path}' is no safetensors file: {error}.",
            "Encoder weights come as safetensors, never as a pickle.",
        ) from error


def encoder_modules(network: nn.Module) -> list[nn.Module]:
    """The parts of a network that see the raster first and know least of the classes.

    For ResUNet-a these are the stem, the blocks and convolutions that lead down, and the pooling in the middle.
    """
    encoder = getattr(network, "encoder", None)
    if isinstance(encoder, nn.Module):
        return [encoder]
    body = network.get_submodule("body")
    return [body.get_submodule(name) for name in ("stem", "encoder", "downs", "middle")]


def freeze_encoder(network: nn.Module) -> None:
    """Keep the encoder as it is: its weights take no gradient, its normalisation keeps its statistics."""
    for module in encoder_modules(network):
        module.requires_grad_(False)
        _freeze_statistics(module.modules())


def set_norm(network: nn.Module, norm: str) -> None:
    """Choose how batch normalisation behaves in training.

    Args:
        network: The network, as `start_network` gave it.
        norm: "batch": by each batch's statistics; "frozen": by those the network has, which no longer change;
            "group": group normalisation, which the card's option `norm` must have put into the network already.

    Raises:
        CardError: When group normalisation is wanted and the network has batch normalisation.
        JobError: When the kind is unknown.
    """
    if norm not in ("batch", "frozen", "group"):
        raise JobError(f"There is no normalisation '{norm}'.", "Choose batch, frozen or group.")
    if norm == "frozen":
        _freeze_statistics(network.modules())
    if norm == "group" and any(isinstance(module, nn.BatchNorm2d) for module in network.modules()):
        raise CardError("The network has batch normalisation.", "Give its card the option norm: group.")


def _freeze_statistics(modules: Iterable[nn.Module]) -> None:
    for module in modules:
        if isinstance(module, nn.BatchNorm2d):
            # A hook and not eval(): the next network.train() would undo that.
            module.register_forward_pre_hook(_use_own_statistics)


def _use_own_statistics(module: nn.Module, _: object) -> None:
    module.eval()
