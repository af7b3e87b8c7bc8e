"""The Python packages that the engine needs beside QGIS, by module and as pip calls them, and how to install them."""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import PathFinder

PACKAGES = {
    "torch": "torch",
    "torchvision": "torchvision",
    "segmentation_models_pytorch": "segmentation-models-pytorch",
    "safetensors": "safetensors",
    "rasterio": "rasterio",
}
# Beside these: for jobs in a process of their own, which is all but segmenting.
JOB_PACKAGES = {
    "click": "click",
    "fiona": "fiona",
    "jinja2": "jinja2",
    "lightning_fabric": "pytorch-lightning",
    "matplotlib": "matplotlib",
    "pyproj": "pyproj",
    "scipy": "scipy",
    "tensorboardX": "tensorboardX",
    "torchmetrics": "torchmetrics",
    "yaml": "pyyaml",
}
# The engine runs without them: slower on a CPU, or without one way of refining.
OPTIONAL_PACKAGES = {
    "numba": "numba",
    "openvino": "openvino",
    "skimage": "scikit-image",
}
# These must share QGIS's GDAL and PROJ; PyPI's wheels bring their own.
_FROM_QGIS = ("rasterio", "fiona", "pyproj")


def install_commands() -> list[str]:
    """Commands for a terminal that make an environment this QGIS can use."""
    needed = PACKAGES | JOB_PACKAGES | OPTIONAL_PACKAGES
    packages = " ".join(p for p in dict.fromkeys(needed.values()) if p not in (*_FROM_QGIS, "scipy"))
    pip = f"-m pip install {packages} {like_qgis('numpy')} {like_qgis('scipy')}"
    debian = " ".join(f"python3-{package}" for package in _FROM_QGIS)
    if sys.platform == "win32":
        return [
            f"REM in the OSGeo4W Shell; {debian} are packages of the OSGeo4W set-up",
            r"python -m venv --system-site-packages %USERPROFILE%\rs-segmenter",
            rf"%USERPROFILE%\rs-segmenter\Scripts\python {pip}",
        ]
    if sys.platform == "darwin":
        return [
            "# needs a QGIS from conda-forge, which shares its GDAL and PROJ with these packages",
            f"conda install -c conda-forge {' '.join(_FROM_QGIS)}",
            f"python {pip}",
        ]
    return [
        f"sudo apt install {debian} python3-venv",
        "/usr/bin/python3 -m venv --system-site-packages ~/rs-segmenter",
        f"~/rs-segmenter/bin/python {pip}",
    ]


def like_qgis(package: str) -> str:
    """A package for pip, of the version that QGIS has, if it has any."""
    if PathFinder.find_spec(package) is None:
        return package
    from importlib.metadata import PackageNotFoundError, version  # slow to import, and seldom needed

    try:
        return f'"{package}=={version(package)}"'
    except PackageNotFoundError:  # some builds of QGIS leave out what pip knows packages by
        return f'"{package}=={importlib.import_module(package).__version__}"'
