"""From a QGIS raster layer to what the engine needs: a path, and facts about the raster. Main thread only."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
)

from .engine.errors import RasterError
from .i18n import number, tr

if TYPE_CHECKING:
    from osgeo import gdal

    from .engine.fit import RasterFacts

_NUMPY_NAMES = {"Byte": "uint8", "Int8": "int8"}
_COLOUR_ROLES = {"Red": "red", "Green": "green", "Blue": "blue", "Alpha": "alpha"}
# In this process's memory; behind a login that QGIS keeps.
_ONLY_HERE = re.compile(r"(?i)(?<!\w)/vsimem/|^mem:::| authcfg='|\|(?:authcfg=|credential:)")
_SAMPLE_PX = 128


def is_file(layer: QgsRasterLayer) -> bool:
    """Whether another process can open the layer by a name: a file, be it on a web server, that needs not QGIS.

    Raises:
        RasterError: When the layer is broken.
    """
    if not layer.isValid():
        raise RasterError(
            tr("The layer '{}' cannot be read.").format(layer.name()),
            tr("Repair its source, or remove it and load it again."),
        )
    return has_name(layer)


def has_name(layer: QgsRasterLayer) -> bool:
    """Whether the source of a layer, be it broken, is a name that another process can open."""
    return layer.providerType() == "gdal" and not _ONLY_HERE.search(layer.source())


def raster_path(layer: QgsRasterLayer) -> str:
    """The file behind a layer, by its whole path, or another name GDAL opens it by, exactly as QGIS has it.

    Raises:
        RasterError: When the layer is broken, or no file (XYZ, WMS, virtual, in a database, in memory, with a login).
    """
    from .engine.address import absolute  # not needed to start

    if not is_file(layer):
        service = tr("The layer '{}' is no file but comes from a service ({}).")
        here = tr(
            "The layer '{}' is no file that others can open: it lies in QGIS's memory, or QGIS logs in for it."
        )
        raise RasterError(
            (here if layer.providerType() == "gdal" else service).format(layer.name(), layer.providerType()),
            tr(
                "Export it to a GeoTIFF first: right-click the layer > Export > Save As, "
                "with the area and resolution you need."
            ),
        )
    # The engine may run in another process, and in another folder.
    return absolute(layer.source().split("|option:")[0])


def given_crs(layer: QgsRasterLayer) -> QgsCoordinateReferenceSystem | None:
    """The CRS that the user gave a layer whose file has none or a wrong one; None where it is the file's."""
    crs = layer.crs()
    return crs if crs.isValid() and crs != layer.dataProvider().crs() else None


def raster_facts(layer: QgsRasterLayer, *, sample: bool = True) -> RasterFacts:
    """Learn what the engine's check of raster and model asks for.

    Args:
        layer: A layer that is a file.
        sample: Whether to read some pixels for the range of values.

    Raises:
        RasterError: When there is no such file, or GDAL cannot open it.
    """
    from osgeo import gdal

    from .engine.address import told
    from .engine.fit import RasterFacts

    path = raster_path(layer)
    gone = RasterError(
        tr("The file of the layer '{}' cannot be opened: {}.").format(layer.name(), told(path)),
        tr("Is it still there?"),
    )
    # None, or an exception where another plugin has switched those on for the whole process.
    try:
        dataset = gdal.Open(path)
    except RuntimeError as error:
        raise gone from error
    if dataset is None:
        raise gone
    bands = [dataset.GetRasterBand(i) for i in range(1, dataset.RasterCount + 1)]
    interpretations = [gdal.GetColorInterpretationName(b.GetColorInterpretation()) for b in bands]
    types = [gdal.GetDataTypeName(b.DataType) for b in bands]
    return RasterFacts(
        name=layer.name(),
        roles=tuple(
            _COLOUR_ROLES.get(kind) or b.GetDescription().strip().lower()
            for kind, b in zip(interpretations, bands)
        ),
        dtypes=tuple(_NUMPY_NAMES.get(t, t.lower()) for t in types),
        palette=interpretations == ["Palette"],
        resolution_m=_resolution_m(dataset, given_crs(layer)),
        placed=_place(dataset)[0] is not None,
        sample_range=_sample_range(dataset, interpretations) if sample else None,
    )


