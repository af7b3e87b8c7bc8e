"""Where a layer of vectors comes from, in its GeoPackage: model, weights, parameters, versions and inputs."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from html import escape
from pathlib import Path
from typing import Any

from .address import public
from .version import read_version

OWN_TAGS = "RS_SEGMENTER_"
STEP_TAG = "RS_SEGMENTER_STEP"
_INPUTS = ("classes", "confidence", "doubt", "probabilities", "zones")
_OUTPUTS = ("output", "layer", "chart", "overwrite")
# Table 14 ff. of OGC 12-128r19, GeoPackage's extension for metadata.
_TABLES = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
    definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE IF NOT EXISTS gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,
    md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL,
    mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT,
    row_id_value INTEGER, timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
    CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
    CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
"""
_EXTENSION = (
    "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_metadata', "
    "'http://www.geopackage.org/spec120/#extension_metadata', 'read-write')"
)


def derived_tags(tags: Mapping[str, str], verb: str, job: Any) -> dict[str, str]:
    """What the file of a step says: what its input said of itself, and what was done to it.

    Args:
        tags: Metadata of the raster that it is made from.
        verb: The step, such as `vectorize`.
        job: Its job, a dataclass.

    Returns:
        Text by key; all keys begin with `OWN_TAGS`.
    """
    said = {name: value for name, value in dataclasses.asdict(job).items() if name not in _OUTPUTS}
    for name in _INPUTS:
        if path := said.get(name):
            said[name] = public(path)
    step = {"verb": verb, "version": read_version(), **said}
    return {key: text for key, text in tags.items() if key.startswith(OWN_TAGS)} | {
        STEP_TAG: json.dumps(step, ensure_ascii=False)
    }


def write_tags(part: Path, layer: str, tags: Mapping[str, str]) -> None:
    """Write metadata of a layer of a GeoPackage, as GDAL does, so that `ogrinfo` and others show it.

    Args:
        part: What `vector.geopackage` gave, with the layer.
        layer: Name of the layer.
        tags: Text by key.

    Raises:
        sqlite3.Error: When it cannot be written; `vector.geopackage` tells the user.
    """
    items = "".join(f'<MDI key="{escape(key)}">{escape(text)}</MDI>' for key, text in tags.items())
    xml = f"<GDALMultiDomainMetadata><Metadata>{items}</Metadata></GDALMultiDomainMetadata>"
    with closing(sqlite3.connect(part)) as base, base:
        base.executescript(_TABLES)
        base.executemany(_EXTENSION, [("gpkg_metadata",), ("gpkg_metadata_reference",)])
        said = base.execute(
            "INSERT INTO gpkg_metadata (md_standard_uri, metadata) VALUES ('http://gdal.org', ?)", (xml,)
        )
        base.execute(
            "INSERT INTO gpkg_metadata_reference (reference_scope, table_name, md_file_id) VALUES ('table', ?, ?)",
            (layer, said.lastrowid),
        )
