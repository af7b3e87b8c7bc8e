"""The tile study: accuracy, seams and cost of tile size, overlap and blending, on real held-out scenes.

Its result is docs/decisions/0002-tiles-and-blending.md. It takes a quarter of an hour and is not part of `make bench`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from measure import REPOSITORY, Ratio, agreement, read, time_job, write
from peer import label_whole

from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.prepare import Normalised
from rs_segmenter.engine.registry import find_model
from rs_segmenter.engine.tiling import TileGrid, Window
from rs_segmenter.engine.weights import load_network

SCENES = REPOSITORY.parent / "shared/data/dubai/val"
IGNORED = 255
# Tile, overlap, blending.
SETTINGS = (
    (256, 32, "hann"), (256, 64, "hann"), (288, 32, "hann"), (320, 64, "hann"),
    (512, 0, "crop"), (512, 64, "crop"), (512, 64, "mean"), (512, 64, "hann"),
    (512, 102, "crop"), (512, 128, "crop"), (512, 128, "hann"), (512, 256, "hann"),
    (544, 32, "mean"), (544, 32, "hann"), (576, 64, "hann"), (768, 96, "hann"),
    (1024, 64, "crop"), (1024, 64, "hann"),
    (1024, 128, "crop"), (1024, 128, "mean"), (1024, 128, "hann"), (1024, 256, "hann"),
)  # fmt: skip
RESUNETA = (256, 192, "mean")


@dataclass(frozen=True)
class Scene:
    """A held-out scene: raster, true labels (H, W), and labels of the network that saw it whole."""

    raster: Path
    truth: np.ndarray
    untiled: np.ndarray


def measure(folder: Path) -> Iterator[Ratio]:
    if not SCENES.is_dir():
        yield Ratio("tile study", None, "", f"skipped: its scenes are not at {SCENES}")
        return
    scenes = load_scenes(folder)
    pixels = sum(s.truth.size for s in scenes)
    truth = np.concatenate([s.truth.ravel() for s in scenes])
    whole = np.concatenate([s.untiled.ravel() for s in scenes])
    miou, accuracy = scores(truth, whole)
    yield Ratio("untiled", miou, "", f"mIoU; accuracy {accuracy:.2f} %, {pixels / 1e6:.1f} Mpx", " %")
    for setting in SETTINGS:
        yield study(setting, scenes, folder)
    smallest = sorted(scenes, key=lambda s: s.truth.size)[:1]
    for setting in ((512, 64, "hann"), RESUNETA):
        yield study(setting, smallest, folder, note=", smallest scene alone")


def study(setting: tuple[int, int, str], scenes: list[Scene], folder: Path, note: str = "") -> Ratio:
    tile_px, overlap_px, blend = setting
    labels, spent_s, seen_px = {}, 0.0, 0
    for scene in scenes:
        labels[scene.raster], seconds = run(scene.raster, setting, folder)
        spent_s += seconds
        grid = TileGrid(*scene.truth.shape, tile_px, overlap_px)
        reach_px = 0 if blend == "crop" else grid.halo_px
        window = Window(0, 0, grid.height, grid.width)
        seen_px += sum(map(len, grid.rows(window, reach_px))) * tile_px**2
    found = np.concatenate([labels[s.raster].ravel() for s in scenes])
    miou, accuracy = scores(np.concatenate([s.truth.ravel() for s in scenes]), found)
    whole = np.concatenate([s.untiled.ravel() for s in scenes])
    shift_px = (tile_px - overlap_px) // 2
    seams = [
        (labels[s.raster][shift_px:, shift_px:], run(shifted(s, shift_px, folder), setting, folder)[0])
        for s in scenes
    ]
    seam = 100 - agreement(*(np.concatenate([p[i].ravel() for p in seams]) for i in (0, 1)))
    return Ratio(
        f"tile {tile_px}, overlap {overlap_px}, {blend}{note}",
        miou,
        "",
        f"mIoU; accuracy {accuracy:.2f} %, as untiled {agreement(found, whole):.2f} %, another grid differs in "
        f"{seam:.2f} %, {spent_s:.1f} s, {seen_px / found.size:.2f} model pixels per pixel",
        " %",
    )


def run(raster: Path, setting: tuple[int, int, str], folder: Path) -> tuple[np.ndarray, float]:
    """Labels (H, W) of one raster, and the job's seconds without loading the model."""
    tile_px, overlap_px, blend = setting
    output = folder / "classes.tif"
    job = SegmentJob(
        str(raster), str(output), ground_resolution="native", tile_px=tile_px, overlap_px=overlap_px,
        blend=blend, device="cpu", overwrite=True,
    )  # fmt: skip
    seconds, _ = time_job(job)
    return read(output)[0], seconds


def load_scenes(folder: Path) -> list[Scene]:
    """The held-out scenes, three and three put together: each tile's are one column of its 3 x 3 mosaic."""
    model = find_model("default")
    network = Normalised(load_network(model), model.card).eval()
    columns: dict[str, list[Path]] = {}
    for path in sorted(SCENES.glob("*.jpg")):
        columns.setdefault(path.stem.split("_")[0], []).append(path)
    scenes = []
    for name, paths in columns.items():
        pixels = np.concatenate([read(path) for path in paths], axis=1)
        truth = np.concatenate([read(path.with_name(f"{path.stem}_labels.png"))[0] for path in paths])
        write(folder / f"{name}.tif", pixels)
        scenes.append(Scene(folder / f"{name}.tif", truth, label_whole(network, pixels)))
    return scenes


def shifted(scene: Scene, shift_px: int, folder: Path) -> Path:
    """The scene without its first rows and columns, so that every seam lies elsewhere on the ground."""
    path = folder / "shifted.tif"
    write(path, read(scene.raster)[:, shift_px:, shift_px:])
    return path


def scores(truth: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Mean IoU and accuracy in percent, without what is not annotated."""
    known = truth != IGNORED
    truth, labels = truth[known].astype(np.int64), labels[known].astype(np.int64)
    classes = int(truth.max()) + 1
    confusion = np.bincount(truth * classes + labels, minlength=classes**2).reshape(classes, classes)
    hit = np.diag(confusion)
    iou = hit / (confusion.sum(0) + confusion.sum(1) - hit)
    return 100 * float(iou.mean()), 100 * float(hit.sum() / confusion.sum())
