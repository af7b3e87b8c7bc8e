"""Rasters of confidence, entropy and classes as `segment` writes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fiona
import numpy as np
import pytest
import rasterio
from affine import Affine
from numpy.typing import NDArray

from rs_segmenter.engine.doubt.find import find_doubt
from rs_segmenter.engine.doubt.job import DoubtJob

PLACE = Affine(0.5, 0, 593000, 0, -0.5, 5747000)
CLASSES_TAG = json.dumps(
    [{"value": v, "name": n, "colour": "#112233"} for v, n in enumerate(("land", "roof", "water"))]
)
MakeRaster = Callable[..., str]
Places = list[dict[str, Any]]
Find = Callable[..., Places]


@pytest.fixture
def make(tmp_path: Path) -> MakeRaster:
    """Write (H, W) or (K, H, W) as uint8 in UTM 31N, 0.5 m, or as the profile given says."""

    def make(
        values: NDArray[Any], name: str, band: str = "", tags: dict[str, str] | None = None, **profile: Any
    ) -> str:
        planes = values if values.ndim == 3 else values[None]
        count, height, width = planes.shape
        form = {"crs": "EPSG:32631", "transform": PLACE, "nodata": 255, "dtype": "uint8"} | profile
        path = str(tmp_path / name)
        with rasterio.open(
            path, "w", driver="GTiff", height=height, width=width, count=count, **form
        ) as file:
            file.write(planes.astype(form["dtype"]))
            if band:
                file.set_band_description(1, band)
            file.update_tags(**(tags or {}))
        return path

    return make


@pytest.fixture
def entropy(make: MakeRaster) -> Callable[..., str]:
    """Write doubt 0 ... 1, NaN for no data, as entropy."""

    def write(doubt: NDArray[np.float64], name: str = "entropy.tif", **profile: Any) -> str:
        return make(np.where(np.isnan(doubt), 255, np.rint(doubt * 250)), name, "entropy", **profile)

    return write


@pytest.fixture
def classes(make: MakeRaster) -> Callable[..., str]:
    """Write class numbers."""

    def write(labels: NDArray[np.uint8]) -> str:
        return make(labels, "classes.tif", tags={"RS_SEGMENTER_CLASSES": CLASSES_TAG})

    return write


@pytest.fixture
def find(tmp_path: Path) -> Find:
    """Find places; gives the layer's features by their fields, with `shape`."""

    def find(doubt: str, **options: Any) -> Places:
        output = tmp_path / "places.gpkg"
        find_doubt(DoubtJob(doubt, str(output), overwrite=True, **options))
        with fiona.open(output, layer="places") as layer:
            return [dict(f["properties"]) | {"shape": f["geometry"]["coordinates"]} for f in layer]

    return find


@pytest.fixture
def speckled() -> NDArray[np.float64]:
    """Doubt in blobs of all sizes with gaps of no data: (230, 310)."""
    from scipy import ndimage

    random = np.random.default_rng(3)
    rough = sum(ndimage.gaussian_filter(random.random((230, 310)), s) * s for s in (2, 5, 12))
    doubt = np.asarray((rough - rough.min()) / np.ptp(rough))
    doubt[40:60, 100:140] = np.nan
    return doubt
