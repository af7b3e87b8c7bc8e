"""Processing algorithm: polygons from a class layer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
)

from ..i18n import tr
from .algorithm import Texts
from .jobalgorithm import JobAlgorithm, Result
from .parameters import advanced, class_raster, raster, real, text_of, vector_output
from .styling import name_layer

if TYPE_CHECKING:
    from ..engine.vectorize.job import VectorizeJob
    from .values import Values


class VectorizeClasses(JobAlgorithm["VectorizeJob"]):
    """Class layer in, polygons out."""

    NAME = "vectorizeclasses"
    FILES = {"OUTPUT": "output"}

    def texts(self) -> Texts:
        """Describe it, in the user's language."""
        return Texts(
            title=tr("Classes to polygons"),
            summary=tr("Turns a class layer into polygons that share their borders."),
            help=tr(
                "Makes a polygon of each connected area of a class, with number and name of the class, area on the "
                "ellipsoid, and mean confidence if that is given. Borders are simplified; neighbours keep the same "
                "border, without gaps or overlaps.\n\n"
                "Rasters of any size. The GeoPackage keeps the classes' colours."
            ),
            tags=tr("vectorize,polygonize,polygons,raster to vector,simplify,topology,area,classification"),
        )

    def initAlgorithm(self, configuration: Mapping[str, object] | None = None) -> None:  # noqa: N802
        """Declare parameters and results."""
        for parameter in (
            class_raster(),
            raster(
                "CONFIDENCE",
                tr("Confidence layer"),
                tr("What Segment layer made beside the classes; for the polygons' mean confidence."),
                optional=True,
            ),
            real(
                "SIMPLIFY_PX",
                tr("Tolerance of simplifying in pixels"),
                tr("0: borders follow the pixels. Left empty: 1, unless metres are given."),
                least=0,
            ),
            advanced(
                real(
                    "SIMPLIFY_M", tr("Tolerance of simplifying in metres"), tr("Instead of pixels."), least=0
                )
            ),
            real(
                "MIN_AREA_M2",
                tr("Smallest area in m²"),
                tr(
                    "Smaller polygons are left out. To give them to their neighbours, clean up the classes first."
                ),
                least=0,
                default=0,
            ),
            text_of("CLASSES", tr("Classes"), tr("Names with commas between them. Left empty: all.")),
            vector_output(
                "OUTPUT",
                tr("Class polygons"),
                tr("A GeoPackage with the fields class, name, area_m2 and confidence."),
                QgsProcessing.SourceType.TypeVectorPolygon,
            ),
        ):
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputNumber("POLYGONS", tr("Number of polygons")))
        self.addOutput(QgsProcessingOutputNumber("LEFT_OUT", tr("Polygons that were too small")))
        self.addOutput(QgsProcessingOutputString("CLASS_AREAS", tr("Class areas, as JSON")))

    def read_job(self, values: Values) -> VectorizeJob:
        """Put the values into a job."""
        from ..engine.vectorize.job import VectorizeJob

        return VectorizeJob(
            classes=values.raster("INPUT"),
            output="",
            confidence=values.optional_raster("CONFIDENCE"),
            simplify_px=values.real("SIMPLIFY_PX"),
            simplify_m=values.real("SIMPLIFY_M"),
            min_area_m2=values.real("MIN_AREA_M2"),
            classes_kept=values.names("CLASSES"),
            overwrite=True,
        )

    def style(self, job: VectorizeJob, result: Result, context: QgsProcessingContext) -> None:
        """Name the layer; the GeoPackage brings its colours."""
        name_layer(context, job.output, tr("Polygons: {}").format(self.layer_name))

    def results(self, result: Result, feedback: QgsProcessingFeedback) -> dict[str, object]:
        """What there is of each class."""
        return {
            "POLYGONS": result["polygons"],
            "LEFT_OUT": result["left_out"],
            "CLASS_AREAS": json.dumps(result["classes"]),
        }
