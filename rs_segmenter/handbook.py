"""Where the documentation is read: a page for every window and algorithm.

The pages are read where the project lives, which shows them with their pictures; a copy in the zip would double it.
"""

from __future__ import annotations

from configparser import ConfigParser
from functools import lru_cache
from pathlib import Path

from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices

_GUIDE = "blob/main/docs/guide"
OF_ALGORITHMS = {
    "segmentlayer": "dock#toolbox-batch-model-designer",
    "refineclasses": "refine",
    "postprocessclasses": "results",
    "vectorizeclasses": "results",
    "classareas": "results",
    "assessaccuracy": "results",
    "samplereference": "results",
    "doubtfulplaces": "doubt#toolbox-and-command-line",
    "finetunemodel": "fine-tune#toolbox-batch-qgis_process",
    "evaluatemodel": "training",
}


@lru_cache(maxsize=1)
def _home() -> str:
    """The project's home page, as `metadata.txt` names it."""
    metadata = ConfigParser(interpolation=None)
    metadata.read(Path(__file__).parent / "metadata.txt", encoding="utf-8")
    return metadata["general"]["homepage"].rstrip("/")


def page_url(page: str) -> str:
    """Address of a page of the user guide.

    Args:
        page: Its name, such as `dock`, or with a heading: `dock#a-run`.
    """
    name, _, heading = page.partition("#")
    return f"{_home()}/{_GUIDE}/{name}.md" + (f"#{heading}" if heading else "")


def show_page(page: str) -> None:
    """Open a page in the browser; see `page_url`."""
    QDesktopServices.openUrl(QUrl(page_url(page)))
