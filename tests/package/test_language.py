"""The unpacked zip in a QGIS that speaks Chinese."""

from __future__ import annotations

import json
import shutil

from .conftest import CleanProfile


def test_qgis_process_names_the_algorithms_in_the_language_of_the_profile(
    clean_profile: CleanProfile,
) -> None:
    settings = clean_profile.root / "profiles/default/QGIS/QGIS3.ini"
    before = settings.read_text(encoding="utf-8") if settings.exists() else ""
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(before + "\n[locale]\noverrideFlag=true\nuserLocale=zh-Hans\n", encoding="utf-8")
    try:
        program = shutil.which("qgis_process.bin") or shutil.which("qgis_process") or "qgis_process"
        # Fails where another test of this profile has done it already.
        clean_profile.run(program, "plugins", "enable", "rs_segmenter")
        listed = clean_profile.run(program, "--json", "list")
        assert listed.returncode == 0, listed.stderr
        provider = json.loads(listed.stdout)["providers"]["rs_segmenter"]
        assert provider["algorithms"]["rs_segmenter:segmentlayer"]["name"] == "分割图层"
    finally:
        settings.write_text(before, encoding="utf-8")
