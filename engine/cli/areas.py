"""`rs-segmenter areas`: how much ground each class covers."""

from __future__ import annotations

from typing import Any

import click

from ..areas.job import AreasJob
from ..errors import JobError
from .execute import execute
from .options import output_options, write_job

_EXAMPLE = """\b
Examples:
  rs-segmenter areas classes.tif areas.csv --chart areas.png
  rs-segmenter areas classes.tif areas.csv --zones districts.gpkg --zone-field name --layer districts-areas.gpkg
"""


@click.command(epilog=_EXAMPLE)
@click.argument("classes")
@click.argument("output")
@click.option(
    "--zones",
    metavar="FILE",
    show_default="the whole raster",
    help="Polygons, in any CRS, to measure in each of them.",
)
@click.option(
    "--zones-layer", metavar="NAME", show_default="the only or first one", help="Layer of the zones."
)
@click.option(
    "--zone-field", metavar="NAME", show_default="their numbers", help="Field with the names of the zones."
)
@click.option(
    "--layer",
    metavar="FILE.gpkg",
    show_default="not written",
    help="Write the zones joined with the areas; without zones, a table.",
)
@click.option("--chart", metavar="FILE.png", show_default="not written", help="Write a bar chart.")
@output_options()
def areas(save_job: str | None, as_json: bool, **options: Any) -> None:
    """Measure how much ground each class covers.

    CLASSES is a class raster; OUTPUT is the CSV file to write. Areas are those on the ellipsoid; a pixel is in a zone
    if its centre is.
    """
    try:
        job = AreasJob(**options)
    except JobError as error:
        raise click.UsageError(str(error)) from error
    if save_job:
        write_job(job, save_job, inputs=("classes", "zones"), outputs=("output", "layer", "chart"))
    execute(job, as_json=as_json)
