"""Learning curves of the tab Fine-tune."""

from __future__ import annotations

from qgis.core import QgsApplication

from rs_segmenter.gui.curves import Curves


def test_each_round_has_curves_of_its_own(qgis_app: QgsApplication) -> None:
    curves = Curves()
    curves.clear({"roof": "#ff0000"}, 3)
    for step in (1, 2, 3):
        curves.add_step(step, 3, 1.0 / step)
    curves.add_validation(3, 0.5, {"roof": 0.5}, 0.4)
    curves.add_step(1, 3, 0.2)
    assert curves.losses == [(1, 0.2)]
    assert (curves.means, curves.classes, curves.held_out, curves.steps) == ([], {}, [], 3)
    curves.add_step(2, 3, 0.2)
    assert [step for step, _ in curves.losses] == [1, 2]
    assert not curves.grab().isNull()
