"""What a network should say of a crop: classes, and for multi-task training borders, distances and colours.

The targets of the three further tasks are those of ResUNet-a (Diakogiannis et al. 2020, section 3.2), made with
numpy and scipy from the labels alone. Unlabelled ground is no class: there is no border between a class and it,
and a target that depends on it is open and masked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor

from ..card import Band
from . import IGNORE, OTHER
from .edges import EDGE_REACH, edges

OPEN = -1.0
"""Value of a border or distance target where unlabelled ground leaves it open."""

# OpenCV's 8-bit hue, degrees / 2, which the paper's code divides by 179.
_HUE_DEGREES = 358.0


@dataclass(frozen=True)
class Target:
    """What is known about a batch.

    Attributes:
        onehot: Wanted values 0..1, float32 (N, K, H, W).
        mask: 1 where the pixel tells something about the class, else 0; float32 (N, K, H, W).
    """

    onehot: Tensor
    mask: Tensor


class TaskTargets(NamedTuple):
    """Targets of the four tasks, in the order of `engine.models.resuneta.Tasks`."""

    segmentation: Target
    boundary: Target
    distance: Target
    colour: Target


def encode(labels: Tensor, known: Tensor) -> Target:
    """Turn labels into one target per class.

    Args:
        labels: uint8 (N, H, W): 0 ... K-1, `OTHER`, `IGNORE`.
        known: Classes that each sample's data set annotates, bool (N, K).

    Returns:
        A labelled pixel tells of every class; an `OTHER` pixel that it is none of the annotated ones; an
        `IGNORE` pixel nothing.
    """
    values = torch.arange(known.shape[1], device=labels.device, dtype=labels.dtype)
    onehot = (labels[:, None] == values[:, None, None]).float()
    labelled = (labels != IGNORE) & (labels != OTHER)
    mask = labelled[:, None] | ((labels == OTHER)[:, None] & known[:, :, None, None])
    return Target(onehot, mask.float())


def shapes(labels: NDArray[np.uint8], known: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Borders and distances of one crop: slow enough to belong into the loader's workers.

    Args:
        labels: (H, W), as in `encode`.
        known: (K,), as in `encode`.

    Returns:
        (2, K, H, W). First the borders, 0 or 1: edges of the class after Canny, one pixel wider; borders of
        neighbours overlap. Then the distance of the class's pixels to the nearest pixel that is known not to
        be of it, divided by the crop's largest; 0 outside the class, 1 where it fills the whole crop. `OPEN`
        where a label still unknown could change the value.
    """
    result = np.zeros((2, len(known), *labels.shape), np.float32)
    ignored = labels == IGNORE
    to_ignored = _distance(~ignored)
    for index, annotated in enumerate(known.tolist()):
        border, distance = result[:, index]
        inside = labels == index
        if inside.any():
            border[_widened(edges(inside))] = 1
            distance[inside] = _relative_distance(inside, ignored, to_ignored)[inside]
        unknown = ignored if annotated else ignored | (labels == OTHER)
        if unknown.any():
            border[_widened(ndimage.maximum_filter(unknown, 2 * EDGE_REACH + 1))] = OPEN
            distance[unknown] = OPEN
    return result


def _widened(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    wider = mask.copy()
    wider[1:] |= mask[:-1]
    wider[:-1] |= mask[1:]
    wider[:, 1:] |= mask[:, :-1]
    wider[:, :-1] |= mask[:, 1:]
    return wider


def _relative_distance(
    inside: NDArray[np.bool_], ignored: NDArray[np.bool_], to_ignored: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Of the class's pixels alone; the rest of the result means nothing."""
    distance = _distance(inside | ignored)
    is_open = distance > to_ignored
    largest = distance.max(where=inside & ~is_open, initial=0)
    if 0 < largest < np.inf:
        distance /= largest
    else:
        distance[:] = 1
    distance[is_open] = OPEN
    return distance


def _distance(mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Distance of each pixel of the mask to the nearest pixel outside it, infinite where there is none."""
    distance = np.zeros(mask.shape, np.float32)
    if mask.all():
        distance[:] = np.inf
    elif mask.any():
        rows, columns = (np.flatnonzero(mask.any(axis)) for axis in (1, 0))
        box = tuple(slice(max(at[0] - 1, 0), at[-1] + 2) for at in (rows, columns))
        distance[box] = ndimage.distance_transform_edt(mask[box])
    return distance


def colour_bands(bands: Sequence[Band]) -> tuple[int, int, int]:
    """Find the bands of the colour task: red, green and blue, else the first three, the last one repeated."""
    names = [band.name for band in bands]
    if {"red", "green", "blue"} <= set(names):
        return names.index("red"), names.index("green"), names.index("blue")
    return 0, min(1, len(names) - 1), min(2, len(names) - 1)


def colour(raw: Tensor, bands: tuple[int, int, int], value_range: tuple[float, float]) -> Tensor:
    """Hue, saturation and value of a batch.

    Args:
        raw: Raw pixels, any float (N, C, H, W).
        bands: Indices of red, green and blue.
        value_range: Raw values of black and of full brightness; what lies outside is clipped.

    Returns:
        float32 (N, 3, H, W), each 0..1.
    """
    low, high = value_range
    rgb = ((raw[:, list(bands)].float() - low) / (high - low)).clamp(0, 1)
    red, green, blue = rgb.unbind(1)
    value, least = rgb.amax(1), rgb.amin(1)
    spread = value - least
    safe = spread.clamp_min(torch.finfo(torch.float32).tiny)
    sector = torch.where(
        value == red,
        (green - blue) / safe % 6,
        torch.where(value == green, (blue - red) / safe + 2, (red - green) / safe + 4),
    )
    hue = (sector * 60 / _HUE_DEGREES).clamp(0, 1)
    saturation = spread / value.clamp_min(torch.finfo(torch.float32).tiny)
    return torch.stack([hue, saturation, value], dim=1)


def encode_tasks(
    batch: Mapping[str, Tensor], bands: Sequence[Band], value_range: tuple[float, float]
) -> TaskTargets:
    """Make the targets of all four tasks.

    Args:
        batch: "raw" (N, C, H, W), "labels" (N, H, W), "known" (N, K), and "shapes" (N, 2, K, H, W) where the
            loader's workers made them; else they are made here.
        bands: The card's bands.
        value_range: The card's range of raw values.

    Returns:
        Targets on the batch's device.
    """
    labels, known = batch["labels"], batch["known"]
    made = batch["shapes"] if "shapes" in batch else _shapes_of(labels, known)
    told = (labels != IGNORE).float()[:, None]
    hsv = colour(batch["raw"], colour_bands(bands), value_range)
    boundary, distance = (Target(t.clamp_min(0), (t >= 0).float()) for t in made.unbind(1))
    return TaskTargets(encode(labels, known), boundary, distance, Target(hsv, told.expand_as(hsv)))


def _shapes_of(labels: Tensor, known: Tensor) -> Tensor:
    pairs = zip(labels.cpu().numpy(), known.cpu().numpy(), strict=True)
    return torch.from_numpy(np.stack([shapes(*pair) for pair in pairs])).to(labels.device)
