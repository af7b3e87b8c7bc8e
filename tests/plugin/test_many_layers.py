"""A project of many layers: what the dock lists is listed a few times, however many come or go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.gui import QgsCheckableComboBox

from rs_segmenter.gui import doubtsearch, finetuneform, ticklist
from rs_segmenter.gui.dock import SegmenterDock
from rs_segmenter.rasterise import facts

from .conftest import OpenDock, wait

MANY = 300
FEW = 3


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often lists are filled, and layers looked at."""
    found: Counter[str] = Counter()
    for module, name in (
        (finetuneform, "list_layers"),
        (doubtsearch, "doubt_kind"),
        (facts, "layer_facts"),
    ):
        real = getattr(module, name)

        def counted(
            *given: object, name: str = name, real: Callable[..., object] = real, **more: object
        ) -> object:
            found[name] += 1
            return real(*given, **more)

        monkeypatch.setattr(module, name, counted)
    return found


@pytest.fixture
def dock(photo: Path, open_dock: OpenDock, calls: Counter[str]) -> SegmenterDock:
    """On show, with one layer, which is chosen."""
    QgsProject.instance().addMapLayer(QgsRasterLayer(str(photo), "m"))
    dock = open_dock()
    calls.clear()
    return dock


def scenes(photo: Path) -> list[QgsRasterLayer]:
    """Layers whose names come before and after that of the one there is."""
    options = QgsRasterLayer.LayerOptions()
    options.loadDefaultStyle = False
    scene = QgsRasterLayer(str(photo), "scene", "gdal", options)
    layers = [scene.clone() for _ in range(MANY)]
    for number, layer in enumerate(layers):
        layer.setName(f"{'az'[number % 2]} {number}")
    return layers


def add_one_by_one(layers: list[QgsMapLayer]) -> list[str]:
    """As QGIS does when it opens a project."""
    for layer in layers:
        QgsProject.instance().addMapLayer(layer, False)
    return [layer.id() for layer in layers]


def test_the_tab_fine_tune_lists_rasters_once_for_many(
    dock: SegmenterDock, calls: Counter[str], photo: Path
) -> None:
    dock.tabs.setCurrentWidget(dock.fineTunePage)
    combo = dock.fineTunePage.form.rasterCombo
    assert combo.count() == 1 == len(combo.checkedItemsData())
    chosen = combo.checkedItemsData()
    calls.clear()
    ids = add_one_by_one(scenes(photo))
    wait(lambda: combo.count() == MANY + 1)
    assert calls["list_layers"] <= FEW
    assert combo.checkedItemsData() == chosen
    QgsProject.instance().removeMapLayers(ids)
    wait(lambda: combo.count() == 1)
    assert calls["list_layers"] <= 2 * FEW


def test_a_tab_that_is_not_on_show_lists_nothing_until_it_is(
    dock: SegmenterDock, calls: Counter[str], photo: Path
) -> None:
    add_one_by_one(scenes(photo)[:9])
    form, search = dock.fineTunePage.form, dock.resultPanel.doubt_panel.search
    wait(lambda: dock.layerCombo.count() == 10)
    assert calls == {}
    dock.tabs.setCurrentWidget(dock.fineTunePage)
    assert form.rasterCombo.count() == 10
    dock.tabs.setCurrentWidget(dock.resultPanel)
    assert search.isVisible()
    assert calls == {"list_layers": 1, "doubt_kind": 10}


def test_doubt_is_looked_for_once_in_each_of_many_layers(
    dock: SegmenterDock, calls: Counter[str], photo: Path
) -> None:
    dock.tabs.setCurrentWidget(dock.resultPanel)
    calls.clear()
    add_one_by_one(scenes(photo))
    wait(lambda: calls["doubt_kind"] > MANY)
    assert calls["doubt_kind"] <= FEW * (MANY + 1)


def test_layers_around_the_chosen_one_come_and_go_without_another_look_at_it(
    dock: SegmenterDock, calls: Counter[str], photo: Path
) -> None:
    chosen = dock.layer
    ids = add_one_by_one(scenes(photo))
    assert dock.layer is chosen
    QgsProject.instance().removeMapLayers(ids)
    assert dock.layer is chosen
    assert calls["layer_facts"] == 0


def test_when_all_of_many_layers_go_none_is_looked_at_on_the_way(
    dock: SegmenterDock, calls: Counter[str], photo: Path
) -> None:
    ids = add_one_by_one([*scenes(photo), QgsRasterLayer(str(photo), "zz: stays")])
    QgsProject.instance().removeMapLayers([dock.layer.id(), *ids[:-1]])
    assert dock.layer.name() == "zz: stays"
    assert dock.layerFacts.isVisible() and dock.segmentButton.isEnabled()
    assert calls["layer_facts"] == 1
    QgsProject.instance().removeAllMapLayers()
    assert dock.layer is None
    assert not dock.layerFacts.isVisible() and not dock.segmentButton.isEnabled()


def test_polygon_layers_come_and_go_without_another_look_at_the_labels(dock: SegmenterDock) -> None:
    dock.tabs.setCurrentWidget(dock.fineTunePage)
    form = dock.fineTunePage.form
    add_one_by_one([QgsVectorLayer("Polygon?crs=EPSG:32631&field=kind:string", "m", "memory")])
    chosen = form.labels
    assert chosen.name() == "m" and form.field == "kind"
    form.fieldCombo.setField("")  # which another look would set back
    names = [f"{'az'[number % 2]} {number}" for number in range(MANY)]
    ids = add_one_by_one([QgsVectorLayer("Polygon?crs=EPSG:32631", name, "memory") for name in names])
    QgsProject.instance().removeMapLayers(ids)
    assert form.labels is chosen and form.field == ""
    QgsProject.instance().removeMapLayer(chosen.id())
    assert form.labels is None


def test_a_list_of_layers_to_tick_is_filled_without_a_signal(photo: Path) -> None:
    combo, layers = QgsCheckableComboBox(), scenes(photo)[:3]
    heard: list[object] = []
    combo.checkedItemsChanged.connect(heard.append)
    ticklist.list_layers(combo, layers, {layers[1].id()})
    assert [combo.itemText(row) for row in range(3)] == [layer.name() for layer in layers]
    assert combo.checkedItemsData() == [layers[1].id()]
    assert heard == []
    combo.toggleItemCheckState(0)
    assert combo.checkedItemsData() == [layers[0].id(), layers[1].id()]
    assert len(heard) == 1
