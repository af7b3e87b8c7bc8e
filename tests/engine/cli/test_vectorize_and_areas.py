"""`vectorize` and `areas` on a map that the shipped model made."""

from __future__ import annotations

import csv
import json
import resource
from pathlib import Path

import fiona
import pytest

from .conftest import PATIENCE_S, Invoke, Start


@pytest.fixture(scope="module")
def predicted(sample_raster: Path, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Classes and confidence of the sample raster."""
    from click.testing import CliRunner

    from rs_segmenter.engine.cli import main

    folder = tmp_path_factory.mktemp("map")
    files = {name: folder / f"{name}.tif" for name in ("classes", "confidence")}
    command = ["segment", str(sample_raster), str(files["classes"]), "--confidence", str(files["confidence"])]
    done = CliRunner(env={"RS_SEGMENTER_CACHE": str(cache)}).invoke(main, command)
    assert done.exit_code == 0, done.output
    return files


def test_polygons_and_pixels_cover_the_same_ground(
    invoke: Invoke, predicted: dict[str, Path], tmp_path: Path
) -> None:
    made = invoke(
        *("vectorize", predicted["classes"], tmp_path / "polygons.gpkg", "--simplify-px", "0"),
        *("--confidence", predicted["confidence"]),
    )
    assert made.exit_code == 0, made.output
    measured = invoke("areas", predicted["classes"], tmp_path / "areas.csv")
    assert measured.exit_code == 0, measured.output
    with open(tmp_path / "areas.csv", encoding="utf-8", newline="") as file:
        pixels_m2 = {row["name"]: float(row["area_m2"]) for row in csv.DictReader(file)}
    polygons_m2 = dict.fromkeys(pixels_m2, 0.0)
    with fiona.open(tmp_path / "polygons.gpkg", layer="polygons") as file:
        for feature in file:
            polygons_m2[feature["properties"]["name"]] += feature["properties"]["area_m2"]
            assert 0 < feature["properties"]["confidence"] <= 100
    assert polygons_m2 == pytest.approx(pixels_m2, rel=1e-5, abs=0.01)
    assert "vegetation" in made.stdout and "vegetation" in measured.stdout


def test_polygons_as_zones_hold_nothing_but_their_class(
    invoke: Invoke, predicted: dict[str, Path], tmp_path: Path
) -> None:
    zones = tmp_path / "polygons.gpkg"
    invoke("vectorize", predicted["classes"], zones, "--simplify-px", "0", "--min-area-m2", "30")
    done = invoke(
        *("areas", predicted["classes"], tmp_path / "areas.csv", "--json"),
        *("--zones", zones, "--zones-layer", "polygons", "--zone-field", "name"),
    )
    result = json.loads(done.stdout.splitlines()[-1])
    assert len(result["zones"]) > 20
    for zone in result["zones"]:
        assert {c["name"]: round(c["percent"]) for c in zone["classes"] if c["pixels"]} == {zone["name"]: 100}


@pytest.mark.parametrize(
    ("verb", "output", "options"),
    [
        ("vectorize", "polygons.gpkg", ("--simplify-m", "2", "--class", "water", "--class", "vegetation")),
        ("areas", "areas.csv", ("--chart", "areas.png", "--layer", "areas.gpkg")),
    ],
)
def test_a_saved_job_does_the_same_from_elsewhere(
    invoke: Invoke,
    predicted: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    verb: str,
    output: str,
    options: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    first = invoke(verb, predicted["classes"], output, *options, "--save-job", "job.json", "--json")
    assert first.exit_code == 0, first.output
    for path in tmp_path.iterdir():
        if path.suffix in (".gpkg", ".csv", ".png"):
            path.unlink()
    monkeypatch.chdir(predicted["classes"].parent)
    second = invoke("run", tmp_path / "job.json", "--json")
    assert second.exit_code == 0, second.output
    assert (tmp_path / output).is_file()
    one, other = (json.loads(r.stdout.splitlines()[-1]) for r in (first, second))
    same = "polygons" if verb == "vectorize" else "zones"
    assert one[same] == other[same]


@pytest.mark.parametrize(
    "arguments",
    [
        ("vectorize", "classes.tif", "polygons.shp"),
        ("vectorize", "classes.tif", "no folder/polygons.gpkg"),
        ("vectorize", "missing.tif", "polygons.gpkg"),
        ("vectorize", "classes.tif", "polygons.gpkg", "--class", "castle"),
        ("areas", "classes.tif", "areas.txt"),
        ("areas", "missing.tif", "areas.csv"),
        ("areas", "classes.tif", "areas.csv", "--zones", "missing.gpkg"),
        ("areas", "classes.tif", "areas.csv", "--chart", "chart.jpg"),
    ],
)
def test_bad_input_ends_with_a_message_and_a_remedy(
    invoke: Invoke, predicted: dict[str, Path], arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(predicted["classes"].parent)
    before = set(Path.cwd().iterdir())
    done = invoke(*arguments)
    assert done.exit_code == 1
    message, remedy = done.stderr.strip().splitlines()[-2:]
    assert message.startswith("Error: ") and remedy
    assert set(Path.cwd().iterdir()) == before


def test_two_tolerances_are_wrong_usage(invoke: Invoke, predicted: dict[str, Path]) -> None:
    done = invoke("vectorize", predicted["classes"], "p.gpkg", "--simplify-px", "1", "--simplify-m", "1")
    assert done.exit_code == 2


@pytest.mark.parametrize(("verb", "output"), [("vectorize", "polygons.gpkg"), ("areas", "areas.csv")])
def test_a_full_disk_leaves_nothing_behind(
    start: Start, predicted: dict[str, Path], tmp_path: Path, verb: str, output: str
) -> None:
    def small_files() -> None:
        # Less than the layer takes
        size = 100_000 if verb == "vectorize" else 10
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    program = start(verb, predicted["classes"], tmp_path / output, limit=small_files)
    _, said = program.communicate(timeout=PATIENCE_S)
    assert program.returncode == 1, said
    assert "cannot be written" in said
    assert not list(tmp_path.iterdir())
