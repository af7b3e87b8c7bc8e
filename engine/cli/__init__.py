"""The command line `rs-segmenter`: one more caller of the engine, and the one place where it translates errors.

Commands import the engine's heavy parts only when they run, so that help is there at once.
"""

from __future__ import annotations

import json
from typing import IO, Any

import click

from ..errors import Cancelled, EngineError
from ..version import read_version
from . import (
    areas,
    assess,
    doctor,
    doubt,
    evaluate,
    models,
    postprocess,
    refine,
    run,
    sample,
    segment,
    serve,
    train,
    vectorize,
)
from .options import wants_json

EXIT_CANCELLED = 130


class Failure(click.ClickException):
    """An error of the engine on its way to the user: what is wrong, what to do, exit code 1."""

    def __init__(self, error: EngineError, *, as_json: bool) -> None:
        super().__init__(error.message)
        self._hint = error.hint
        self._as_json = as_json

    def show(self, file: IO[Any] | None = None) -> None:
        """Write two lines to standard error, or one JSON line to standard output."""
        if self._as_json:
            click.echo(json.dumps({"event": "error", "message": self.message, "hint": self._hint}), file)
        else:
            click.echo(f"Error: {self.message}\n{self._hint}".rstrip(), file, err=True)


class Commands(click.Group):
    """The commands, with the engine's exceptions turned into messages and exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except EngineError as error:
            raise Failure(error, as_json=wants_json(ctx)) from error
        except ModuleNotFoundError as error:
            absent = EngineError(
                f"The Python package '{error.name}' is not installed.",
                "'rs-segmenter doctor' says what to install.",
            )
            raise Failure(absent, as_json=wants_json(ctx)) from error
        except (Cancelled, KeyboardInterrupt):
            if wants_json(ctx):
                click.echo(json.dumps({"event": "cancelled"}))
            else:
                click.echo("Cancelled; nothing was written.", err=True)
            ctx.exit(EXIT_CANCELLED)


@click.group(
    cls=Commands,
    context_settings={"show_default": True, "max_content_width": 100, "help_option_names": ["-h", "--help"]},
)
@click.version_option(read_version(), prog_name="rs-segmenter")
def main() -> None:
    """Land-cover maps from orthophotos and satellite scenes with deep-learning models.

    Exit codes: 0 all is well, 1 something is wrong with the input or the machine, 2 wrong usage, 130 cancelled.
    """


for command in (
    segment.segment,
    refine.refine,
    train.finetune,
    train.train,
    evaluate.evaluate,
    vectorize.vectorize,
    areas.areas,
    postprocess.postprocess,
    assess.assess,
    sample.sample,
    doubt.doubt,
    run.run,
    serve.serve_jobs,
    models.models,
    doctor.doctor,
):
    main.add_command(command)
