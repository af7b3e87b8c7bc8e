"""The words that options of jobs are chosen from, and limits of their numbers.

What a form shows before there is any job: QGIS asks for it at its start, so importing it must cost nothing.
"""

from __future__ import annotations

PRECISIONS = ("auto", "float32", "float16", "bfloat16")
RUNTIMES = ("auto", "openvino", "torch")
BLENDS = ("crop", "mean", "hann")
PROBABILITY_TYPES = ("uint8", "float32")

REFINEMENTS = ("none", "crf", "slic")
CRF_SETS = ("aerial", "deeplab", "readme")
DEFAULT_SET = "aerial"
SUPERPIXEL_PX = 12

CONNECTIVITIES = (4, 8)

RECIPE_NAMES = ("deeplabv3", "resuneta", "sgd-80k", "finetune")

DOUBT_KINDS = ("auto", "confidence", "entropy")
MAX_PLACES = 10_000

ALLOCATIONS = ("proportional", "equal", "neyman")
AREA_ESTIMATES = ("auto", "yes", "no")
MAX_POINTS = 1_000_000
