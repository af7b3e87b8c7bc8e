"""What the plugin remembers between sessions, in the user's QGIS profile."""

from __future__ import annotations

from qgis.core import QgsSettings

_PREFIX = "rs_segmenter"
# 10,000 pixels square, which are 25 square kilometres at half a metre and 1,500 tiles.
COPY_LIMIT_MPX = 100


def _read(key: str, default: object) -> object:
    return QgsSettings().value(f"{_PREFIX}/{key}", default)


def _write(key: str, value: object) -> None:
    QgsSettings().setValue(f"{_PREFIX}/{key}", value)


def environment() -> str:
    """Folder of a Python environment, or a Python program, that the user has chosen; may be empty."""
    return str(_read("environment", ""))


def set_environment(folder: str) -> None:
    """Remember the Python environment."""
    _write("environment", folder)


def engine_place() -> str:
    """Where the engine is to run: `qgis`, `process`, or `auto`: in QGIS where it can."""
    said = str(_read("engine_place", "auto"))
    return said if said in ("qgis", "process") else "auto"


def set_engine_place(place: str) -> None:
    """Remember where the engine is to run."""
    _write("engine_place", place)


def probe() -> tuple[str, str]:
    """What was tried in another process, and why it failed; the second is empty where it did not."""
    tried, _, fault = str(_read("probe", "")).partition("\n")
    return tried, fault


def set_probe(tried: str, fault: str) -> None:
    """Remember what was tried."""
    _write("probe", f"{tried}\n{fault}")


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


def copy_limit_mpx() -> float:
    """How many million pixels of a layer that is no file are copied at most."""
    return float(str(_read("copy_limit_mpx", COPY_LIMIT_MPX)))


def set_copy_limit_mpx(limit_mpx: float) -> None:
    """Remember that limit."""
    _write("copy_limit_mpx", limit_mpx)
