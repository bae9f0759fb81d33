"""Five published firing patterns of Izhikevich's neuron, spike for spike."""

import csv
import json
import re

import numpy as np
import pytest

import neurojit as nj
from reference_data import reference_path

PATTERNS = {"RS": "RS (2003)", "IB": "IB", "TC": "TC", "LTS": "LTS", "A_tonic": "A tonic spiking"}


def _parameters(name):
    with open(reference_path("izhikevich", "params.csv"), encoding="utf8", newline="") as file:
        return next(row for row in csv.DictReader(file) if row["name"] == name)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_published_pattern_is_met_spike_for_spike(pattern):
    """A listed time + dt is the first of: recorded V_m > 0, reset. "14 for t>15" begins with the update after 15."""
    row = _parameters(PATTERNS[pattern])
    listed = json.loads(reference_path("izhikevich", "spike_times.json").read_text())["spike_times"][pattern]
    dt, duration, V0 = float(row["dt_ms"]), float(row["T_ms"]), float(row["V0_mV"])
    amplitude, onset = map(float, re.fullmatch(r"(\S+) for t>(\S+)", row["I(t)"]).groups())
    assert (row["u0"], row["form"]) == ("bV", "std")
    net = nj.Network(seed=1)
    values = {key: float(row[key]) for key in "abcd"}
    cell = net.create(1, "izhikevich", name="cell", V_m=V0, U_m=values["b"] * V0, **values)
    current = net.create(1, "step_current_generator", amplitude_times=[onset + dt], amplitude_values=[amplitude])
    net.connect(current, cell)
    net.record(cell, ["spikes", "V_m"])
    result = nj.Simulation(net, dt=dt, precision="double").run(duration)
    above = result.traces["cell"]["V_m"][:, 0] > 0.0
    above[result.spikes["cell"].steps] = True
    began = np.flatnonzero(above[1:] & ~above[:-1]) + 1
    assert len(listed) == int(row["n_spikes"]) == len(result.spikes["cell"])
    assert np.array_equal(began, np.round(np.array(listed) / dt).astype(int) + 1)
