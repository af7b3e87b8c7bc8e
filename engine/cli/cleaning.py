"""What cleaning a class raster gives: its result as plain data and as text."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from ..postprocess.job import PostprocessJob
from ..progress import Progress
from .table import hectares, table

if TYPE_CHECKING:
    from ..postprocess.postprocess import PostprocessResult


def postprocess_outcome(job: PostprocessJob, progress: Progress) -> tuple[dict[str, Any], str]:
    """Make a class raster tidy."""
    from ..postprocess.postprocess import postprocess

    result = postprocess(job, progress)
    return dataclasses.asdict(result), _report(result)


def _report(result: PostprocessResult) -> str:
    rows = [
        (
            c.name,
            f"{c.pixels_before:,}",
            f"{c.pixels_after:,}",
            hectares(c.area_before_m2),
            hectares(c.area_after_m2),
        )
        for c in result.classes
    ]
    return "\n".join(
        [
            "",
            table(("class", "pixels before", "after", "ha before", "after"), rows, " rrrr"),
            "",
            f"{result.pixels_changed:,} of {result.pixels:,} pixels changed; {result.seconds:.1f} s",
            f"classes: {result.output}",
        ]
    )
