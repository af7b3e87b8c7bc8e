"""`rs-segmenter assess`: how right a map is."""

from __future__ import annotations

from typing import Any

import click

from ..assess.job import AssessJob
from ..choices import AREA_ESTIMATES
from ..errors import JobError
from .data_options import read_pairs
from .execute import execute
from .options import output_options, write_job

_EXAMPLE = """\b
Examples:
  rs-segmenter assess classes.tif ground-truth.gpkg --class-field landuse --report accuracy.html
  rs-segmenter assess classes.tif points.gpkg --report accuracy.html --table accuracy.csv
  rs-segmenter assess classes.tif top_potsdam_2_13_label.tif --map '#ffffff=paved' --erode-px 3 --leave-out clutter
"""


@click.command(epilog=_EXAMPLE)
@click.argument("classes")
@click.argument("reference")
@click.option(
    "--class-field", metavar="NAME", show_default="class", help="Field of polygons or points with the class."
)
@click.option("--layer", metavar="NAME", show_default="the only or first one", help="Layer of a vector file.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="VALUE=CLASS",
    show_default=False,
    help="A class as the reference calls it (a name, a number, or a colour '#rrggbb'), and as the map does; "
    "'ignore' and 'other' are classes too, '*=CLASS' is for all. Repeatable.",
)
@click.option(
    "--rest",
    default="",
    metavar="CLASS|other",
    show_default="unknown",
    help="Class of the ground between reference polygons.",
)
@click.option(
    "--erode-px",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Leave out what is within N pixels of a border between classes; 3 in the ISPRS protocol.",
)
@click.option(
    "--leave-out",
    multiple=True,
    metavar="CLASS",
    show_default="none",
    help="Class left out of the means of IoU and F1, such as clutter. Repeatable.",
)
@click.option(
    "--areas",
    type=click.Choice(AREA_ESTIMATES),
    default="auto",
    help="Estimate areas from points that are a stratified random sample; auto: where 'sample' drew them.",
)
@click.option(
    "--strata", metavar="FILE", show_default="CLASSES", help="The map that the points were drawn from."
)
@click.option(
    "--report",
    metavar="FILE.html",
    show_default="not written",
    help="Write a report with figures, in one file.",
)
@click.option("--table", metavar="FILE.csv", show_default="not written", help="Write the scores as a table.")
@output_options("scores")
def assess(mapping: tuple[str, ...], save_job: str | None, as_json: bool, **options: Any) -> None:
    """Compare a class raster with a reference.

    CLASSES is the class raster; REFERENCE is a vector file of polygons or points, or a raster of class numbers or
    colours on any grid.
    """
    try:
        job = AssessJob(mapping=read_pairs(mapping, "--map"), **options)
    except JobError as error:
        raise click.UsageError(str(error)) from error
    if save_job:
        write_job(job, save_job, inputs=("classes", "reference", "strata"), outputs=("report", "table"))
    execute(job, as_json=as_json)
