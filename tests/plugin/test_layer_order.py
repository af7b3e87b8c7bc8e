"""Where the layers of a run from the toolbox come to lie: the classes above what goes with them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace

import pytest
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsLayerTreeModel,
    QgsLayerTreeRegistryBridge,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
)
from qgis.gui import QgsLayerTreeView
from qgis.PyQt import sip

from rs_segmenter.algorithms.doubtstyle import style_doubt
from rs_segmenter.algorithms.layerstack import LayerStack
from rs_segmenter.algorithms.styling import classes_of, name_layer

CLASSES = [{"value": 0, "name": "water", "colour": "#0000ff"}]


@pytest.fixture
def project(qgis_app: QgsApplication) -> Iterator[QgsProject]:
    """Empty before and after; layers come at the top."""
    found = QgsProject.instance()
    found.clear()
    top = QgsLayerTreeRegistryBridge.InsertionPoint(found.layerTreeRoot(), 0)
    found.layerTreeRegistryBridge().setLayerInsertionPoint(top)
    yield found
    found.clear()
    found.layerTreeRegistryBridge().setLayerInsertionPoint(top)


@pytest.fixture
def tree(project: QgsProject, monkeypatch: pytest.MonkeyPatch) -> Iterator[QgsLayerTreeView]:
    """Where a user chooses a layer: QGIS 3.40 asks for it there, and chooses the first result once it has come."""
    from processing.gui import Postprocessing

    view = QgsLayerTreeView()
    view.setModel(QgsLayerTreeModel(project.layerTreeRoot(), view))
    window = SimpleNamespace(layerTreeView=lambda: view, setActiveLayer=view.setCurrentLayer)
    monkeypatch.setattr(Postprocessing, "iface", window, raising=False)
    yield view
    sip.delete(view)


@pytest.mark.parametrize("above", [0, 1], ids=["at the top", "above the chosen layer"])
@pytest.mark.parametrize("names", list(permutations("abc")), ids="".join)
def test_classes_lie_above_confidence_and_probabilities_whatever_the_files_are_called(
    names: tuple[str, str, str],
    above: int,
    algorithm: QgsProcessingAlgorithm,
    project: QgsProject,
    tree: QgsLayerTreeView,
    tmp_path: Path,
) -> None:
    from processing.gui.Postprocessing import handleAlgorithmResults

    root, bridge = project.layerTreeRoot(), project.layerTreeRegistryBridge()
    upper, lower = (raster(tmp_path / f"{name}.tif") for name in ("upper", "lower"))
    for layer in (lower, upper):
        project.addMapLayer(QgsRasterLayer(layer, Path(layer).stem))
    classes, confidence, probabilities = (raster(tmp_path / f"{name}.tif") for name in names)
    context = QgsProcessingContext()
    context.setProject(project)
    for path in (classes, confidence, probabilities):
        context.addLayerToLoadOnCompletion(path, QgsProcessingContext.LayerDetails("", project))
    stack = LayerStack(classes)
    name_layer(context, classes, "classes", classes_of(CLASSES), stack=stack)
    name_layer(context, confidence, "confidence", draw=style_doubt, stack=stack)
    name_layer(context, probabilities, "probabilities", stack=stack)
    # What QGIS 3.22 goes by: its window keeps it above the chosen layer.
    bridge.setLayerInsertionPoint(QgsLayerTreeRegistryBridge.InsertionPoint(root, above))
    tree.setCurrentLayer(project.mapLayersByName("lower" if above else "upper")[0])
    assert handleAlgorithmResults(algorithm, context, QgsProcessingFeedback(), parameters={})
    order = [layer.name() for layer in root.layerOrder()]
    made = [name for name in order if name not in ("upper", "lower")]
    assert made[0] == "classes" and sorted(made[1:]) == ["confidence", "probabilities"]
    assert order[-1] == "lower" and (order[0] == "upper") == bool(above)
    node = root.findLayer(project.mapLayersByName("classes")[0].id())
    assert node.isVisible() and node.isExpanded()


def raster(path: Path) -> str:
    """Write a raster of four pixels."""
    file = gdal.GetDriverByName("GTiff").Create(str(path), 2, 2, 1)
    file.SetGeoTransform((593000, 1, 0, 5747000, 0, -1))
    return str(path)
