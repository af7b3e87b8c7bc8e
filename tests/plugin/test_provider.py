"""What the toolbox, models and scripts see of the plugin."""

from __future__ import annotations

import re
from pathlib import Path

from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext, QgsProcessingParameterDefinition
from qgis.PyQt.QtWidgets import QDialog

from rs_segmenter import handbook
from rs_segmenter.algorithms.provider import SegmenterProvider
from rs_segmenter.engine.registry import find_model, shipped_models
from rs_segmenter.modellist import known_models


def test_ids_are_the_fixed_ones_that_scripts_use(algorithm: QgsProcessingAlgorithm) -> None:
    assert algorithm.id() == "rs_segmenter:segmentlayer"
    assert re.fullmatch("[a-z0-9]+", algorithm.name())


def test_the_algorithm_can_run_where_everything_is_installed(algorithm: QgsProcessingAlgorithm) -> None:
    assert algorithm.canExecute() == (True, "")


def test_parameters_and_outputs_have_the_names_that_scripts_use(algorithm: QgsProcessingAlgorithm) -> None:
    names = [p.name() for p in algorithm.parameterDefinitions()]
    assert names[:5] == ["INPUT", "MODEL", "BANDS", "EXTENT", "AREA"]
    advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    assert algorithm.parameterDefinition("MORE_LAYERS").flags() & advanced
    assert names[-4:] == ["OUTPUT", "CONFIDENCE", "ENTROPY", "PROBABILITIES"]
    outputs = {o.name() for o in algorithm.outputDefinitions()}
    assert outputs >= {
        "OUTPUT",
        "CONFIDENCE",
        "PROBABILITIES",
        "CLASS_AREAS",
        "SECONDS",
        "MPX_PER_S",
        "PIXELS",
    }


def test_only_layer_and_output_must_be_given(algorithm: QgsProcessingAlgorithm) -> None:
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    needed = [
        p.name()
        for p in algorithm.parameterDefinitions()
        if not p.flags() & optional and p.defaultValue() is None
    ]
    assert needed == ["INPUT", "OUTPUT"]


def test_every_parameter_explains_itself(algorithm: QgsProcessingAlgorithm) -> None:
    silent = [p.name() for p in algorithm.parameterDefinitions() if not p.help() or not p.description()]
    assert silent == []
    assert algorithm.shortHelpString()
    assert algorithm.tags()


def test_icons_are_files_and_no_compiled_resources(provider: SegmenterProvider) -> None:
    assert Path(provider.svgIconPath()).is_file()
    assert not provider.icon().isNull()


def test_results_are_written_as_geotiff(provider: SegmenterProvider) -> None:
    assert provider.defaultRasterFileExtension() == "tif"


def test_the_shipped_model_is_among_the_choices(algorithm: QgsProcessingAlgorithm) -> None:
    from processing.gui.wrappers import WidgetWrapperFactory

    dialog = QDialog()
    box = WidgetWrapperFactory.create_wrapper(algorithm.parameterDefinition("MODEL"), dialog).widget
    assert [box.itemText(row) for row in range(box.count())] == list(known_models()[0])
    assert box.itemText(0) == "default"
    assert find_model("default").folder.parent == shipped_models()


def test_the_toolbox_takes_a_model_folder_that_is_not_in_the_list(algorithm: QgsProcessingAlgorithm) -> None:
    from processing.gui.wrappers import WidgetWrapperFactory

    dialog = QDialog()
    wrapper = WidgetWrapperFactory.create_wrapper(algorithm.parameterDefinition("MODEL"), dialog)
    assert wrapper.parameterValue() == "default"
    wrapper.setParameterValue("/somewhere/my-model", QgsProcessingContext())
    assert wrapper.parameterValue() == "/somewhere/my-model"
    wrapper.widget.setEditText(" landcover-light ")
    assert wrapper.parameterValue() == "landcover-light"


def test_every_algorithm_has_a_page_of_the_handbook_that_is_there(
    provider: SegmenterProvider, repository: Path
) -> None:
    for found in provider.algorithms():
        page = handbook.OF_ALGORITHMS[found.name()]
        assert found.helpUrl() == handbook.page_url(page)
        name, _, heading = page.partition("#")
        text = (repository / f"docs/guide/{name}.md").read_text("utf-8")
        headings = [line.lstrip("# ").lower() for line in text.splitlines() if line.startswith("#")]
        anchors = [re.sub(r"[^\w\- ]", "", line).replace(" ", "-") for line in headings]
        assert not heading or heading in anchors, page
