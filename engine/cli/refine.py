"""`rs-segmenter refine`: all that comes after the model, once more without it."""

from __future__ import annotations

from typing import Any

import click

from ..errors import JobError
from ..refinejob import RefineJob
from .data_options import read_pairs
from .execute import execute
from .options import device_option, output_options, write_job
from .postprocess import cleaning_options
from .refine_options import read_crf, refine_options

_EXAMPLE = """\b
Examples:
  rs-segmenter segment photo.tif classes.tif --probabilities shares.tif
  rs-segmenter refine shares.tif photo.tif refined.tif --crf theta_alpha_px=40
  rs-segmenter refine shares.tif photo.tif tidy.tif --merge car=road --min-area-m2 20 --min-confidence 50
"""


@click.command(epilog=_EXAMPLE)
@click.argument("probabilities")
@click.argument("raster")
@click.argument("output")
@refine_options("crf")
@cleaning_options
@click.option(
    "--model",
    metavar="NAME|FOLDER",
    show_default="any",
    help="Refuse probabilities that are not of this model.",
)
@click.option(
    "--confidence",
    metavar="FILE",
    show_default="not written",
    help="Write how sure each class is after refining, in percent.",
)
@click.option(
    "--entropy",
    metavar="FILE",
    show_default="not written",
    help="Write how evenly the probability is spread after refining, 0 (sure) to 1 (any class).",
)
@click.option(
    "--refined", metavar="FILE", show_default="not written", help="Write the refined probabilities."
)
@device_option
@output_options()
def refine(
    crf_set: str,
    crf: tuple[str, ...],
    merge: tuple[str, ...],
    save_job: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Refine saved probabilities without the model.

    Then make the classes tidy, as 'postprocess' does.

    PROBABILITIES is what 'segment --probabilities' wrote, RASTER what it was made from; OUTPUT is the GeoTIFF of
    classes to write.
    """
    try:
        job = RefineJob(crf=read_crf(crf_set, crf), merge=read_pairs(merge, "--merge"), **options)
    except JobError as error:
        raise click.UsageError(str(error)) from error
    if save_job:
        inputs = ("probabilities", "raster", "model")
        outputs = ("output", "confidence", "entropy", "refined")
        write_job(job, save_job, inputs=inputs, outputs=outputs)
    execute(job, as_json=as_json)
