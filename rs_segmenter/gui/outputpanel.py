"""What a run writes, and where."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessing, QgsProcessingOutputLayerDefinition, QgsProject
from qgis.gui import QgsFileWidget
from qgis.PyQt import uic
from qgis.PyQt.QtWidgets import QCheckBox, QWidget

from ..i18n import tr


class OutputPanel(QWidget):
    """The class raster's file, and which other rasters are written beside it."""

    outputFile: QgsFileWidget  # noqa: N815 - names of the .ui
    confidenceCheck: QCheckBox  # noqa: N815
    entropyCheck: QCheckBox  # noqa: N815
    probabilitiesCheck: QCheckBox  # noqa: N815

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_suffix(".ui")), self)
        self.outputFile.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.outputFile.setFilter(tr("GeoTIFF (*.tif *.tiff)"))
        self.outputFile.lineEdit().setPlaceholderText(tr("[Create temporary file]"))
        self.outputFile.lineEdit().setToolTip(self.outputFile.toolTip())

    def parameters(self) -> dict[str, object]:
        """The choice as parameters of the algorithm."""
        project = QgsProject.instance()
        temporary = QgsProcessing.TEMPORARY_OUTPUT
        path = self.outputFile.filePath().strip()
        output = Path(path) if path else None
        found = {"OUTPUT": QgsProcessingOutputLayerDefinition(str(output) if output else temporary, project)}
        for check, name in (
            (self.confidenceCheck, "confidence"),
            (self.entropyCheck, "entropy"),
            (self.probabilitiesCheck, "probabilities"),
        ):
            if check.isChecked():
                beside = str(output.with_name(f"{output.stem}-{name}.tif")) if output else temporary
                found[name.upper()] = QgsProcessingOutputLayerDefinition(beside, project)
        return found
