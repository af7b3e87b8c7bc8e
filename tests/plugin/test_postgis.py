"""'Segment layer' on rasters of a PostGIS database, whose password nobody is told.

Needs a database with the extension postgis_raster that a user may write to, named in RS_SEGMENTER_TEST_POSTGIS as
`host=127.0.0.1 port=5432 dbname=gis user=me password=...`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import processing
import psycopg2
import pytest
from osgeo import gdal
from psycopg2.extensions import parse_dsn
from qgis.core import QgsDataSourceUri, QgsProject, QgsRasterLayer

from .conftest import ALGORITHM, OpenDock, click, wait
from .servers import keep_login

DATABASE = os.environ.get("RS_SEGMENTER_TEST_POSTGIS", "")
TABLE = "rs_segmenter_test"
pytestmark = [
    pytest.mark.usefixtures("provider"),
    pytest.mark.skipif(not DATABASE, reason="RS_SEGMENTER_TEST_POSTGIS names no database"),
]


@pytest.fixture
def table(photo: Path) -> Iterator[dict[str, str]]:
    """The photo as a table of the database; gives what a connection needs."""
    file = gdal.Open(str(photo))
    x, width, _, y, _, height = file.GetGeoTransform()
    connection = psycopg2.connect(DATABASE)
    with connection, connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"CREATE TABLE {TABLE} (rid serial PRIMARY KEY, rast raster)")
        size = (file.RasterXSize, file.RasterYSize, x, y, width, height)
        cursor.execute(
            f"INSERT INTO {TABLE} (rast) VALUES (ST_MakeEmptyRaster(%s, %s, %s, %s, %s, %s, 0, 0, 32631))",
            size,
        )
        for band, pixels in enumerate(file.ReadAsArray(), start=1):
            cursor.execute(f"UPDATE {TABLE} SET rast = ST_AddBand(rast, '8BUI'::text)")
            cursor.execute(
                f"UPDATE {TABLE} SET rast = ST_SetValues(rast, %s, 1, 1, %s::double precision[][])",
                (band, pixels.tolist()),
            )
        cursor.execute("SELECT AddRasterConstraints(%s::name, 'rast'::name)", (TABLE,))
    yield parse_dsn(DATABASE)
    QgsProject.instance().clear()
    with connection, connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}")
    connection.close()


@pytest.mark.parametrize("kept", [False, True], ids=["password in the source", "login kept by QGIS"])
@pytest.mark.parametrize("reader", ["postgresraster", "gdal"])
def test_a_raster_of_a_database_gives_the_map_of_the_file_and_tells_no_password(
    reader: str, kept: bool, table: dict[str, str], photo: Path, open_dock: OpenDock, tmp_path: Path
) -> None:
    user, password = table["user"], table["password"]
    login = keep_login(user, password) if kept else ""
    if reader == "gdal":
        parts = {k: v for k, v in table.items() if not kept or k not in ("user", "password")}
        parts |= {"schema": "public", "table": TABLE, "mode": "2"} | ({"authcfg": login} if kept else {})
        source = "PG:" + " ".join(f"{name}='{value}'" for name, value in parts.items())
    else:
        uri, known = QgsDataSourceUri(), ("", "") if kept else (user, password)
        place = table["host"], table.get("port", "5432"), table["dbname"]
        uri.setConnection(*place, *known, QgsDataSourceUri.SslMode.SslPrefer, login)
        uri.setDataSource("public", TABLE, "rast")
        source = uri.uri(False)
    layer = QgsRasterLayer(source, "in a database", reader)
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer)
    dock = open_dock()
    click(dock.segmentButton)
    wait(lambda: dock.run is None)
    (made,) = (x for x in QgsProject.instance().mapLayers().values() if x.id() != layer.id())
    wanted = {"INPUT": str(photo), "BANDS": [1, 2, 3], "OUTPUT": str(tmp_path / "map.tif")}
    same = gdal.Open(processing.run(ALGORITHM, wanted)["OUTPUT"])
    assert (gdal.Open(made.source()).ReadAsArray() == same.ReadAsArray()).all()
    told = made.htmlMetadata() + dock.logText.toPlainText() + dock.checkPanel.text
    assert TABLE in told and password not in told
    assert password.encode() not in Path(made.source()).read_bytes()
