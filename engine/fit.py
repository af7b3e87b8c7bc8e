"""Whether a model and a raster fit each other: bands, values, ground resolution. No files, no torch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from .card import ModelCard
from .errors import RasterError

FAR_OFF = 3.0
# Bands of satellites that come in files of their own: `T31UFT_20200101_B04_10m.jp2`.
_BAND_IN_NAME = re.compile(r"(?:^|[_.-])(B\d{1,2}A?)(?=[_.-]|$)", re.IGNORECASE)
_SYNONYMS = {
    "red": ("red", "r", "b04", "b4"),
    "green": ("green", "g", "b03", "b3"),
    "blue": ("blue", "b", "b02", "b2"),
    "nir": ("nir", "near infrared", "infrared", "b08", "b8"),
}


@dataclass(frozen=True)
class RasterFacts:
    """What must be known of a raster before a model is run on it.

    Attributes:
        name: How messages call it.
        roles: What each band shows (`red`, `nir`, `alpha`, ... in lower case), empty where the file is silent.
        dtypes: Data type of each band, in numpy's words.
        palette: Whether pixels are numbers in a table of colours.
        resolution_m: Ground resolution in metres; None where it cannot be known.
        placed: Whether the raster has a georeference.
        sample_range: 2nd and 98th percentile of a sample of the values; None where nothing is valid or known.
    """

    name: str
    roles: tuple[str, ...]
    dtypes: tuple[str, ...]
    palette: bool
    resolution_m: float | None
    placed: bool
    sample_range: tuple[float, float] | None = None

    @property
    def bands(self) -> int:
        """Number of bands, the alpha band not counted."""
        return sum(role != "alpha" for role in self.roles)


@dataclass(frozen=True)
class Finding:
    """Something about a model and a raster that the user should know before the run.

    Attributes:
        level: `error` (cannot run), `warning` (will run, may be wrong) or `info`.
        topic: `bands`, `values`, `resolution` or `place`.
        text: What is the matter.
        remedy: What to do.
    """

    level: str
    topic: str
    text: str
    remedy: str


def role_in_name(path: str) -> str:
    """What a file of one band shows by its name, in lower case; empty where the name does not tell."""
    found = _BAND_IN_NAME.findall(PurePath(path).stem)
    return found[-1].lower() if found else ""


def stacked(facts: RasterFacts, more: Sequence[RasterFacts]) -> RasterFacts:
    """The facts of several rasters whose bands are put one after the other."""
    each = [facts, *more]
    ranges = [f.sample_range for f in each if f.sample_range]
    return replace(
        facts,
        roles=tuple(role for f in each for role in f.roles),
        dtypes=tuple(dtype for f in each for dtype in f.dtypes),
        palette=False,
        sample_range=(min(r[0] for r in ranges), max(r[1] for r in ranges)) if ranges else None,
    )


def choose_bands(facts: RasterFacts, card: ModelCard, asked: Sequence[int] = ()) -> tuple[int, ...]:
    """Choose the raster's band for each band of the model.

    Args:
        facts: The raster.
        card: The model.
        asked: Band numbers from 1 given by the user; empty: by role, else the first ones in order.

    Returns:
        Band numbers from 1, one per band of the model; empty where the palette's colours serve as bands.

    Raises:
        RasterError: When there are too few bands, the numbers asked for do not fit, or pixels are complex numbers.
    """
    if any(t.startswith("c") for t in facts.dtypes):  # complex64 of numpy, CInt16 of GDAL
        raise RasterError(
            f"'{facts.name}' holds complex numbers, which no model here reads.",
            "Compute the amplitude first.",
        )
    wanted = [band.name for band in card.bands]
    names = ", ".join(wanted)
    if asked:
        if len(asked) != len(wanted):
            raise RasterError(
                f"{len(asked)} band numbers were given, but model '{card.name}' reads {len(wanted)}: {names}.",
                f"Give {len(wanted)} numbers, in this order.",
            )
        if max(asked) > len(facts.roles) or min(asked) < 1:
            raise RasterError(
                f"'{facts.name}' has no band {max(asked) if min(asked) > 0 else min(asked)}.",
                f"Its bands are 1 to {len(facts.roles)}.",
            )
        return tuple(asked)
    if facts.palette and set(wanted) == {"red", "green", "blue"}:
        return ()
    by_role = [_find_role(facts.roles, name) for name in wanted]
    if all(by_role):
        return tuple(by_role)
    plain = [i for i, role in enumerate(facts.roles, start=1) if role != "alpha"]
    if len(plain) < len(wanted):
        raise RasterError(
            f"'{facts.name}' has {len(plain)} band{'s' * (len(plain) != 1)}, but model '{card.name}' needs "
            f"{len(wanted)}: {names}.",
            "Choose a raster with these bands or another model; one band can stand for several when you name it "
            f"({','.join('1' * len(wanted))}).",
        )
    return tuple(plain[: len(wanted)])


def _find_role(roles: Sequence[str], name: str) -> int:
    """Number from 1 of the one band with this role; 0 where there is none or more than one."""
    names = _SYNONYMS.get(name, (name,))
    found = [i for i, role in enumerate(roles, start=1) if role in names]
    return found[0] if len(found) == 1 else 0


def choose_factor(facts: RasterFacts, card: ModelCard, wanted: str, wanted_m: float | None) -> float:
    """Choose how many of the raster's pixels, along a side, make one pixel of the model's grid.

    Args:
        facts: The raster.
        card: The model.
        wanted: `auto` or `native`; another text means `wanted_m`.
        wanted_m: Ground resolution asked for, in metres.

    Returns:
        1 for the raster's own grid, more for a coarser one. `auto` keeps the raster's grid where the model is
        made for it, and where the raster is more than three times too coarse: no resampling can mend that.

    Raises:
        RasterError: When metres are asked for but the raster's ground resolution is unknown.
    """
    if wanted_m is not None:
        if facts.resolution_m is None:
            raise RasterError(
                f"The ground resolution of '{facts.name}' is unknown, so it cannot be resampled to {wanted_m:g} m.",
                "Give the raster a coordinate reference system, or use its native resolution.",
            )
        return wanted_m / facts.resolution_m
    made_for = card.ground_resolution
    if wanted == "native" or facts.resolution_m is None:
        return 1.0
    if (
        made_for.min_m <= facts.resolution_m <= made_for.max_m
        or facts.resolution_m > FAR_OFF * made_for.max_m
    ):
        return 1.0
    return made_for.best_m / facts.resolution_m


def needs_stretch(facts: RasterFacts, card: ModelCard, bands: Sequence[int]) -> bool:
    """Whether the raster's values lie so far from what the model was trained on that they must be stretched."""
    used = {facts.dtypes[b - 1] for b in bands}
    if not used or used == {card.data_type} or facts.sample_range is None:
        return False
    low, high = card.value_range
    sample_low, sample_high = facts.sample_range
    return sample_low < low or sample_high > high or sample_high - low < 0.1 * (high - low)


