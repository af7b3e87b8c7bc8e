"""Draws what docs/guide/refine.md and results.md show, with the commands these pages give: run by `make pictures`."""

from __future__ import annotations

import argparse
import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from osgeo import gdal
from picture import LegendEntry, draw
from PIL import Image, ImageOps
from qgis.core import QgsApplication, QgsGeometry, QgsRasterLayer, QgsRectangle, QgsVectorLayer

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "resources/samples"
PICTURES = ROOT / "build/pictures"
# Parts of the sample raster, in pixels: left, top, right, bottom.
ROUNDABOUT = (0, 270, 260, 530)
PARK = (0, 240, 360, 600)
OPACITY = 0.6
MARGIN_PX = 16
FIGURE = re.compile(r'data:image/png;base64,([^"]+)"')


def command(folder: Path, line: str) -> None:
    """Run one command of the command line in a folder."""
    program = Path(sys.executable).with_name("rs-segmenter")
    print(f"rs-segmenter {line}", flush=True)
    done = subprocess.run(
        [program, *line.split()], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\nThe command failed; what it says stands above.")


def legend_of(classes: Path) -> list[LegendEntry]:
    """The classes of a class raster."""
    items = json.loads(gdal.Open(str(classes)).GetMetadataItem("RS_SEGMENTER_CLASSES"))
    return [LegendEntry(item["name"], item["colour"]) for item in items]


def part_of(raster: QgsRasterLayer, box: tuple[int, int, int, int]) -> QgsRectangle:
    """Pixels of a raster as a rectangle on the ground."""
    left, top, pixel = raster.extent().xMinimum(), raster.extent().yMaximum(), raster.rasterUnitsPerPixelX()
    west, north, east, south = box
    return QgsRectangle(left + west * pixel, top - south * pixel, left + east * pixel, top - north * pixel)


def map_sample(folder: Path) -> None:
    """Make maps, polygons, areas and the report of the sample."""
    for name in ("rotterdam.tif", "rotterdam-labels.geojson", "rotterdam-zones.geojson"):
        shutil.copy(SAMPLES / name, folder)
    for line in (
        "segment rotterdam.tif classes.tif --probabilities shares.tif",
        "refine shares.tif rotterdam.tif refined.tif --confidence sure.tif",
        "refine shares.tif rotterdam.tif voted.tif --refine slic",
        "postprocess refined.tif tidy.tif --min-area-m2 25 --fill-holes-m2 50",
        "vectorize tidy.tif land-cover.gpkg --confidence sure.tif",
        "areas tidy.tif areas.csv --zones rotterdam-zones.geojson --zone-field name --chart areas.png",
        "assess tidy.tif rotterdam-labels.geojson --report accuracy.html",
    ):
        command(folder, line)


def draw_sample(folder: Path) -> None:
    """Draw the maps of the sample, and fetch its charts."""
    photo = QgsRasterLayer(str(folder / "rotterdam.tif"))
    maps = {name: QgsRasterLayer(str(folder / f"{name}.tif")) for name in ("classes", "voted", "refined")}
    polygons = QgsVectorLayer(str(folder / "land-cover.gpkg"))
    polygons.loadDefaultStyle()
    tidy = QgsRasterLayer(str(folder / "tidy.tif"))
    for layer in (*maps.values(), polygons):
        layer.setOpacity(OPACITY)
    legend = legend_of(folder / "classes.tif")
    draw(
        {
            "As predicted": [maps["classes"], photo],
            "Superpixel vote": [maps["voted"], photo],
            "Dense CRF": [maps["refined"], photo],
        },
        part_of(photo, ROUNDABOUT),
        legend,
        PICTURES / "refine.png",
        "Classes",
    )
    panels = {"Pixels, refined and cleaned up": [tidy], "Polygons over the image": [polygons, photo]}
    draw(panels, part_of(photo, PARK), legend, PICTURES / "polygons.png", "Classes")
    shutil.copy(folder / "areas.png", PICTURES)
    save_figure(folder / "accuracy.html", PICTURES / "accuracy.png")


def save_figure(report: Path, target: Path) -> None:
    """Write the first figure of a report, with narrow margins, to a file of its own."""
    found = FIGURE.search(report.read_text("utf-8"))
    if found is None:
        sys.exit(f"{report} has no figure.")
    with Image.open(io.BytesIO(base64.b64decode(found[1]))) as opened:
        figure = opened.convert("RGB")
    drawn = figure.crop(ImageOps.invert(figure).getbbox())
    ImageOps.expand(drawn, MARGIN_PX, "white").save(target)


def estimate_roofs(folder: Path, banepa: Path) -> None:
    """Estimate the area of roofs from points, whose classes are looked up in the footprints."""
    command(folder, f"segment {banepa}/val.tif town.tif --refine crf")
    command(
        folder, "postprocess town.tif roofs.tif --merge road=land --merge vegetation=land --merge water=land"
    )
    command(folder, "sample roofs.tif points.gpkg --points 300 --blind")
    label_points(folder / "points.gpkg", banepa / "val_buildings.gpkg")
    command(folder, "assess roofs.tif points.gpkg --report roofs.html")
    save_figure(folder / "roofs.html", PICTURES / "accuracy-areas.png")


def label_points(points: Path, footprints: Path) -> None:
    """Fill in the class of each point, as an interpreter would."""
    roofs = QgsGeometry.unaryUnion([f.geometry() for f in QgsVectorLayer(str(footprints)).getFeatures()])
    layer = QgsVectorLayer(str(points))
    field = layer.fields().indexFromName("class")
    answers = {
        point.id(): {field: "building" if roofs.contains(point.geometry()) else "land"}
        for point in layer.getFeatures()
    }
    if not layer.dataProvider().changeAttributeValues(answers):
        sys.exit(f"{points} cannot be written.")


def main() -> None:
    """Run the commands and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of data sets that are not in the repository")
    banepa = parser.parse_args().data.resolve() / "banepa"
    gdal.UseExceptions()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="rs-segmenter-results-") as room:
        os.environ.setdefault("XDG_RUNTIME_DIR", room)
        application = QgsApplication([], False)
        application.initQgis()
        map_sample(Path(room))
        draw_sample(Path(room))
        if banepa.is_dir():
            estimate_roofs(Path(room), banepa)
        else:
            print(f"There is no folder {banepa}: accuracy-areas.png stays as it is.")
    print(f"Pictures: {PICTURES}", flush=True)
    os._exit(0)  # QGIS's Python bindings may crash while they are torn down


if __name__ == "__main__":
    main()
