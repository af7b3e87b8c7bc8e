"""What the check of raster and model asks for, of layers that are no file as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qgis.core import Qgis, QgsRasterInterface, QgsRasterLayer

from ..engine.errors import RasterError
from ..engine.fit import RasterFacts, role_in_name, stacked
from ..i18n import tr
from ..layers import is_file, raster_facts
from .frame import PIXEL_TYPES, Frame, is_rendered, own_resolution_m

_ROLES = {"Red": "red", "Green": "green", "Blue": "blue", "Alpha": "alpha"}
_COMPLEX = (
    Qgis.DataType.CInt16,
    Qgis.DataType.CInt32,
    Qgis.DataType.CFloat32,
    Qgis.DataType.CFloat64,
)
_PICTURE = ("red", "green", "blue", "alpha")


def layer_facts(layer: QgsRasterLayer, *, sample: bool = True) -> RasterFacts:
    """Learn what is known of any layer; nothing is asked of a server.

    Args:
        layer: Any layer QGIS can read.
        sample: Whether to read some pixels of a file for the range of values.

    Raises:
        RasterError: When the layer is broken, or its pixels are of a type that no model reads.
    """
    if is_file(layer):
        return raster_facts(layer, sample=sample)
    provider = layer.dataProvider()
    numbers = range(1, provider.bandCount() + 1)
    roles = tuple(_role(provider, b) for b in numbers)
    dtypes = pixel_types(layer)
    if is_rendered(provider):
        roles, dtypes = _PICTURE, dtypes * len(_PICTURE)
    return RasterFacts(
        name=layer.name(),
        roles=roles,
        dtypes=dtypes,
        palette=len(roles) == 1 and bool(provider.colorTable(1)),
        resolution_m=own_resolution_m(layer),
        placed=layer.crs().isValid(),
    )


def pixel_types(layer: QgsRasterLayer) -> tuple[str, ...]:
    """Type of the pixels of each band as QGIS hands them over, as numpy names it.

    Raises:
        RasterError: When no model reads one.
    """
    provider = layer.dataProvider()
    found = [provider.dataType(b) for b in range(1, provider.bandCount() + 1)]
    if wrong := [each for each in found if each not in PIXEL_TYPES]:
        unknown = tr("one that QGIS does not know, such as whole numbers of 64 bits")
        kind = tr("complex numbers") if wrong[0] in _COMPLEX else unknown
        raise RasterError(
            tr("Pixels of '{}' are of a type that no model reads: {}.").format(layer.name(), kind),
            tr("Export it to a GeoTIFF with real numbers."),
        )
    return tuple(PIXEL_TYPES[each] for each in found)


def stacked_facts(
    layer: QgsRasterLayer, more: Sequence[QgsRasterLayer], *, sample: bool = True
) -> RasterFacts:
    """Learn what is known of a layer whose bands those of others follow.

    Args:
        layer: The first one.
        more: The others, files.
        sample: Whether to read some pixels of files for the range of values.

    Raises:
        RasterError: When one is broken.
    """
    facts = layer_facts(layer, sample=sample)
    if not more:
        return facts
    each = [_named(facts, layer), *(_named(layer_facts(x, sample=sample), x) for x in more)]
    return stacked(each[0], each[1:])


def _named(facts: RasterFacts, layer: QgsRasterLayer) -> RasterFacts:
    """With what a file of one band shows by its name, as the engine reads it."""
    if len(facts.roles) > 1 or facts.roles[0]:
        return facts
    return replace(facts, roles=(role_in_name(layer.source()),))


def framed(facts: RasterFacts, frame: Frame) -> RasterFacts:
    """The facts of the copy that will be made of a layer."""
    return replace(facts, resolution_m=frame.resolution_m)


def _role(provider: QgsRasterInterface, number: int) -> str:
    known = _ROLES.get(provider.colorInterpretationName(number))
    # Such as 'Band 1: B04'; without a name it is only counted.
    name = provider.generateBandName(number).partition(":")[2]
    return known or name.strip().lower()
