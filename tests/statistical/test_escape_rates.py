"""Neurons that fire by chance do so as often and as regularly as in NEST (tests/reference/make_nest_rates.py)."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

import neurojit as nj

PATH = Path(__file__).resolve().parents[1] / "reference" / "nest_rates.json"
NEST = json.loads(PATH.read_text())
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def ours(parameters):
    """NEST's lists tau_sfa, q_sfa, tau_stc, q_stc are parameters with a number each here."""
    found = {}
    for key, value in parameters.items():
        numbered = enumerate(value, 1) if isinstance(value, list) else None
        found |= {f"{key}_{k}": one for k, one in numbered} if numbered else {key: float(value)}
    return found


def label(run):
    return f"{run['model']}-{'-'.join(run['parameters']) or 'default'}-{run['I_e']:g}pA"


@pytest.mark.parametrize("run", NEST["runs"], ids=label)
def test_a_neuron_fires_as_often_and_as_regularly_as_in_nest(run):
    n, before, time = NEST["n"], NEST["discarded_ms"], NEST["time_ms"]
    net = nj.Network(seed=5)
    cells = net.create(n, run["model"], name="cells", I_e=run["I_e"], **ours(run["parameters"]))
    net.record(cells, "spikes", start=before)
    spikes = nj.Simulation(net, dt=NEST["dt"]).run(before + time).spikes["cells"]
    trains = [spikes.times[spikes.senders == unit] for unit in range(n)]
    counts = np.array([len(one) for one in trains])
    error = math.hypot(counts.std(ddof=1), run["sd"]) / math.sqrt(n)
    assert abs(counts.mean() - run["mean"]) < max(4 * error, 0.03 * run["mean"])
    assert counts.std(ddof=1) == pytest.approx(run["sd"], rel=4 * math.sqrt(1 / n))  # 4 standard errors of the ratio
    intervals = [np.diff(one) for one in trains]
    cv = np.mean([one.std() / one.mean() for one in intervals if len(one) > 1])
    assert cv == pytest.approx(run["cv"], rel=0.12)
    below = [np.mean(np.concatenate(intervals) <= one) for one in run["intervals"]]
    room = [4 * math.sqrt(2 * p * (1 - p) / counts.sum()) + 0.01 for p in QUANTILES]  # both are samples, on a grid
    assert (np.abs(np.subtract(below, QUANTILES)) < room).all()
