"""`rs-segmenter run`: a job that was written down."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import JobError
from ..job import from_json
from .execute import execute
from .options import json_option


@click.command(epilog="Example: rs-segmenter run job.json --json")
@click.argument("job", metavar="JOB.json")
@json_option("Tell progress and result as JSON lines on standard output.")
def run(job: str, as_json: bool) -> None:
    """Run a job written by the plugin or by --save-job."""
    try:
        text = Path(job).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise JobError(
            f"The job '{job}' cannot be read: {error}.", "Give a file written with --save-job."
        ) from error
    execute(from_json(text, job), as_json=as_json)
