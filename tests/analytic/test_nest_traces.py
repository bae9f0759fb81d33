"""Single cells against stored traces of NEST 3.10: same spike steps, V_m within 1e-9 mV over 1 s."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import neurojit as nj

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
MODELS = ("iaf_psc_delta", "iaf_psc_exp", "iaf_psc_alpha")
TOLERANCE = 1e-9  # mV; two exact integrations of the same equations differ by rounding


def simulated(path, threads=None):
    """Our spike steps and V_m for the drive in a stored file, and what NEST found."""
    with np.load(path) as stored:
        case = dict(stored)
    about = json.loads(str(case["about"]))
    dt = about["dt"]
    net = nj.Network(seed=1)
    cell = net.create(1, about["model"], name="cell", V_m=about["V_init"], **about["parameters"])
    for sign in ("ex", "in"):
        times = net.create(1, "spike_generator", spike_times=case[f"input_steps_{sign}"] * dt)
        net.connect(times, cell, weight=about[f"weight_{sign}"], delay=about[f"delay_{sign}"])
    current = net.create(1, "step_current_generator", amplitude_times=case["current_onsets"] * dt,
                         amplitude_values=case["current_values"])
    net.connect(current, cell)
    net.record(cell, ["spikes", "V_m"])
    result = nj.Simulation(net, dt=dt, precision="double", threads=threads).run(len(case["V_m"]) * dt)
    return result.spikes["cell"].steps, result.traces["cell"]["V_m"][:, 0], case, about


def check(path):
    steps, V_m, case, about = simulated(path)
    assert V_m[0] == about["V_init"]
    assert len(steps) > 5
    assert np.array_equal(steps, case["spike_steps"])
    assert np.abs(V_m[1:] - case["V_m"]).max() < TOLERANCE


@pytest.mark.parametrize("model", MODELS)
def test_a_cell_does_what_it_does_in_nest(model):
    check(REFERENCE / f"nest_{model}.npz")


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_a_cell_does_what_it_does_in_the_installed_nest(model, tmp_path):
    """With NEUROJIT_PEERS=<python that has nest>: traces made now instead of the stored ones."""
    peers = os.environ.get("NEUROJIT_PEERS")
    if not peers:
        pytest.skip("set NEUROJIT_PEERS to a python with nest-simulator (bench/peers/requirements.txt)")
    path = tmp_path / f"nest_{model}.npz"
    code = f"import make_nest_traces as m; from pathlib import Path; m.make({model!r}, Path({str(path)!r}))"
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"PYTHONPATH": str(REFERENCE)}
    made = subprocess.run([peers, "-c", code], env=environment, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr[-2000:]
    check(path)


def test_the_stored_traces_are_what_their_script_says():
    """The script's own integration, without neurojit, agrees with the stored files."""
    found = subprocess.run([sys.executable, REFERENCE / "make_nest_traces.py", "--verify"],
                           capture_output=True, text=True)
    assert found.returncode == 0, found.stderr[-2000:]
    assert found.stdout.count("spikes") == len(MODELS)