def check_fit(
    facts: RasterFacts,
    card: ModelCard,
    bands: Sequence[int] = (),
    ground_resolution: str = "auto",
    stretch: str = "auto",
) -> list[Finding]:
    """Tell in plain words where a model and a raster do not fit, and what to do.

    Args:
        facts: The raster.
        card: The model.
        bands: Band numbers the user chose; empty: chosen by role.
        ground_resolution: `auto`, `native` or metres, as in a job.
        stretch: `auto`, `none` or `low,high`, as in a job.

    Returns:
        Findings, the worst first; empty when all is well.
    """
    try:
        chosen = choose_bands(facts, card, bands)
    except RasterError as error:
        return [Finding("error", "bands", error.message, error.hint)]
    findings = [
        *_check_bands(facts, card, bands, chosen),
        *_check_values(facts, card, chosen, stretch),
        *_check_resolution(facts, card, ground_resolution),
    ]
    return sorted(findings, key=lambda f: ("error", "warning", "info").index(f.level))


def _check_bands(
    facts: RasterFacts, card: ModelCard, asked: Sequence[int], chosen: Sequence[int]
) -> list[Finding]:
    if asked or not chosen:
        return []
    roles = [facts.roles[b - 1] for b in chosen]
    if all(role in _SYNONYMS.get(band.name, (band.name,)) for role, band in zip(roles, card.bands)):
        return []
    pairs = ", ".join(f"{band.name} = band {b}" for band, b in zip(card.bands, chosen))
    text = f"'{facts.name}' does not say what its bands show; taken in order: {pairs}."
    level = "info" if len(card.bands) == facts.bands else "warning"
    return [Finding(level, "bands", text, "If that is wrong, set the bands by number.")]


def _check_values(facts: RasterFacts, card: ModelCard, bands: Sequence[int], stretch: str) -> list[Finding]:
    if stretch not in ("auto", "none") or not needs_stretch(facts, card, bands) or facts.sample_range is None:
        return []
    low, high = facts.sample_range
    text = (
        f"Values of '{facts.name}' ({facts.dtypes[bands[0] - 1]}, mostly {low:g} to {high:g}) differ from those the "
        f"model was trained on ({card.data_type}, {card.value_range[0]:g} to {card.value_range[1]:g})"
    )
    if stretch == "none":
        return [Finding("warning", "values", text + ".", "Set the stretch to auto, or to LOW,HIGH.")]
    return [
        Finding(
            "warning",
            "values",
            text + "; each band is stretched by its 2nd and 98th percentile.",
            "For comparable results between scenes, set the stretch to LOW,HIGH yourself.",
        )
    ]


def _check_resolution(facts: RasterFacts, card: ModelCard, wanted: str) -> list[Finding]:
    made_for = card.ground_resolution
    spans = f"{made_for.min_m:g} to {made_for.max_m:g} m"
    if facts.resolution_m is None:
        text = f"The size of the pixels of '{facts.name}' on the ground is unknown; the model is made for {spans}."
        return [
            Finding("warning", "place", text, "Give the raster a coordinate reference system if it has one.")
        ]
    pixel = f"Pixels of '{facts.name}' are {facts.resolution_m:.3g} m on the ground; the model is made for {spans}"
    too_coarse = facts.resolution_m > FAR_OFF * made_for.max_m
    far = too_coarse or facts.resolution_m < made_for.min_m / FAR_OFF
    finer = "Choose a finer raster or another model: what the model knows cannot be seen in such pixels."
    if wanted == "native" and far:
        remedy = finer if too_coarse else "Set the ground resolution to auto."
        return [Finding("warning", "resolution", pixel + ".", remedy)]
    if wanted != "auto" or made_for.min_m <= facts.resolution_m <= made_for.max_m:
        return []
    if too_coarse:
        return [Finding("warning", "resolution", pixel + ".", finer)]
    text = f"{pixel}; it is resampled to {made_for.best_m:g} m, and the result has pixels of that size."
    return [
        Finding("info", "resolution", text, "For the raster's own grid, set the ground resolution to native.")
    ]
