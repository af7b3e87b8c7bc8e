"""What vectorizing, measuring areas and looking for doubt give: results as plain data and as text."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from ..areas.job import AreasJob
from ..doubt.job import DoubtJob
from ..progress import Progress
from ..vectorize.job import VectorizeJob
from .table import area_table, hectares, table

if TYPE_CHECKING:
    from ..areas.result import AreasResult
    from ..doubt.find import DoubtResult
    from ..vectorize.vectorize import VectorizeResult

_MAX_ZONES = 20


def vectorize_outcome(job: VectorizeJob, progress: Progress) -> tuple[dict[str, Any], str]:
    """Turn a class raster into polygons."""
    from ..vectorize.vectorize import vectorize

    result = vectorize(job, progress)
    return dataclasses.asdict(result), _polygons(result)


def areas_outcome(job: AreasJob, progress: Progress) -> tuple[dict[str, Any], str]:
    """Measure areas."""
    from ..areas.measure import measure_areas

    result = measure_areas(job, progress)
    return dataclasses.asdict(result), _areas(result)


def doubt_outcome(job: DoubtJob, progress: Progress) -> tuple[dict[str, Any], str]:
    """Find doubtful places."""
    from ..doubt.find import find_doubt

    result = find_doubt(job, progress)
    return dataclasses.asdict(result), _places(result)


def _polygons(result: VectorizeResult) -> str:
    rows = [(c.name, f"{c.polygons:,}", hectares(c.area_m2)) for c in result.classes]
    left_out = f", {result.left_out:,} smaller ones left out" if result.left_out else ""
    return "\n".join(
        [
            "",
            table(("class", "polygons", "ha"), rows, " rr"),
            "",
            f"{result.polygons:,} polygons{left_out}; {result.seconds:.1f} s",
            f"polygons: {result.output}",
        ]
    )


def _areas(result: AreasResult) -> str:
    files = (("areas", result.output), ("layer", result.layer), ("chart", result.chart))
    lines = [""]
    for zone in result.zones[:_MAX_ZONES]:
        lines += [f"Zone {zone.name}"] if zone.number else []
        lines += [area_table(zone.classes), ""]
    more = len(result.zones) - _MAX_ZONES
    lines += [f"... and {more} more zones in the file", ""] if more > 0 else []
    return "\n".join([*lines, *(f"{what}: {path}" for what, path in files if path)])


def _places(result: DoubtResult) -> str:
    return "\n".join(
        [
            "",
            f"{result.places:,} places, by {result.kind}; {result.doubtful_percent:.1f} % of the pixels have a doubt "
            f"of {result.threshold:.2f} or more around them; {result.seconds:.1f} s",
            f"places: {result.output}",
        ]
    )
