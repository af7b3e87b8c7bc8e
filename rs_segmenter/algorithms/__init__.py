"""Processing algorithms: what the toolbox, models, qgis_process and the dock run."""
