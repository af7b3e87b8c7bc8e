"""`rs-segmenter serve`: jobs from a program that stays in touch, such as the plugin."""

from __future__ import annotations

import dataclasses
from typing import Any

import click

from ..job import SegmentJob
from ..progress import Progress
from ..serve import own_streams, serve
from .outcomes import OUTCOMES


@click.command("serve", epilog='Example: echo \'{"do": "run", "id": 1, "job": {...}}\' | rs-segmenter serve')
@click.option(
    "--idle-s",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    show_default="never",
    help="End when nothing was asked for so long.",
)
def serve_jobs(idle_s: float | None) -> None:
    """Run jobs that arrive on standard input as JSON, one a line, and keep models loaded between them.

    Requests are {"do": "run", "id": N, "job": what --save-job writes}, {"do": "cancel", "id": N} and
    {"do": "quit"}. Answers are the lines of --json with that id. It ends when its input does.
    """
    with own_streams() as (requests, answers):
        from ..segment import segment_raster  # what they print while they load goes elsewhere by now
        from ..warm import Segmenters

        kept = Segmenters()

        def run(job: Any, progress: Progress) -> dict[str, Any]:
            with kept.released_when_short():
                if isinstance(job, SegmentJob):
                    return dataclasses.asdict(segment_raster(job, progress, kept.load))
                return OUTCOMES[type(job)](job, progress)[0]

        serve(run, requests, answers, idle_s)
