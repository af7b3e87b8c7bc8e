"""Layers that are no file, copied to a GeoTIFF by QGIS: from tile and map servers, databases, memory."""
