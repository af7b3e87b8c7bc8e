"""A job with everything opened and decided: what can be wrong is found here, before the first tile."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .address import public, short
from .area import Extent
from .card import ModelCard
from .destination import GEOTIFF, check_destination
from .fit import Finding, RasterFacts, check_fit, choose_bands, choose_factor, needs_stretch
from .job import SegmentJob
from .journal import Journal
from .picture import Scaling
from .prepare import percentile_ranges
from .progress import Progress
from .raster import Grid, RasterSource
from .raster.sink import BLOCK_PX
from .refinement import CORE_PX
from .registry import Model, find_model
from .segmenter import Load, Segmenter, load_segmenter
from .tiling import TileGrid, Window, strips
from .version import read_version

# Where a raster says that it is a copy, and of what.
SOURCE_TAG = "RS_SEGMENTER_SOURCE"


@dataclass(frozen=True)
class Plan:
    """Everything a run needs.

    Attributes:
        job: What was asked for.
        source: The raster, open.
        grid: The pixels that will be classified: the raster's, or a resampled grid.
        factor: How many of the raster's pixels make one of the grid's, along a side.
        bands: Band numbers; empty for a palette's colours.
        extent: The part of the grid to work on.
        tiles: Tiles of the grid.
        blend: How overlaps are combined.
        ranges: Raw values to stretch from, per band; empty for none.
        segmenter: The model on its device.
        findings: What the user should know.
    """

    job: SegmentJob
    source: RasterSource
    grid: Grid
    factor: float
    bands: tuple[int, ...]
    extent: Extent
    tiles: TileGrid
    blend: str
    ranges: tuple[tuple[float, float], ...]
    segmenter: Segmenter
    findings: tuple[Finding, ...]

    @property
    def card(self) -> ModelCard:
        """The model's card."""
        return self.segmenter.card

    @property
    def cache_bytes(self) -> int:
        """Memory for decoded blocks: for the reader of tiles, and for the one of what is refined."""
        side_px = self.tiles.tile_px
        if self.job.refine != "none":
            side_px += CORE_PX + 2 * self.job.refinement.halo_px
        return self.source.cache_bytes(side_px, self.factor, self.bands)

    @property
    def scaling(self) -> Scaling:
        """How the raster is brought to the range that the model knows."""
        return Scaling(self.bands, self.factor, self.ranges, self.card.value_range, self.card.bands)

    @property
    def raw_dtype(self) -> np.dtype[np.generic]:
        """Data type of the tiles that go to the device."""
        plain = not self.ranges and all(self.source.dtypes[b - 1] == "uint8" for b in self.bands)
        return np.dtype(np.uint8 if plain else np.float32)

    @property
    def strips(self) -> list[Window]:
        """The columns in which the extent is worked on, from left to right."""
        block_px = BLOCK_PX if self.job.refine == "none" else CORE_PX
        return list(strips(self.extent.window, block_px, self.tiles.stride_px, self.reach_px))

    @property
    def how(self) -> dict[str, object]:
        """With which tiles, and on what: what may differ between two runs that share a journal."""
        return {
            "tile_px": self.tiles.tile_px,
            "overlap_px": self.tiles.overlap_px,
            "blend": self.blend,
            "device": str(self.segmenter.device),
            "runtime": self.segmenter.runtime.name,
            "precision": self.segmenter.precision,
        }

    @property
    def reach_px(self) -> int:
        """How far beyond its core a tile has a say."""
        return 0 if self.blend == "crop" else self.tiles.halo_px


def facts_of(source: RasterSource, card: ModelCard) -> RasterFacts:
    """Gather what must be known of a raster before a model is run on it.

    Args:
        source: The raster.
        card: The model; values are sampled only where the data type is not the one it was trained on.
    """
    sample_range = None
    plain = [b for b, role in enumerate(source.roles, start=1) if role != "alpha"]
    if not source.has_palette and {source.dtypes[b - 1] for b in plain} != {card.data_type}:
        values, valid = source.sample(plain)
        if valid.any():
            low, high = np.percentile(values[:, valid].astype(np.float64), (2, 98))
            sample_range = (float(low), float(high))
    return RasterFacts(
        name=source.tags.get(SOURCE_TAG, "").partition(" (")[0] or short(source.path),
        roles=source.roles,
        dtypes=source.dtypes,
        palette=source.has_palette,
        resolution_m=source.grid.ground_resolution_m,
        placed=source.grid.placed or bool(source.grid.gcps),
        sample_range=sample_range,
    )


@contextmanager
def open_plan(
    job: SegmentJob, progress: Progress, segmenter: Segmenter | None = None, load: Load = load_segmenter
) -> Iterator[Plan]:
    """Open and check everything a job needs; leaving the context closes the raster.

    Args:
        job: What to do; one without outputs only wants the plan.
        progress: Who is told.
        segmenter: The job's model, when it is at hand already; None: it is loaded.
        load: Loads it.

    Raises:
        EngineError: Whatever is wrong with the raster, the model, the area, the options or the outputs.
    """
    for output in job.outputs:
        check_destination(output, GEOTIFF, [job.raster, *job.more_rasters], overwrite=job.overwrite)
    model = segmenter or find_model(job.model)
    source = RasterSource(job.raster, job.crs, job.more_rasters)
    try:
        yield _decide(job, model, source, progress, load)
    finally:
        source.close()


