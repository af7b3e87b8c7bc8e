"""The card of a model before it is trained: bands and their scaling, classes, ground resolution, tiles."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..address import told
from ..card import DISTINCT_COLOURS, Band, GroundResolution, LabelClass, ModelCard, TileSpec
from ..errors import CardError, JobError, RasterError, TrainingDataError
from ..fit import RasterFacts, choose_bands, choose_factor
from ..plan import facts_of
from ..raster import RasterSource
from .job import Labelled, TrainJob
from .recipe import Recipe

DEFAULT_ARCHITECTURE = "DeepLabV3Plus"
_NO_DIGEST = "0" * 64
_ROUGHLY = 2.0
_NAME = re.compile(r"[A-Za-z][\w.-]*[A-Za-z0-9]")
# A model trained on crops of 256 pixels mapped best with tiles of 544 (docs/decisions/0002-tiles-and-blending.md).
_LARGEST_TILE = 2.25
_ANY_RESOLUTION = GroundResolution(0.05, 100.0, 1.0)


def draft_card(job: TrainJob, recipe: Recipe, parent: ModelCard | None, found: Sequence[str]) -> ModelCard:
    """Decide all of the new model's card that training does not change.

    Args:
        job: What is asked for.
        recipe: Its recipe.
        parent: Card of the model to start from, or None.
        found: Names of the classes in the labels, in the order in which they are to stand.

    Returns:
        A card without digest, scores and lineage.

    Raises:
        TrainingDataError: When there are fewer than two classes, or a raster has no data.
        JobError: When the name is none that a model can have, or the classes are none.
        RasterError: When a raster cannot be read or has too few bands.
    """
    classes = _classes(job, parent, found)
    architecture = job.architecture or (parent.architecture if parent else DEFAULT_ARCHITECTURE)
    inherited = parent.options if parent and architecture == parent.architecture else {}
    options = {**inherited, **job.options}
    if recipe.norm == "group":
        options["norm"] = "group"
    name = job.name or name_after(job.output)
    if not _NAME.fullmatch(name):
        raise JobError(
            f"No model can be called '{name}'.",
            "A name has two characters or more: a letter first, then letters, digits, '_', '-', '.', no sign last.",
        )
    try:
        draft = ModelCard(
            name=name,
            version="1.0.0",
            title=job.title or job.name or Path(job.output).name,
            description=job.description or f"Maps {', '.join(c.name for c in classes)}.",
            architecture=architecture,
            options=options,
            bands=parent.bands if parent else (Band("red", 0.0, 1.0),),
            data_type=parent.data_type if parent else "uint8",
            value_range=parent.value_range if parent else (0.0, 255.0),
            classes=classes,
            ground_resolution=parent.ground_resolution if parent else _ANY_RESOLUTION,
            tile=_tile(
                job, recipe.crop_px, parent.tile if parent and architecture == parent.architecture else None
            ),
            licence=job.licence,
            training_data="",
            weights_sha256=_NO_DIGEST,
            parameters=0,
        )
    except CardError as error:
        raise JobError(error.message, "Change what was asked for: classes, bands, tiles or name.") from error
    return _fitted(draft, job, parent)


def name_after(output: str) -> str:
    """A model's name after its folder's, which may be in any script and with any signs."""
    name = re.sub(r"[^\w.-]+", "-", Path(output).name).strip("-._")
    if _NAME.fullmatch(name):
        return name
    return "-".join(["model", *re.findall(r"[A-Za-z0-9]+", name)])


def _tile(job: TrainJob, crop_px: int, inherited: TileSpec | None) -> TileSpec:
    """Tiles like the crops trained on: what a network pools over all of a tile depends on the tile's size."""
    if not (inherited and crop_px <= inherited.tile_px <= _LARGEST_TILE * crop_px):
        inherited = None
    tile_px = job.tile_px or (inherited.tile_px if inherited else crop_px)
    overlap_px = inherited.overlap_px if inherited else tile_px // 16 * 2
    return TileSpec(
        tile_px,
        overlap_px if job.overlap_px is None else job.overlap_px,
        inherited.blend if inherited else "hann",
    )


def _classes(job: TrainJob, parent: ModelCard | None, found: Sequence[str]) -> tuple[LabelClass, ...]:
    if job.classes:
        return job.classes
    inherited = {c.name: c for c in parent.classes} if parent else {}
    if parent and set(found) <= set(inherited):
        return parent.classes
    if len(found) < 2:
        names = f"only '{found[0]}'" if found else "none"
        raise TrainingDataError(
            f"A model needs two classes or more; the labels hold {names}.",
            "Label something else too, name the unlabelled ground (rest), or start from a model that knows both. "
            "'other' means none of the classes: map it to another name to make it one.",
        )
    return tuple(
        LabelClass(
            i, name, _colour(i, inherited.get(name)), inherited[name].description if name in inherited else ""
        )
        for i, name in enumerate(found)
    )


