"""Bands of several rasters as one raster: a virtual one of GDAL, in memory."""

from __future__ import annotations

import contextlib
import copy
import os
from collections.abc import Sequence
from xml.etree import ElementTree  # nosec B405 - reads only what GDAL has just written

import numpy as np
import rasterio
import rasterio.shutil
from rasterio.io import MemoryFile

from ..address import absolute
from ..errors import RasterError
from ..fit import role_in_name
from .reader import readable

# How far corners may lie apart, in pixels of the first raster.
_APART_PX = 0.25


def stack(paths: Sequence[str]) -> str:
    """Put the bands of several rasters on the grid of the first one.

    Pixels of another size are allowed where the rasters cover the same ground; they are interpolated linearly.

    Args:
        paths: Files, or any names GDAL opens.

    Returns:
        The XML of a virtual raster, which GDAL opens in place of a file's name.

    Raises:
        RasterError: When one cannot be read, or lies elsewhere.
    """
    with contextlib.ExitStack() as opened:
        files = []
        for path in paths:
            with readable(path):
                files.append(opened.enter_context(rasterio.open(path)))
        for path, file in zip(paths[1:], files[1:], strict=True):
            if fault := _difference(files[0], file):
                raise RasterError(
                    f"'{path}' does not lie on the pixels of '{paths[0]}': {fault}.",
                    "Bands of several rasters must cover the same ground. QGIS's 'Align rasters', or 'gdalwarp', "
                    "brings them there.",
                )
        whole = _virtual(files[0], paths[0], files[0])
        for path, file in zip(paths[1:], files[1:], strict=True):
            whole.extend(_virtual(file, path, files[0]).findall("VRTRasterBand"))
    for number, band in enumerate(whole.findall("VRTRasterBand"), start=1):
        band.set("band", str(number))
    return ElementTree.tostring(whole, encoding="unicode")


def _difference(first: rasterio.DatasetReader, other: rasterio.DatasetReader) -> str:
    """In what the ground of two rasters differs; empty where it is the same."""
    if first.crs and other.crs and first.crs != other.crs:
        return f"its CRS is {other.crs.to_string()} instead of {first.crs.to_string()}"
    if first.transform.is_identity or other.transform.is_identity:
        same = (first.width, first.height) == (other.width, other.height)
        size = f"{other.width} x {other.height} pixels instead of {first.width} x {first.height}"
        return "" if same else size
    corners = [(0, 0), (1, 0), (0, 1)]
    apart = [
        np.subtract(
            ~first.transform * (other.transform * (x * other.width, y * other.height)),
            (x * first.width, y * first.height),
        )
        for x, y in corners
    ]
    most_px = float(np.abs(apart).max())
    return "" if most_px < _APART_PX else f"its corners are up to {most_px:.3g} pixels away"


def _virtual(file: rasterio.DatasetReader, path: str, first: rasterio.DatasetReader) -> ElementTree.Element:
    """A raster as GDAL's own virtual copy of it, drawn over the first one's pixels."""
    with readable(path), MemoryFile(ext=".vrt") as memory:
        rasterio.shutil.copy(file, memory.name, driver="VRT")
        whole = ElementTree.fromstring(bytes(memory.read()))  # nosec B314 - GDAL has just written it
    bands, shared = whole.findall("VRTRasterBand"), whole.find("MaskBand")
    for band in bands:
        _name(band, path, alone=len(bands) == 1)
        if shared is not None:
            band.append(copy.deepcopy(shared))
    if shared is not None:
        whole.remove(shared)
    for source in whole.iter("SourceFilename"):
        source.set("relativeToVRT", "0")
        source.text = absolute(path) if os.path.exists(path) else file.name
    if (file.width, file.height) != (first.width, first.height):
        for source in (*whole.iter("SimpleSource"), *whole.iter("ComplexSource")):
            source.set("resampling", "bilinear")
            place = source.find("DstRect")
            place.attrib.update(xSize=str(first.width), ySize=str(first.height))  # type: ignore[union-attr]
    return whole


def _name(band: ElementTree.Element, path: str, *, alone: bool) -> None:
    """Let a band without a description be what the file's name says it is."""
    role = role_in_name(path)
    if alone and role and band.find("Description") is None:
        ElementTree.SubElement(band, "Description").text = role