def _decide(
    job: SegmentJob, model: Model | Segmenter, source: RasterSource, progress: Progress, load: Load
) -> Plan:
    card = model.card
    facts = facts_of(source, card)
    bands = choose_bands(facts, card, job.bands)
    factor = choose_factor(facts, card, job.ground_resolution, job.resolution_m)
    grid = source.grid if factor == 1 else source.grid.resampled(factor)
    overlap_px = card.tile.overlap_px if job.overlap_px is None else job.overlap_px
    tiles = TileGrid(grid.height, grid.width, job.tile_px or card.tile.tile_px, overlap_px)
    extent = Extent(job.area, grid)
    if isinstance(model, Segmenter):
        segmenter = model
    else:
        progress.stage(f"Loading the model {card.title}")
        segmenter = load(model, job)
    progress.check()
    segmenter.check_tile(tiles.tile_px)
    return Plan(
        job=job,
        source=source,
        grid=grid,
        factor=factor,
        bands=bands,
        extent=extent,
        tiles=tiles,
        blend=job.blend or card.tile.blend,
        ranges=choose_ranges(job, source, facts, card, bands),
        segmenter=segmenter,
        findings=tuple(check_fit(facts, card, job.bands, job.ground_resolution, job.stretch)),
    )


def choose_ranges(
    job: SegmentJob, source: RasterSource, facts: RasterFacts, card: ModelCard, bands: tuple[int, ...]
) -> tuple[tuple[float, float], ...]:
    """Choose the raw values that are stretched to the card's range, per band; empty for no stretch."""
    if job.stretch_range:
        return (job.stretch_range,) * len(card.bands)
    if job.stretch == "none" or not needs_stretch(facts, card, bands):
        return ()
    return tuple(percentile_ranges(*source.sample(bands)))


def describe(plan: Plan, begun_with: Sequence[object] = ()) -> dict[str, str]:
    """Metadata of the results: model, digest, every parameter; the same for the same job and machine.

    Args:
        plan: What is to be done.
        begun_with: How parts were made that this run only took over.
    """
    card = plan.card
    skipped = {"output", "confidence", "entropy", "probabilities", "overwrite", "model", "batch", "raster"}
    skipped |= {"refine", "crf", "superpixel_px", "journal"}
    asked = {k: v for k, v in dataclasses.asdict(plan.job).items() if k not in skipped}
    used: dict[str, object] = {
        "raster": plan.source.tags.get(SOURCE_TAG) or public(plan.job.raster),
        "more_rasters": [public(path) for path in plan.job.more_rasters],
        "window": dataclasses.astuple(plan.extent.window),
    }
    used |= plan.how | plan.scaling.describe() | plan.job.refinement.describe()
    if begun_with:
        used["begun_with"] = begun_with
    classes = [{"value": c.value, "name": c.name, "colour": c.colour} for c in card.classes]
    return {
        "RS_SEGMENTER_VERSION": read_version(),
        "RS_SEGMENTER_MODEL": card.name,
        "RS_SEGMENTER_MODEL_VERSION": card.version,
        "RS_SEGMENTER_WEIGHTS_SHA256": card.weights_sha256,
        "RS_SEGMENTER_CLASSES": json.dumps(classes, ensure_ascii=False),
        "RS_SEGMENTER_JOB": json.dumps(asked | used, ensure_ascii=False, sort_keys=True),
    }


@contextmanager
def open_journal(plan: Plan) -> Iterator[Journal | None]:
    """Open the journal that the job names, if it does; leaving the context leaves the file.

    Raises:
        EngineError: When it belongs to something else, or cannot be written.
    """
    if plan.job.journal is None:
        yield None
        return
    tags = describe(plan)
    used = json.loads(tags.pop("RS_SEGMENTER_JOB"))
    job: dict[str, object] = {**tags, "pixels": plan.extent.window.area_px}
    # A copy is made anew for each run; a file may be another by now.
    if SOURCE_TAG not in plan.source.tags:
        files = filter(os.path.isfile, (plan.job.raster, *plan.job.more_rasters))
        job["read"] = [(found.st_size, found.st_mtime_ns) for found in map(os.stat, files)]
    job["files"] = [
        bool(output) for output in (plan.job.confidence, plan.job.entropy, plan.job.probabilities)
    ]
    job["grid"] = plan.grid.height, plan.grid.width, tuple(plan.grid.transform)
    job["job"] = {name: value for name, value in used.items() if name not in plan.how}
    with closing(Journal(Path(plan.job.journal), job, plan.how, plan.strips)) as journal:
        yield journal
