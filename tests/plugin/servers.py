"""Small real servers on this machine: tiles, maps and files, and all that can go wrong with them."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_hex
from urllib.parse import parse_qs, quote, urlparse

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal
from qgis.core import QgsApplication, QgsAuthMethodConfig

from . import capabilities

TILE_PX = 256
CORNER_M = math.pi * 6378137
# What a server does to a picture: the status, and which part of the body is sent of how much is promised.
FAULTS = {"404": 404, "500": 500}
_EXCEPTION = b"""<?xml version="1.0"?><ServiceExceptionReport version="1.3.0" xmlns="http://www.opengis.net/ogc">
<ServiceException>The disk is on fire.</ServiceException></ServiceExceptionReport>"""
_TOLD = {
    ("wms", "getcapabilities"): capabilities.WMS,
    ("wmts", "getcapabilities"): capabilities.WMTS,
    ("wcs", "getcapabilities"): capabilities.WCS,
    ("wcs", "describecoverage"): capabilities.COVERAGE,
}
# Bytes of a JPEG that are overwritten: where, as a share of them all, and how many.
DAMAGED = {"start": (0.0, 100), "middle": (0.5, 100)}
Encode = Callable[[NDArray[np.uint8]], bytes]
Draw = Callable[[float, float, float, float, int, int], NDArray[np.uint8]]


class MapServer:
    """Serves a drawing as tiles, as WMS, WMTS and WCS.

    Args:
        draw: Given xmin, ymin, xmax, ymax, width and height; draws (3 or 4, H, W) uint8.

    Attributes:
        asked: Paths of the pictures asked for, in order.
        fault: What goes wrong: `404`, `500`, `exception`, `truncated`, `short`, `slow`, a JPEG of the right length
            whose `start` or `middle` is damaged, or nothing.
        faulty: How many of the next pictures it goes wrong with; None: all.
    """

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.asked: list[str] = []
        self.fault = ""
        self.faulty: int | None = None
        self._lock = threading.Lock()
        self._closing = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 5  # Qt keeps connections open that it does not use, and closing waits for them

            def do_GET(self) -> None:  # noqa: N802 - the base class's name
                owner._answer(self)

            def log_message(self, *_: object) -> None:
                """Be silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False  # closing waits for them: none may outlive Python
        # A folder of its own: a port may come again, and QGIS keeps the tiles of every address that it has read.
        self.url = f"http://127.0.0.1:{self._server.server_port}/{token_hex(4)}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def xyz(self) -> str:
        """Source of a layer of tiles."""
        return f"type=xyz&url={self.url}/tiles/%7Bz%7D/%7Bx%7D/%7By%7D.png&zmax=19&zmin=0"

    @property
    def wms(self) -> str:
        """Source of a WMS layer in EPSG:32631."""
        return f"crs=EPSG:32631&dpiMode=7&format=image/png&layers=photo&styles&url={self.url}/wms"

    @property
    def wmts(self) -> str:
        """Source of a WMTS layer in EPSG:32631."""
        url = quote(f"{self.url}/wmts?SERVICE=WMTS&REQUEST=GetCapabilities", safe="")
        return f"crs=EPSG:32631&format=image/png&layers=photo&styles=default&tileMatrixSet=utm&url={url}"

    @property
    def wcs(self) -> str:
        """Source of a WCS layer in EPSG:32631."""
        return f"crs=EPSG:32631&format=GTiff&identifier=photo&version=1.0.0&url={self.url}/wcs"

    def close(self) -> None:
        """Vanish."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        url = urlparse(request.path)
        query = {key.lower(): values[0] for key, values in parse_qs(url.query).items()}
        service = url.path.rpartition("/")[2]
        if told := _TOLD.get((service, query.get("request", "").lower())):
            _send(request, told.format(url=f"{self.url}/{service}?").encode(), "text/xml")
            return
        with self._lock:
            self.asked.append(request.path)
            wrong = bool(self.fault) and self.faulty != 0
            if wrong and self.faulty is not None:
                self.faulty -= 1
            encode = damaged_jpeg(self.fault) if wrong and self.fault in DAMAGED else png
            body = b"" if wrong and self.fault in FAULTS else self._picture(url.path, query, encode)
        if not wrong:
            _send(request, body, "image/png")
        elif self.fault in FAULTS:
            request.send_error(FAULTS[self.fault])
        elif self.fault == "exception":
            _send(request, _EXCEPTION, "text/xml")
        elif self.fault in DAMAGED:
            _send(request, body, "image/jpeg")
        elif self.fault == "truncated":
            _send(request, body[: len(body) // 2], "image/png")
        elif self.fault == "short":
            _send(request, body[: len(body) // 2], "image/png", promised=len(body))
        else:
            self._closing.wait(5)
            _send(request, body, "image/png")

    def _picture(self, path: str, query: dict[str, str], encode: Encode) -> bytes:
        if path.endswith("/wms"):
            bounds = [float(part) for part in query["bbox"].split(",")]
            return encode(self.draw(*bounds, int(query["width"]), int(query["height"])))
        if path.endswith("/wcs"):
            return self._coverage(query)
        if path.endswith("/wmts"):
            side_m = TILE_PX * 0.28e-3 * capabilities.WMTS_SCALES[query["tilematrix"]]
            left = capabilities.WMTS_CORNER[0] + int(query["tilecol"]) * side_m
            top = capabilities.WMTS_CORNER[1] - int(query["tilerow"]) * side_m
            return encode(self.draw(left, top - side_m, left + side_m, top, TILE_PX, TILE_PX))
        zoom, col, row = (int(part) for part in path.removesuffix(".png").split("/")[-3:])
        side_m = 2 * CORNER_M / 2**zoom
        left, top = -CORNER_M + col * side_m, CORNER_M - row * side_m
        return encode(self.draw(left, top - side_m, left + side_m, top, TILE_PX, TILE_PX))

    def _coverage(self, query: dict[str, str]) -> bytes:
        """Values as a GeoTIFF."""
        left, bottom, right, top = (float(part) for part in query["bbox"].split(","))
        width, height = int(query["width"]), int(query["height"])
        pixels = self.draw(left, bottom, right, top, width, height)
        place = (left, (right - left) / width, 0.0, top, 0.0, (bottom - top) / height)
        return _encoded(pixels, "GTiff", [], place)


def _send(request: BaseHTTPRequestHandler, body: bytes, kind: str, promised: int = 0) -> None:
    request.send_response(200)
    request.send_header("Content-Type", kind)
    request.send_header("Content-Length", str(promised or len(body)))
    request.end_headers()
    with suppress(ConnectionError):  # who has cancelled listens no more
        request.wfile.write(body)


def keep_login(user: str, password: str) -> str:
    """Let QGIS keep a login; gives the number of its configuration."""
    found = QgsAuthMethodConfig("Basic")
    found.setName("server")
    found.setConfig("username", user)
    found.setConfig("password", password)
    manager = QgsApplication.authManager()
    assert manager.setMasterPassword("of the tests", True)
    assert manager.storeAuthenticationConfig(found)
    return str(found.id())


def png(pixels: NDArray[np.uint8]) -> bytes:
    """Pixels (C, H, W) as a PNG file; one call at a time."""
    return _encoded(pixels, "PNG", ["ZLEVEL=1"])


def damaged_jpeg(part: str) -> Encode:
    """Makes JPEG files of the right length, some of whose bytes are noise."""

    def encode(pixels: NDArray[np.uint8]) -> bytes:
        body = bytearray(_encoded(pixels, "JPEG", ["QUALITY=95"]))
        share, count = DAMAGED[part]
        first = int(share * len(body))
        noise = np.random.default_rng(1).integers(0, 255, count, dtype=np.uint8)
        body[first : first + count] = noise.tobytes()
        return bytes(body)

    return encode


def _encoded(
    pixels: NDArray[np.uint8], driver: str, options: list[str], place: tuple[float, ...] | None = None
) -> bytes:
    bands, height, width = pixels.shape
    memory = gdal.GetDriverByName("MEM").Create("", width, height, bands)
    memory.WriteArray(pixels)
    if place:
        memory.SetGeoTransform(place)
        memory.SetProjection("EPSG:32631")
    name = "/vsimem/picture"
    gdal.GetDriverByName(driver).CreateCopy(name, memory, options=options)
    file = gdal.VSIFOpenL(name, "rb")
    body = bytes(gdal.VSIFReadL(1, gdal.VSIStatL(name).size, file))
    gdal.VSIFCloseL(file)
    return body


def checkered(
    x_min: float, y_min: float, x_max: float, y_max: float, width: int, height: int
) -> NDArray[np.uint8]:
    """A drawing whose every place has a colour of its own, whoever asks for it at whatever size."""
    x = x_min + (np.arange(width) + 0.5) * (x_max - x_min) / width
    y = y_max - (np.arange(height) + 0.5) * (y_max - y_min) / height
    east, north = np.meshgrid(x, y)
    red = np.floor(east * 2) % 251 + 1
    green = np.floor(north * 2) % 241 + 1
    blue = (np.floor(east / 64) + np.floor(north / 64)) % 2 * 200 + 20
    return np.stack([red, green, blue]).astype(np.uint8)
