"""A run as lines for a terminal: what the dock would do now, done again from there. Main thread: it looks at layers."""

from __future__ import annotations

import dataclasses
import os
import re
import shlex
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsVectorLayer,
)

from .algorithms import segmentparameters
from .algorithms.segmentlayer import SegmentLayer
from .algorithms.values import Values
from .engine.address import told
from .engine.choices import DEFAULT_SET
from .engine.errors import JobError
from .engine.job import SegmentJob
from .engine.registry import find_model, shipped_models
from .i18n import tr
from .layers import is_file

QGIS_PROCESS, RS_SEGMENTER = "qgis_process", "rs-segmenter"
# Where a run without a file name writes to, in the terminal's folder.
_UNNAMED = "classes.tif"
_OUTPUTS = ("OUTPUT", "CONFIDENCE", "ENTROPY", "PROBABILITIES")
# As the dock has them in their own way; said below.
_APART = ("INPUT", "MORE_LAYERS", "MODEL", "EXTENT", "AREA", *_OUTPUTS)
# Their defaults are the user's settings, which another computer does not know.
_ALWAYS = ("DEVICE", "PRECISION")
_OPTIONS = {
    "ground_resolution": "--ground-resolution",
    "stretch": "--stretch",
    "tile_px": "--tile-px",
    "overlap_px": "--overlap-px",
    "blend": "--blend",
    "device": "--device",
    "precision": "--precision",
    "runtime": "--runtime",
    "batch": "--batch",
    "refine": "--refine",
    "superpixel_px": "--superpixel-px",
    "confidence": "--confidence",
    "entropy": "--entropy",
    "probabilities": "--probabilities",
    "probability_type": "--probability-type",
    "journal": "--journal",
}


def segment_words(program: str, parameters: Mapping[str, object]) -> list[str]:
    """The words of a command that segments a layer.

    Args:
        program: `qgis_process` or `rs-segmenter`.
        parameters: Of the algorithm 'Segment layer', as the dock gives them.

    Raises:
        EngineError: When no command can say the same: a layer that is no file, polygons in memory, ...
    """
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("rs_segmenter:segmentlayer")
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    values = Values(algorithm, parameters, context, write=False)
    layer = values.layer("INPUT")
    if not is_file(layer):
        raise JobError(
            tr("The layer '{}' is no file, so no command can name it.").format(layer.name()),
            tr("Export it to a GeoTIFF first, and choose that."),
        )
    job = segmentparameters.read_job(values)
    _check_names([job.raster, *job.more_rasters], program)
    if job.crs:
        raise JobError(
            tr("The CRS of the layer '{}' was set in QGIS; its file has another one or none.").format(
                layer.name()
            ),
            tr("Write it into the file: Raster > Projections > Assign Projection."),
        )
    job = _with_outputs(dataclasses.replace(job, model=_model(job.model)), values)
    polygons = _polygons(values, names_layer=program == QGIS_PROCESS) if values.given("AREA") else None
    if program == QGIS_PROCESS:
        return _qgis_process(algorithm, parameters, job, polygons)
    return _rs_segmenter(job, polygons)


def _check_names(rasters: Sequence[str], program: str) -> None:
    """Refuse rasters that no line may name.

    Raises:
        JobError: When there is one.
    """
    for raster in rasters:
        if told(raster) != raster:
            raise JobError(
                tr(
                    "A password or key is part of the address '{}', and a command can be read by others."
                ).format(told(raster)),
                tr("Download the raster, or export it to a GeoTIFF, and choose that."),
            )
        # As GDAL names it, such as GPKG:photos.gpkg:2025 or PG:dbname=gis.
        if program == QGIS_PROCESS and re.match(r"\w\w+:|<", raster) and not os.path.exists(raster):
            raise JobError(
                tr("{} opens files only, and '{}' is a part of one, or in a database.").format(
                    program, raster
                ),
                tr("Copy the command of {} instead.").format(RS_SEGMENTER),
            )


def _model(name: str) -> str:
    """The model's name if it ships, else its folder, which a terminal would not know where to look for."""
    folder = find_model(name).folder.absolute()
    return name if folder.parent == shipped_models() else str(folder)


def _with_outputs(job: SegmentJob, values: Values) -> SegmentJob:
    """Put in the outputs; those without a name get one in the terminal's folder."""
    named = values.with_targets(job, SegmentLayer.FILES)
    missing = {}
    for output in _OUTPUTS:
        field = SegmentLayer.FILES[output]
        if values.given(output) and not getattr(named, field):
            beside = "" if field == "output" else f"-{field}"
            missing[field] = _UNNAMED.replace(".", f"{beside}.")
    return dataclasses.replace(named, **missing)


