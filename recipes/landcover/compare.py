"""Draws what compare.sh has trained, and says how fast and how far each came: compare.py FOLDER PICTURE.png"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from rs_segmenter.engine.charts import figure, frame, png
from rs_segmenter.engine.training.plots import COLOURS

# (folder, what it is, line style)
RUNS = (
    ("cmtsk-tanimoto-complement", "multi-task, Tanimoto with complement", "-"),
    ("single-tanimoto-complement", "single task, Tanimoto with complement", "--"),
    ("single-cross-entropy", "single task, cross-entropy", "-."),
    ("single-dice", "single task, Dice", ":"),
)
# Steps until this mean IoU: low enough for all of them to have come there.
MARKS = (0.5, 0.6)


def curve(folder: Path) -> list[tuple[int, float]]:
    """Step and mean IoU of each validation."""
    with (folder / "metrics.csv").open(encoding="utf-8", newline="") as file:
        return [(int(row["step"]), float(row["mIoU"])) for row in csv.DictReader(file) if row["mIoU"]]


def main(folder: Path, picture: Path) -> None:
    """Draw the curves and print a table."""
    made = figure(7, 4)
    ax = made.subplots()
    frame(ax, "Mean IoU on dubai/val")
    print("| head and loss | best mIoU | last mIoU |", *(f"steps to {mark} |" for mark in MARKS))
    print("|" + "---|" * (3 + len(MARKS)))
    for (name, title, style), colour in zip(RUNS, COLOURS, strict=False):
        steps, scores = zip(*curve(folder / name), strict=True)
        ax.plot(steps, scores, style, color=colour, linewidth=1.8, marker="o", markersize=3.5, label=title)
        reached = (
            next((str(s) for s, score in zip(steps, scores, strict=True) if score >= m), "–") for m in MARKS
        )
        print(f"| {title} | {max(scores):.3f} | {scores[-1]:.3f} |", *(f"{steps} |" for steps in reached))
    ax.set_xlabel("step")
    ax.legend(frameon=False, fontsize=9, loc="lower right")
    picture.write_bytes(png(made))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
