"""`rs-segmenter doubt`: where to look first."""

from __future__ import annotations

from typing import Any

import click

from ..choices import DOUBT_KINDS, MAX_PLACES
from ..doubt.job import DoubtJob
from ..errors import JobError
from .execute import execute
from .options import output_options, write_job

_EXAMPLE = """\b
Examples:
  rs-segmenter segment photo.tif classes.tif --entropy doubt.tif
  rs-segmenter doubt doubt.tif places.gpkg --classes classes.tif --count 100 --min-area-m2 50
"""
_INPUTS = ("doubt", "classes", "probabilities")


@click.command(epilog=_EXAMPLE)
@click.argument("doubt")
@click.argument("output")
@click.option(
    "--classes",
    metavar="FILE",
    show_default="none",
    help="The class raster of the same run: places are then of one class, which is named.",
)
@click.option(
    "--probabilities",
    metavar="FILE",
    show_default="none",
    help="The probabilities of the same run: name the class that a place may be instead.",
)
@click.option(
    "--kind", type=click.Choice(DOUBT_KINDS), default="auto", help="What DOUBT is; auto: as its band says."
)
@click.option("--count", type=click.IntRange(1, MAX_PLACES), default=50, metavar="N", help="Places at most.")
@click.option(
    "--threshold",
    type=float,
    metavar="DOUBT",
    show_default="what 10 % of the pixels reach, 0.1 at least",
    help="Doubt from which ground belongs to a place: above 0 (sure), 1 at most.",
)
@click.option(
    "--min-area-m2", type=float, metavar="M2", show_default="64 pixels", help="Leave out smaller places."
)
@click.option(
    "--block-m",
    type=float,
    metavar="METRES",
    show_default="four blocks for each place",
    help="Side of the squares of ground of which each gets one place at most.",
)
@output_options()
def doubt(save_job: str | None, as_json: bool, **options: Any) -> None:
    """Find the most doubtful places of a map.

    DOUBT is what 'segment --entropy' or '--confidence' wrote; OUTPUT is the GeoPackage of polygons to write, ranked by
    doubt times area.
    """
    try:
        job = DoubtJob(**options)
    except JobError as error:
        raise click.UsageError(str(error)) from error
    if save_job:
        write_job(job, save_job, inputs=_INPUTS, outputs=("output",))
    execute(job, as_json=as_json)
