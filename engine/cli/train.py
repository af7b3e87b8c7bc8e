"""`rs-segmenter train` and `finetune`: one job, from scratch or from a model."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from typing import Any

import click

from ..card import LabelClass
from ..choices import PRECISIONS
from ..errors import JobError
from ..training.job import SelfTraining, TrainJob
from ..training.recipe import RECIPES, Recipe
from .data_options import (
    absolute_data,
    data_options,
    read_data,
    read_pairs,
    read_split,
    split_options,
)
from .execute import execute
from .options import Command, all_of, device_option, output_options, write_job

_FIELDS = ", ".join(f.name for f in dataclasses.fields(Recipe))
_EXAMPLE = """\b
Examples:
  rs-segmenter finetune --raster photo.tif --labels polygons.gpkg --class-field class --output my-model
  rs-segmenter train --dataset city.yaml --recipe sgd-80k --output city-model --devices 4
"""
_VAL_OPTIONS = all_of(
    click.option(
        "--val-raster",
        "val_rasters",
        multiple=True,
        metavar="FILE",
        show_default=False,
        help="A raster that is wholly held out; repeatable. The others are then wholly trained on.",
    ),
    click.option("--val-labels", multiple=True, metavar="FILE", show_default=False, help="Its labels."),
)
_MODEL_OPTIONS = all_of(
    click.option("--output", metavar="FOLDER", show_default=False, help="The model folder to make."),
    click.option("--name", default="", show_default="the folder's", help="Name of the new model."),
    click.option("--title", default="", show_default="the name", help="What lists show."),
    click.option(
        "--class",
        "classes",
        multiple=True,
        metavar="NAME=#rrggbb",
        show_default="the start model's, or the labels'",
        help="A class of the new model, in order; repeatable.",
    ),
    click.option(
        "--band-roles",
        metavar="ROLE,...",
        show_default="the start model's, or the raster's",
        help="What the new model's bands show (red, green, blue, nir, ...).",
    ),
    click.option(
        "--architecture",
        metavar="NAME",
        show_default="the start model's, or DeepLabV3Plus",
        help="The network.",
    ),
    click.option(
        "--option", "options", multiple=True, metavar="NAME=JSON", show_default=False, help="Of the network."
    ),
    click.option(
        "--tile-px",
        type=click.IntRange(1),
        show_default="the start model's, or the crops'",
        help="Side of the tiles in which the new model wants its rasters.",
    ),
    click.option(
        "--overlap-px",
        type=click.IntRange(0),
        show_default="the start model's, or an eighth of the tile",
        help="What neighbouring tiles share.",
    ),
)
_RUN_OPTIONS = all_of(
    click.option(
        "--set",
        "overrides",
        multiple=True,
        metavar="FIELD=VALUE",
        show_default=False,
        help=f"Another value for one number of the recipe; repeatable. Fields: {_FIELDS}.",
    ),
    click.option("--steps", type=click.IntRange(1), show_default="the recipe's", help="Steps of training."),
    click.option(
        "--self-training-rounds", type=click.IntRange(0), default=0, help="Rounds of labels from predictions."
    ),
    click.option(
        "--self-training-share",
        type=float,
        default=0.2,
        help="Share of each class's pixels that become labels.",
    ),
    click.option(
        "--self-training-raster",
        "self_training_rasters",
        multiple=True,
        metavar="FILE",
        show_default="unlabelled ground of the rasters",
        help="An unlabelled raster; repeatable.",
    ),
    click.option("--ground-resolution", default="auto", metavar="auto|native|METRES", help="As for segment."),
    click.option("--stretch", default="auto", metavar="auto|none|LOW,HIGH", help="As for segment."),
    device_option,
    click.option("--devices", type=click.IntRange(1), default=1, help="How many devices work together."),
    click.option(
        "--precision",
        type=click.Choice(PRECISIONS),
        default="auto",
        help="auto: half precision on CUDA, else float32; bfloat16 on a CPU only where it has it.",
    ),
    click.option("--half", is_flag=True, show_default="off", help="Store weights in half precision."),
    click.option("--seed", type=int, default=0, help="Of weights, crops and augmentation."),
    click.option(
        "--resume", is_flag=True, show_default="off", help="Go on where an interrupted run stopped."
    ),
    output_options(),
)


def _recipe_option(default: str) -> Callable[[Command], Command]:
    return click.option("--recipe", type=click.Choice(list(RECIPES)), default=default, help="How to train.")


_all_options = all_of(_MODEL_OPTIONS, data_options, _VAL_OPTIONS, split_options, _RUN_OPTIONS)


@click.command(epilog=_EXAMPLE)
@click.option(
    "--model",
    default="default",
    metavar="NAME|FOLDER",
    help="The model to start from; 'default' ships along.",
)
@_recipe_option("finetune")
@_all_options
def finetune(**options: Any) -> None:
    """Improve a model with labels of your own ground."""
    _train(**options)


@click.command(epilog=_EXAMPLE)
@click.option(
    "--encoder-weights",
    metavar="FILE",
    show_default="random",
    help="safetensors file of the encoder's weights.",
)
@_recipe_option("deeplabv3")
@_all_options
def train(**options: Any) -> None:
    """Train a model from scratch, or from an encoder's weights."""
    _train(model=None, **options)


