"""`rs-segmenter models`: the models at hand."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import click

from ..card import ModelCard
from ..errors import EngineError
from ..registry import Model, add_model, find_model, list_models, remove_model, user_models
from .options import json_option
from .table import table


@click.group(name="models")
def models() -> None:
    """List, show, add, remove and verify models."""


@models.command(name="list", epilog="Example: rs-segmenter models list")
@json_option("Print a JSON list.")
def list_command(as_json: bool) -> None:
    """List the models at hand."""
    found, faults = list_models()
    for fault in faults:
        click.echo(f"Warning: {fault}", err=True)
    if as_json:
        click.echo(json.dumps([_plain(m) for m in found], indent=2, ensure_ascii=False))
        return
    rows = [
        (
            m.card.name,
            m.card.title,
            _bands(m.card),
            _resolution(m.card),
            ", ".join(c.name for c in m.card.classes),
        )
        for m in found
    ]
    click.echo(table(("name", "title", "bands", "ground resolution", "classes"), rows))


@models.command(epilog="Example: rs-segmenter models show default")
@click.argument("name")
@json_option("Print a JSON object.")
def show(name: str, as_json: bool) -> None:
    """Show everything the card of model NAME (or of a model folder) says."""
    model = find_model(name)
    if as_json:
        click.echo(json.dumps(_plain(model), indent=2, ensure_ascii=False))
        return
    card = model.card
    rows = [
        ("folder", str(model.folder)),
        ("version", card.version),
        ("architecture", f"{card.architecture}, {card.parameters:,} parameters"),
        *(("", f"{key}: {value}") for key, value in card.options.items()),
        ("bands", f"{_bands(card)} ({card.data_type}, {card.value_range[0]:g} to {card.value_range[1]:g})"),
        *(("", f"{b.name}: mean {b.mean:g}, standard deviation {b.stddev:g}") for b in card.bands),
        ("ground resolution", f"{_resolution(card)}, best {card.ground_resolution.best_m:g} m"),
        ("tiles", f"{card.tile.tile_px} px, overlap {card.tile.overlap_px} px, blend {card.tile.blend}"),
        *(
            ("classes" if not c.value else "", f"{c.value} {c.name} {c.colour} {c.description}".rstrip())
            for c in card.classes
        ),
        ("licence", card.licence),
        ("training data", card.training_data),
        *(
            ("scores" if not i else "", f"{key}: {score:.3f}")
            for i, (key, score) in enumerate(card.scores.items())
        ),
        ("scores from", card.scores_from),
        *(
            ("lineage" if not i else "", f"{key}: {text}")
            for i, (key, text) in enumerate(card.lineage.items())
        ),
        ("weights' SHA-256", card.weights_sha256),
    ]
    click.echo(f"{card.title}\n\n{card.description}\n")
    click.echo(table((card.name, ""), rows))


@models.command(epilog="Example: rs-segmenter models add roofs.zip")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, show_default="off", help="Replace a model of the same name.")
def add(source: Path, replace: bool) -> None:
    """Copy a model from SOURCE, a folder or a zip of one, to your models."""
    model = add_model(source, replace=replace)
    click.echo(f"Added model '{model.card.name}' in {model.folder}.")


@models.command(epilog="Example: rs-segmenter models remove roofs")
@click.argument("name")
def remove(name: str) -> None:
    """Delete model NAME from your models."""
    click.echo(f"Removed {remove_model(name)}.")


@models.command(epilog="Example: rs-segmenter models verify")
@click.argument("name", required=False)
def verify(name: str | None) -> None:
    """Check that the weights of model NAME, or of every model, are whole and fit their card."""
    from ..weights import check_model

    if name:
        chosen, faults = [find_model(name)], 0
    else:
        chosen, broken = list_models()
        faults = len(broken)
        for fault in broken:
            click.echo(f"broken  {fault}")
    for model in chosen:
        try:
            check_model(model)
        except EngineError as error:
            faults += 1
            click.echo(f"broken  {model.card.name}: {error}")
        else:
            click.echo(f"ok      {model.card.name}")
    if faults:
        raise EngineError(
            f"{faults} model{'s are' if faults > 1 else ' is'} broken.",
            f"Get what is broken again; the models you added are in '{user_models()}'.",
        )


def _plain(model: Model) -> dict[str, object]:
    return {"folder": str(model.folder), **dataclasses.asdict(model.card)}


def _bands(card: ModelCard) -> str:
    return ", ".join(band.name for band in card.bands)


def _resolution(card: ModelCard) -> str:
    return f"{card.ground_resolution.min_m:g} to {card.ground_resolution.max_m:g} m"
