"""Processing algorithm: how much ground each class covers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
)

from ..i18n import tr
from .algorithm import Texts
from .jobalgorithm import JobAlgorithm, Result
from .parameters import class_raster, field_of, file_output, polygons, vector_output
from .styling import name_layer

if TYPE_CHECKING:
    from ..engine.areas.job import AreasJob
    from .values import Values


class ClassAreas(JobAlgorithm["AreasJob"]):
    """Class layer and zones in, areas out."""

    NAME = "classareas"
    FILES = {"OUTPUT": "output", "LAYER": "layer", "CHART": "chart"}

    def texts(self) -> Texts:
        """Describe it, in the user's language."""
        return Texts(
            title=tr("Class areas"),
            summary=tr("Measures how much ground each class covers, on the whole or in zones."),
            help=tr(
                "Measures the area of each class on the ellipsoid, whatever the CRS, in the whole raster or in each "
                "polygon of a layer of zones: as a CSV file, as a layer (the zones with their areas, or a table), and "
                "as a bar chart.\n\nA pixel is in a zone if its centre is."
            ),
            tags=tr("area,hectares,statistics,zonal,histogram,chart,table,classification,land cover"),
        )

    def initAlgorithm(self, configuration: Mapping[str, object] | None = None) -> None:  # noqa: N802
        """Declare parameters and results."""
        for parameter in (
            class_raster(),
            polygons("ZONES", tr("Zones"), tr("Polygons in any CRS. Left empty: the whole raster.")),
            field_of(
                "ZONES", "ZONE_FIELD", tr("Field with zone names"), tr("Left empty: the zones are numbered.")
            ),
            file_output(
                "OUTPUT",
                tr("Areas as CSV"),
                "CSV (*.csv)",
                tr("A row for each class, or for each class of each zone."),
                optional=False,
            ),
            vector_output(
                "LAYER",
                tr("Areas as layer"),
                tr("The zones with a field for each class; without zones, a table."),
                QgsProcessing.SourceType.TypeVector,
                optional=True,
            ),
            file_output("CHART", tr("Bar chart"), "PNG (*.png)", tr("Bars in the classes' colours.")),
        ):
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputString("AREAS", tr("Areas by zone and class, as JSON")))

    def read_job(self, values: Values) -> AreasJob:
        """Put the values into a job."""
        from ..engine.areas.job import AreasJob

        return AreasJob(
            classes=values.raster("INPUT"),
            output="",
            zones=values.vector("ZONES"),
            zone_field=values.text("ZONE_FIELD") or None,
            overwrite=True,
        )

    def style(self, job: AreasJob, result: Result, context: QgsProcessingContext) -> None:
        """Name the layer."""
        name_layer(context, job.layer, tr("Areas: {}").format(self.layer_name))

    def results(self, result: Result, feedback: QgsProcessingFeedback) -> dict[str, object]:
        """The areas."""
        return {"AREAS": json.dumps(result["zones"])}