def _train(save_job: str | None, as_json: bool, **options: Any) -> None:
    """Make the job of a command's options and run it; options win over a data set's file."""
    context = click.get_current_context()
    found = read_data(options, (("", "train" if options["val_rasters"] else "split"), ("val_", "val")))
    split = read_split(options, found.get("split"))
    values = _read(options, found)
    default = click.core.ParameterSource.DEFAULT
    given = {
        name: value
        for name, value in values.items()
        if name not in found or context.get_parameter_source(name) is not default
    }
    if not (given.get("output") or found.get("output")):
        raise click.UsageError("Missing option '--output'.")
    try:
        job = TrainJob(**{**found, **given, "split": split})
    except JobError as error:
        raise click.UsageError(str(error)) from error
    if save_job:
        anywhere = dataclasses.replace(job, data=absolute_data(job.data))
        write_job(anywhere, save_job, inputs=("model", "encoder_weights"), outputs=("output",))
    execute(job, as_json=as_json)


def _read(options: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Turn texts into what a `TrainJob` holds."""
    overrides: dict[str, object] = {
        **found.get("overrides", {}),
        **read_pairs(options.pop("overrides"), "--set"),
    }
    if (steps := options.pop("steps")) is not None:
        overrides["steps"] = steps
    rounds, share = options.pop("self_training_rounds"), options.pop("self_training_share")
    rasters = options.pop("self_training_rasters")
    roles, classes = options.pop("band_roles"), options.pop("classes")
    network = read_pairs(options.pop("options"), "--option")
    options["overrides"] = found["overrides"] = overrides
    if rasters and not rounds:
        raise click.UsageError(
            "'--self-training-raster' says where, '--self-training-rounds' how often: give both."
        )
    if rounds:
        found["self_training"] = SelfTraining(rounds, share, rasters)
    if roles:
        found["band_roles"] = tuple(role.strip() for role in roles.split(","))
    if classes:
        found["classes"] = _classes(classes)
    if network:
        found["options"] = {name: _value(text) for name, text in network.items()}
    return options


def _classes(texts: Sequence[str]) -> tuple[LabelClass, ...]:
    pairs = read_pairs(texts, "--class").items()
    return tuple(LabelClass(i, name, colour.lower()) for i, (name, colour) in enumerate(pairs))


def _value(text: str) -> object:
    """An option of a network: JSON, or a text without quotes."""
    try:
        return json.loads(text)
    except ValueError:
        return text
