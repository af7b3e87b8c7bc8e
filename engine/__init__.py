"""RS Segmenter's engine: land-cover segmentation of rasters of any size, without QGIS."""
