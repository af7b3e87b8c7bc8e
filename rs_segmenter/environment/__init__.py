"""The Python environment that the plugin makes for the engine, apart from QGIS's own packages."""
