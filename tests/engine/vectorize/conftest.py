"""Class rasters with named classes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.control import GroundControlPoint
from scipy import ndimage

MakeMap = Callable[..., Path]
# Of a picture taken aslant: the farther down, the wider a pixel.
SLANT = [
    GroundControlPoint(r, c, 593000 + c * 0.5 + r * c * 1e-3, 5747000 - r * 0.5 + c * c * 1e-4)
    for r in (0, 45, 90)
    for c in (0, 60, 120)
]
CLASSES = {"land": "#d9c9a3", "building": "#c0392b", "water": "#3b7dd8"}
PLACE = Affine(0.5, 0, 593000, 0, -0.5, 5747000)


@pytest.fixture
def make_map(tmp_path: Path) -> MakeMap:
    """Write class numbers (H, W) as `segment` does, in UTM 31N, 0.5 m, or as the profile given says."""

    def make(labels: NDArray[Any], name: str = "classes.tif", **profile: Any) -> Path:
        height, width = labels.shape
        place = {"crs": "EPSG:32631", "transform": PLACE, "nodata": 255, "dtype": "uint8"} | profile
        path = tmp_path / name
        with rasterio.open(path, "w", driver="GTiff", height=height, width=width, count=1, **place) as file:
            file.write(labels.astype(place["dtype"]), 1)
            items = [{"value": v, "name": n, "colour": c} for v, (n, c) in enumerate(CLASSES.items())]
            file.update_tags(RS_SEGMENTER_CLASSES=json.dumps(items))
        return path

    return make


@pytest.fixture
def landscape() -> NDArray[np.uint8]:
    """Three classes in smooth patches, and a corner without data: uint8 (90, 120)."""
    random = np.random.default_rng(5).random((3, 90, 120))
    labels = np.stack([ndimage.gaussian_filter(r, 4) for r in random]).argmax(0).astype(np.uint8)
    labels[:12, :20] = 255
    return labels
