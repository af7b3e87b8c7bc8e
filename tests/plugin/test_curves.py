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


def test_a_run_that_goes_on_behind_its_log_is_drawn_from_its_checkpoint_on(qgis_app: QgsApplication) -> None:
    curves = Curves()
    curves.clear({"roof": "#ff0000"}, 6)
    rows = [{"step": step, "loss": 1.0} for step in range(1, 5)]
    curves.add_history([*rows[:2], {"step": 2, "mIoU": 0.5, "IoU roof": 0.5, "val_loss": 0.4}, *rows[2:]], 6)
    curves.add_step(3, 6, 0.2)
    assert [step for step, _ in curves.losses] == [1, 2, 3]
    assert curves.means == [(2, 0.5)] and curves.classes == {"roof": [(2, 0.5)]}
