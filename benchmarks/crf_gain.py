"""Whether the dense CRF helps: scores of each shipped model on validation scenes, as predicted and refined.

`crf_gain.py [--model NAME-or-FOLDER ...] [--grid]` prints a table; with `--grid` of many parameters, from which
the set "aerial" was chosen. The scenes are not in the repository.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import fiona
import numpy as np
import rasterio
import rasterio.features
import torch
from measure import REPOSITORY, Ratio, read
from PIL import Image
from scipy import ndimage

from rs_segmenter.engine.crf import CrfParameters, refine_tile
from rs_segmenter.engine.job import SegmentJob
from rs_segmenter.engine.registry import Model, find_model, list_models, shipped_models
from rs_segmenter.engine.segment import segment_raster

DATA = REPOSITORY.parent / "shared/data"
UNKNOWN = 255
BUILDING = 1
# Borders count as found within this distance; the annotations are no finer.
TOLERANCE_PX = 3
GRID = [
    CrfParameters(w_bilateral, theta_alpha, theta_beta, w_spatial)
    for theta_alpha, theta_beta, w_bilateral, w_spatial in itertools.product(
        (15.0, 30.0), (0.1, 0.15, 0.2, 0.4), (1.0, 4.0), (1.0, 3.0)
    )
]


@dataclass(frozen=True)
class Scene:
    """A raster, its labels (H, W), and whether all but buildings is one class."""

    raster: Path
    labels: np.ndarray
    buildings_only: bool = False


@dataclass
class Tally:
    """What is counted over scenes: pixels (truth, map), and border pixels found of those there are."""

    classes: int
    pixels: np.ndarray = field(init=False)
    borders: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.pixels = np.zeros((self.classes, self.classes))
        self.borders = np.zeros((self.classes, 4))

    def add(self, truth: np.ndarray, mapped: np.ndarray) -> None:
        """Count a scene."""
        known = truth != UNKNOWN
        pairs = truth[known].astype(int) * self.classes + mapped[known]
        self.pixels += np.bincount(pairs, minlength=self.classes**2).reshape(self.pixels.shape)
        clear = ~ndimage.binary_dilation(~known, iterations=TOLERANCE_PX + 1)
        for label in range(self.classes):
            edges = [border(array == label) & clear for array in (truth, mapped)]
            for column, (edge, other) in enumerate((edges, edges[::-1])):
                near = ndimage.distance_transform_edt(~other) <= TOLERANCE_PX if other.any() else other
                self.borders[label, 2 * column : 2 * column + 2] += (edge & near).sum(), edge.sum()

    def scores(self, labels: list[int]) -> tuple[float, float]:
        """Mean IoU and mean border F1 of some classes, percent."""
        hits = np.diag(self.pixels)
        iou = hits / np.maximum(self.pixels.sum(0) + self.pixels.sum(1) - hits, 1)
        recall, precision = (self.borders[:, i] / np.maximum(self.borders[:, i + 1], 1) for i in (0, 2))
        f1 = 2 * recall * precision / np.maximum(recall + precision, 1e-9)
        return 100 * float(iou[labels].mean()), 100 * float(f1[labels].mean())


def border(mask: np.ndarray) -> np.ndarray:
    """Pixels of a mask with another beside them."""
    return mask & ~ndimage.binary_erosion(mask, border_value=1)


def scenes() -> Iterator[Scene]:
    """Validation scenes: Dubai with five classes, Banepa with buildings."""
    for labels in sorted((DATA / "dubai/val").glob("*_labels.png")):
        raster = labels.with_name(labels.name.replace("_labels.png", ".jpg"))
        yield Scene(raster, np.array(Image.open(labels)))
    raster = DATA / "banepa/val.tif"
    with rasterio.open(raster) as file, fiona.open(DATA / "banepa/val_buildings.gpkg") as polygons:
        shapes = [(feature["geometry"], BUILDING) for feature in polygons]
        labels = rasterio.features.rasterize(
            shapes, file.shape, transform=file.transform, fill=0, dtype="uint8"
        )
    yield Scene(raster, labels, buildings_only=True)


def predict(model: Model, scene: Scene, folder: Path) -> tuple[torch.Tensor, torch.Tensor]:
    """Probabilities (K, H, W) in steps of 1/250 and the standardised image (C, H, W) of a scene."""
    file = folder / f"{model.card.name}-{scene.raster.parent.parent.name}-{scene.raster.stem}.tif"
    if not file.exists():
        job = SegmentJob(
            str(scene.raster), str(folder / "classes.tif"), model=str(model.folder), probabilities=str(file),
            ground_resolution="native", device="cpu", overwrite=True,
        )  # fmt: skip
        segment_raster(job)
    probabilities = torch.from_numpy(read(file).astype(np.float32))
    bands = model.card.bands
    mean, stddev = (torch.tensor(v).view(-1, 1, 1) for v in zip(*((b.mean, b.stddev) for b in bands)))
    image = torch.from_numpy(read(scene.raster)[: len(bands)].astype(np.float32))
    return probabilities / probabilities.sum(0), (image - mean) / stddev


def score(model: Model, every: list[CrfParameters | None], folder: Path) -> Iterator[tuple[float, ...]]:
    """Mean IoU and border F1 on Dubai, then of buildings on Banepa, for each set of parameters; None: no CRF."""
    classes = len(model.card.classes)
    seen = [(scene, *predict(model, scene, folder)) for scene in scenes()]
    for parameters in every:
        dubai, banepa = Tally(classes), Tally(2)
        for scene, probabilities, image in seen:
            if parameters is not None:
                valid = torch.ones(image.shape[1:], dtype=torch.bool)
                probabilities = refine_tile(probabilities, image, valid, parameters)
            mapped = probabilities.argmax(0).numpy()
            if scene.buildings_only:
                banepa.add(scene.labels, (mapped == BUILDING).astype(int))
            else:
                dubai.add(scene.labels, mapped)
        yield *dubai.scores(list(range(classes))), *banepa.scores([BUILDING])


def measure(folder: Path) -> Iterator[Ratio]:
    """Lines of the table of `run.py`, for the parameters that are the default."""
    if not DATA.is_dir():
        yield Ratio("CRF, gain in mean IoU", None, "", "the validation scenes are not here", " points")
        return
    for model in list_models([shipped_models()])[0]:
        before, after = score(model, [None, CrfParameters()], folder)
        for name, column in (("mean IoU", 0), ("border F1", 1)):
            yield Ratio(
                f"CRF, gain in {name}, {model.card.name}",
                after[column] - before[column],
                "",
                f"{before[column]:.2f} to {after[column]:.2f} % on nine scenes of Dubai; buildings of Banepa "
                f"{before[column + 2]:.2f} to {after[column + 2]:.2f} %; borders within {TOLERANCE_PX} px",
                " points",
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", action="append", default=[])
    parser.add_argument("--grid", action="store_true")
    parser.add_argument("--cache", type=Path, help="folder that keeps the predictions")
    options = parser.parse_args()
    every: list[CrfParameters | None] = [None, CrfParameters(), *(GRID if options.grid else [])]
    print("model | w_bi alpha beta w_sp | Dubai mIoU, border F1 | Banepa building IoU, border F1")
    with tempfile.TemporaryDirectory() as temporary:
        for name in options.model or ["default"]:
            model = find_model(name)
            for parameters, scores in zip(every, score(model, every, options.cache or Path(temporary))):
                p = parameters
                what = p and f"{p.w_bilateral:g} {p.theta_alpha_px:g} {p.theta_beta:.3g} {p.w_spatial:g}"
                print(model.card.name, "|", what, "|", *(f"{s:6.2f}" for s in scores), flush=True)


if __name__ == "__main__":
    main()
