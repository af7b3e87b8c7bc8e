"""From a class raster to polygons."""
