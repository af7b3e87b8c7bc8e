"""`rs-segmenter postprocess`: a class raster made tidy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ..choices import CONNECTIVITIES
from ..errors import JobError
from ..postprocess.job import PostprocessJob
from .data_options import read_pairs
from .execute import execute
from .options import Command, all_of, output_options, write_job

_EXAMPLE = """\b
Examples:
  rs-segmenter postprocess classes.tif tidy.tif --min-area-m2 25 --fill-holes-m2 50
  rs-segmenter postprocess classes.tif tidy.tif --merge tree=vegetation --merge grass=vegetation
  rs-segmenter postprocess classes.tif tidy.tif --confidence sure.tif --min-confidence 60
"""


def _size_options(name: str, text: str) -> Callable[[Command], Command]:
    """A size on the ground, and the same in pixels."""
    return all_of(
        click.option(
            f"--{name}-m2", type=float, default=0.0, metavar="M2", show_default="0: none", help=text
        ),
        click.option(
            f"--{name}-px",
            type=int,
            default=0,
            metavar="N",
            show_default="0: none",
            help="The same in pixels.",
        ),
    )


cleaning_options = all_of(
    click.option(
        "--merge",
        multiple=True,
        metavar="OLD=NEW",
        show_default=False,
        help="A class that becomes another one, by name. Repeatable.",
    ),
    click.option(
        "--min-confidence",
        type=float,
        default=0.0,
        metavar="PERCENT",
        show_default="0: none do",
        help="Pixels less sure than this become the class 'unsure'.",
    ),
    _size_options("fill-holes", "Fill smaller holes: areas that one other area wholly encloses."),
    _size_options(
        "min-area", "Smaller areas become the class of the neighbour with the longest common border."
    ),
    click.option(
        "--connectivity",
        type=click.Choice([str(c) for c in CONNECTIVITIES]),
        default="4",
        callback=lambda _context, _option, text: int(text),
        help="Pixels of a class make one area where they share a side (4), or a corner too (8).",
    ),
)


@click.command(epilog=_EXAMPLE)
@click.argument("classes")
@click.argument("output")
@click.option(
    "--confidence",
    metavar="FILE",
    show_default="none",
    help="How sure each class is, as 'segment --confidence' writes; for --min-confidence.",
)
@cleaning_options
@output_options()
def postprocess(merge: tuple[str, ...], save_job: str | None, as_json: bool, **options: Any) -> None:
    """Make a class raster tidy.

    In this order: unsure pixels, merged classes, holes, small areas.

    CLASSES is a class raster that 'segment' wrote, or any other of one band; OUTPUT is the GeoTIFF to write.
    """
    try:
        job = PostprocessJob(merge=read_pairs(merge, "--merge"), **options)
    except JobError as error:
        raise click.UsageError(str(error)) from error
    if save_job:
        write_job(job, save_job, inputs=("classes", "confidence"), outputs=("output",))
    execute(job, as_json=as_json)
