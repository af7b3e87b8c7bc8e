"""What the check of raster and model asks for, of layers that are no file as well."""

from __future__ import annotations

from dataclasses import replace

from qgis.core import QgsRasterInterface, QgsRasterLayer

from ..engine.fit import RasterFacts
from ..layers import is_file, raster_facts
from .frame import PIXEL_TYPES, Frame, is_rendered, own_resolution_m

_ROLES = {"Red": "red", "Green": "green", "Blue": "blue", "Alpha": "alpha"}
_PICTURE = ("red", "green", "blue", "alpha")


def layer_facts(layer: QgsRasterLayer, *, sample: bool = True) -> RasterFacts:
    """Learn what is known of any layer; nothing is asked of a server.

    Args:
        layer: Any layer QGIS can read.
        sample: Whether to read some pixels of a file for the range of values.

    Raises:
        RasterError: When the layer is broken.
    """
    if is_file(layer):
        return raster_facts(layer, sample=sample)
    provider = layer.dataProvider()
    numbers = range(1, provider.bandCount() + 1)
    roles = tuple(_role(provider, b) for b in numbers)
    dtypes = tuple(PIXEL_TYPES.get(provider.dataType(b), "float64") for b in numbers)
    if is_rendered(provider):
        roles, dtypes = _PICTURE, dtypes * len(_PICTURE)
    return RasterFacts(
        name=layer.name(),
        roles=roles,
        dtypes=dtypes,
        palette=False,
        resolution_m=own_resolution_m(layer),
        placed=layer.crs().isValid(),
    )


def framed(facts: RasterFacts, frame: Frame) -> RasterFacts:
    """The facts of the copy that will be made of a layer."""
    return replace(facts, resolution_m=frame.resolution_m)


def _role(provider: QgsRasterInterface, number: int) -> str:
    known = _ROLES.get(provider.colorInterpretationName(number))
    # Such as 'Band 1: B04'; without a name it is only counted.
    name = provider.generateBandName(number).partition(":")[2]
    return known or name.strip().lower()
