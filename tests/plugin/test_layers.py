"""What the plugin says about a raster before the run is what the engine finds in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsRasterLayer

from rs_segmenter.engine.errors import RasterError
from rs_segmenter.engine.raster import RasterSource
from rs_segmenter.layers import has_name, raster_facts, raster_path

ODD = """
    RGB.byte.tif RGBA.byte.tif RGBA.uint16.tif alpha.tif cogeo.tif deepness_nocrs_rgb.tif
    enmap_224band_float32.tif landsat7_int16_8band.tif nlcd_palette_albers_nodata255.tif rotated.tif
    rv_6x6.tif sen2_13band_int16.tif solaris_int16_customcrs_nodata.tif world.byte.tif
    RGB.byte.gcp.vrt""".split()


@pytest.mark.parametrize("name", ODD)
def test_facts_agree_with_the_engine(shared_data: Path, name: str) -> None:
    path = shared_data / "odd" / name
    facts = raster_facts(QgsRasterLayer(str(path), name))
    source = RasterSource(str(path))
    assert facts.roles == source.roles
    assert facts.dtypes == source.dtypes
    assert facts.palette == source.has_palette
    resolution_m = source.grid.ground_resolution_m
    assert facts.resolution_m == (
        resolution_m if resolution_m is None else pytest.approx(resolution_m, rel=0.01)
    )
    source.close()


def test_a_place_that_squeezes_pixels_to_nothing_is_none_for_both(photo: Path) -> None:
    file = gdal.Open(str(photo), gdal.GA_Update)
    file.SetGeoTransform((593000, 1, 2, 5747000, 2, 4))
    del file
    source = RasterSource(str(photo))
    facts = raster_facts(QgsRasterLayer(str(photo), "photo"))
    assert (facts.placed, facts.resolution_m) == (source.grid.placed, None) == (False, None)
    source.close()


def test_values_are_sampled_without_alpha_and_no_data(photo: Path) -> None:
    low, high = raster_facts(QgsRasterLayer(str(photo), "photo")).sample_range
    assert 0 <= low < high <= 255


def test_the_path_is_the_one_of_the_layer(photo: Path) -> None:
    assert raster_path(QgsRasterLayer(str(photo), "photo")) == str(photo)


@pytest.fixture(params=[False, True], ids=["gdal is silent", "gdal raises"])
def gdal_raises(request: pytest.FixtureRequest) -> Iterator[None]:
    """Another plugin may have switched GDAL's exceptions on, for the whole process."""
    if request.param:
        gdal.UseExceptions()
    yield
    gdal.DontUseExceptions()


@pytest.mark.usefixtures("gdal_raises")
def test_a_file_that_went_away_is_named(photo: Path) -> None:
    layer = QgsRasterLayer(str(photo), "photo")
    photo.unlink()
    with pytest.raises(RasterError, match="The file of the layer 'photo' cannot be opened"):
        raster_facts(layer)


@pytest.mark.usefixtures("gdal_raises")
def test_a_damaged_file_has_facts_but_no_range_of_values(shared_data: Path) -> None:
    path = shared_data / "odd/truncated_rgb_lzw.tif"
    assert raster_facts(QgsRasterLayer(str(path), "cut short")).bands == 3


def test_a_broken_layer_is_named(tmp_path: Path) -> None:
    with pytest.raises(RasterError, match="'gone' cannot be read"):
        raster_path(QgsRasterLayer(str(tmp_path / "gone.tif"), "gone"))


def test_a_file_in_the_folder_at_hand_is_found_from_any_other_folder(
    photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(photo.parent)
    assert raster_path(QgsRasterLayer(photo.name, "photo")) == str(photo)


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("/data/vsimem/photo.tif", True),
        ("/vsimem/photo.tif", False),
        ("/vsizip//vsimem/photos.zip/photo.tif", False),
        ('NETCDF:"/vsimem/photo.nc":Band1', False),
        ("mem:::PIXELS=2,LINES=2", False),
        ("/vsicurl/http://127.0.0.1:9/photo.tif", True),
        ("/vsicurl/http://127.0.0.1:9/photo.tif authcfg='a1b2c3d'", False),
        ("PG:host=127.0.0.1 port=9 dbname=gis table=photo authcfg='a1b2c3d'", False),
        ("/vsis3/photos/photo.tif|credential:AWS_ACCESS_KEY_ID=abc", False),
        ("/data/photo.tif|option:NUM_THREADS=2", True),
    ],
)
def test_what_lies_in_memory_or_behind_a_login_of_qgis_has_no_name_elsewhere(
    source: str, named: bool, qgis_app: object
) -> None:
    assert has_name(QgsRasterLayer(source, "photo", "gdal")) is named
