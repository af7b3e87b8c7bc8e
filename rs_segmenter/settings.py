"""What the plugin remembers between sessions, in the user's QGIS profile."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from qgis.core import QgsSettings

from . import i18n
from .engine import preferences as engine_preferences

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


@dataclass(frozen=True)
class Preferences:
    """What holds for all runs, in dock, toolbox, worker and processes alike.

    Attributes:
        device: What a run begins with where nothing else is chosen, as in `SegmentJob`.
        precision: As in `SegmentJob`.
        threads: How many cores compute; 0: all.
        memory_mb: What a network may take of a GPU, and a quarter of it for decoded pixels; 0: no limit.
        models: Folder of the user's own models; empty: the platform's.
        environments: Folder of the environments that are set up for the engine; empty: the platform's.
    """

    device: str = "auto"
    precision: str = "auto"
    threads: int = 0
    memory_mb: int = 0
    models: str = ""
    environments: str = ""

    @property
    def variables(self) -> dict[str, str]:
        """What the engine is to know, in this process or another; its reports are in the plugin's language."""
        named = {
            engine_preferences.THREADS: self.threads,
            engine_preferences.MEMORY_MB: self.memory_mb,
            engine_preferences.MODELS: self.models,
            engine_preferences.ENVIRONMENTS: self.environments,
            engine_preferences.LANGUAGE: i18n.spoken(),
        }
        return {name: str(value) for name, value in named.items() if value}


def preferences() -> Preferences:
    """What the user prefers; what makes no sense counts as not said."""
    found = {}
    for each in dataclasses.fields(Preferences):
        text = str(_read(each.name, each.default)).strip()
        number = isinstance(each.default, int)
        if text and (text.isdecimal() or not number):
            found[each.name] = int(text) if number else text
    return Preferences(**found)


def set_preferences(preferred: Preferences) -> None:
    """Remember what the user prefers, and let the engine in this process know."""
    for name, value in dataclasses.asdict(preferred).items():
        _write(name, value)
    take_preferences()


def take_preferences() -> None:
    """Let the engine in this process know what the user prefers."""
    engine_preferences.prefer(preferences().variables)


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
