"""RS Segmenter: land-cover maps from orthophotos and satellite scenes, inside QGIS."""

from __future__ import annotations

from typing import Any


def classFactory(iface: Any) -> Any:  # noqa: N802 - the name QGIS calls
    """Make the plugin; called by QGIS."""
    from .plugin import RSSegmenterPlugin

    return RSSegmenterPlugin(iface)
