"""`rs-segmenter evaluate`: scores of a model on labelled ground."""

from __future__ import annotations

import dataclasses
from typing import Any

import click

from ..errors import JobError
from ..training.job import EvaluateJob
from .data_options import absolute_data, data_options, read_data, read_split, split_options
from .execute import execute
from .options import output_options, predict_options, write_job

_EXAMPLE = """\b
Examples:
  rs-segmenter evaluate --raster photo.tif --labels polygons.gpkg --class-field class --report scores.html
  rs-segmenter evaluate --dataset city.yaml --model my-model --part val --json
"""


@click.command(epilog=_EXAMPLE)
@data_options
@click.option(
    "--model", default="default", metavar="NAME|FOLDER", help="The model; 'default' ships with the program."
)
@click.option(
    "--part",
    type=click.Choice(("all", "val")),
    default="all",
    help="all: all that is labelled; val: only the ground that a training with the same split holds out.",
)
@split_options
@click.option(
    "--report",
    metavar="FILE.html",
    show_default="not written",
    help="Write a report with pictures, in one file.",
)
@click.option("--ground-resolution", default="auto", metavar="auto|native|METRES", help="As for segment.")
@click.option("--stretch", default="auto", metavar="auto|none|LOW,HIGH", help="As for segment.")
@predict_options
@output_options("scores")
def evaluate(save_job: str | None, as_json: bool, **options: Any) -> None:
    """Score a model on labelled ground.

    The rasters go through the same tiles and blending as maps do.
    """
    found = read_data(options)
    split = read_split(options, found.get("split"))
    try:
        job = EvaluateJob(data=found["data"], split=split, **options)
    except JobError as error:
        raise click.UsageError(str(error)) from error
    if save_job:
        anywhere = dataclasses.replace(job, data=absolute_data(job.data))
        write_job(anywhere, save_job, inputs=("model",), outputs=("report",))
    execute(job, as_json=as_json)
