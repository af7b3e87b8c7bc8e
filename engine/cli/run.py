"""`rs-segmenter run`: a job that was written down."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ..job_json import read_job
from ..language import languages
from ..preferences import LANGUAGE
from .execute import execute
from .options import json_option


@click.command(epilog="Example: rs-segmenter run job.json --json")
@click.argument("job", metavar="JOB.json", type=click.Path(path_type=Path))
@click.option(
    "--stop-file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    show_default="none",
    help="Stop, as on Ctrl-C, once this file is there.",
)
@click.option(
    "--language",
    type=click.Choice(languages()),
    show_default=f"as {LANGUAGE} says, else en",
    help="Language of reports and charts.",
)
@json_option("Tell progress and result as JSON lines on standard output.")
def run(job: Path, stop_file: Path | None, language: str | None, as_json: bool) -> None:
    """Run a job written by the plugin or by --save-job."""
    if language is not None:
        os.environ[LANGUAGE] = language  # for processes of a training, too
    execute(read_job(job), as_json=as_json, stop_file=stop_file)
