"""Augmentation of samples with any number of bands, by name.

Values that a policy changes stay within the card's value range, or the sample's own where that is wider.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from ..card import ModelCard
from ..errors import JobError
from .scene import Sample

POLICIES = ("scale", "flips", "rotations", "photometric", "resuneta")

Floats = NDArray[np.float32]
Policy = Callable[[Sample, np.random.Generator], Sample]

_SCALES = (0.5, 2.0)
_ANGLE = np.radians(85)
_ZOOMS = (0.25, 1.25)
# mmsegmentation's PhotoMetricDistortion, whose pixels are 0 ... 255 and hues 0 ... 179.
_BRIGHTNESS, _GAINS, _HUES = 32 / 255, (0.5, 1.5), 18
# An 8-bit photo's values fill about this many standard deviations; reflectance fills a small part of its range.
_DEVIATIONS = 4.5


@dataclass(frozen=True)
class Augment:
    """Policies in their order.

    Attributes:
        names: Keys of `POLICIES`.
        steps: The policies, without `scale`, which decides how much ground a crop holds.
    """

    names: tuple[str, ...] = ()
    steps: tuple[Policy, ...] = ()

    def side_px(self, crop_px: int, rng: np.random.Generator) -> int:
        """Side of the window that becomes a crop."""
        return round(crop_px / rng.uniform(*_SCALES)) if "scale" in self.names else crop_px

    def __call__(self, sample: Sample, crop_px: int, rng: np.random.Generator) -> Sample:
        """Augment a sample.

        Args:
            sample: As read; its arrays may be changed.
            crop_px: Side of the result.
            rng: Decides all that is random.
        """
        sample = resize(sample, crop_px)
        for step in self.steps:
            sample = step(sample, rng)
        return sample


def make_augment(names: Sequence[str], card: ModelCard) -> Augment:
    """Make an augmentation.

    Args:
        names: Keys of `POLICIES`, in the order wanted.
        card: Whose bands' roles, spreads and value range photometric changes go by.

    Raises:
        JobError: When a name is unknown.
    """
    unknown = [n for n in names if n not in POLICIES]
    if unknown:
        raise JobError(f"There is no augmentation '{unknown[0]}'.", f"Choose from {', '.join(POLICIES)}.")
    low, high = card.value_range
    roles = [band.name for band in card.bands]
    rgb = (
        tuple(roles.index(c) for c in ("red", "green", "blue"))
        if {"red", "green", "blue"} <= set(roles)
        else ()
    )
    spans = np.asarray([min(high - low, _DEVIATIONS * b.stddev) for b in card.bands], dtype=np.float32)
    steps: dict[str, Policy] = {
        "flips": flip,
        "rotations": rotate,
        "photometric": partial(distort, spans=spans, value_range=(low, high), rgb=rgb),
        "resuneta": warp_or_flip,
    }
    return Augment(tuple(names), tuple(steps[n] for n in names if n in steps))


def resize(sample: Sample, side_px: int) -> Sample:
    """Bring a sample to another size: pixels smoothly, labels by the nearest."""
    height, width = sample.labels.shape
    if (height, width) == (side_px, side_px):
        return sample
    raw = functional.interpolate(
        torch.from_numpy(sample.raw)[None],
        size=(side_px, side_px),
        mode="bilinear",
        antialias=height > side_px,
    )[0].numpy()
    rows, cols = (((np.arange(side_px) + 0.5) * size / side_px).astype(np.intp) for size in (height, width))
    return replace(sample, raw=raw, labels=sample.labels[rows[:, None], cols])


def flip(sample: Sample, rng: np.random.Generator) -> Sample:
    """Mirror each axis with probability 0.5: seen from above, nothing has an upper side."""
    down, across = (slice(None, None, step) for step in rng.choice((1, -1), 2))
    return replace(sample, raw=sample.raw[:, down, across], labels=sample.labels[down, across])


def rotate(sample: Sample, rng: np.random.Generator) -> Sample:
    """Turn by 0 ... 3 quarters."""
    turns = int(rng.integers(4))
    return replace(
        sample, raw=np.rot90(sample.raw, turns, axes=(1, 2)), labels=np.rot90(sample.labels, turns)
    )


def distort(
    sample: Sample,
    rng: np.random.Generator,
    spans: Floats,
    value_range: tuple[float, float],
    rgb: tuple[int, ...],
) -> Sample:
    """Change brightness, contrast, saturation and hue, each with probability 0.5 (mmsegmentation, F.4).

    Brightness moves every band by the same share, up to 32/255, of its span. Contrast is a gain above the lowest
    value. Saturation and hue, in HSV, change where red, green and blue are known.

    Args:
        sample: The sample; its pixels are changed.
        rng: Decides.
        spans: (C,) what counts as the whole of each band's values.
        value_range: Lowest and highest raw value of the card.
        rgb: Indices of red, green and blue; empty where they are not known.
    """
    raw = sample.raw
    low, high = min(value_range[0], float(raw.min())), max(value_range[1], float(raw.max()))

    def brighten() -> None:
        np.clip(
            raw + np.float32(rng.uniform(-_BRIGHTNESS, _BRIGHTNESS)) * spans[:, None, None], low, high, raw
        )

    def contrast() -> None:
        np.clip((raw - low) * np.float32(rng.uniform(*_GAINS)) + np.float32(low), low, high, raw)

    def saturate() -> None:
        raw[colours] = saturated(raw[colours] - np.float32(low), rng.uniform(*_GAINS)) + np.float32(low)

    def tint() -> None:
        turn = rng.integers(-_HUES, _HUES) / 180
        raw[colours] = hue_turned(raw[colours] - np.float32(low), turn) + np.float32(low)

    colours = list(rgb)
    early = bool(rng.integers(2))
    colour_steps = (saturate, tint) if colours else ()
    for step in (brighten, *((contrast,) if early else ()), *colour_steps, *(() if early else (contrast,))):
        if rng.integers(2):
            step()
    return sample


def saturated(rgb: Floats, gain: float) -> Floats:
    """Multiply the saturation of HSV, at most to 1; hue and value stay.

    Args:
        rgb: float32 (3, H, W), at least 0.
        gain: Factor.
    """
    highest, lowest = rgb.max(axis=0), rgb.min(axis=0)
    spread = np.maximum(highest - lowest, np.finfo(np.float32).tiny)
    with np.errstate(over="ignore"):
        most = np.minimum(np.float32(gain), highest / spread)
    return np.asarray(highest - (highest - rgb) * most)


def hue_turned(rgb: Floats, turn: float) -> Floats:
    """Turn the hue of HSV; saturation and value stay.

    Args:
        rgb: float32 (3, H, W), at least 0.
        turn: Share of a full circle.
    """
    red, green, blue = rgb
    highest = rgb.max(axis=0)
    spread = highest - rgb.min(axis=0)
    safe = np.where(spread > 0, spread, np.float32(1))
    hue = (red - green) / safe + np.float32(4)
    np.copyto(hue, (blue - red) / safe + np.float32(2), where=highest == green)
    np.copyto(hue, (green - blue) / safe, where=highest == red)
    hue += np.float32(6 * (turn % 1))
    turned = np.empty_like(rgb)
    for band, start in enumerate((5, 3, 1)):
        # What the remainder of division by 6 would say, at a tenth of its price: -1 <= hue < 11.
        place = hue + np.float32(start)
        place -= np.float32(6) * (place >= 6) + np.float32(6) * (place >= 12)
        turned[band] = highest - spread * np.clip(np.minimum(place, 4 - place), 0, 1)
    return turned


def warp_or_flip(sample: Sample, rng: np.random.Generator) -> Sample:
    """Flip x, y or both, or (half of the time) rotate and zoom about a random centre (ResUNet-a, A.7).

    The authors go through these six operations in turn; here one is drawn, each alike, so that a crop depends on
    nothing but its number. Beyond the edge the sample is reflected.
    """
    operation = int(rng.integers(6))
    if operation < 3:
        down, across = ((1, -1), (-1, 1), (-1, -1))[operation]
        return replace(sample, raw=sample.raw[:, ::down, ::across], labels=sample.labels[::down, ::across])
    height, width = sample.labels.shape
    centre = rng.uniform(0, (width - 1, height - 1))
    return warp(
        sample, (float(centre[0]), float(centre[1])), rng.uniform(-_ANGLE, _ANGLE), rng.uniform(*_ZOOMS)
    )


def warp(sample: Sample, centre: tuple[float, float], angle: float, zoom: float) -> Sample:
    """Rotate and zoom: pixels bilinearly, labels by the nearest, reflected about the outermost pixels.

    Args:
        sample: The sample.
        centre: Column and row of the point that stays.
        angle: Radians, counter-clockwise as seen.
        zoom: Above 1 enlarges.
    """
    height, width = sample.labels.shape
    x = torch.arange(width, dtype=torch.float32)[None] - centre[0]
    y = torch.arange(height, dtype=torch.float32)[:, None] - centre[1]
    cos, sin = np.cos(angle) / zoom, np.sin(angle) / zoom
    from_x, from_y = cos * x - sin * y + centre[0], sin * x + cos * y + centre[1]
    place = torch.stack([from_x * (2 / max(1, width - 1)) - 1, from_y * (2 / max(1, height - 1)) - 1], dim=-1)
    sampled = partial(functional.grid_sample, grid=place[None], padding_mode="reflection", align_corners=True)
    raw = sampled(torch.from_numpy(np.ascontiguousarray(sample.raw))[None], mode="bilinear")[0].numpy()
    labels = torch.from_numpy(sample.labels.astype(np.float32))[None, None]
    return replace(sample, raw=raw, labels=sampled(labels, mode="nearest")[0, 0].numpy().astype(np.uint8))
