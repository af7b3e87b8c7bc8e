"""`rs-segmenter vectorize`: polygons from a class raster."""

from __future__ import annotations

from typing import Any

import click

from ..errors import JobError
from ..vectorize.job import VectorizeJob
from .execute import execute
from .options import output_options, write_job

_EXAMPLE = """\b
Examples:
  rs-segmenter vectorize classes.tif classes.gpkg --confidence sure.tif
  rs-segmenter vectorize classes.tif buildings.gpkg --class building --min-area-m2 10
"""


@click.command(epilog=_EXAMPLE)
@click.argument("classes")
@click.argument("output")
@click.option(
    "--confidence",
    metavar="FILE",
    show_default="none",
    help="How sure each class is, as 'segment --confidence' writes; gives each polygon its mean.",
)
@click.option(
    "--simplify-px",
    type=float,
    metavar="PIXELS",
    show_default="1",
    help="How far the border may lie from the pixels' outline; 0: it follows the pixels.",
)
@click.option("--simplify-m", type=float, metavar="METRES", show_default="none", help="The same in metres.")
@click.option(
    "--min-area-m2",
    type=float,
    default=0.0,
    metavar="M2",
    help="Leave out smaller polygons. They leave gaps; 'postprocess' gives them to their neighbours.",
)
@click.option(
    "--class",
    "classes_kept",
    multiple=True,
    metavar="NAME",
    show_default="all",
    help="A class to vectorize. Repeatable.",
)
@output_options()
def vectorize(save_job: str | None, as_json: bool, **options: Any) -> None:
    """Turn a class raster into polygons.

    CLASSES is a class raster; OUTPUT is the GeoPackage to write, which QGIS draws in the classes' colours. Neighbours
    share their borders, simplified or not.
    """
    try:
        job = VectorizeJob(**options)
    except JobError as error:
        raise click.UsageError(str(error)) from error
    if save_job:
        write_job(job, save_job, inputs=("classes", "confidence"), outputs=("output",))
    execute(job, as_json=as_json)
