"""Options that several commands share, and values that click has no type for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from ..address import absolute
from ..atomic import write_whole
from ..card import ModelCard
from ..choices import PRECISIONS, RUNTIMES
from ..destination import JSON, check_destination
from ..job import DEVICES, Area
from ..job_json import to_json

Command = TypeVar("Command", bound=Callable[..., Any])
_WANTS_JSON = "rs_segmenter.json"


def all_of(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one, in the order in which help lists them."""

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def json_option(text: str) -> Callable[[Command], Command]:
    """Add `--json`; what it was set to is known to `wants_json` also after the command has failed."""

    def remember(ctx: click.Context, _: click.Parameter, value: bool) -> bool:
        ctx.meta[_WANTS_JSON] = value
        return value

    return click.option(
        "--json", "as_json", is_flag=True, show_default="off", callback=remember, is_eager=True, help=text
    )


def output_options(result: str = "result") -> Callable[[Command], Command]:
    """Add what every job has: `overwrite`, `save_job` and `as_json`; `result` is what JSON tells at the end."""
    return all_of(
        click.option("--overwrite", is_flag=True, show_default="off", help="Replace outputs that exist."),
        click.option(
            "--save-job",
            metavar="FILE.json",
            show_default="not written",
            help="Write the job down for 'run', too.",
        ),
        json_option(f"Tell progress and {result} as JSON lines on standard output."),
    )


def wants_json(ctx: click.Context) -> bool:
    """Whether the command at hand was given `--json`."""
    return bool(ctx.meta.get(_WANTS_JSON, False))


def _read_batch(_context: click.Context, _option: click.Parameter, text: str) -> int | None:
    if text == "auto":
        return None
    if not text.isdecimal() or int(text) < 1:
        raise click.BadParameter(f"'{text}' is neither 'auto' nor a number of tiles.")
    return int(text)


device_option = click.option(
    "--device", default="auto", metavar="DEVICE", help=f"Where to compute: {DEVICES}."
)
predict_options = all_of(
    click.option(
        "--tta",
        is_flag=True,
        show_default="off",
        help="Average over flips and quarter turns: 8 times the work.",
    ),
    device_option,
    click.option(
        "--precision",
        type=click.Choice(PRECISIONS),
        default="auto",
        help="auto: float16 on CUDA, else float32.",
    ),
    click.option(
        "--runtime",
        type=click.Choice(RUNTIMES),
        default="auto",
        help="auto: OpenVINO on a CPU, else PyTorch.",
    ),
    click.option(
        "--batch",
        default="auto",
        callback=_read_batch,
        metavar="auto|N",
        help="Tiles at once. auto: what fits into the memory.",
    ),
)


def parse_bands(text: str, card: ModelCard) -> tuple[int, ...]:
    """Read band numbers in the model's order (`1,2,3`), or by role in any order (`red=3,green=2,blue=1`).

    Raises:
        click.BadParameter: When it is neither, or a role is not the model's.
    """
    parts = [part.strip() for part in text.split(",")]
    if all(part.isdecimal() for part in parts):
        return tuple(int(part) for part in parts)
    roles = [band.name for band in card.bands]
    pairs = dict(part.split("=", 1) for part in parts if part.count("=") == 1)
    if len(pairs) < len(parts) or not all(number.isdecimal() for number in pairs.values()):
        raise click.BadParameter(
            f"'{text}' is no list of bands such as 1,2,3 or red=3,green=2.", param_hint="--bands"
        )
    if set(pairs) != set(roles):
        raise click.BadParameter(
            f"Model '{card.name}' reads {', '.join(roles)}; '{text}' names {', '.join(pairs)}.",
            param_hint="--bands",
        )
    return tuple(int(pairs[role]) for role in roles)


def parse_area(text: str) -> Area:
    """Read `xmin,ymin,xmax,ymax` in the raster's coordinates, or the polygons of a vector file.

    Raises:
        AreaError: When the file cannot be read or holds no polygons.
        JobError: When the numbers make no rectangle.
    """
    try:
        xmin, ymin, xmax, ymax = (float(part) for part in text.split(","))
    except ValueError:
        from ..vector import read_polygons

        return read_polygons(Path(text))
    return Area(bounds=(xmin, ymin, xmax, ymax))


def write_job(job: Any, file: str, *, inputs: Sequence[str], outputs: Sequence[str]) -> None:
    """Write a job down, whole or not at all, with absolute paths, so that it can be run from any folder.

    Args:
        job: The job.
        file: Where to; replaced only where the job may replace its outputs.
        inputs: Names of its fields that are files it reads, or other names.
        outputs: Names of its fields that are files it writes.

    Raises:
        JobError: When it may not be written there.
        EngineError: When it cannot be written there.
    """
    check_destination(file, JSON, overwrite=job.overwrite)
    places = {name: absolute(path) for name in inputs if (path := getattr(job, name))}
    places |= {name: str(Path(path).absolute()) for name in outputs if (path := getattr(job, name))}
    write_whole(Path(file), to_json(replace(job, **places)).encode() + b"\n", "The job")
