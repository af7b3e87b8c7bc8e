"""README and docs: no dead end, every page on the site, and references that say what the program says."""

from __future__ import annotations

import functools
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from rs_segmenter.engine.card import CARD_FILE, read_card
from rs_segmenter.engine.card_json import to_item
from rs_segmenter.engine.cli import main
from rs_segmenter.engine.models import ARCHITECTURES
from tools import commands

REPOSITORY = Path(__file__).resolve().parent.parent
DOCS = REPOSITORY / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
TEXTS = [*sorted(REPOSITORY.glob("*.md")), *PAGES]
MOST_BYTES_OF_PICTURES = 1_500_000
# ](target), ](target "title"), src="target", href="target".
TARGET = re.compile(r"""\]\(([^)\s]+)(?:\s+"[^"]*")?\)|(?:src|href)="([^"]+)\"""")
BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def without_code(text: str) -> str:
    """A page without its code, in which brackets mean other things."""
    return re.sub(r"`[^`\n]+`", "`code`", BLOCK.sub("", text))


def targets(page: Path) -> list[str]:
    """Where a page's links and pictures point, inside the repository."""
    found = [a or b for a, b in TARGET.findall(without_code(page.read_text("utf-8")))]
    return [target for target in found if not re.match(r"[a-z]+:", target)]


@functools.cache
def anchors(page: Path) -> set[str]:
    """The names under which a page's headings are reached, on GitHub and on the site."""
    headings = re.findall(r"^#+ (.+)$", BLOCK.sub("", page.read_text("utf-8")), re.MULTILINE)
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower() for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading).strip().replace(" ", "-") for heading in plain}


def fault(page: Path, target: str) -> str:
    """What is wrong with a link or a picture; empty for nothing."""
    name, _, anchor = target.partition("#")
    place = (page.parent / name).resolve() if name else page
    if not place.exists():
        return f"{target} does not exist"
    if DOCS in page.parents and DOCS not in place.parents:
        return f"{target} leaves docs/, where the site cannot follow; give its address"
    if anchor and place.suffix == ".md" and anchor not in anchors(place):
        return f"{target}: there is no such heading"
    return ""


def nav_entries(entries: list[object]) -> Iterator[str]:
    """Pages of the site's navigation, at any depth."""
    for entry in entries:
        value = next(iter(entry.values())) if isinstance(entry, dict) else entry
        yield from nav_entries(value) if isinstance(value, list) else [str(value)]


def keys(value: object) -> set[str]:
    """Every key of a JSON value, at any depth."""
    if isinstance(value, dict):
        return set(value).union(*map(keys, value.values()))
    return set().union(*map(keys, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_every_link_and_picture_leads_somewhere(page: Path) -> None:
    assert [found for target in targets(page) if (found := fault(page, target))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_what_belongs_to_a_list_is_indented_as_the_site_needs(page: Path) -> None:
    text = BLOCK.sub("", page.read_text("utf-8"))
    too_little = r"^ {1,3}(?:[-*]|\d+\.) .*|(?<=\n\n) {1,3}\S.*"
    runs_on = r"(?<=\n\n) {4}(?![-*] |\d+\. ).*(?:\n {4}.*)*\n(?:[-*]|\d+\.) .*"  # a blank line is missing
    assert re.findall(f"{too_little}|{runs_on}", text, re.MULTILINE) == []


def test_every_page_is_in_the_sites_navigation_once() -> None:
    site = yaml.safe_load((REPOSITORY / "mkdocs.yml").read_text("utf-8"))
    originals = [page for page in PAGES if not page.stem.endswith(".zh")]  # translations go with them
    pages = [page.relative_to(DOCS).as_posix() for page in originals]
    assert sorted(nav_entries(site["nav"])) == sorted(pages)


def test_every_picture_is_shown_and_together_they_stay_small() -> None:
    shown = {(page.parent / target).resolve() for page in TEXTS for target in targets(page)}
    pictures = list((DOCS / "pictures").iterdir())
    assert [path.name for path in pictures if path not in shown] == []
    assert sum(path.stat().st_size for path in pictures) <= MOST_BYTES_OF_PICTURES


def test_the_site_asks_nothing_of_the_network() -> None:
    site = yaml.safe_load((REPOSITORY / "mkdocs.yml").read_text("utf-8"))
    assert site["theme"]["font"] is False and "repo_url" not in site
    assert {"search", "offline"} <= set(site["plugins"])
    for name in site["extra"]["polyfills"]:
        assert "http" not in (DOCS / name).read_text("utf-8")


def test_the_page_of_commands_is_what_the_command_line_says() -> None:
    assert commands.page() == commands.PAGE.read_text("utf-8"), "run: .venv/bin/python tools/commands.py"


def test_the_architecture_lists_the_commands_and_algorithms_that_there_are() -> None:
    text = (REPOSITORY / "ARCHITECTURE.md").read_text("utf-8")
    rows = text.partition("| command | Processing algorithm |")[2].partition("\n\n")[0].splitlines()[2:]
    named = {word for row in rows for word in re.findall(r"(?:^\| |, )`([a-z]+)", row)}
    group = re.search(r"`models ([a-z, ]+)`", text)
    assert named == set(main.commands) and group is not None
    assert set(group[1].split(", ")) == set(main.commands["models"].commands)
    code = "".join(p.read_text("utf-8") for p in (REPOSITORY / "rs_segmenter/algorithms").glob("*.py"))
    assert [
        name for name in re.findall(r"`rs_segmenter:(\w+)`", "".join(rows)) if f'"{name}"' not in code
    ] == []


def test_the_page_of_cards_names_every_key_of_a_card() -> None:
    page = (DOCS / "guide/model-card.md").read_text("utf-8")
    named = set(re.findall(r"[\w:]+", " ".join(re.findall(r"`([^`\n]+)`", BLOCK.sub("", page)))))
    card = to_item(read_card(REPOSITORY / "resources/models/landcover-light"))
    free = keys(card["properties"]["mlm:hyperparameters"])  # the network's own
    free |= {key for part in ("scores", "lineage") for key in card["properties"][f"rs_segmenter:{part}"]}
    assert keys(card) - free - named == set()


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_page_of_cards_has_every_architecture_with_its_options(architecture: str) -> None:
    page = (DOCS / "guide/model-card.md").read_text("utf-8")
    known = next(line for line in page.splitlines() if line.startswith("| `mlm:architecture` |"))
    assert f"`{architecture}`" in known
    rows = page.partition("## Options of the architectures")[2].partition("\n## ")[0].split("\n| `")
    own = next((row for row in rows if f"`{architecture}`" in f"`{row.partition(' | ')[0]}"), "")
    options = inspect.signature(ARCHITECTURES[architecture]).parameters.values()
    missing = [o.name for o in options if o.kind is o.KEYWORD_ONLY and f"`{o.name}`" not in own]
    assert not missing, f"docs/guide/model-card.md lacks options of {architecture}: {missing}"


def test_the_example_of_a_card_is_a_card_as_it_is_written(tmp_path: Path) -> None:
    page = (DOCS / "guide/model-card.md").read_text("utf-8")
    example = re.findall(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[0]
    (tmp_path / CARD_FILE).write_text(example, "utf-8")
    assert to_item(read_card(tmp_path)) == json.loads(example)
