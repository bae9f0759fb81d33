"""All published firing patterns of Izhikevich's neuron fire as often as listed."""

import csv
import functools
import re

import numpy as np
import pytest

import neurojit as nj
from neurojit.models import izhikevich
from reference_data import reference_path

# currents that are more than a step "x for t>y", as functions of the time at which an update begins
CURRENTS = {
    "TC burst": lambda t: -25.0 if t <= 45 else 0.0,
    "RZ": lambda t: 10.0 if 60 < t < 65 else -0.5 if t > 10 else -2.0,
    "G class 1": lambda t: 0.075 * (t - 30) if t > 30 else 0.0,
    "H class 2": lambda t: -0.5 + 0.015 * (t - 30) if t > 30 else -0.5,
    "I spike latency": lambda t: 7.04 if 10 < t < 13 else 0.0,
    "J subthreshold osc.": lambda t: 2.0 if 20 < t < 25 else 0.0,
    "K resonator": lambda t: 0.65 if within(t, (40, 44), (60, 64), (280, 284), (320, 324)) else 0.0,
    "L integrator": lambda t: 9.0 if within(t, (T1, T1 + 2), (T1 + 5, T1 + 7), (70, 72), (80, 82)) else 0.0,
    "M rebound spike": lambda t: -15.0 if 20 < t < 25 else 0.0,
    "N rebound burst": lambda t: -15.0 if 20 < t < 25 else 0.0,
    "O threshold variability": lambda t: 1.0 if within(t, (10, 15), (80, 85)) else -6.0 if 70 < t < 75 else 0.0,
    "P bistability": lambda t: 1.24 if within(t, (37.5, 42.5), (216, 221)) else 0.24,
    "Q DAP": lambda t: 20.0 if abs(t - 10) < 1 else 0.0,
    "R accommodation": lambda t: t / 25 if t < 200 else (t - 300) / 12.5 * 4 if 300 <= t < 312.5 else 0.0,
    "S inh.-induced spiking": lambda t: 80.0 if t < 50 or t > 250 else 75.0,
    "T inh.-induced bursting": lambda t: 80.0 if t < 50 or t > 250 else 75.0,
}
T1 = 100 / 11
NAMES = ("RS (2003)", "IB", "CH", "FS", "TC", "TC burst", "RZ", "LTS", "A tonic spiking", "B phasic spiking",
         "C tonic bursting", "D phasic bursting", "E mixed mode", "F spike freq. adaptation", *list(CURRENTS)[2:])


def within(t, *windows):
    return any(low < t < high for low, high in windows)


@functools.cache
def model(form):
    """The neuron in the form a row of the table names."""
    given = izhikevich.declaration()
    if form == "4.1V+108":
        given["equations"] = given["equations"].replace("5/ms", "4.1/ms").replace("140*mV", "108*mV")
    elif form == "du=a b(V+65)":
        given["equations"] = given["equations"].replace("a*(b*V_m - U_m)", "a*(b*(V_m + 65*mV))")
    else:
        assert form == "std"
        return izhikevich
    return nj.NeuronModel("izhikevich_variant", **given | {"method": "sequential_euler"})


@functools.cache
def rows():
    with open(reference_path("izhikevich", "params.csv"), encoding="utf8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def test_every_listed_pattern_is_tested():
    assert set(NAMES) == set(rows())
    assert len(NAMES) == 28


@pytest.mark.parametrize("name", NAMES)
def test_a_pattern_fires_as_often_as_listed(name):
    row = rows()[name]
    dt, duration, V0 = float(row["dt_ms"]), float(row["T_ms"]), float(row["V0_mV"])
    current = CURRENTS.get(name)
    if current is None:
        amplitude, onset = map(float, re.fullmatch(r"(\S+) for t>(\S+)", row["I(t)"]).groups())
        current = lambda t: amplitude if t > onset else 0.0  # noqa: E731
    values = {key: float(row[key]) for key in "abcd"}
    U0 = values["b"] * V0 if row["u0"] == "bV" else float(row["u0"])
    times = np.arange(round(duration / dt)) * dt
    net = nj.Network(seed=1)
    cell = net.create(1, model(row["form"]), name="cell", V_m=V0, U_m=U0, **values)
    amplitudes = [current(t) for t in times]
    source = net.create(1, "step_current_generator", amplitude_times=times, amplitude_values=amplitudes)
    net.connect(source, cell)
    net.record(cell, "spikes")
    result = nj.Simulation(net, dt=dt, precision="double", threads=1).run(duration)
    assert len(result.spikes["cell"]) == int(row["n_spikes"])
