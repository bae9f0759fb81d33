"""Voltage-based plasticity at different rates of pairs, from the script of the gallery."""

import runpy
from pathlib import Path

import numpy as np
import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "gallery" / "3_plasticity" / "voltage_based.py"


@pytest.mark.slow
def test_pairs_depress_or_potentiate_by_order_and_rate(monkeypatch):
    """Clopath et al. (2010), figure 2: after Sjostrom, Turrigiano & Nelson (2001)."""
    pyplot = pytest.importorskip("matplotlib.pyplot")
    pyplot.switch_backend("Agg")
    monkeypatch.setattr(pyplot, "show", lambda: pyplot.close("all"))
    found = runpy.run_path(str(EXAMPLE))
    rates = np.array(found["RATES"])
    pre_first, post_first = found["changes"][10.0], found["changes"][-10.0]
    assert np.abs(pre_first[rates <= 10.0]).max() < 0.05, "no growth at low rates"
    assert np.all(np.diff(pre_first[rates >= 10.0]) > 0.0)
    assert pre_first[rates == 50.0] > 0.3
    assert post_first[rates <= 20.0].max() < -0.25, "depression at low rates"
    assert np.all(np.diff(post_first[rates >= 20.0]) > 0.0)
    assert post_first[rates == 50.0] > 0.15, "growth at high rates, whatever the order"
