"""What the engine has here, what it lacks, and what to do: one report for `doctor` and the plugin's diagnostics.

Runs whatever is missing, click and numpy included: `python -m rs_segmenter.engine.diagnostics` prints it as JSON.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from .folders import cache_folder, free_gb
from .language import said, tr
from .registry import DEFAULT_MODEL, list_models, user_models
from .version import read_version

_OLDEST_PYTHON = (3, 10)
_LEAST_MEMORY_GB = 4
_LEAST_DISK_GB = 1
# Module to import, package to install.
_REQUIRED = {
    "numpy": "numpy",
    "scipy": "scipy",
    "torch": "torch",
    "torchvision": "torchvision",
    "segmentation_models_pytorch": "segmentation-models-pytorch",
    "safetensors": "safetensors",
    "rasterio": "rasterio",
    "fiona": "fiona",
    "pyproj": "pyproj",
    "jinja2": "jinja2",
    "matplotlib": "matplotlib",
}
_TRAINING = "Training and evaluating need it"
# The same, and what for.
_OPTIONAL = {
    "openvino": ("openvino", "Models run about twice as fast on a CPU with it"),
    "numba": ("numba", "The CRF runs several times as fast on a CPU with it"),
    "skimage": ("scikit-image", "Refining with superpixels needs it"),
    "pydensecrf": ("pydensecrf2", "Only the CRF's backend pydensecrf needs it"),
    "lightning_fabric": ("pytorch-lightning", _TRAINING),
    "torchmetrics": ("torchmetrics", _TRAINING),
    "tensorboardX": ("tensorboardX", _TRAINING),
    "yaml": ("pyyaml", "Data sets in files need it"),
}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        what: Its name.
        state: `ok`, `missing` (the engine cannot run), or `note` (it runs, but not at its best).
        found: What is there.
        remedy: What to do; empty where all is well.
    """

    what: str
    state: str
    found: str
    remedy: str = ""


def as_text(found: Iterable[Check]) -> str:
    """The report as lines of text, each remedy below its check, in the language that is preferred."""
    states = {"ok": tr("ok"), "missing": tr("missing"), "note": tr("note")}
    names = {"memory": tr("memory"), "cache": tr("cache"), "models": tr("models")}
    lines = []
    for check in found:
        name = names.get(check.what) or said(check.what)
        lines.append(f"{states[check.state]:7} {name}: {said(check.found)}")
        lines += [f"        {said(check.remedy)}"] if check.remedy else []
    return "\n".join(lines)


def as_json(found: Iterable[Check]) -> str:
    """The report as a JSON list."""
    return json.dumps([dataclasses.asdict(check) for check in found], indent=2)


def from_json(text: str) -> list[Check]:
    """A report that `as_json` has written.

    Raises:
        ValueError: When it is none.
    """
    try:
        return [Check(**{k: str(v) for k, v in values.items()}) for values in json.loads(text)]
    except (TypeError, AttributeError) as error:
        raise ValueError(f"no report: {error}") from error


def checks() -> Iterator[Check]:
    """Look at everything; importing torch takes seconds."""
    yield Check("RS Segmenter", "ok", f"{read_version()} in the folder {Path(__file__).parent}")
    new = sys.version_info >= _OLDEST_PYTHON
    yield Check(
        "Python",
        "ok" if new else "missing",
        f"{platform.python_version()} at {sys.executable} on {platform.platform()}",
        "" if new else f"Use Python {'.'.join(map(str, _OLDEST_PYTHON))} or newer.",
    )
    loaded: dict[str, Any] = {}
    for module, package in _REQUIRED.items():
        yield _package(module, package, loaded)
    for module, (package, use) in _OPTIONAL.items():
        check = _package(module, package, loaded)
        if check.state == "missing":
            check = dataclasses.replace(check, state="note", remedy=f"{use}: pip install {package}")
        yield check
    yield from _gdal(loaded)
    if "torch" in loaded:
        yield _cuda(loaded["torch"])
    yield _memory()
    yield from _disks("torch" in loaded)
    yield from _models()


def _package(module: str, package: str, loaded: dict[str, Any]) -> Check:
    """Import a package: one that is installed can still be broken, or built for another numpy."""
    try:
        loaded[module] = importlib.import_module(module)
    except (ImportError, OSError, RuntimeError, ValueError, AttributeError) as error:
        return Check(package, "missing", f"cannot be imported: {error}", f"Install it: pip install {package}")
    return Check(package, "ok", _version(package))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "of unknown version"


def _gdal(loaded: dict[str, Any]) -> Iterator[Check]:
    # Wheels from PyPI each bring a GDAL of their own. Only QGIS suffers none beside its own; the plugin sees to that.
    texts = {"rasterio": "{} in rasterio", "fiona": "{} in fiona"}
    versions = [texts[name].format(loaded[name].__gdal_version__) for name in texts if name in loaded]
    if versions:
        yield Check("GDAL", "ok", ", ".join(versions))


def _cuda(torch: Any) -> Check:
    if torch.cuda.is_available():
        names = ", ".join(torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count()))
        return Check("CUDA", "ok", f"{torch.version.cuda}: {names}")
    if torch.backends.mps.is_available():
        return Check("GPU", "ok", "Apple silicon (mps)")
    if torch.version.cuda is None:
        return Check(
            "CUDA", "note", "none: this PyTorch is built without", "For an NVIDIA GPU, see pytorch.org."
        )
    return Check(
        "CUDA", "note", f"{torch.version.cuda}, but no device", "For an NVIDIA GPU, install its driver."
    )


def _memory() -> Check:
    if not hasattr(os, "sysconf"):
        return Check("memory", "ok", f"unknown, {os.cpu_count()} cores")
    total_gb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    little = total_gb < _LEAST_MEMORY_GB
    remedy = "Choose small models and few bands; tiles of 256 pixels need less." if little else ""
    return Check("memory", "note" if little else "ok", f"{total_gb:.1f} GB, {os.cpu_count()} cores", remedy)


def _disks(torch_is_there: bool) -> Iterator[Check]:
    folders = {"your models": user_models()}
    if torch_is_there:
        folders["cache"] = cache_folder()
    for what, folder in folders.items():
        room_gb = free_gb(folder)
        full = room_gb < _LEAST_DISK_GB
        remedy = "Free some disk space." if full else ""
        yield Check(what, "note" if full else "ok", f"{folder}, {room_gb:.1f} GB free", remedy)


def _models() -> Iterator[Check]:
    found, faults = list_models()
    names = [m.card.name for m in found]
    there = DEFAULT_MODEL in names
    remedy = "" if there else f"The default model '{DEFAULT_MODEL}' is gone: install RS Segmenter again."
    yield Check("models", "ok" if there else "missing", ", ".join(names) or "none", remedy)
    for fault in faults:
        yield Check("broken model", "note", fault.message, fault.hint)


if __name__ == "__main__":
    sys.stdout.write(as_json(checks()))
