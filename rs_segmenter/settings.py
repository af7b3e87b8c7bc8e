"""What the plugin remembers between sessions, in the user's QGIS profile."""

from __future__ import annotations

from qgis.core import QgsSettings

_PREFIX = "rs_segmenter"


def _read(key: str, default: object) -> object:
    return QgsSettings().value(f"{_PREFIX}/{key}", default)


def _write(key: str, value: object) -> None:
    QgsSettings().setValue(f"{_PREFIX}/{key}", value)


def environment() -> str:
    """Folder of the Python environment with the engine's dependencies; empty: QGIS's own Python has them."""
    return str(_read("environment", ""))


def set_environment(folder: str) -> None:
    """Remember the Python environment."""
    _write("environment", folder)


def model() -> str:
    """Name or folder of the model chosen last."""
    return str(_read("model", "default"))


def set_model(name: str) -> None:
    """Remember the model."""
    _write("model", name)


def model_folders() -> list[str]:
    """Model folders the user pointed at."""
    found = _read("model_folders", [])
    return [str(f) for f in found] if isinstance(found, (list, tuple)) else [str(found)] if found else []


def add_model_folder(folder: str) -> None:
    """Remember a model folder the user pointed at."""
    _write("model_folders", [*(f for f in model_folders() if f != folder), folder])
