"""A part of a layer as a GeoTIFF: planned in the main thread, written in the one that runs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsColorRampShader,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsNetworkAccessManager,
    QgsPointXY,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterBlockFeedback,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import Qt

from ..engine.address import without_secrets
from ..engine.errors import Cancelled, RasterError
from ..i18n import tr
from .facts import pixel_types
from .frame import BLOCK_PX, Frame, is_rendered
from .watch import Watch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from osgeo import gdal

Block = tuple[int, int, int, int]
ATTEMPTS = 3
# As the engine reads it, whose plan would load what the plugin must not.
SOURCE_TAG = "RS_SEGMENTER_SOURCE"
_FIRST_WAIT_S = 1.0
_HAIR_PX = 1e-4
_OPTIONS = ["TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1", "BIGTIFF=IF_SAFER"]


class LayerCopy:
    """Made in the main thread, where layers live; `write` runs anywhere.

    Args:
        layer: Any layer QGIS can read.
        frame: Its pixels to copy.
        shape: What of them is needed, in the layer's CRS; None: all. The rest is left without data.
        path: The GeoTIFF to make.
    """

    def __init__(self, layer: QgsRasterLayer, frame: Frame, shape: QgsGeometry | None, path: Path) -> None:
        self.path = path
        self.frame = frame
        self._name = layer.name()
        self._source = f"{layer.name()} ({without_secrets(layer.source())})"
        self._crs = layer.crs()
        self._shape = shape
        self._context = QgsProject.instance().transformContext()
        self._requests = QgsNetworkAccessManager.instance()
        # A layer belongs to its thread; what draws maps in others reads from such a copy, too.
        self._provider = layer.dataProvider().clone()
        self._rendered = is_rendered(self._provider)
        self._bands = [1] if self._rendered else list(range(1, self._provider.bandCount() + 1))
        self._types = pixel_types(layer)

    def write(self, feedback: QgsProcessingFeedback) -> None:
        """Copy the pixels, block by block.

        Args:
            feedback: Told how far it is; cancels.

        Raises:
            RasterError: When a part did not come, even when asked for several times, or the disk is full.
            Cancelled: When the user cancelled.
        """
        feedback.setProgressText(self.describe())
        file = self._create()
        blocks = list(self._blocks())
        try:
            for done, block in enumerate(blocks):
                self._write_block(file, block, self._read(block, feedback))
                feedback.setProgress(100 * (done + 1) / len(blocks))
            file.FlushCache()
        except BaseException:
            del file
            self.remove()
            raise

    def describe(self) -> str:
        """What is done, in one line."""
        frame = self.frame
        size = tr("{:,} × {:,} pixels").format(frame.width, frame.height)
        if not frame.requests:
            return tr("Copying '{}': {}").format(self._name, size)
        return tr("Fetching '{}': {}, {}").format(self._name, size, frame.asked)

    def remove(self) -> None:
        """Take the copy away."""
        self.path.unlink(missing_ok=True)

    def _blocks(self) -> Iterator[Block]:
        """Columns and rows of the blocks that hold something needed, row by row."""
        frame = self.frame
        for row in range(0, frame.height, BLOCK_PX):
            for col in range(0, frame.width, BLOCK_PX):
                block = col, row, min(BLOCK_PX, frame.width - col), min(BLOCK_PX, frame.height - row)
                if self._shape is None or self._shape.intersects(frame.part(*block)):
                    yield block

    def _create(self) -> gdal.Dataset:
        import numpy as np
        from osgeo import gdal, gdal_array

        frame, types = self.frame, self._types * 4 if self._rendered else self._types
        kind = gdal_array.NumericTypeCodeToGDALTypeCode(np.result_type(*types).type)
        options = [*_OPTIONS, *(["PHOTOMETRIC=RGB", "ALPHA=YES"] if self._rendered else [])]
        driver = gdal.GetDriverByName("GTiff")
        file = driver.Create(str(self.path), frame.width, frame.height, len(types), kind, options)
        if file is None:
            raise self._full()
        file.SetGeoTransform((frame.x_min, frame.pixel_width, 0.0, frame.y_max, 0.0, -frame.pixel_height))
        file.SetMetadataItem(SOURCE_TAG, self._source)
        file.SetProjection(self._crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED_GDAL))
        if not self._rendered:
            self._describe_bands(file)
        return file

    def _describe_bands(self, file: gdal.Dataset) -> None:
        provider = self._provider
        for number in self._bands:
            band = file.GetRasterBand(number)
            band.SetDescription(provider.generateBandName(number))
            if entries := provider.colorTable(number):
                band.SetColorTable(_colour_table(entries))
            if provider.sourceHasNoDataValue(number):
                band.SetNoDataValue(provider.sourceNoDataValue(number))

    def _read(self, block: Block, feedback: QgsProcessingFeedback) -> NDArray[np.generic]:
        """All bands of a block, (C, H, W); asked for again where something did not come."""
        place = self.frame.part(*block)
        if self.frame.tiled:
            # Else the next row and column of tiles, which begin where the block ends, are asked for as well.
            place.grow(-_HAIR_PX * self.frame.pixel_width)
        for attempt in range(1, ATTEMPTS + 1):
            with Watch(self._requests) as watch:
                pixels = self._ask(place, block, feedback)
                if pixels is not None and self._rendered and not pixels[3].all():
                    watch.count_others(feedback)  # a tile that did not come leaves a hole
            if feedback.isCanceled():
                raise Cancelled
            if pixels is not None and not watch.fault:
                return pixels
            watch.forget()
            self._provider.reloadData()  # a WCS keeps what it got
            if attempt < ATTEMPTS:
                _wait(_FIRST_WAIT_S * 2 ** (attempt - 1), feedback)
        raise RasterError(
            tr("A part of '{}' did not come, near {}: {}.").format(
                self._name, self._where(place), watch.fault or tr("it cannot be read")
            ),
            tr("Try again later, or choose an area that the server covers. Nothing was classified."),
        )

    def _ask(
        self, place: QgsRectangle, block: Block, feedback: QgsProcessingFeedback
    ) -> NDArray[np.generic] | None:
        import numpy as np

        own = QgsRasterBlockFeedback()
        feedback.canceled.connect(own.cancel, Qt.ConnectionType.DirectConnection)
        bands = []
        for number, kind in zip(self._bands, self._types):
            read = self._provider.block(number, place, block[2], block[3], own)
            if read is None or not read.isValid() or read.isEmpty():
                return None
            shape = (block[3], block[2], 4) if self._rendered else (block[3], block[2])
            bands.append(np.frombuffer(bytes(read.data()), dtype=kind).reshape(shape))
        feedback.canceled.disconnect(own.cancel)
        return _colours(bands[0], self._premultiplied) if self._rendered else np.stack(bands)

    @property
    def _premultiplied(self) -> bool:
        return self._provider.dataType(1) == Qgis.DataType.ARGB32_Premultiplied

    def _write_block(self, file: gdal.Dataset, block: Block, pixels: NDArray[np.generic]) -> None:
        for number, values in enumerate(pixels, start=1):
            if file.GetRasterBand(number).WriteArray(values, block[0], block[1]):
                raise self._full()

    def _full(self) -> RasterError:
        return RasterError(
            tr("The copy of '{}' cannot be written to '{}'.").format(self._name, self.path.parent),
            tr("It takes up to {:,.0f} MB: make room there.").format(self.frame.size_mb),
        )

    def _where(self, place: QgsRectangle) -> str:
        """The middle of a place in degrees, to be found on any map."""
        degrees = QgsCoordinateReferenceSystem("EPSG:4326")
        try:
            point = QgsCoordinateTransform(self._crs, degrees, self._context).transform(place.center())
        except QgsCsException:
            point = QgsPointXY(place.center())
        return f"{round(point.x(), 5)}, {round(point.y(), 5)}"


def _colours(bgra: NDArray[np.uint8], premultiplied: bool) -> NDArray[np.uint8]:
    """Red, green, blue, alpha (4, H, W) of QImage's pixels (H, W, 4) on a little-endian machine."""
    import numpy as np

    colours = bgra[..., [2, 1, 0, 3]].transpose(2, 0, 1)
    if not premultiplied or np.all(colours[3] == 255):
        return colours
    alpha = np.maximum(colours[3], 1).astype(np.uint16)
    plain = np.minimum((colours[:3] * np.uint16(255) + alpha // 2) // alpha, 255).astype(np.uint8)
    return np.concatenate([plain, colours[3:]])


def _colour_table(entries: Sequence[QgsColorRampShader.ColorRampItem]) -> gdal.ColorTable:
    from osgeo import gdal

    table = gdal.ColorTable()
    for entry in entries:
        table.SetColorEntry(int(entry.value), entry.color.getRgb())
    return table


def _wait(seconds: float, feedback: QgsProcessingFeedback) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if feedback.isCanceled():
            raise Cancelled
        time.sleep(0.05)
