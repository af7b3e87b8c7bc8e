"""Values of parameters, as a job of the engine wants them. Main thread: they may be layers."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from qgis.core import (
    QgsFeatureRequest,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingUtils,
    QgsRasterLayer,
    QgsVectorFileWriter,
)

from ..engine.errors import JobError
from ..engine.registry import find_model
from ..i18n import tr
from ..labels import value_text
from ..layers import is_file, raster_path

Job = TypeVar("Job")


@dataclasses.dataclass(frozen=True)
class Values:
    """What an algorithm was given.

    Attributes:
        algorithm: Whose parameters they are.
        parameters: As Processing passes them.
        context: As Processing passes it.
        write: Whether layers that are no files are written now; else they are only looked at.
    """

    algorithm: QgsProcessingAlgorithm
    parameters: Mapping[str, object]
    context: QgsProcessingContext
    write: bool

    def given(self, name: str) -> bool:
        """Whether there is a value, be it the default."""
        default = self.algorithm.parameterDefinition(name).defaultValue()
        return self.parameters.get(name, default) not in (None, "")

    def text(self, name: str) -> str:
        """A text without spaces around it."""
        return self.algorithm.parameterAsString(self.parameters, name, self.context).strip()

    def model(self) -> str:
        """The chosen model: its name, or the whole path of its folder, since the engine runs in another one.

        Raises:
            CardError: When there is none.
        """
        text = self.text("MODEL")
        folder = find_model(text).folder
        return str(folder.absolute()) if folder == Path(text) else text

    def choice(self, name: str) -> str:
        """The chosen word."""
        return self.algorithm.parameterAsEnumString(self.parameters, name, self.context)

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.algorithm.parameterAsBool(self.parameters, name, self.context)

    def whole(self, name: str) -> int | None:
        """A whole number; None where it is left empty."""
        return (
            self.algorithm.parameterAsInt(self.parameters, name, self.context) if self.given(name) else None
        )

    def real(self, name: str) -> float | None:
        """A number; None where it is left empty."""
        return (
            self.algorithm.parameterAsDouble(self.parameters, name, self.context)
            if self.given(name)
            else None
        )

    def names(self, name: str) -> tuple[str, ...]:
        """What is between the commas of a text."""
        return tuple(filter(None, (part.strip() for part in self.text(name).split(","))))

    def assignments(self, name: str) -> dict[str, object]:
        """`NAME=VALUE NAME=VALUE`; numbers as such.

        Raises:
            JobError: When a part is no pair.
        """
        parts = self.text(name).split()
        if wrong := [part for part in parts if "=" not in part]:
            raise JobError(
                tr("'{}' is no pair NAME=VALUE.").format(wrong[0]), tr("Such as lr=0.001 batch=4.")
            )
        return {key: _plain(text) for key, text in (part.split("=", 1) for part in parts)}

    def pairs(self, name: str) -> dict[str, str]:
        """A table of two columns.

        Raises:
            JobError: When a row is not complete.
        """
        cells = [value_text(c) for c in self.algorithm.parameterAsMatrix(self.parameters, name, self.context)]
        rows = [row for row in zip(cells[::2], cells[1::2]) if any(row)]
        if (any(cells) and len(cells) % 2) or not all(all(row) for row in rows):
            title = self.algorithm.parameterDefinition(name).description()
            raise JobError(
                tr("A row of the table '{}' is not complete.").format(title), tr("Fill in both cells.")
            )
        return dict(rows)

    def layer(self, name: str) -> QgsRasterLayer:
        """A raster layer.

        Raises:
            QgsProcessingException: When there is none.
        """
        layer = self.algorithm.parameterAsRasterLayer(self.parameters, name, self.context)
        if layer is None:
            raise QgsProcessingException(self.algorithm.invalidRasterError(self.parameters, name))
        return layer

    def raster(self, name: str) -> str:
        """The file of a raster layer.

        Raises:
            RasterError: When it is no file.
            QgsProcessingException: When there is no layer.
        """
        return raster_path(self.layer(name))

    def _input_file(self, name: str) -> str | None:
        """The file of a raster layer; None where there is no layer, or it is no file."""
        return self.raster(name) if self.given(name) and is_file(self.layer(name)) else None

    def optional_raster(self, name: str) -> str | None:
        """The file of a raster layer; None where there is none."""
        return self.raster(name) if self.given(name) else None

    def vector(self, name: str) -> str | None:
        """A copy of a layer's features as they are now, edits, selection and filter included; None where it is empty.

        Raises:
            JobError: When it has no feature, or cannot be copied.
        """
        source = self.algorithm.parameterAsSource(self.parameters, name, self.context)
        if source is None:
            return None
        if not source.featureCount():
            raise JobError(
                tr("There is nothing in '{}'.").format(source.sourceName()),
                tr("Choose a layer that has features, or select some."),
            )
        path = QgsProcessingUtils.generateTempFilename(f"{name.lower()}.gpkg")
        if self.write:
            options = QgsVectorFileWriter.SaveVectorOptions()
            options.driverName, options.fileEncoding = "GPKG", "UTF-8"
            options.layerName = Path(path).stem
            copy = source.materialize(QgsFeatureRequest())
            fault, why, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(
                copy, path, self.context.transformContext(), options
            )
            if fault != QgsVectorFileWriter.WriterError.NoError:
                raise JobError(
                    tr("'{}' cannot be copied: {}.").format(source.sourceName(), why),
                    tr("Save it as a GeoPackage, and give that."),
                )
        return path

    def target(self, name: str) -> str | None:
        """The file an output parameter names; None where it names none, or a temporary one."""
        value = self.parameters.get(name)
        if isinstance(value, QgsProcessingOutputLayerDefinition):
            value = value.sink.staticValue()
        text = str(value or "")
        return None if text in ("", "TEMPORARY_OUTPUT") else str(Path(text).absolute())

    def check_targets(self, names: Iterable[str]) -> None:
        """Find outputs that could not be written.

        Args:
            names: Output parameters.

        Raises:
            JobError: When there is one.
        """
        rasters = [
            d.name()
            for d in self.algorithm.parameterDefinitions()
            if isinstance(d, QgsProcessingParameterRasterLayer)
        ]
        inputs = [Path(path).resolve() for path in map(self._input_file, rasters) if path]
        for name in names:
            if path := self.target(name):
                _check_target(Path(path), self.algorithm.parameterDefinition(name).defaultFileExtension())
                if Path(path).resolve() in inputs:
                    raise JobError(
                        tr("The output '{}' is the input itself.").format(path),
                        tr("Give the output another name."),
                    )

    def with_targets(self, job: Job, files: Mapping[str, str]) -> Job:
        """Put the outputs that are named into a job; files by their fields."""
        named = {field: self.target(name) for name, field in files.items()}
        return dataclasses.replace(job, **{field: path for field, path in named.items() if path})

    def with_outputs(self, job: Job, files: Mapping[str, str]) -> Job:
        """Put all outputs into a job. In the thread that runs: QGIS forgets those declared in another one."""
        return dataclasses.replace(job, **{field: self._output(name) for name, field in files.items()})

    def _output(self, name: str) -> str | None:
        definition = self.algorithm.parameterDefinition(name)
        plain = isinstance(definition, QgsProcessingParameterFileDestination)
        read = self.algorithm.parameterAsFileOutput if plain else self.algorithm.parameterAsOutputLayer
        path = read(self.parameters, name, self.context)
        return str(Path(path).absolute()) if path else None


def _plain(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _check_target(path: Path, extension: str) -> None:
    kinds = {
        "tif": (tr("a GeoTIFF"), (".tif", ".tiff")),
        "gpkg": (tr("a GeoPackage"), (".gpkg",)),
        "csv": (tr("a CSV file"), (".csv",)),
        "html": (tr("an HTML file"), (".html", ".htm")),
        "png": (tr("a PNG picture"), (".png",)),
    }
    kind, suffixes = kinds[extension]
    if path.suffix.lower() not in suffixes:
        raise JobError(
            tr("'{}' would not be {}.").format(path, kind),
            tr("Give the output a name that ends in {}.").format(suffixes[0]),
        )
    folder = path.resolve().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise JobError(
            tr("The folder '{}' does not exist or cannot be written to.").format(folder),
            tr("Choose another folder."),
        )
