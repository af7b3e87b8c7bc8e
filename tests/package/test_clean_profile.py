"""The unpacked zip in real QGIS whose Python has no torch: it loads, offers itself and explains."""

from __future__ import annotations

import json
import shutil

from .conftest import DEBIAN_PYTHON, CleanProfile

START_PLUGIN = """
import json, sys
sys.path[:0] = [sys.argv[1], "/usr/share/qgis/python/plugins"]
from qgis.core import QgsApplication
application = QgsApplication([], False)
application.initQgis()
from qgis import utils
from processing.core.Processing import Processing
Processing.initialize()
utils.plugin_paths = [sys.argv[1]]
utils.updateAvailablePlugins()
loaded = utils.loadPlugin("rs_segmenter")
started = utils.startProcessingPlugin("rs_segmenter")
provider = QgsApplication.processingRegistry().providerById("rs_segmenter")
print(json.dumps({
    "loaded": loaded,
    "started": started,
    "algorithms": [algorithm.name() for algorithm in provider.algorithms()] if provider else None,
    "heavy": sorted({"torch", "rasterio", "fiona", "openvino"} & set(sys.modules)),
}))
sys.stdout.flush()
# QGIS's Python bindings may crash while they are torn down; what was asked is answered.
import os
os._exit(0)
"""


def test_plugin_loads_and_registers_its_provider_without_torch(clean_profile: CleanProfile) -> None:
    done = clean_profile.run(DEBIAN_PYTHON, "-c", START_PLUGIN, str(clean_profile.plugins))
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    assert (answer["loaded"], answer["started"]) == (True, True), done.stderr
    assert "segmentlayer" in answer["algorithms"]
    assert answer["heavy"] == []


def test_qgis_process_lists_the_algorithm(clean_profile: CleanProfile) -> None:
    program = shutil.which("qgis_process.bin") or shutil.which("qgis_process") or "qgis_process"
    enabled = clean_profile.run(program, "plugins", "enable", "rs_segmenter")
    assert enabled.returncode == 0, enabled.stderr
    listed = clean_profile.run(program, "--json", "list")
    assert listed.returncode == 0, listed.stderr
    providers = json.loads(listed.stdout)["providers"]
    assert "rs_segmenter:segmentlayer" in providers["rs_segmenter"]["algorithms"]
