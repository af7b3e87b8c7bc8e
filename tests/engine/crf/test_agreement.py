"""Real predictions of the model that ships, refined here and by Kraehenbuehl's own code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from rs_segmenter.engine.crf import PARAMETER_SETS, refine_tile
from rs_segmenter.engine.errors import JobError

from .conftest import Toy

pytest.importorskip("pydensecrf", reason="pydensecrf2 is not installed here")


@pytest.mark.parametrize("backend", ["numba", "torch"])
@pytest.mark.parametrize("name", PARAMETER_SETS)
def test_labels_and_marginals_are_those_of_pydensecrf(predicted: Toy, name: str, backend: str) -> None:
    arguments = predicted.probabilities, predicted.image, predicted.valid
    ours = refine_tile(*arguments, replace(PARAMETER_SETS[name], backend=backend))
    theirs = refine_tile(*arguments, replace(PARAMETER_SETS[name], backend="pydensecrf"))
    changed = (theirs.argmax(0) != predicted.probabilities.argmax(0)).float().mean()
    assert changed > 0.03
    assert (ours.argmax(0) == theirs.argmax(0)).float().mean() >= 0.99
    assert (ours - theirs).abs().mean() <= 0.02


def test_inside_qgis_the_worker_runs_in_python_and_not_in_a_second_qgis(
    monkeypatch: pytest.MonkeyPatch, predicted: Toy
) -> None:
    arguments = predicted.probabilities[:, :40, :40], predicted.image[:, :40, :40], predicted.valid[:40, :40]
    parameters = replace(PARAMETER_SETS["aerial"], backend="pydensecrf")
    expected = refine_tile(*arguments, parameters)
    monkeypatch.setattr("sys.executable", "/usr/bin/qgis")
    assert torch.equal(refine_tile(*arguments, parameters), expected)


def test_where_there_is_no_python_the_worker_says_so(monkeypatch: pytest.MonkeyPatch, predicted: Toy) -> None:
    monkeypatch.setattr("sys.executable", "")
    monkeypatch.setattr("sys.exec_prefix", "/nowhere")
    with pytest.raises(JobError, match="No Python"):
        refine_tile(
            predicted.probabilities,
            predicted.image,
            predicted.valid,
            replace(PARAMETER_SETS["aerial"], backend="pydensecrf"),
        )


def test_a_worker_that_fails_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, predicted: Toy
) -> None:
    (tmp_path / "pydensecrf.py").write_text("raise ImportError('built for another Python')")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(JobError, match="has failed: .*built for another Python"):
        refine_tile(
            predicted.probabilities,
            predicted.image,
            predicted.valid,
            replace(PARAMETER_SETS["aerial"], backend="pydensecrf"),
        )
