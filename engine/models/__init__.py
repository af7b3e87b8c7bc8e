"""The networks a model card can name, one architecture per file.

Every network takes normalised float tensors (N, C, H, W), with H and W multiples of its `size_multiple`, which
divides 64, and returns segmentation logits (N, K, H, W). Its module `encoder` is what can be frozen or learn more
slowly; where it has none, `encoder_modules` in training/start.py names the parts. To add one, see CONTRIBUTING.md.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from types import NoneType
from typing import Literal, get_args, get_origin, get_type_hints

from torch import nn

from ..errors import CardError
from .crf_layer import add_crf
from .deeplabv3 import deeplabv3
from .deeplabv3plus import deeplabv3plus
from .group_norm import use_group_norm
from .resuneta import resuneta_d6, resuneta_d7

ARCHITECTURES: dict[str, Callable[..., nn.Module]] = {
    "DeepLabV3": deeplabv3,
    "DeepLabV3Plus": deeplabv3plus,
    "ResUNet-a d6": resuneta_d6,
    "ResUNet-a d7": resuneta_d7,
}


def build(architecture: str, bands: int, classes: int, options: Mapping[str, object]) -> nn.Module:
    """Build a network as a model card describes it, with random weights; nothing is downloaded.

    Args:
        architecture: A key of `ARCHITECTURES`.
        bands: Number of input bands C, at least 1.
        classes: Number of classes K, at least 1; with 1 the logit belongs to a sigmoid, else to a softmax.
        options: Keyword arguments of the architecture, in the types JSON has (lists for tuples); `norm`:
            "batch" (default) or "group" normalisation; `crf`: whether a CRF that learns is the last layer.

    Returns:
        The network, in training mode, with the attribute `size_multiple` (int, pixels).

    Raises:
        CardError: The architecture or an option is unknown, or a value is not one the network can have.
    """
    if architecture not in ARCHITECTURES:
        raise CardError(
            f"The architecture '{architecture}' is not known.",
            f"Known architectures are: {', '.join(ARCHITECTURES)}.",
        )
    builder = ARCHITECTURES[architecture]
    hints = get_type_hints(builder)
    known = [name for name, p in inspect.signature(builder).parameters.items() if p.kind is p.KEYWORD_ONLY]
    known += ["norm", "crf"]
    for name in options:
        if name not in known:
            raise CardError(
                f"{architecture} has no option '{name}'.", f"Its options are: {', '.join(known)}."
            )
    arguments = {"bands": bands, "classes": classes, **options}
    norm = _converted("norm", arguments.pop("norm", "batch"), Literal["batch", "group"])
    crf = _converted("crf", arguments.pop("crf", False), bool)
    network = builder(**{name: _converted(name, value, hints[name]) for name, value in arguments.items()})
    if norm == "group":
        use_group_norm(network)
    if crf:
        add_crf(network, classes)
    return network


def _converted(name: str, value: object, hint: object) -> object:
    """The value a JSON file holds, as the builder's type hint wants it."""
    if hint is NoneType and value is None:
        return value
    if hint in (str, bool) and type(value) is hint:
        return value
    if hint is int and type(value) is int and value > 0:
        return value
    choices = get_args(hint)
    if get_origin(hint) is Literal:
        if any(value == choice and type(value) is type(choice) for choice in choices):
            return value
    elif get_origin(hint) is tuple:
        if isinstance(value, (list, tuple)) and (choices[-1] is Ellipsis or len(value) == len(choices)):
            return tuple(_converted(name, item, choices[0]) for item in value)
    elif choices:  # an option that may be null
        return None if value is None else _converted(name, value, choices[0])
    raise CardError(f"The option '{name}' cannot be {value!r}.", f"It must be {_described(hint)}.")


def _described(hint: object) -> str:
    choices = get_args(hint)
    if get_origin(hint) is Literal:
        return " or ".join(repr(choice) for choice in choices)
    if get_origin(hint) is tuple:
        count = "" if choices[-1] is Ellipsis else f"{len(choices)} items, each "
        return f"a list of {count}{_described(choices[0])}"
    if hint is bool:
        return "true or false"
    return "a text" if hint is str else "a whole number above 0"
