"""Rasters on disk. The only package that imports rasterio."""

import rasterio

from .control import Geometry
from .grid import Bounds, Grid
from .portable import PortableReader
from .reader import RasterReader
from .sink import RasterSink, SinkFormat
from .source import RasterSource, block_cache

GDAL_VERSION: str = rasterio.__gdal_version__
RASTERIO_VERSION: str = rasterio.__version__

__all__ = [
    "GDAL_VERSION",
    "RASTERIO_VERSION",
    "Bounds",
    "Geometry",
    "Grid",
    "PortableReader",
    "RasterReader",
    "RasterSink",
    "RasterSource",
    "SinkFormat",
    "block_cache",
]
