"""`rs-segmenter sample`: reference points to be labelled."""

from __future__ import annotations

from typing import Any

import click

from ..assess.job import SampleJob
from ..choices import ALLOCATIONS, MAX_POINTS
from ..errors import JobError
from .data_options import read_pairs
from .execute import execute
from .options import output_options, write_job

_EXAMPLE = """\b
Examples:
  rs-segmenter sample classes.tif points.gpkg --points 500 --blind
  rs-segmenter sample classes.tif points.gpkg --allocation neyman --expect water=0.95 --expect scrub=0.6
"""


@click.command(epilog=_EXAMPLE)
@click.argument("classes")
@click.argument("output")
@click.option(
    "--points",
    "count",
    type=click.IntRange(1, MAX_POINTS),
    default=500,
    metavar="N",
    help="Number of points.",
)
@click.option(
    "--allocation",
    type=click.Choice(ALLOCATIONS),
    default="proportional",
    help="How points are shared out among the map's classes; neyman: more where more errors are expected.",
)
@click.option(
    "--minimum",
    type=click.IntRange(0),
    metavar="N",
    show_default="50, or what takes half of all points",
    help="Points per class at least.",
)
@click.option(
    "--expect",
    "expected",
    multiple=True,
    metavar="CLASS=ACCURACY",
    show_default="0.8",
    help="User's accuracy expected of a class, for neyman. Repeatable.",
)
@click.option("--seed", type=click.IntRange(0), default=0, metavar="N", help="Which sample.")
@click.option(
    "--blind", is_flag=True, show_default="off", help="Do not tell the interpreter the map's class."
)
@output_options()
def sample(expected: tuple[str, ...], save_job: str | None, as_json: bool, **options: Any) -> None:
    """Draw a stratified random sample of reference points.

    CLASSES is a class raster, whose classes are the strata; OUTPUT is the GeoPackage to write. Fill in the points'
    field 'class', then run 'assess' with them.
    """
    try:
        job = SampleJob(expected=_accuracies(expected), **options)
    except JobError as error:
        raise click.UsageError(str(error)) from error
    if save_job:
        write_job(job, save_job, inputs=("classes",), outputs=("output",))
    execute(job, as_json=as_json)


def _accuracies(texts: tuple[str, ...]) -> dict[str, float]:
    pairs = read_pairs(texts, "--expect")
    try:
        return {name: float(text) for name, text in pairs.items()}
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--expect") from error
