"""Two models on the same ground, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from qgis.core import (
    QgsApplication,
    QgsCoordinateTransform,
    QgsCsException,
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsReferencedRectangle,
)
from qgis.gui import QgsMapCanvas, QgsMapToolPan
from qgis.PyQt.QtCore import QObject, QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QGuiApplication
from qgis.PyQt.QtWidgets import QDialog, QHBoxLayout, QLabel, QSlider, QSplitter, QVBoxLayout, QWidget

from ..engine.errors import CardError
from ..engine.registry import find_model
from ..i18n import said, tr
from ..tasks import AlgorithmRun

_ALGORITHM = "rs_segmenter:segmentlayer"
_OPACITY_PERCENT = 60


def raster_in_view(canvas: QgsMapCanvas, rasters: Sequence[str]) -> str:
    """The first of some rasters' files that lies where the map is; the first of all where none does."""
    crs, project = canvas.mapSettings().destinationCrs(), QgsProject.instance()
    for raster in rasters:
        layer = QgsRasterLayer(raster, "raster")
        try:
            extent = QgsCoordinateTransform(layer.crs(), crs, project).transformBoundingBox(layer.extent())
        except QgsCsException:
            continue
        if extent.intersects(canvas.extent()):
            return raster
    return rasters[0]


class Comparison(QObject):
    """Segments what the map shows with each model in turn, then shows both maps.

    Signals:
        said: What it does now.
        done: Both maps are there.
        failed: Why they are not.

    Args:
        canvas: The map whose extent is segmented.
        raster: The raster's file.
        models: Name or folder of the start model, and of the new one.
        project: Where the layers go.
    """

    said = pyqtSignal(str)
    done = pyqtSignal()
    failed = pyqtSignal(str)

    def __init__(self, canvas: QgsMapCanvas, raster: str, models: Sequence[str], project: QgsProject) -> None:
        super().__init__()
        self._extent = QgsReferencedRectangle(canvas.extent(), canvas.mapSettings().destinationCrs())
        self._raster = raster
        self._models = list(models)
        self._project = project
        self._run: AlgorithmRun | None = None
        self._made: list[str] = []
        self.window: CompareWindow | None = None

    @property
    def running(self) -> bool:
        """Whether a map is being made."""
        return self._run is not None

    @property
    def layers(self) -> list[QgsMapLayer]:
        """The maps made so far that are still in the project."""
        return [layer for layer in map(self._project.mapLayer, self._made) if layer is not None]

    def start(self) -> None:
        """Make the first map."""
        self._next()

    def _next(self) -> None:
        name = self._models[len(self._made)]
        algorithm = QgsApplication.processingRegistry().algorithmById(_ALGORITHM)
        temporary = QgsProcessing.TEMPORARY_OUTPUT
        parameters = {
            "INPUT": self._raster,
            "MODEL": name,
            "EXTENT": self._extent,
            "OUTPUT": QgsProcessingOutputLayerDefinition(temporary, self._project),
        }
        self.said.emit(tr("Segmenting what the map shows with {}").format(_title(name)))
        self._run = AlgorithmRun(algorithm, parameters, self._project)
        self._run.succeeded.connect(self._take)
        self._run.failed.connect(self._fail)
        self._run.cancelled.connect(lambda: self._fail(tr("The comparison was cancelled.")))
        self._run.start()

    def _take(self, results: Mapping[str, object]) -> None:
        output = str(results["OUTPUT"])
        self._made += [i for i, layer in self._project.mapLayers().items() if layer.source() == output]
        if len(self._made) < len(self._models):
            self._next()
            return
        if len(self.layers) < len(self._models):
            self._fail(tr("One of the two maps was removed."))
            return
        self._run = None
        self._group()
        self.window = CompareWindow(self._background(), self.layers, list(map(_title, self._models)))
        self.window.show()
        # Once the maps have their sizes.
        QTimer.singleShot(0, self.window.show_all)
        self.said.emit(tr("Both maps are on the map, in one group"))
        self.done.emit()

    def _fail(self, message: str) -> None:
        self._run = None
        self.failed.emit((message.strip() or "?").splitlines()[-1])

    def _group(self) -> None:
        """Put both maps into one group, so that one click shows or hides them."""
        root = self._project.layerTreeRoot()
        group = root.insertGroup(0, tr("{} and {}").format(*map(_title, self._models)))
        for layer in self.layers:
            node = root.findLayer(layer.id())
            group.addChildNode(node.clone())
            node.parent().removeChildNode(node)

    def _background(self) -> QgsRasterLayer:
        """The raster as the project draws it."""
        layers = self._project.mapLayers().values()
        drawn = (x for x in layers if isinstance(x, QgsRasterLayer) and x.source() == self._raster)
        return next(drawn, None) or QgsRasterLayer(self._raster, "raster")

    def close(self) -> None:
        """Stop, and take the window away."""
        if self._run is not None:
            self._run.cancel()
        if self.window is not None:
            self.window.close()


