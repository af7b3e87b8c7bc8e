"""Options of what is done to the classes after the model, for the commands that do it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import click

from ..choices import CRF_SETS, DEFAULT_SET, REFINEMENTS, SUPERPIXEL_PX
from .data_options import read_pairs
from .options import Command, all_of


def refine_options(default: str) -> Callable[[Command], Command]:
    """Options for `refine`, `crf` and `superpixel_px` of a job, as `read_crf` leaves them.

    Args:
        default: The method without any option.
    """
    return all_of(
        click.option(
            "--refine",
            type=click.Choice(REFINEMENTS),
            default=default,
            help="Refine by the image: dense CRF, or the majority in each superpixel. Confidence and probabilities "
            "are the refined ones.",
        ),
        click.option(
            "--crf-set",
            type=click.Choice(CRF_SETS),
            default=DEFAULT_SET,
            help="Parameters of the CRF.",
        ),
        click.option(
            "--crf",
            multiple=True,
            metavar="KEY=VALUE",
            show_default="those of the set",
            help="Change one of them, such as theta_alpha_px=40. Repeatable.",
        ),
        click.option(
            "--superpixel-px",
            type=click.IntRange(2, 128),
            default=SUPERPIXEL_PX,
            help="Side of a superpixel.",
        ),
    )


def read_crf(name: str, pairs: Sequence[str]) -> dict[str, object]:
    """Read the CRF's parameters as a job holds them.

    Args:
        name: The set.
        pairs: KEY=VALUE.

    Raises:
        click.BadParameter: When one is no such pair.
    """
    values: dict[str, object] = {} if name == DEFAULT_SET else {"set": name}
    for key, text in read_pairs(pairs, "--crf").items():
        try:
            values[key] = json.loads(text)
        except ValueError:
            values[key] = text
    return values
