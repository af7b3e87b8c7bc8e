"""`rs-segmenter run`: a job that was written down."""

from __future__ import annotations

from pathlib import Path

import click

from ..job_json import read_job
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
@json_option("Tell progress and result as JSON lines on standard output.")
def run(job: Path, stop_file: Path | None, as_json: bool) -> None:
    """Run a job written by the plugin or by --save-job."""
    execute(read_job(job), as_json=as_json, stop_file=stop_file)
