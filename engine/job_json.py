"""Jobs of every verb as JSON, and data sets as YAML."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from .areas.job import AreasJob
from .assess.job import AssessJob, SampleJob
from .doubt.job import DoubtJob
from .errors import JobError
from .job import SegmentJob
from .postprocess.job import PostprocessJob
from .refinejob import RefineJob
from .training.job import EvaluateJob, TrainJob
from .vectorize.job import VectorizeJob

VERBS: dict[str, type[Any]] = {
    "segment": SegmentJob,
    "train": TrainJob,
    "evaluate": EvaluateJob,
    "refine": RefineJob,
    "vectorize": VectorizeJob,
    "areas": AreasJob,
    "postprocess": PostprocessJob,
    "assess": AssessJob,
    "sample": SampleJob,
    "doubt": DoubtJob,
}
_PATHS = ("raster", "labels", "extents", "encoder_weights", "model", "output", "report")
_REMEDIES: dict[object, str] = {
    str: "It must be a text.",
    int: "It must be a whole number.",
    float: "It must be a number.",
    bool: "It must be true or false.",
    tuple: "It must be a list.",
    Mapping: "It must be names with a value each.",
}
Plain = TypeVar("Plain")


def to_json(job: object) -> str:
    """Write a job down; `from_json` reads it again.

    Args:
        job: Of one of the types in `VERBS`.
    """
    verb = next(verb for verb, kind in VERBS.items() if isinstance(job, kind))
    fields = dataclasses.asdict(job)  # type: ignore[call-overload]
    return json.dumps({"verb": verb, **fields}, indent=2, ensure_ascii=False)


def read_job(path: Path) -> object:
    """Read a job's file.

    Raises:
        JobError: When it cannot be read or holds no job.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise JobError(
            f"The job '{path}' cannot be read: {error}.", "Give a file written with --save-job."
        ) from error
    return from_json(text, str(path))


def from_json(text: str, place: str) -> object:
    """Read a job that `to_json` wrote.

    Args:
        text: The JSON.
        place: Where it comes from, for messages.

    Raises:
        JobError: When it is no JSON, no known job, or holds unknown or wrongly typed options.
    """
    try:
        values = json.loads(text)
    except ValueError as error:
        raise JobError(f"The job '{place}' is no JSON: {error}.", "Save it again with --save-job.") from error
    return from_values(values, place)


def from_values(values: object, place: str) -> object:
    """Make a job of what its JSON says.

    Args:
        values: The object.
        place: Where it comes from, for messages.

    Raises:
        JobError: When it is no known job, or holds unknown or wrongly typed options.
    """
    values = dict(values) if isinstance(values, dict) else {}
    verb = values.pop("verb", None)
    if verb not in VERBS:
        raise JobError(f"The job '{place}' does not say what to do.", f'It needs "verb": {", ".join(VERBS)}.')
    return decode(VERBS[verb], values, f"the job '{place}'")


def read_dataset(path: Path) -> dict[str, Any]:
    """Read a data set from YAML: `data`, `classes`, and any other option of a `TrainJob`.

    Relative paths are relative to the file. Options that are left out are left out of the result too.

    Returns:
        Options of `TrainJob`, decoded.

    Raises:
        JobError: When the file cannot be read, or an option is unknown or of a wrong type.
    """
    import yaml

    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise JobError(
            f"The data set '{path}' cannot be read: {error}.", "It is a YAML file with a list named data."
        ) from error
    if not isinstance(values, dict) or not values.get("data"):
        raise JobError(
            f"The data set '{path}' lists no data.",
            "It needs 'data:' with an entry of raster and labels each.",
        )
    folder = path.absolute().parent
    items = values["data"]
    for holder in (values, *(items if isinstance(items, list) else ())):
        if isinstance(holder, dict):
            holder |= {k: _beside(folder, k, holder[k]) for k in _PATHS if isinstance(holder.get(k), str)}
    values.setdefault("output", "")
    decoded = decode(TrainJob, values, f"the data set '{path}'")
    return {name: getattr(decoded, name) for name in values if name != "output" or values["output"]}


def _beside(folder: Path, key: str, text: str) -> str:
    """A path that is relative to the file's folder, made absolute; names of models and of GDAL stay."""
    path = folder / text
    return str(path) if path.exists() or key == "output" else text


def decode(kind: type[Plain], values: object, place: str) -> Plain:
    """Make a dataclass of plain data, checking every type.

    Raises:
        JobError: When an option is unknown, missing, or of a wrong type.
    """
    if not isinstance(values, dict):
        raise JobError(
            f"In {place}, {kind.__name__} is {values!r}.", "It must be an object with named values."
        )
    fields = {f.name: f for f in dataclasses.fields(kind)}  # type: ignore[arg-type]
    absent = (dataclasses.MISSING, dataclasses.MISSING)
    needed = {n for n, f in fields.items() if (f.default, f.default_factory) == absent}
    if wrong := sorted(set(values) - set(fields)):
        raise JobError(
            f"{_begin(place)} has an unknown option '{wrong[0]}'.", f"Known options: {', '.join(fields)}."
        )
    if wrong := sorted(needed - set(values)):
        raise JobError(f"{_begin(place)} has no '{wrong[0]}'.", f"Known options: {', '.join(fields)}.")
    hints = get_type_hints(kind)
    return kind(**{n: _decode(hints[n], v, f"'{n}' of {place}") for n, v in values.items()})


def _decode(hint: Any, value: object, place: str) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        if value is None and NoneType in inner:
            return None
        return _decode(next(i for i in inner if i is not NoneType), value, place)
    if dataclasses.is_dataclass(hint):
        return decode(hint, value, place)  # type: ignore[arg-type]
    if origin is tuple and isinstance(value, (list, tuple)):
        hints = inner[:1] * len(value) if inner[-1] is Ellipsis else inner
        if len(value) == len(hints):
            return tuple(_decode(kind, item, place) for kind, item in zip(hints, value))
    elif origin is not None and issubclass(origin, Mapping) and isinstance(value, dict):
        return {str(k): v if inner[1] is object else _decode(inner[1], v, place) for k, v in value.items()}
    elif hint is float and type(value) is int:
        return float(value)
    elif type(value) is hint:
        return value
    raise JobError(f"{_begin(place)} is {value!r}.", _REMEDIES.get(origin or hint, ""))


def _begin(text: str) -> str:
    """A text at the beginning of a sentence."""
    return text[:1].upper() + text[1:]
