"""From what a label file says to classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ..card import LabelClass
from ..errors import TrainingDataError
from ..vector import Layer, read_layer
from . import IGNORE, OTHER
from .job import REST_OTHER, Labelled

ANY = "*"
_IGNORE = "ignore"
_MOST_LISTED = 20
_VECTOR_SUFFIXES = {".gpkg", ".geojson", ".json", ".shp", ".fgb", ".kml", ".gml", ".sqlite", ".gdb"}


def is_vector(path: str) -> bool:
    """Whether labels are polygons, by the file's name; all else is a raster of labels."""
    return Path(path).suffix.lower() in _VECTOR_SUFFIXES


def read_features(item: Labelled) -> Layer:
    """Read the polygons of a data set with their classes.

    Raises:
        TrainingDataError: When they cannot be read, or nothing says which class they are of.
    """
    if item.class_field is None and ANY not in map(plain, item.mapping):
        raise TrainingDataError(
            f"Nothing says which class the polygons of '{item.labels}' are of.",
            f"Name the field that holds the class, or name the class of all under '{ANY}' in the mapping.",
        )
    return read_layer(Path(item.labels), item.layer, item.class_field)


def plain(value: object) -> str:
    """A class as it is compared: without case and spaces around, whole numbers without decimals."""
    text = str(value).strip().casefold()
    try:
        number = float(text)
    except ValueError:
        return text
    return str(int(number)) if number.is_integer() else text


def label_of_name(name: str, classes: Sequence[LabelClass], source: str) -> int:
    """Label of a class that the user named; `ignore` and `other` are labels too.

    Raises:
        TrainingDataError: When there is no such class.
    """
    special = {_IGNORE: IGNORE, REST_OTHER: OTHER}
    labels = special | {plain(c.name): c.value for c in classes}
    if plain(name) not in labels:
        known = ", ".join(c.name for c in classes)
        raise TrainingDataError(
            f"The labels '{source}' speak of a class '{name}' that is not among the classes.",
            f"Name one of {known}, or {' or '.join(special)}.",
        )
    return labels[plain(name)]


def labels_of_values(
    values: Iterable[object], item: Labelled, classes: Sequence[LabelClass], *, raster: bool = False
) -> dict[object, int | None]:
    """Label of each value of a class field or a label raster.

    A mapping comes first, then (polygons) the class of that name, then the class of that number; a label
    raster with a mapping goes by the mapping alone, since its numbers are not the classes'.

    Args:
        values: All values that occur.
        item: The data set, with its mapping.
        classes: The classes.
        raster: Whether they are pixels of a label raster.

    Returns:
        A label for each value; None for NULL and empty text, which no `*` stands for in a class field.

    Raises:
        TrainingDataError: When some are no class; the message lists them all.
    """
    mapped = {plain(k): label_of_name(v, classes, item.labels) for k, v in item.mapping.items()}
    numbers = {str(c.value): c.value for c in classes}
    named = {plain(c.name): c.value for c in classes}
    fallback = {str(IGNORE): IGNORE} | ({} if mapped else numbers) if raster else numbers | named
    known = fallback | mapped
    found: dict[object, int | None] = {}
    unknown = []
    for value in values:
        text = "" if value is None else plain(value)
        if text in known and text:
            found[value] = known[text]
        elif not text and (item.class_field is not None or ANY not in mapped):
            found[value] = None
        elif ANY in mapped:
            found[value] = mapped[ANY]
        else:
            unknown.append(str(value))
    if unknown:
        listed = ", ".join(f"'{u}'" for u in sorted(unknown)[:_MOST_LISTED])
        if len(unknown) > _MOST_LISTED:
            listed = f"{listed} and {len(unknown) - _MOST_LISTED} others"
        raise TrainingDataError(
            f"'{item.labels}' holds classes that are not known: {listed}.",
            f"Map each to one of {', '.join(c.name for c in classes)}, to {REST_OTHER} (none of these), "
            f"or to {_IGNORE}.",
        )
    return found


def class_names(data: Sequence[Labelled]) -> tuple[str, ...]:
    """Names of the classes that labels speak of, in the order in which they are met.

    Args:
        data: Data sets; classes of a label raster are known by its mapping alone.

    Raises:
        TrainingDataError: When a file cannot be read, or a label raster comes without a mapping.
    """
    names: dict[str, str] = {}
    for item in data:
        mapped = {plain(k): v for k, v in item.mapping.items()}
        if is_vector(item.labels):
            values = [f.value for f in read_features(item).features]
            texts = [str(v).strip() for v in values if v is not None and str(v).strip()]
            found = [mapped.get(plain(t), mapped.get(ANY, t)) for t in texts]
            found += [mapped[ANY]] if item.class_field is None else []
        elif mapped:
            found = list(mapped.values())
        else:
            raise TrainingDataError(
                f"Nothing says what the numbers in '{item.labels}' stand for.",
                "Map each number to a class, list the classes, or start from a model that has them.",
            )
        for name in (*found, *([item.rest] if item.rest else []), *item.annotates):
            if plain(name) not in (_IGNORE, REST_OTHER):
                names.setdefault(plain(name), name)
    return tuple(names.values())
