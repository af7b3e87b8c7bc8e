"""Fine-tuning, training and evaluation: from labelled rasters to a model folder."""
