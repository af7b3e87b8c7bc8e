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

from osgeo import gdal
from picture import LegendEntry, draw
from qgis.core import QgsApplication, QgsRasterLayer

from rs_segmenter.engine.registry import find_model

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
    }
    done = subprocess.run([program, *arguments], env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"qgis_process failed ({done.returncode}):\n{done.stdout}")
    return done.stdout


def segment(raster: Path, model: str, output: Path) -> dict[str, object]:
    """Run the plugin's algorithm; gives its results."""
    with tempfile.TemporaryDirectory(prefix="rs-segmenter-demo-") as folder:
        profile = Path(folder)
        shutil.copytree(BUILD / "rs_segmenter", profile / "profiles/default/python/plugins/rs_segmenter")
        qgis_process(profile, "plugins", "enable", "rs_segmenter")
        parameters = [f"INPUT={raster}", f"MODEL={model}", f"OUTPUT={output}"]
        answer = qgis_process(profile, "--json", "run", "rs_segmenter:segmentlayer", "--", *parameters)
    return json.loads(answer)["results"]


def class_pixels(output: Path) -> dict[int, int]:
    """Number of pixels of each label, nodata left out."""
    band = gdal.Open(str(output)).GetRasterBand(1)
    counts = band.GetHistogram(min=-0.5, max=255.5, buckets=256, include_out_of_range=0, approx_ok=0)
    return {label: count for label, count in enumerate(counts) if count and label != band.GetNoDataValue()}


def legend_of(output: Path, model: str) -> list[LegendEntry]:
    """The model's classes with their share of the result."""
    pixels = class_pixels(output)
    total = sum(pixels.values()) or 1
    classes = find_model(model).card.classes
    return [LegendEntry(c.name, c.colour, 100 * pixels.get(c.value, 0) / total) for c in classes]


def report(results: dict[str, object], legend: list[LegendEntry], files: list[Path]) -> None:
    """Print areas, speed, and where the files are."""
    for entry in legend:
        print(f"  {entry.name:<16}{entry.percent:6.1f} %")
    for file in files:
        print(f"  {file}")


def main() -> None:
    """Segment, draw, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("raster", type=Path)
    parser.add_argument("--model", default="default")
    options = parser.parse_args()
    gdal.UseExceptions()
    gdal.SetConfigOption("GDAL_PAM_ENABLED", "NO")  # leave no .aux.xml beside the user's raster
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    raster = options.raster.resolve()
    if not raster.is_file():
        sys.exit(f"There is no raster {raster}. Give one: make demo RASTER=my.tif")
    folder = BUILD / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    output, picture = folder / f"{raster.stem}_classes.tif", folder / f"{raster.stem}.png"
    output.unlink(missing_ok=True)

    print(f"Segmenting {raster.name} with the model '{options.model}' through qgis_process ...", flush=True)
    results = segment(raster, options.model, output)
    legend = legend_of(output, options.model)
    application = QgsApplication([], False)
    application.initQgis()
    draw(QgsRasterLayer(str(raster), raster.name), QgsRasterLayer(str(output), output.name), legend, picture)
    report(results, legend, [output, picture])
    sys.stdout.flush()
    os._exit(0)  # QGIS's Python bindings may crash while they are torn down


if __name__ == "__main__":
    main()
