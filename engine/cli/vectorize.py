"""`rs-segmenter vectorize`: polygons from a class raster."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import click

from ..errors import JobError
from ..job_json import to_json
from ..vectorize.job import VectorizeJob
from .data_options import absolute
from .execute import execute
from .options import json_option, write_job

_EXAMPLE = """\b
Examples:
  rs-segmenter vectorize classes.tif classes.gpkg --confidence sure.tif
  rs-segmenter vectorize classes.tif buildings.gpkg --class building --min-area 10
"""


@click.command(epilog=_EXAMPLE)
@click.argument("classes")
@click.argument("output")
@click.option(
    "--confidence",
    metavar="FILE",
    show_default="none",
    help="Confidence raster of 'segment'; gives each polygon its mean confidence.",
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
    "--min-area",
    "min_area_m2",
    type=float,
    default=0.0,
    metavar="M2",
    help="Leave out smaller polygons. They leave gaps; sieve first to give them to their neighbours.",
)
@click.option(
    "--class",
    "classes_kept",
    multiple=True,
    metavar="NAME",
    show_default="all",
    help="A class to vectorize. Repeatable.",
)
@click.option("--overwrite", is_flag=True, show_default="off", help="Replace an output that exists.")
@click.option(
    "--save-job", metavar="FILE.json", show_default="not written", help="Write the job down for 'run', too."
)
@json_option("Tell progress and result as JSON lines on standard output.")
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
        anywhere = dataclasses.replace(
            job,
            classes=absolute(job.classes),
            confidence=absolute(job.confidence) if job.confidence else None,
            output=str(Path(job.output).absolute()),
        )
        write_job(to_json(anywhere), Path(save_job), overwrite=job.overwrite)
    execute(job, as_json=as_json)
