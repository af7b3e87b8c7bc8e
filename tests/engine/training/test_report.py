"""The report: complete, escaped, in one file, and with pictures that show what they should."""

from __future__ import annotations

import base64
import html.parser
import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from rs_segmenter.engine.card import LabelClass
from rs_segmenter.engine.errors import EngineError
from rs_segmenter.engine.scores import Scores
from rs_segmenter.engine.training import IGNORE, OTHER
from rs_segmenter.engine.training.pictures import Cell, Overview, Place
from rs_segmenter.engine.training.report import Facts, LabelTable, Report, draw, render, write_report

CLASSES = (
    LabelClass(0, "land", "#d9c9a3"),
    LabelClass(1, "roof", "#c0392b"),
    LabelClass(2, "<i>moss & fern</i>", "#4a9d4a"),
)
NAMES = tuple(c.name for c in CLASSES)


def scores(*rows: tuple[int, ...], annotated: tuple[bool, ...] = (True,) * 3) -> Scores:
    return Scores(NAMES, (*((*row, 0) for row in rows), (0, 0, 0, 0)), annotated)


NEW = scores((900, 50, 50), (100, 300, 0), (10, 0, 40))
PARENT = scores((700, 250, 50), (200, 200, 0), (0, 0, 50))


@pytest.fixture
def report() -> Report:
    rows = [{"step": float(s), "loss": 1 / s, "lr": 0.001} for s in range(1, 41)]
    for step in (20, 40):
        rows.append({"step": step, "val_loss": 0.5, "mIoU": step / 100, **{f"IoU {n}": 0.5 for n in NAMES}})
    pixels = np.random.default_rng(1).integers(0, 255, (30, 40, 3), dtype=np.uint8)
    labels = np.full((30, 40), IGNORE, dtype=np.uint8)
    labels[:10], labels[10:20] = 1, OTHER
    predicted = np.ones((30, 40), dtype=np.uint8)
    cells = (Cell(0, 0, 20, 30, 0.9, 0.7), Cell(20, 0, 20, 30, 0.5, 0.6))
    return Report(
        title="Model of <script>alert(1)</script>",
        subtitle="made by a test",
        ground="2 of 8 blocks",
        classes=CLASSES,
        new=NEW,
        parent=PARENT,
        curves=rows,
        labels=(LabelTable("field.gpkg", ("polygons", "pixels"), (("land", ("3", "1,000")),), ("1 empty",)),),
        facts=(Facts("Recipe", (("loss", "cross-entropy"),)),),
        warnings=("Few labels.",),
        overviews=(Overview("photo.tif", pixels, cells),),
        places=(Place("photo.tif, typical", pixels, labels, (False, True, False), predicted, 0 * predicted),),
    )


class _Outline(html.parser.HTMLParser):
    """Tags that are open, and every address that the page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attributes if name in ("src", "href")]
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_report_is_one_whole_file_that_fetches_nothing(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_report(report, path)
    outline = _Outline()
    outline.feed(path.read_text(encoding="utf-8"))
    assert outline.open == []
    assert len(outline.addresses) == 6
    for address in outline.addresses:
        data = base64.b64decode(address.removeprefix("data:image/png;base64,"), validate=True)
        assert min(Image.open(io.BytesIO(data)).size) > 100
    assert "url(" not in path.read_text(encoding="utf-8")
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_names_of_the_user_are_shown_and_never_run(report: Report) -> None:
    page = render(report, {"confusion": b""})
    assert "<script" not in page
    assert "Model of &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;i&gt;moss &amp; fern&lt;/i&gt;" in page


def test_a_report_says_scores_verdict_labels_recipe_and_warnings(report: Report) -> None:
    page = render(report, {"confusion": b""})
    for text in (
        "beats its start model",
        "0.811",
        "+0.359",
        "Few labels.",
        "1,000",
        "1 empty",
        "cross-entropy",
    ):
        assert text in page, text
    assert re.search(r'class="verdict better"', page)


def test_a_model_that_loses_is_shown_as_such(report: Report) -> None:
    page = render(replace(report, new=PARENT, parent=NEW), {"confusion": b""})
    assert 'class="verdict worse"' in page
    assert "does not beat its start model" in page


def test_means_over_different_classes_are_not_set_side_by_side(report: Report) -> None:
    unlike = replace(PARENT, annotated=(True, True, False))
    page = render(replace(report, parent=unlike), {"confusion": b""})
    assert "over the 2 classes both know" in page
    assert "start model 0." not in page


def test_only_what_there_is_is_drawn(report: Report) -> None:
    assert set(draw(report)) == {"gains", "confusion", "curves", "map", "change", "places"}
    bare = replace(report, parent=None, curves=(), overviews=(), places=())
    assert set(draw(bare)) == {"confusion"}


def test_the_same_report_has_the_same_bytes(report: Report) -> None:
    assert draw(report) == draw(report)


def test_a_report_that_cannot_be_written_leaves_nothing_and_says_where(
    report: Report, tmp_path: Path
) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(EngineError, match="report.html"):
        write_report(report, tmp_path / "report.html")
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