def _polygons(values: Values, *, names_layer: bool) -> str:
    """How to name the polygons.

    Args:
        values: With `AREA`.
        names_layer: Whether the layer of a file can be named.

    Raises:
        JobError: When there is no way.
    """
    given = values.parameters["AREA"]
    selected = isinstance(given, QgsProcessingFeatureSourceDefinition) and given.selectedFeaturesOnly
    named = given.source.staticValue() if isinstance(given, QgsProcessingFeatureSourceDefinition) else given
    found = values.algorithm.parameterAsVectorLayer({"AREA": named}, "AREA", values.context)
    layer = found if isinstance(found, QgsVectorLayer) else None
    name = layer.name() if layer else tr("the polygons")
    path = Path(layer.source().split("|")[0]) if layer else Path()
    if layer is None or layer.providerType() != "ogr" or not path.is_file() or layer.isModified():
        raise JobError(
            tr("'{}' is not saved in a file, so no command can name it.").format(name),
            tr("Export it to a GeoPackage, and choose that."),
        )
    if selected:
        raise JobError(
            tr("No command can name the selected polygons of '{}'.").format(name),
            tr("Export them to a GeoPackage, and choose that."),
        )
    if names_layer:
        return layer.source()
    if layer.subsetString() or _layers_of(path) != 1:
        raise JobError(
            tr("rs-segmenter reads all polygons of a file's first layer; '{}' is something else.").format(
                name
            ),
            tr("Export it to a GeoPackage of its own, and choose that."),
        )
    return str(path.absolute())


def _layers_of(path: Path) -> int:
    from osgeo import ogr

    return int(ogr.Open(str(path)).GetLayerCount())


def _qgis_process(
    algorithm: QgsProcessingAlgorithm,
    parameters: Mapping[str, object],
    job: SegmentJob,
    polygons: str | None,
) -> list[str]:
    given = {"INPUT": job.raster, "MODEL": job.model}
    more = [f"MORE_LAYERS={path}" for path in job.more_rasters]
    if job.area and polygons:
        given["AREA"] = polygons
    elif job.area:
        xmin, ymin, xmax, ymax = map(repr, job.area.bounds)
        given["EXTENT"] = f"{xmin},{xmax},{ymin},{ymax}"
    for definition in algorithm.parameterDefinitions():
        name, default = definition.name(), definition.defaultValue()
        value = parameters.get(name, default)
        always = name in _ALWAYS
        if name not in _APART and value not in (None, "") and (always or value != default):
            given[name] = _text(value)
    outputs = ((name, getattr(job, SegmentLayer.FILES[name])) for name in _OUTPUTS)
    given |= {name: path for name, path in outputs if path}
    pairs = [f"{name}={value}" for name, value in given.items()]
    # Debian's qgis_process is a script around this one that hands it an option it does not know.
    inner = f"{QGIS_PROCESS}.bin"
    program = inner if shutil.which(inner) else QGIS_PROCESS
    return [program, "run", algorithm.id(), "--", *pairs[:1], *more, *pairs[1:]]


def _text(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ";".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _rs_segmenter(job: SegmentJob, polygons: str | None) -> list[str]:
    words = [RS_SEGMENTER, "segment", job.raster, job.output, f"--model={job.model}"]
    words += [f"--add-bands={path}" for path in job.more_rasters]
    if job.bands:
        words.append(f"--bands={','.join(map(str, job.bands))}")
    if job.area:
        # With the sign of equality, since a number may begin with a minus.
        words.append(f"--area={polygons or ','.join(map(repr, job.area.bounds))}")
    for field in dataclasses.fields(SegmentJob):
        value = getattr(job, field.name)
        if field.name in _OPTIONS and value != field.default:
            words.append(f"{_OPTIONS[field.name]}={value}")
    crf = dict(job.crf)
    chosen = crf.pop("set", DEFAULT_SET)
    words += [f"--crf-set={chosen}"] if chosen != DEFAULT_SET else []
    words += [f"--crf={name}={value}" for name, value in crf.items()]
    return [*words, *(["--tta"] if job.tta else []), "--overwrite"]


def for_sh(words: Sequence[str]) -> str:
    """A line for the shells of Linux and macOS."""
    return " ".join(map(shlex.quote, words))


def for_cmd(words: Sequence[str]) -> str:
    """A line for the Command Prompt of Windows."""
    return " ".join(map(_for_cmd, words))


def _for_cmd(word: str) -> str:
    if re.fullmatch(r"[\w./:\\-]+", word):
        return word
    # Programs take backslashes before a quotation mark by pairs.
    return '"' + re.sub(r'(\\*)("|$)', lambda m: m[1] * 2 + ('\\"' if m[2] else ""), word) + '"'


def for_powershell(words: Sequence[str]) -> str:
    """A line for PowerShell."""
    return " ".join(map(_for_powershell, words))


def _for_powershell(word: str) -> str:
    if re.fullmatch(r"[\w/\\][\w./:\\-]*", word):
        return word
    return "'" + word.replace("'", "''") + "'"


def shells(windows: bool) -> dict[str, Callable[[Sequence[str]], str]]:
    """How lines are written here, by the name of the shell; empty where there is but one way."""
    if windows:
        return {tr("Command Prompt"): for_cmd, tr("PowerShell"): for_powershell}
    return {"": for_sh}
