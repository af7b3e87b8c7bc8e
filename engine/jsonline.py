"""Objects as JSON, one a line, as processes tell each other and as files that are appended to hold them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def to_line(values: Mapping[str, object]) -> bytes:
    """Write an object as one line."""
    return json.dumps(values).encode() + b"\n"


def from_line(line: bytes | str) -> dict[str, Any]:
    """Read an object; empty where the line holds none, such as one that a dying process did not finish."""
    try:
        values = json.loads(line)
    except ValueError:  # UnicodeDecodeError is one
        return {}
    return values if isinstance(values, dict) else {}
