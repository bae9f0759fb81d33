"""Rules that users write, from the scripts of the gallery: they learn what they are meant to, and nothing otherwise."""

import runpy
from pathlib import Path

import numpy as np
import pytest

GALLERY = Path(__file__).resolve().parents[2] / "docs" / "gallery" / "3_plasticity"


def run(name, monkeypatch):
    """What a script of the gallery found."""
    pyplot = pytest.importorskip("matplotlib.pyplot")
    pyplot.switch_backend("Agg")
    monkeypatch.setattr(pyplot, "show", lambda: pyplot.close("all"))
    return runpy.run_path(str(GALLERY / f"{name}.py"))


@pytest.mark.slow
def test_a_rewarded_hebbian_rule_learns_which_action_is_right(monkeypatch):
    found = run("rewarded_hebbian", monkeypatch)
    chance = 1.0 / found["KINDS"]
    for seed in (1, 2, 3):
        rewarded, weights, _ = (found["rewarded"], found["weights"], 0) if seed == 1 else found["learn"](seed)
        assert rewarded[:50].mean() < 0.6
        assert rewarded[-200:].mean() > 0.9
        assert np.array_equal(weights.argmax(axis=1), np.arange(found["KINDS"]))
    assert found["at_random"][-400:].mean() < chance + 0.15


@pytest.mark.slow
def test_e_prop_learns_a_curve(monkeypatch):
    """Bellec et al. (2020): the error falls with the gradient that synapses find for themselves."""
    found = run("e_prop", monkeypatch)
    assert found["unchanged"].min() > 1.0
    for error in (found["error"], found["learn"](seed=2)[2]):
        assert error[0] > 0.5
        assert error[-10:].mean() < 0.12
    _, _, upside_down = found["learn"](seed=1, periods=20, rate=-5e-4)
    assert upside_down[-1] > 2.0, "up the gradient the error grows"
