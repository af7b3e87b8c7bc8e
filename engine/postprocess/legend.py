"""Which classes a cleaned map has, and which labels become which."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence

import numpy as np

from ..card import NODATA_LABEL, LabelClass
from ..classmap import CLASSES_TAG, ClassMap
from ..components import Labels
from ..errors import JobError
from ..raster import SinkFormat
from ..version import read_version
from .job import Cleaning

CLEANING_TAG = "RS_SEGMENTER_CLEANING"
_OWN_TAGS = "RS_SEGMENTER_"
_UNSURE, _UNSURE_COLOUR = "unsure", "#808080"


def sure_and_unsure(classes: Sequence[LabelClass], cleaning: Cleaning) -> tuple[LabelClass, ...]:
    """The map's classes, with the one for what is not sure where there is a least confidence.

    Raises:
        JobError: When the map has so many classes that no number is left for one more.
    """
    if not cleaning.min_confidence or any(c.name == _UNSURE for c in classes):
        return tuple(classes)
    value = max((c.value for c in classes), default=-1) + 1
    if value >= NODATA_LABEL:
        raise JobError(
            f"The classes go up to number {value - 1}: none is left for '{_UNSURE}'.",
            "Leave the least confidence out.",
        )
    return (*classes, LabelClass(value, _UNSURE, _UNSURE_COLOUR))


def unsure_value(classes: Sequence[LabelClass]) -> int:
    """The number of the class for what is not sure; -1 where there is none."""
    return next((c.value for c in classes if c.name == _UNSURE), -1)


def merging(classes: Sequence[LabelClass], merge: Mapping[str, str], place: str) -> Labels:
    """What each label becomes.

    Args:
        classes: The classes before merging.
        merge: New names by old ones.
        place: The map, for messages.

    Returns:
        uint8 (256,).

    Raises:
        JobError: When there is no such class.
    """
    values = {c.name: c.value for c in classes}
    table = np.arange(256, dtype=np.uint8)
    for old, new in merge.items():
        for name in (old, new):
            if name not in values:
                raise JobError(f"'{place}' has no class '{name}'.", f"Its classes are {', '.join(values)}.")
        table[values[old]] = values[new]
    return table


def cleaned_classes(source: ClassMap, cleaning: Cleaning) -> tuple[LabelClass, ...]:
    """The classes of the cleaned map: those that were merged away are gone, the others keep their numbers.

    Raises:
        JobError: When a class to merge does not exist, or no number is left for what is not sure.
    """
    classes = sure_and_unsure(source.classes, cleaning)
    merging(classes, cleaning.merge, source.source.path)
    return tuple(c for c in classes if c.name not in cleaning.merge)


def cleaned_format(source: ClassMap, cleaning: Cleaning) -> SinkFormat:
    """What the file of the cleaned map holds: the tags of the map it is made from, its classes, the cleaning.

    Raises:
        JobError: As `cleaned_classes`.
    """
    classes = cleaned_classes(source, cleaning)
    items = [{"value": c.value, "name": c.name, "colour": c.colour} for c in classes]
    options = {f.name: getattr(cleaning, f.name) for f in dataclasses.fields(Cleaning)}
    tags = {key: text for key, text in source.tags.items() if key.startswith(_OWN_TAGS)}
    tags.setdefault("RS_SEGMENTER_VERSION", read_version())
    tags[CLASSES_TAG] = json.dumps(items, ensure_ascii=False)
    tags[CLEANING_TAG] = json.dumps(
        options | {"merge": dict(cleaning.merge)}, ensure_ascii=False, sort_keys=True
    )
    return SinkFormat(1, "uint8", NODATA_LABEL, tags, ("class",), {c.value: c.rgb for c in classes})
