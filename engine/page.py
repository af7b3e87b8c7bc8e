"""Reports as HTML files that need no other file, in the language that is preferred."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from . import language

_TEMPLATE = "report.html.j2"


def render_page(folders: Sequence[Path], **values: object) -> str:
    """Fill a report's template.

    Args:
        folders: Where the template is, and what it includes.
        values: What it names. Every name and path in them is the user's: all are escaped.
    """
    templates = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    # The template's own texts hold tags; values that are put into them are escaped.
    words = {
        "tr": lambda text: Markup(language.tr(text)),  # nosec B704
        "said": language.said,
        "lang": language.tag(),
    }
    return templates.get_template(_TEMPLATE).render(words | values)


def embed(png: bytes) -> str:
    """A picture as an address that holds it."""
    return "data:image/png;base64," + base64.b64encode(png).decode()
