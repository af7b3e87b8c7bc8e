"""What a result's file says of where it comes from, as QGIS's metadata of the layer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from qgis.core import QgsMapLayer, QgsRasterLayer, QgsVectorLayer

from ..i18n import tr

_OWN = "RS_SEGMENTER_"
_INPUTS = ("raster", "classes", "confidence", "doubt", "probabilities", "zones")


def tags_of(layer: QgsMapLayer) -> dict[str, str]:
    """The metadata that the engine wrote into a layer's file; empty for another one's."""
    from osgeo import gdal

    name = layer.source().split("|")[0]
    if isinstance(layer, QgsRasterLayer):
        dataset = gdal.Open(name)
        found = dataset.GetMetadata() if dataset else {}
    elif isinstance(layer, QgsVectorLayer) and Path(name).is_file():
        dataset = gdal.OpenEx(name, gdal.OF_VECTOR)
        own = [dataset.GetLayer(i) for i in range(dataset.GetLayerCount())] if dataset else []
        found = {key: text for each in own for key, text in each.GetMetadata().items()}
    else:
        found = {}
    return {key.removeprefix(_OWN): text for key, text in found.items() if key.startswith(_OWN)}


def describe_origin(layer: QgsMapLayer) -> None:
    """Put what the file says of model, weights, parameters, versions and inputs into the layer's metadata.

    A layer that the engine did not write stays as it is.
    """
    tags = tags_of(layer)
    if not tags:
        return
    job, step = _values(tags, "JOB"), _values(tags, "STEP")
    metadata = layer.metadata()
    metadata.setType("dataset")
    metadata.setTitle(layer.name())
    metadata.setCrs(layer.crs())
    metadata.setAbstract(_abstract(tags, job, step))
    history = [_made(tags, job)] if "MODEL" in tags else []
    if cleaning := _values(tags, "CLEANING"):
        history.append(tr("Cleaned up: {}").format(_listed(cleaning)))
    if step:
        history.append(_stepped(step))
    metadata.setHistory(history)
    layer.setMetadata(metadata)


def _values(tags: Mapping[str, str], key: str) -> dict[str, object]:
    try:
        values = json.loads(tags.get(key, "{}"))
    except ValueError:  # somebody else's program has changed it
        values = {}
    return values if isinstance(values, dict) else {}


def _abstract(tags: Mapping[str, str], job: Mapping[str, object], step: Mapping[str, object]) -> str:
    """Model and inputs in a few lines."""
    lines = [tr("Made with RS Segmenter {}.").format(step.get("version") or tags.get("VERSION", "?"))]
    if "MODEL" in tags:
        model = tr("Model: {} {}, SHA-256 of its weights {}.")
        given = tags["MODEL"], tags.get("MODEL_VERSION", "?"), tags.get("WEIGHTS_SHA256", "?")
        lines.append(model.format(*given))
    if raster := job.get("raster"):
        lines.append(tr("Imagery: {}").format(raster))
    inputs = [str(step[name]) for name in _INPUTS if step.get(name)]
    if inputs:
        lines.append(tr("Made from: {}").format(", ".join(inputs)))
    return "\n".join(lines)


def _made(tags: Mapping[str, str], job: Mapping[str, object]) -> str:
    text = tr("Segmented by RS Segmenter {} with {} {} (weights {}): {}")
    names = ("VERSION", "MODEL", "MODEL_VERSION", "WEIGHTS_SHA256")
    return text.format(*(tags.get(name, "?") for name in names), _listed(job))


def _stepped(step: Mapping[str, object]) -> str:
    rest = {name: value for name, value in step.items() if name not in ("verb", "version")}
    text = tr("rs-segmenter {}, version {}: {}")
    return text.format(step.get("verb", "?"), step.get("version", "?"), _listed(rest))


def _listed(values: Mapping[str, object]) -> str:
    """Values by name, those left out that say nothing."""
    said = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    return ", ".join(f"{name}={value}" for name, value in said.items())
