"""`rs-segmenter segment`: classify a raster."""

from __future__ import annotations

from typing import Any

import click

from ..address import absolute
from ..choices import BLENDS, PROBABILITY_TYPES
from ..errors import JobError
from ..job import SegmentJob
from ..registry import find_model
from .execute import execute
from .folder import is_folder_of_rasters, segment_folder
from .options import output_options, parse_area, parse_bands, predict_options, write_job
from .refine_options import read_crf, refine_options

_EXAMPLE = """\b
Examples:
  rs-segmenter segment photo.tif classes.tif
  rs-segmenter segment photos/ maps/ --json
  rs-segmenter segment B04.jp2 classes.tif --add-bands B03.jp2 --add-bands B02.jp2
  rs-segmenter segment scene.tif classes.tif --bands red=3,green=2,blue=1 --area fields.gpkg --confidence sure.tif
"""


@click.command(epilog=_EXAMPLE)
@click.argument("raster")
@click.argument("output")
@click.option(
    "--model", default="default", metavar="NAME|FOLDER", help="The model; 'default' ships with the program."
)
@click.option(
    "--add-bands",
    metavar="FILE",
    multiple=True,
    show_default="none",
    help="A raster of the same ground whose bands follow those of RASTER; repeatable.",
)
@click.option(
    "--bands",
    metavar="N,N,...",
    show_default="by their roles, else the first ones in order",
    help="The raster's bands for the model's, in the model's order, or as red=3,green=2,blue=1.",
)
@click.option(
    "--area",
    metavar="FILE|XMIN,YMIN,XMAX,YMAX",
    show_default="the whole raster",
    help="Part to classify: polygons of a vector file, or a rectangle in the raster's coordinates.",
)
@click.option(
    "--ground-resolution",
    default="auto",
    metavar="auto|native|METRES",
    help="Pixel size to work at. auto: the raster's if the model is made for it, else the model's.",
)
@click.option(
    "--stretch",
    default="auto",
    metavar="auto|none|LOW,HIGH",
    help="Raw values to bring to the model's range. auto: 2nd to 98th percentile where type and values do not fit.",
)
@click.option(
    "--tile-px", type=click.IntRange(1), show_default="the model card's", help="Side of a tile in pixels."
)
@click.option(
    "--overlap-px",
    type=click.IntRange(0),
    show_default="the model card's",
    help="Pixels shared by neighbouring tiles.",
)
@click.option(
    "--blend",
    type=click.Choice(BLENDS),
    show_default="the model card's",
    help="How overlapping tiles are combined.",
)
@predict_options
@refine_options("none")
@click.option(
    "--confidence",
    metavar="FILE",
    show_default="not written",
    help="Write how sure each class is, in percent.",
)
@click.option(
    "--entropy",
    metavar="FILE",
    show_default="not written",
    help="Write how evenly the probability is spread over the classes, 0 (sure) to 1 (any class).",
)
@click.option("--probabilities", metavar="FILE", show_default="not written", help="Write a band per class.")
@click.option(
    "--probability-type",
    type=click.Choice(PROBABILITY_TYPES),
    default="uint8",
    help="uint8: in steps of 1/250.",
)
@click.option(
    "--journal",
    metavar="FILE",
    show_default="none",
    help="Note finished rows in FILE until the map is written; go on from there where a run that died left it.",
)
@output_options()
def segment(
    add_bands: tuple[str, ...],
    bands: str | None,
    area: str | None,
    crf_set: str,
    crf: tuple[str, ...],
    save_job: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Classify a raster, or all rasters of a folder.

    RASTER is a file, an https address, or any other name that GDAL opens; OUTPUT is the GeoTIFF of classes to write.

    With folders instead, each raster in the first gets its classes in the second, and so for --confidence, --entropy
    and --probabilities. What is there already is left out without --overwrite. Exit code 1 when some failed.
    """
    numbers = parse_bands(bands, find_model(options["model"]).card) if bands else ()
    try:
        job = SegmentJob(
            more_rasters=tuple(map(absolute, add_bands)),
            bands=numbers,
            area=parse_area(area) if area else None,
            crf=read_crf(crf_set, crf),
            **options,
        )
    except JobError as error:
        raise click.UsageError(str(error)) from error
    if is_folder_of_rasters(job.raster, job.output):
        if save_job or add_bands or job.journal:
            raise click.UsageError(
                "--save-job, --add-bands and --journal are for one raster, not for a folder."
            )
        click.get_current_context().exit(segment_folder(job, as_json=as_json))
    if save_job:
        outputs = ("output", "confidence", "entropy", "probabilities", "journal")
        write_job(job, save_job, inputs=("raster", "model"), outputs=outputs)
    execute(job, as_json=as_json)
