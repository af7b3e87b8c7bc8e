"""Rasters on web servers: how patient to be with them, and what to say when they fail."""

from __future__ import annotations

import os

_SCHEMES = (
    "http://",
    "https://",
    "ftp://",
    "s3://",
    "gs://",
    "az://",
    "/vsicurl",
    "/vsis3",
    "/vsigs",
    "/vsiaz",
)
_OPTIONS = {
    # Else dozens of names that might lie beside the raster are asked for.
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_HTTP_CONNECTTIMEOUT": "15",
    # No more than a byte a second for so long means that nothing comes any more.
    "GDAL_HTTP_LOW_SPEED_LIMIT": "1",
    "GDAL_HTTP_LOW_SPEED_TIME": "30",
    "GDAL_HTTP_MAX_RETRY": "3",
    "GDAL_HTTP_RETRY_DELAY": "1",
    # A server that was away must not be remembered as such by a program that goes on.
    "CPL_VSIL_CURL_NON_CACHED": "/vsicurl/",
}
FILE_HINT = "Check that the file is complete and is a raster that GDAL reads ('gdalinfo FILE')."
_REMOTE_HINT = (
    "The server did not send it: check the address and the network, or try again later. "
    "A server must know ranges; if it does not, download the file first."
)


def is_remote(path: str) -> bool:
    """Whether GDAL asks a server for a raster."""
    return path.startswith(_SCHEMES)


def options(path: str) -> dict[str, str]:
    """GDAL's options for a raster; what the user has set in the environment stays as it is."""
    if not is_remote(path):
        return {}
    return {name: value for name, value in _OPTIONS.items() if name not in os.environ}


def hint(path: str) -> str:
    """What to do about a raster that cannot be read."""
    return _REMOTE_HINT if is_remote(path) else FILE_HINT