def _colour(index: int, same: LabelClass | None) -> str:
    return same.colour if same else DISTINCT_COLOURS[index % len(DISTINCT_COLOURS)]


def _fitted(draft: ModelCard, job: TrainJob, parent: ModelCard | None) -> ModelCard:
    """The card with bands, values and ground resolution of the rasters."""
    roles = job.band_roles or (tuple(b.name for b in parent.bands) if parent else ())
    measured: list[NDArray[np.float64]] = []
    resolutions, dtypes = [], []
    for item in job.data:
        source = RasterSource(item.raster)
        try:
            facts = facts_of(source, draft)
            roles = roles or _own_roles(facts)
            draft = replace(draft, bands=_bands(roles, draft, parent))
            bands = _choose_bands(facts, draft, job, item)
            dtypes.append("uint8" if not bands else facts.dtypes[bands[0] - 1])
            if facts.resolution_m is not None:
                factor = 1.0
                if parent is not None or job.resolution_m is not None:
                    factor = choose_factor(facts, draft, job.ground_resolution, job.resolution_m)
                resolutions.append(facts.resolution_m * factor)
            if item.use != "val" and (parent is None or roles != tuple(b.name for b in parent.bands)):
                measured.append(_sample(source, bands, item))
        finally:
            source.close()
    if measured:
        draft = _measured(draft, parent, np.concatenate(measured, axis=1), dtypes[0])
    return replace(draft, ground_resolution=_resolution(job, parent, resolutions))


def _choose_bands(facts: RasterFacts, draft: ModelCard, job: TrainJob, item: Labelled) -> tuple[int, ...]:
    try:
        return choose_bands(facts, draft, item.bands)
    except RasterError as error:
        if job.model is None or job.band_roles:
            raise
        raise RasterError(
            error.message,
            f"{error.hint} Or say what bands the new model shall have (--band-roles, BAND_ROLES in the toolbox): "
            "its first layer is adapted.",
        ) from error


def _own_roles(facts: RasterFacts) -> tuple[str, ...]:
    """Names for the bands of a raster: what it says itself, else their numbers."""
    if facts.palette:
        return ("red", "green", "blue")
    plain = [(i, role) for i, role in enumerate(facts.roles, start=1) if role != "alpha"]
    told = [role for _, role in plain if role and role not in ("gray", "undefined")]
    if len(set(told)) == len(plain):
        return tuple(told)
    return tuple(f"band {i}" for i, _ in plain)


def _bands(roles: Sequence[str], draft: ModelCard, parent: ModelCard | None) -> tuple[Band, ...]:
    known = {b.name: b for b in (*(parent.bands if parent else ()), *draft.bands)}
    return tuple(known.get(role, Band(role, 0.0, 1.0)) for role in roles)


def _sample(source: RasterSource, bands: Sequence[int], item: Labelled) -> NDArray[np.float64]:
    values, valid = source.sample(bands)
    if not valid.any():
        raise TrainingDataError(
            f"The raster '{told(item.raster)}' holds no data where it was sampled.",
            "Check its nodata value or mask.",
        )
    return values[:, valid].astype(np.float64)


def _measured(
    draft: ModelCard, parent: ModelCard | None, values: NDArray[np.float64], dtype: str
) -> ModelCard:
    """The card with the scaling of its bands as measured; those of a parent of the same data type stay."""
    kept = {b.name for b in parent.bands} if parent and parent.data_type == dtype else set()
    mean, spread = values.mean(axis=1), values.std(axis=1)
    bands = tuple(
        b if b.name in kept else Band(b.name, float(m), float(s) if s > 0 else 1.0)
        for b, m, s in zip(draft.bands, mean, spread)
    )
    low, high = (0.0, 255.0) if dtype == "uint8" else map(float, np.percentile(values, (0.5, 99.5)))
    return replace(draft, bands=bands, data_type=dtype, value_range=(low, high if high > low else low + 1))


def _resolution(job: TrainJob, parent: ModelCard | None, resolutions: Sequence[float]) -> GroundResolution:
    """The pixel sizes that the card names: those trained on, and what a parent was made for."""
    if job.made_for_m:
        return GroundResolution(*job.made_for_m)
    if not resolutions:
        return parent.ground_resolution if parent else _ANY_RESOLUTION
    best = math.exp(sum(map(math.log, resolutions)) / len(resolutions))
    low, high = min(resolutions), max(resolutions)
    if parent is None:
        low, high = low / _ROUGHLY, high * _ROUGHLY
    else:
        low, high = min(low, parent.ground_resolution.min_m), max(high, parent.ground_resolution.max_m)
    return GroundResolution(_rounded(low), _rounded(high), _rounded(best))


def _rounded(metres: float) -> float:
    return float(f"{metres:.6g}")
