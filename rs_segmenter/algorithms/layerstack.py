"""The order of a run's layers in the layer tree."""

from __future__ import annotations

from qgis.core import QgsMapLayer, QgsProject


class LayerStack:
    """Layers of one run: one lies above the others, in whatever order QGIS loads them.

    QGIS loads them by the names of their files, and has a key to sort them by only since 3.32; each then comes above
    the layer that is chosen in the tree, hence below those that came before it.

    Args:
        uppermost: File of the layer that lies above the others.
    """

    def __init__(self, uppermost: str) -> None:
        self._uppermost = uppermost
        self._ids: dict[str, str] = {}

    def add(self, layer: QgsMapLayer, path: str, project: QgsProject) -> None:
        """Take a layer that has come into the tree.

        Args:
            layer: The layer.
            path: Its file.
            project: Where it is.
        """
        self._ids[path] = layer.id()
        nodes = [x for x in project.layerTreeRoot().findLayers() if x.layerId() in self._ids.values()]
        below = [x for x in nodes if x.layerId() == self._ids.get(self._uppermost)]
        if not below or below[0] is nodes[0]:
            return
        group = nodes[0].parent()
        group.insertChildNode(group.children().index(nodes[0]), below[0].clone())
        below[0].parent().removeChildNode(below[0])
