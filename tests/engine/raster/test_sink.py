"""What a written GeoTIFF holds, and that nothing appears under its name before it is whole."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.control import GroundControlPoint
from rasterio.crs import CRS
from rasterio.enums import ColorInterp

from rs_segmenter.engine.errors import RasterError
from rs_segmenter.engine.raster import Grid, RasterSink, SinkFormat
from rs_segmenter.engine.raster.grid import UNPLACED

COLOURS = {0: (217, 201, 163), 1: (192, 57, 43)}
CLASSES = SinkFormat(1, "uint8", 255, {"RS_SEGMENTER_MODEL": "tïny"}, ("class",), COLOURS)
SHARES = SinkFormat(3, "float32", -1.0, {}, ("bare", "roof", "tree"), overview="average")
STEPS = replace(SHARES, dtype="uint8", nodata=255, scale=1 / 250)
PLACE = Affine.translation(593000.1, 5747000.7) * Affine.rotation(12) * Affine.scale(0.5, -0.5)
GRID = Grid(700, 900, PLACE, CRS.from_epsg(32631))


def pattern(form: SinkFormat, grid: Grid = GRID) -> NDArray[np.generic]:
    shape = (form.count, grid.height, grid.width)
    return np.random.default_rng(3).integers(0, 2, shape).astype(form.dtype)


def write(path: Path, form: SinkFormat, grid: Grid = GRID) -> Path:
    sink = RasterSink(str(path), grid, form)
    sink.write(pattern(form, grid), grid.window)
    sink.complete()
    sink.publish()
    sink.discard()
    return path


@pytest.mark.parametrize("form", [CLASSES, SHARES, STEPS], ids=["classes", "float32", "uint8"])
def test_pixels_come_back_in_a_tiled_compressed_file_with_overviews(form: SinkFormat, tmp_path: Path) -> None:
    with rasterio.open(write(tmp_path / "out.tif", form)) as file:
        np.testing.assert_array_equal(file.read(), pattern(form))
        assert file.profile["tiled"] and set(file.block_shapes) == {(256, 256)}
        assert file.compression.name == "deflate"
        assert file.overviews(1) == [2]
        assert (file.count, file.dtypes[0], file.nodata) == (form.count, form.dtype, form.nodata)
        assert file.descriptions == form.band_names
        assert set(file.scales) == {form.scale}
    assert [p.name for p in tmp_path.iterdir()] == ["out.tif"]


def test_class_colours_and_metadata_are_inside_the_file(tmp_path: Path) -> None:
    with rasterio.open(write(tmp_path / "out.tif", CLASSES)) as file:
        colours = file.colormap(1)
        assert {v: colours[v][:3] for v in COLOURS} == COLOURS
        assert file.colorinterp == (ColorInterp.palette,)
        assert file.tags()["RS_SEGMENTER_MODEL"] == "tïny"


def test_overviews_of_classes_hold_classes(tmp_path: Path) -> None:
    form = replace(CLASSES, colours={0: (0, 0, 0), 9: (9, 9, 9)})
    sink = RasterSink(str(tmp_path / "out.tif"), GRID, form)
    sink.write(
        np.where(np.arange(900) % 3, 9, 0).astype(np.uint8) * np.ones((1, 700, 1), np.uint8), GRID.window
    )
    sink.complete()
    sink.publish()
    with rasterio.open(tmp_path / "out.tif", overview_level=0) as file:
        assert set(np.unique(file.read(1))) <= {0, 9}


@pytest.mark.parametrize(
    "grid",
    [
        GRID,
        replace(GRID, crs=CRS.from_epsg(4326), transform=Affine(1e-5, 0, 5.1, 0, -1e-5, 52.3)),
        replace(GRID, crs=None),
    ],
    ids=["rotated", "degrees", "no CRS"],
)
def test_the_place_is_exactly_that_of_the_grid(grid: Grid, tmp_path: Path) -> None:
    with rasterio.open(write(tmp_path / "out.tif", CLASSES, grid)) as file:
        assert file.transform.almost_equals(grid.transform, 1e-9)
        assert (file.crs or None) == grid.crs


def test_control_points_are_written(tmp_path: Path) -> None:
    points = tuple(GroundControlPoint(r, c, 5.0 + c, 50.0 - r) for r, c in ((0, 0), (0, 9), (9, 0)))
    grid = Grid(70, 90, UNPLACED, CRS.from_epsg(4326), False, points)
    with rasterio.open(write(tmp_path / "out.tif", CLASSES, grid)) as file:
        gcps, crs = file.gcps
        assert [(g.row, g.col, g.x, g.y) for g in gcps] == [(g.row, g.col, g.x, g.y) for g in points]
        assert crs.to_epsg() == 4326


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_grid_without_a_place_gets_none(tmp_path: Path) -> None:
    with rasterio.open(write(tmp_path / "out.tif", CLASSES, Grid(70, 90, UNPLACED, None, False))) as file:
        assert file.transform.is_identity and file.crs is None


def test_a_small_raster_has_no_overviews(tmp_path: Path) -> None:
    with rasterio.open(write(tmp_path / "out.tif", CLASSES, Grid(6, 6, PLACE, GRID.crs))) as file:
        assert file.overviews(1) == []


def test_a_raster_that_may_pass_4_gb_is_a_bigtiff(tmp_path: Path) -> None:
    for side, version in ((1000, 42), (70_000, 43)):
        sink = RasterSink(str(tmp_path / "out.tif"), Grid(side, side, PLACE, GRID.crs), CLASSES)
        sink.complete() if side < 2000 else sink._file.close()
        (part,) = tmp_path.iterdir()
        assert int.from_bytes(part.read_bytes()[2:4], "little") == version
        sink.discard()


def test_nothing_has_the_name_before_it_is_published(tmp_path: Path) -> None:
    target = tmp_path / "out.tif"
    target.write_text("what was there")
    sink = RasterSink(str(target), GRID, CLASSES)
    sink.write(pattern(CLASSES), GRID.window)
    sink.complete()
    assert target.read_text() == "what was there"
    sink.publish()
    assert target.read_bytes()[:2] == b"II"


def test_two_runs_in_one_process_do_not_write_the_same_part(tmp_path: Path) -> None:
    first, second = (RasterSink(str(tmp_path / "out.tif"), GRID, CLASSES) for _ in range(2))
    second.write(pattern(CLASSES), GRID.window)
    second.complete()
    first.discard()
    second.publish()
    with rasterio.open(tmp_path / "out.tif") as file:
        np.testing.assert_array_equal(file.read(), pattern(CLASSES))


BEGIN = """
import os, sys
from affine import Affine
from rs_segmenter.engine.raster import Grid, RasterSink, SinkFormat

