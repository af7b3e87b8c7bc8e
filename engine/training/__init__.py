"""Fine-tuning, training and evaluation: from labelled rasters to a model folder."""

from ..card import NODATA_LABEL

IGNORE = NODATA_LABEL
"""Label of a pixel that tells nothing."""

OTHER = 254
"""Label of a pixel that is of no class its data set annotates, though perhaps of one that it does not."""
