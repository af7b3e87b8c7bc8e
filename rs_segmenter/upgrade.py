"""Whether the plugin's files are still those that this QGIS has loaded: another QGIS may have upgraded them."""

from __future__ import annotations

from pathlib import Path

from .i18n import tr

_METADATA = Path(__file__).with_name("metadata.txt")


def _read() -> str:
    try:
        return _METADATA.read_text(encoding="utf-8")
    except OSError:  # an upgrade is at it
        return ""


# Each version has its own; the same one installed again is no harm.
_LOADED = _read()


def check_version() -> None:
    """Make sure that no part of a job would come from another version.

    Raises:
        EngineError: When the plugin was upgraded meanwhile.
    """
    if _read() != _LOADED:
        from .engine.errors import EngineError

        raise EngineError(
            tr("RS Segmenter was upgraded while this QGIS runs."),
            tr("Restart QGIS, or switch the plugin off and on in the plugin manager."),
        )