RasterSink(sys.argv[1], Grid(9, 9, Affine(1, 0, 0, 0, -1, 0), None), SinkFormat(1, "uint8", 255, {}))
os._exit(9)
"""


@pytest.fixture
def left(tmp_path: Path, repository: Path) -> Path:
    """What a run that was killed has left."""
    subprocess.run([sys.executable, "-c", BEGIN, str(tmp_path / "out.tif")], cwd=repository, timeout=60)
    (part,) = tmp_path.iterdir()
    return part


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says simply which processes live")
def test_what_a_killed_run_of_this_machine_left_goes_at_once(left: Path, tmp_path: Path) -> None:
    RasterSink(str(tmp_path / "out.tif"), GRID, CLASSES).discard()
    assert not left.exists()


def test_what_another_machine_or_container_writes_goes_only_after_an_hour(left: Path, tmp_path: Path) -> None:
    host, namespace, *run = left.name.removeprefix(".out.tif.part-").rsplit("-", 3)
    others = [
        left.rename(left.with_name(f".out.tif.part-{host}x-{namespace}-{run[0]}-{run[1]}")),
        tmp_path / f".out.tif.part-{host}-{namespace}1-{run[0]}-{run[1]}",
    ]
    others[1].touch()
    RasterSink(str(tmp_path / "out.tif"), GRID, CLASSES).discard()
    assert all(part.exists() for part in others)
    for part in others:
        os.utime(part, (0, 0))
    RasterSink(str(tmp_path / "out.tif"), GRID, CLASSES).discard()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("complete", [False, True])
def test_a_discarded_file_leaves_nothing(complete: bool, tmp_path: Path) -> None:
    sink = RasterSink(str(tmp_path / "out.tif"), GRID, CLASSES)
    sink.write(pattern(CLASSES), GRID.window)
    if complete:
        sink.complete()
    sink.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(RasterError, match="out.tif' cannot be written"):
        RasterSink(str(tmp_path / "file" / "out.tif"), GRID, CLASSES)


def test_a_name_that_cannot_be_taken_is_an_error(tmp_path: Path) -> None:
    sink = RasterSink(str(tmp_path / "out.tif"), GRID, CLASSES)
    sink.complete()
    (tmp_path / "out.tif").mkdir()
    with pytest.raises(RasterError, match="out.tif' cannot be written: .*directory"):
        sink.publish()
    sink.discard()
    assert [p.name for p in tmp_path.iterdir()] == ["out.tif"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RasterError, match="none/out.tif' cannot be written"):
        RasterSink(str(tmp_path / "none" / "out.tif"), GRID, CLASSES)


FULL_DISK = """
import resource, signal, sys
import numpy as np
from affine import Affine
from rs_segmenter.engine.errors import RasterError
from rs_segmenter.engine.raster import Grid, RasterSink, SinkFormat

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
grid = Grid(1500, 1500, Affine(1, 0, 0, 0, -1, 0), None)
sink = None
try:
    sink = RasterSink(sys.argv[1], grid, SinkFormat(1, "uint8", 255, {}))
    sink.write(np.random.default_rng(0).integers(0, 255, (1, 1500, 1500)).astype(np.uint8), grid.window)
    sink.complete()
    sink.publish()
except RasterError as error:
    print(error)
    sys.exit(7)
finally:
    if sink:
        sink.discard()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are of POSIX")
# Where the limit is met: in the header, among the pixels, at the very end, in the overviews.
@pytest.mark.parametrize("limit_bytes", [0, 500_000, 2_200_000, 2_400_000])
def test_a_full_disk_is_an_error_and_leaves_nothing(
    limit_bytes: int, tmp_path: Path, repository: Path
) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path / "out.tif"), str(limit_bytes)]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=60)
    assert done.returncode == 7, done.stderr
    assert "out.tif' cannot be written" in done.stdout
    assert list(tmp_path.iterdir()) == []
