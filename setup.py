"""The one thing pyproject.toml cannot say: the version number stands in metadata.txt, where QGIS reads it."""

from configparser import ConfigParser
from pathlib import Path

from setuptools import setup

metadata = ConfigParser(interpolation=None)
metadata.read_string(
    Path(__file__).with_name("rs_segmenter").joinpath("metadata.txt").read_text(encoding="utf-8")
)
setup(version=metadata["general"]["version"])