def describe_layer(layer: QgsRasterLayer, facts: RasterFacts) -> str:
    """Size, pixels and bands in one line."""
    if not layer.width():
        return tr("pictures of a server, as large as they are asked for")
    pixel = (
        tr("{:.3g} m pixels").format(facts.resolution_m) if facts.resolution_m else tr("pixel size unknown")
    )
    count = len(facts.roles)
    bands = tr("1 band") if count == 1 else tr("{} bands").format(count)
    size = " × ".join(number(side_px, ",") for side_px in (layer.width(), layer.height()))
    return f"{size} · {pixel} · {bands} {facts.dtypes[0]}"


def _place(dataset: gdal.Dataset) -> tuple[tuple[float, ...] | None, str]:
    """Transform from pixels to coordinates, and these coordinates' CRS; by control points if need be."""
    from osgeo import gdal

    found = dataset.GetGeoTransform(can_return_null=True)
    if found not in (None, (0.0, 1.0, 0.0, 0.0, 0.0, 1.0)):
        _, x_per_col, x_per_row, _, y_per_col, y_per_row = found
        if 0 < abs(x_per_col * y_per_row - x_per_row * y_per_col) < math.inf:
            return found, dataset.GetProjection()
    points = dataset.GetGCPs()
    return (gdal.GCPsToGeoTransform(points) if points else None), dataset.GetGCPProjection()


def _resolution_m(dataset: gdal.Dataset, given: QgsCoordinateReferenceSystem | None) -> float | None:
    """Side of a square of the area of the pixel in the middle, as the engine reckons it."""
    import numpy as np

    from .engine.ground import parallelogram_m2

    transform, wkt = _place(dataset)
    crs = given or QgsCoordinateReferenceSystem.fromWkt(wkt)
    if transform is None or not crs.isValid():
        return None
    to_degrees = QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance())
    x, x_per_col, x_per_row, y, y_per_col, y_per_row = transform
    middle_col, middle_row = dataset.RasterXSize / 2, dataset.RasterYSize / 2
    degrees = []
    for across, down in ((0, 0), (1, 0), (0, 1)):
        col, row = middle_col + across, middle_row + down
        place = QgsPointXY(x + col * x_per_col + row * x_per_row, y + col * y_per_col + row * y_per_row)
        try:
            point = to_degrees.transform(place)
        except QgsCsException:
            return None
        degrees.append(np.asarray([point.x(), point.y()]))
    area_m2 = float(parallelogram_m2(*degrees))
    return area_m2**0.5 if np.isfinite(area_m2) and area_m2 > 0 else None


def _sample_range(dataset: gdal.Dataset, interpretations: list[str]) -> tuple[float, float] | None:
    """The 2nd and 98th percentile of nine small windows: quick on a raster of any size."""
    import numpy as np

    values = []
    for i, kind in enumerate(interpretations, start=1):
        if kind in ("Alpha", "Palette"):
            continue
        band = dataset.GetRasterBand(i)
        for across in (1, 3, 5):
            for down in (1, 3, 5):
                window = _window(dataset.RasterXSize, across), _window(dataset.RasterYSize, down)
                (col, width), (row, height) = window
                try:
                    pixels = band.ReadAsArray(col, row, width, height)
                    mask = band.GetMaskBand().ReadAsArray(col, row, width, height)
                except RuntimeError:  # damaged there; the run will say so
                    continue
                if pixels is not None and mask is not None:
                    values.append(pixels[(mask != 0) & np.isfinite(pixels)].ravel())
    found = np.concatenate(values) if values else np.empty(0)
    if not found.size or np.iscomplexobj(found):
        return None
    low, high = np.percentile(found, (2, 98))
    return float(low), float(high)


def _window(size_px: int, sixths: int) -> tuple[int, int]:
    """First pixel and length of a window around so many sixths of a side."""
    length = min(_SAMPLE_PX, size_px)
    return min(max(size_px * sixths // 6 - length // 2, 0), size_px - length), length
