"""Fails where the virtual environment would break QGIS: run by tools/setup.sh."""

from __future__ import annotations

import importlib
import importlib.util
import sys

FROM_DEBIAN = ("numpy", "scipy", "matplotlib", "rasterio", "fiona", "pyproj", "osgeo", "PyQt5", "qgis")
FROM_VENV = (
    *("torch", "torchvision", "segmentation_models_pytorch", "lightning_fabric", "openvino"),
    *("numba", "skimage.segmentation", "pydensecrf", "rs_segmenter.engine"),
)

if importlib.util.find_spec("triton"):
    sys.exit("triton is in .venv; it crashes the QGIS desktop. Remove it: .venv/bin/pip uninstall -y triton")
for name in FROM_DEBIAN:
    place = importlib.import_module(name).__file__ or ""
    if not place.startswith("/usr/lib/python3"):
        sys.exit(f"{name} comes from {place}, but must be QGIS's. Start again: rm -rf .venv && make setup")
for name in FROM_VENV:
    importlib.import_module(name)