class CompareWindow(QDialog):
    """Two linked maps: what one shows, the other does too.

    Args:
        raster: Drawn beneath both.
        layers: The class layer of each map.
        titles: What stands above each map.
    """

    def __init__(self, raster: QgsRasterLayer, layers: Sequence[QgsMapLayer], titles: Sequence[str]) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("compareWindow")
        self.setWindowTitle(tr("Compare models"))
        self.resize(QSize(1100, 640).boundedTo(QGuiApplication.primaryScreen().availableSize() * 0.9))
        self._raster = raster
        self._layers = list(layers)
        self._moving = False
        self.canvases: list[QgsMapCanvas] = []
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        for layer, title in zip(layers, titles):
            splitter.addWidget(self._make_map(raster, layer, title))
        splitter.setSizes([1000] * splitter.count())
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, 100)
        self.slider.valueChanged.connect(self._show_opacity)
        self.slider.setValue(_OPACITY_PERCENT)
        row = QHBoxLayout()
        self.slider.setToolTip(tr("How strongly the classes cover the raster"))
        title = QLabel(tr("Classes over the raster:"), self)
        title.setBuddy(self.slider)
        row.addWidget(title)
        row.addWidget(self.slider, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(splitter, 1)
        layout.addWidget(self._make_legend(), 0, Qt.AlignmentFlag.AlignCenter)
        layout.addLayout(row)

    def _make_map(self, raster: QgsRasterLayer, layer: QgsMapLayer, title: str) -> QWidget:
        holder = QWidget(self)
        canvas = QgsMapCanvas(holder)
        canvas.setDestinationCrs(raster.crs())
        canvas.setLayers([layer, raster])
        tool = QgsMapToolPan(canvas)
        canvas.setMapTool(tool)
        canvas.extentsChanged.connect(lambda: self._link(canvas))
        canvas.setAccessibleName(title)
        heading = QLabel(title, holder)
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading)
        column.addWidget(canvas, 1)
        # Qt would collect the tool, and the canvas still use it.
        canvas.pan_tool = tool
        self.canvases.append(canvas)
        return holder

    def _make_legend(self) -> QLabel:
        """Names of all classes, in their colours."""
        renderers = (layer.renderer() for layer in self._layers)
        colours = {c.label: c.color.name() for r in renderers for c in r.classes()}
        items = (f"<span style='color:{colour}'>■</span> {escape(name)}" for name, colour in colours.items())
        return QLabel("&nbsp;&nbsp; ".join(items), self)

    def show_all(self) -> None:
        """Show all that was segmented."""
        canvas = self.canvases[0]
        to_map = QgsCoordinateTransform(self._layers[0].crs(), self._raster.crs(), QgsProject.instance())
        canvas.setExtent(to_map.transformBoundingBox(self._layers[0].extent()))
        canvas.refresh()

    def _link(self, moved: QgsMapCanvas) -> None:
        """Let the other map follow."""
        if self._moving:
            return
        self._moving = True
        for canvas in self.canvases:
            if canvas is not moved:
                canvas.setExtent(moved.extent())
                canvas.zoomScale(moved.scale())
        self._moving = False

    def _show_opacity(self, percent: int) -> None:
        for canvas in self.canvases:
            for layer in canvas.layers():
                if layer is not self._raster:
                    layer.setOpacity(percent / 100)
            canvas.refresh()


def _title(name: str) -> str:
    try:
        return said(find_model(name).card.title)
    except CardError:
        return name
