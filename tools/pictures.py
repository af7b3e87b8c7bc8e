"""Makes the pictures of README and docs from what earlier steps of `make pictures` drew, of which it is the last."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs/pictures"
# Name in the docs, what it is made from, and its greatest width in pixels.
PICTURES = {
    "demo.jpg": ("build/demo/rotterdam.png", 1400),
    "dock.png": ("build/pictures/dock-after.png", 1400),
    "form.png": ("build/pictures/form.png", 600),
    "form-options.png": ("build/pictures/form-options.png", 600),
    "settings.png": ("build/pictures/options-dialog.png", 800),
    "form-running.png": ("build/pictures/form-running.png", 600),
    "toolbox.png": ("build/pictures/AlgorithmDialog.png", 1000),
    "finetune-digitise.png": ("build/pictures/finetune-digitise.png", 1400),
    "finetune-advanced.png": ("build/pictures/finetune-advanced.png", 600),
    "finetune-running.png": ("build/pictures/finetune-running.png", 600),
    "finetune-result.png": ("build/pictures/finetune-result.png", 600),
    "finetune-compare.jpg": ("build/pictures/finetune-compare.png", 1100),
    "doubt-place.jpg": ("build/pictures/doubt-place.png", 900),
    "doubt-panel.png": ("build/pictures/doubt-panel.png", 600),
    "doubt-finetune.jpg": ("build/pictures/doubt-finetune.png", 900),
    "finetune-toolbox.png": ("build/pictures/finetunemodel.png", 1000),
    "refine.jpg": ("build/pictures/refine.png", 1400),
    "polygons.jpg": ("build/pictures/polygons.png", 1100),
    "areas.png": ("build/pictures/areas.png", 1000),
    "accuracy.png": ("build/pictures/accuracy.png", 700),
    "accuracy-areas.png": ("build/pictures/accuracy-areas.png", 900),
}
# Stays as it is where the data it is drawn from are not there.
FROM_DATA = "accuracy-areas.png"
# Of a palette of 256: the commonest ones stay exact, so that neither map nor legend shifts.
EXACT_COLOURS = 64
JPEG_QUALITY = 88
MOST_BYTES = 1_500_000


def shrink(source: Path, target: Path, width_px: int) -> None:
    """Write a picture no wider than that: as JPEG, or as PNG with few colours."""
    with Image.open(source) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((width_px, picture.height), Image.Resampling.LANCZOS)
    if target.suffix == ".jpg":
        picture.save(target, quality=JPEG_QUALITY, optimize=True)
        return
    counts = sorted(picture.getcolors(picture.width * picture.height), reverse=True)
    exact = [value for _, colour in counts[:EXACT_COLOURS] for value in colour]
    others = picture.quantize(256 - EXACT_COLOURS, Image.Quantize.MEDIANCUT).getpalette()
    palette = Image.new("P", (1, 1))
    palette.putpalette((exact + others)[: 3 * 256])
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(target, optimize=True)


def main() -> None:
    """Make every picture and check that they stay small."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    drawn = {name: each for name, each in PICTURES.items() if (ROOT / each[0]).is_file() or name != FROM_DATA}
    missing = [source for source, _ in drawn.values() if not (ROOT / source).is_file()]
    if missing:
        sys.exit(f"Not drawn yet: {', '.join(missing)}. Run: make pictures")
    for name, (source, width_px) in drawn.items():
        shrink(ROOT / source, FOLDER / name, width_px)
        print(f"{FOLDER.name}/{name}: {(FOLDER / name).stat().st_size / 1e3:.0f} kB")
    total = sum((FOLDER / name).stat().st_size for name in PICTURES)
    if total > MOST_BYTES:
        sys.exit(f"The pictures take {total / 1e6:.1f} MB, more than {MOST_BYTES / 1e6:.1f} MB.")


if __name__ == "__main__":
    main()
