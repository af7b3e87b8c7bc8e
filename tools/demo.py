"""Segments a raster through QGIS's own command line and draws the result: run by `make demo`.

Everything happens in a throw-away QGIS profile that holds only the packaged plugin.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from osgeo import gdal
from picture import LegendEntry, draw
from qgis.core import QgsApplication, QgsRasterLayer

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"


def qgis_process(profile: Path, *arguments: str) -> str:
    """Run QGIS's command line in a profile, with the virtual environment's packages; gives what it prints."""
    # Debian's qgis_process is a script that hands qgis_process.bin an option it does not know.
    program = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
    if program is None:
        sys.exit("qgis_process is not installed. Run: make setup")
    # First, because Debian's older sympy would break torch.
    environment = os.environ | {
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "QGIS_CUSTOM_CONFIG_PATH": str(profile),
        "PYTHONWARNINGS": "ignore::DeprecationWarning",
    }
    done = subprocess.run([program, *arguments], env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}\nqgis_process failed; what it says stands above.")
    return done.stdout


def segment(raster: Path, model: str, output: Path, profile: Path) -> dict[str, Any]:
    """Run the plugin's algorithm in a profile that holds only this plugin; gives its results."""
    shutil.copytree(BUILD / "rs_segmenter", profile / "profiles/default/python/plugins/rs_segmenter")
    qgis_process(profile, "plugins", "enable", "rs_segmenter")
    parameters = [f"INPUT={raster}", f"MODEL={model}", f"OUTPUT={output}"]
    answer = qgis_process(profile, "--json", "run", "rs_segmenter:segmentlayer", "--", *parameters)
    return json.loads(answer)["results"]


def check_raster(raster: Path) -> None:
    """End the program where there is no raster."""
    if not raster.is_file():
        sys.exit(f"There is no file {raster}. Give a raster: make demo RASTER=my.tif")
    try:
        gdal.OpenEx(str(raster), gdal.OF_RASTER)
    except RuntimeError as error:
        sys.exit(f"{raster} is no raster that GDAL reads ({error}). Give one: make demo RASTER=my.tif")


def legend_of(areas: list[dict[str, Any]]) -> list[LegendEntry]:
    """The classes with their share of what was classified."""
    total = sum(area["pixels"] for area in areas) or 1
    return [LegendEntry(area["name"], area["colour"], 100 * area["pixels"] / total) for area in areas]


def report(results: dict[str, Any], legend: list[LegendEntry], areas: list[dict[str, Any]]) -> None:
    """Print areas and speed."""
    for entry, area in zip(legend, areas, strict=True):
        hectares = "" if area["area_m2"] is None else f"{area['area_m2'] / 10_000:12.3f} ha"
        print(f"  {entry.name:<16}{entry.percent:6.1f} %{hectares}")
    print(f"  {results['SECONDS']:.1f} s, {results['MPX_PER_S']:.2f} Mpx/s", end="")
    print(f" on {results['DEVICE_USED']} with {results['RUNTIME_USED']}, loading the model included")


def main() -> None:
    """Segment, draw, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("raster", type=Path)
    parser.add_argument("--model", default="default")
    options = parser.parse_args()
    gdal.UseExceptions()
    os.environ["GDAL_PAM_ENABLED"] = "NO"  # leave no .aux.xml beside the user's raster, here and in QGIS
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    raster = options.raster.expanduser().resolve()
    check_raster(raster)
    folder = BUILD / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    output, picture = folder / f"{raster.stem}_classes.tif", folder / f"{raster.stem}.png"
    output.unlink(missing_ok=True)

    print(f"Segmenting {raster.name} with the model '{options.model}' through qgis_process ...", flush=True)
    with tempfile.TemporaryDirectory(prefix="rs-segmenter-demo-") as room:
        os.environ.setdefault("XDG_RUNTIME_DIR", room)
        results = segment(raster, options.model, output, Path(room))
        areas = json.loads(results["CLASS_AREAS"])
        legend = legend_of(areas)
        application = QgsApplication([], False)
        application.initQgis()
        photo, classes = QgsRasterLayer(str(raster)), QgsRasterLayer(str(output))
        panels = {f"Input: {raster.name}": [photo], "Classes": [classes]}
        draw(panels, classes.extent(), legend, picture)
    report(results, legend, areas)
    print(f"Classes: {output}\nPicture: {picture}", flush=True)
    os._exit(0)  # QGIS's Python bindings may crash while they are torn down


if __name__ == "__main__":
    main()
