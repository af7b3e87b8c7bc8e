"""Options that describe labelled rasters: pairs of `--raster` and `--labels`, or one `--dataset`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import click

from ..address import absolute
from ..errors import JobError
from ..job_json import read_dataset
from ..training.job import SPLITS, Labelled, Split
from .options import all_of

data_options = all_of(
    click.option(
        "--dataset",
        metavar="FILE.yaml",
        show_default="none",
        help="Rasters, labels and classes, in one file.",
    ),
    click.option(
        "--raster", "rasters", multiple=True, metavar="FILE", show_default=False, help="A raster; repeatable."
    ),
    click.option(
        "--labels",
        multiple=True,
        metavar="FILE",
        show_default=False,
        help="Its labels: polygons, or a raster of labels; as often as --raster, or once for all.",
    ),
    click.option(
        "--class-field", metavar="NAME", show_default="all polygons are one class", help="Field of the class."
    ),
    click.option("--layer", metavar="NAME", show_default="the first one", help="Layer of the polygon files."),
    click.option(
        "--map",
        "mapping",
        multiple=True,
        metavar="VALUE=CLASS",
        show_default=False,
        help="A class as the labels call it, and as the model does; '*=CLASS' for all. Repeatable.",
    ),
    click.option(
        "--bands",
        metavar="N,N,...",
        show_default="by their roles",
        help="The rasters' bands for the model's.",
    ),
    click.option(
        "--extents", metavar="FILE", show_default="no limit", help="Polygons outside which nothing is known."
    ),
    click.option(
        "--rest",
        default="",
        metavar="CLASS|other",
        show_default="tells nothing",
        help="Class of the unlabelled ground within the extents; 'other': none of the labelled classes.",
    ),
    click.option(
        "--annotates",
        metavar="CLASS,...",
        show_default="all, or those labelled with --rest other",
        help="Classes that are labelled wherever they are.",
    ),
)

split_options = all_of(
    click.option(
        "--split-by",
        "by",
        type=click.Choice(SPLITS),
        default="blocks",
        help="What is held out: blocks of ground, or whole polygons wherever they are.",
    ),
    click.option(
        "--val-share", type=float, default=0.25, help="Share of the labelled ground that is held out."
    ),
    click.option(
        "--block-m", type=float, show_default="from the labels' extent", help="Side of a block in metres."
    ),
    click.option("--block-px", type=int, show_default="from the labels' extent", help="The same in pixels."),
    click.option("--folds", type=int, default=0, help="K of a K-fold cross-validation; 0: none."),
    click.option(
        "--fold", type=int, show_default="all in turn", help="Only the fold of this number, from 0."
    ),
    click.option("--split-seed", type=int, default=0, help="Which blocks are held out."),
)


def read_data(options: dict[str, Any], uses: Sequence[tuple[str, str]] = (("", "split"),)) -> dict[str, Any]:
    """Take the options of `data_options` out of a command's options.

    Args:
        options: The command's options; those read here are removed.
        uses: Prefixes of further pairs of raster and labels options (`val_`), and their use.

    Returns:
        Values of a job by name: `data`, and whatever else a data set's file holds.

    Raises:
        click.UsageError: When rasters and labels do not pair.
        JobError: When a data set's file is broken.
    """
    dataset = options.pop("dataset")
    found: dict[str, Any] = read_dataset(Path(dataset)) if dataset else {"data": ()}
    shared = {
        "class_field": options.pop("class_field"),
        "layer": options.pop("layer"),
        "mapping": read_pairs(options.pop("mapping"), "--map"),
        "bands": _read_numbers(options.pop("bands")),
        "extents": options.pop("extents"),
        "rest": options.pop("rest"),
        "annotates": tuple(n.strip() for n in (options.pop("annotates") or "").split(",") if n.strip()),
    }
    for prefix, use in uses:
        rasters, labels = options.pop(f"{prefix}rasters"), options.pop(f"{prefix}labels")
        if len(labels) == 1:
            labels = labels * len(rasters)
        if len(labels) != len(rasters):
            raise click.UsageError(
                f"There are {len(rasters)} rasters and {len(labels)} label files: each raster needs its labels."
            )
        for raster, label in zip(rasters, labels):
            found["data"] += (Labelled(raster, label, use=use, **shared),)
    if not found["data"]:
        raise click.UsageError("There is nothing labelled: give --raster and --labels, or --dataset.")
    return found


def read_split(options: dict[str, Any], before: Split | None) -> Split:
    """Take the options of `split_options` out of a command's options; a data set's file may have set them too.

    Raises:
        JobError: When an option is out of range.
    """
    options["seed_of_split"] = options.pop("split_seed")
    given = {f.name: options.pop("seed_of_split" if f.name == "seed" else f.name) for f in fields(Split)}
    if before is None:
        return Split(**given)
    changed = {f.name: given[f.name] for f in fields(Split) if given[f.name] != f.default}
    return Split(**{f.name: changed.get(f.name, getattr(before, f.name)) for f in fields(Split)})


def read_pairs(texts: Sequence[str], option: str) -> dict[str, str]:
    """Read `NAME=VALUE` texts.

    Raises:
        click.BadParameter: When one is no pair.
    """
    for text in texts:
        if "=" not in text:
            raise click.BadParameter(f"'{text}' is no pair NAME=VALUE.", param_hint=option)
    return dict(text.split("=", 1) for text in texts)


def _read_numbers(text: str | None) -> tuple[int, ...]:
    if not text:
        return ()
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise JobError(f"'{text}' is no list of bands.", "Give numbers from 1, such as 4,3,2.") from error


def absolute_data(data: Sequence[Labelled]) -> tuple[Labelled, ...]:
    """The data with absolute paths, so that a job can be run from any folder."""
    return tuple(
        replace(
            item,
            raster=absolute(item.raster),
            labels=absolute(item.labels),
            extents=item.extents and absolute(item.extents),
        )
        for item in data
    )
