"""`rs-segmenter doctor`: what is there, what is missing, what to do. Works whatever is missing."""

from __future__ import annotations

import click

from .. import diagnostics
from ..errors import EngineError
from .options import json_option


@click.command(epilog="Example: rs-segmenter doctor")
@json_option("Print a JSON list.")
def doctor(as_json: bool) -> None:
    """Tell what is there, what is missing, what to do."""
    found = list(diagnostics.checks())
    if as_json:
        click.echo(diagnostics.as_json(found))
    else:
        click.echo(diagnostics.as_text(found))
    missing = [c.what for c in found if c.state == "missing"]
    if missing:
        raise EngineError(f"Missing: {', '.join(missing)}.", "Do what is said above, then run doctor again.")
