"""The example of the gallery: a spiking controller keeps a pole up, which falls at once without it."""

import runpy
from pathlib import Path

import numpy as np
import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "gallery" / "5_closed_loops" / "pole_balancing.py"
balance = runpy.run_path(str(EXAMPLE))["balance"]


def test_the_pole_falls_without_a_controller():
    history, _ = balance(5.0, controlled=False, threads=1)
    assert history[0, -1] < 1.0


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_spikes_keep_the_pole_up(seed):
    history, result = balance(30.0, seed=seed)
    assert history[0, -1] == pytest.approx(30.0)
    late = history[:, history[0] > 5.0]
    assert np.abs(late[1]).max() < 1.0
    assert np.degrees(np.abs(late[3])).max() < 5.0
    assert 5.0 < result.spikes["left"].rate() < 100.0


def test_the_closed_loop_is_the_same_for_any_threads():
    one, two = (balance(2.0, threads=n)[0] for n in (1, 2))
    assert np.array_equal(one, two)
