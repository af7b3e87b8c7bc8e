"""Jobs: what is to be done, as plain data that can be written down, sent elsewhere, and done again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .choices import BLENDS, PRECISIONS, PROBABILITY_TYPES, RUNTIMES, SUPERPIXEL_PX
from .errors import JobError
from .refinement import Refinement

DEVICES = "auto, cpu, cuda, cuda:N or mps"
CONFIDENCE_BAND = "confidence in percent"
ENTROPY_BAND = "entropy"


@dataclass(frozen=True)
class Area:
    """Where to work: a rectangle or polygons.

    Attributes:
        bounds: xmin, ymin, xmax, ymax in map units, or None.
        polygons: GeoJSON geometries; pixels whose centre lies outside become nodata. Empty with `bounds`.
        crs: CRS of both (EPSG code, WKT, ...); None means the raster's own.
    """

    bounds: tuple[float, float, float, float] | None = None
    polygons: tuple[Mapping[str, object], ...] = ()
    crs: str | None = None

    def __post_init__(self) -> None:
        """Check that there is one of the two, and that it is one.

        Raises:
            JobError: When it is not, or a polygon is broken.
        """
        if (self.bounds is None) == (not self.polygons):
            raise JobError("An area is either a rectangle or polygons.", "Give one of the two.")
        if self.bounds and not (
            all(map(math.isfinite, self.bounds))
            and self.bounds[0] < self.bounds[2]
            and self.bounds[1] < self.bounds[3]
        ):
            raise JobError(
                f"The area {self.bounds} is no rectangle.", "Give xmin,ymin,xmax,ymax with min below max."
            )
        for number, polygon in enumerate(self.polygons, start=1):
            if not _is_polygon(polygon):
                raise JobError(
                    f"Polygon {number} of the area is broken.",
                    "Each ring needs four points or more, the last like the first; QGIS's 'Fix geometries' mends many.",
                )


def _is_polygon(geometry: Mapping[str, Any]) -> bool:
    """Whether a GeoJSON geometry is made of whole rings; GDAL crashes on some that are not."""
    parts: Any = geometry.get("coordinates")
    if geometry.get("type") == "Polygon":
        parts = [parts]
    elif geometry.get("type") != "MultiPolygon":
        return False
    try:
        rings = [ring for part in parts for ring in part]
        numbers = [number for ring in rings for x, y, *_ in ring for number in (x, y)]
        return (
            bool(parts)
            and all(parts)
            and all(len(r) >= 4 for r in rings)
            and all(map(math.isfinite, numbers))
        )
    except (TypeError, ValueError, OverflowError):
        return False


@dataclass(frozen=True)
class SegmentJob:
    """Classify a raster.

    Attributes:
        raster: The input: a file, or any name GDAL opens.
        output: The class raster to write, a GeoTIFF.
        model: Name of a model, or its folder; `default` is the one that ships as such.
        bands: Band numbers from 1 for the model's bands in order; empty: found by their roles.
        area: Part of the raster to classify; None: all of it.
        crs: CRS of the raster (EPSG code, WKT, ...), where its file has none or a wrong one; None: the file's.
        ground_resolution: `auto` (the raster's, if the model is made for it, else the model's), `native`
            (the raster's), or metres.
        stretch: How raw values are brought to the model's range: `auto` (by the 2nd and 98th percentile where
            the data type differs and values do not fit), `none`, or `low,high` of the raw values.
        tile_px: Side of a tile; None: the card's.
        overlap_px: What neighbouring tiles share; None: the card's.
        blend: `crop`, `mean` or `hann`; None: the card's.
        tta: Average over flips and quarter turns: 8 times the work.
        device: `auto`, `cpu`, `cuda`, `cuda:N` or `mps`.
        precision: `auto`, `float32`, `float16` or `bfloat16`.
        runtime: `auto`, `openvino` or `torch`.
        batch: Tiles at once; None: found automatically.
        refine: What is done to the classes by the image: `none`, `crf` (dense CRF), or `slic` (majority in each
            superpixel). Confidence and probabilities are the refined ones.
        crf: Parameters of the CRF by name that differ from those of its set, which is named by `set`.
        superpixel_px: Side of a superpixel, about.
        confidence: Second output: percent the chosen class is sure, uint8; None: not written.
        entropy: Third output: how evenly the probability is spread over the classes, 0 ... 1 in steps of 1/250,
            uint8; None: not written.
        probabilities: Fourth output: a band per class; None: not written.
        probability_type: `uint8` (steps of 1/250) or `float32`.
        overwrite: Whether outputs that exist may be replaced.
        more_rasters: Rasters of the same ground whose bands follow those of `raster`.
        journal: File in which finished rows are noted as well, until the map is written; where it is there already,
            left by a run that died or failed, the job goes on from it. None: not noted.
    """

    raster: str
    output: str
    model: str = "default"
    bands: tuple[int, ...] = ()
    area: Area | None = None
    crs: str | None = None
    ground_resolution: str = "auto"
    stretch: str = "auto"
    tile_px: int | None = None
    overlap_px: int | None = None
    blend: str | None = None
    tta: bool = False
    device: str = "auto"
    precision: str = "auto"
    runtime: str = "auto"
    batch: int | None = None
    refine: str = "none"
    crf: Mapping[str, object] = field(default_factory=dict)
    superpixel_px: int = SUPERPIXEL_PX
    confidence: str | None = None
    entropy: str | None = None
    probabilities: str | None = None
    probability_type: str = "uint8"
    overwrite: bool = False
    more_rasters: tuple[str, ...] = ()
    journal: str | None = None

    def __post_init__(self) -> None:
        """Check all that can be checked without opening a file.

        Raises:
            JobError: When an option is out of range or two contradict each other.
        """
        check_choice(self.blend, (None, *BLENDS), "blending")
        check_choice(self.probability_type, PROBABILITY_TYPES, "type of probabilities")
        check_handling(self.ground_resolution, self.stretch, self.precision, self.runtime, self.batch)
        if any(b < 1 for b in self.bands):
            raise JobError(f"Band numbers start at 1, not {min(self.bands)}.")
        self.refinement  # noqa: B018 - made for its check
        written = (*self.outputs, *([self.journal] if self.journal else []))
        if len({str(Path(p).resolve()) for p in written}) < len(written):
            raise JobError("Two outputs have the same name.", "Give each output a name of its own.")

    @property
    def outputs(self) -> tuple[str, ...]:
        """Every file the job writes."""
        return tuple(p for p in (self.output, self.confidence, self.entropy, self.probabilities) if p)

    @property
    def refinement(self) -> Refinement:
        """What is done to the classes by the image.

        Raises:
            JobError: When its name is unknown or a number of it makes no sense.
        """
        return Refinement(self.refine, self.crf, self.superpixel_px)

    @property
    def resolution_m(self) -> float | None:
        """The ground resolution asked for in metres; None for `auto` and `native`.

        Raises:
            JobError: When it is neither of these nor a number above 0.
        """
        return read_resolution(self.ground_resolution)

    @property
    def stretch_range(self) -> tuple[float, float] | None:
        """The raw values asked for as lowest and highest; None for `auto` and `none`.

        Raises:
            JobError: When it is neither of these nor two rising numbers.
        """
        return read_stretch(self.stretch)


def check_choice(value: str | None, known: Sequence[str | None], what: str) -> None:
    """Check that an option is one of those there are.

    Raises:
        JobError: When it is not.
    """
    if value not in known:
        names = ", ".join(k for k in known if k)
        raise JobError(f"There is no {what} called '{value}'.", f"Choose one of {names}.")


def check_handling(
    ground_resolution: str, stretch: str, precision: str, runtime: str = "auto", batch: int | None = None
) -> None:
    """Check how rasters are brought to a model and how it is run, as every job that runs one says it.

    Raises:
        JobError: When an option is out of range.
    """
    read_resolution(ground_resolution)
    read_stretch(stretch)
    check_choice(precision, PRECISIONS, "precision")
    check_choice(runtime, RUNTIMES, "runtime")
    if batch is not None and batch < 1:
        raise JobError(f"A batch of {batch} tiles makes no sense.", "Give 1 or more.")


def read_resolution(text: str) -> float | None:
    """Read a ground resolution in metres; None for `auto` and `native`.

    Raises:
        JobError: When it is neither of these nor a number above 0.
    """
    if text in ("auto", "native"):
        return None
    value = _number(text)
    if value is None or value <= 0:
        raise JobError(f"'{text}' is no ground resolution.", "Give auto, native, or metres per pixel.")
    return value


def read_stretch(text: str) -> tuple[float, float] | None:
    """Read raw values as lowest and highest; None for `auto` and `none`.

    Raises:
        JobError: When it is neither of these nor two rising numbers.
    """
    if text in ("auto", "none"):
        return None
    ends = [_number(part) for part in text.split(",")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] >= ends[1]:
        raise JobError(f"'{text}' is no stretch.", "Give auto, none, or LOW,HIGH with LOW below HIGH.")
    return ends[0], ends[1]


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
