"""Voltage-based plasticity beside NEST 3.10: weights from NEST's voltages, and the whole of neuron and synapse."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import neurojit as nj

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
TRACED = ("V_m", "u_bar_plus", "u_bar_minus", "u_bar_bar")
# shows at every step what it is told, with an update in which arriving weights are added up in I
SHOWN = nj.NeuronModel(
    "shown", update="\n".join(f"{name} = given_{name}" for name in TRACED),
    states=dict.fromkeys(TRACED, "mV") | {"I": "1"}, inputs={f"given_{name}": "mV" for name in TRACED},
    receptors={"all": "I += w"})


def stored(name):
    with np.load(REFERENCE / f"nest_clopath_{name}.npz") as file:
        case = dict(file)
    about = json.loads(str(case["about"]))
    rule = {k: float(v) for k, v in (about["neuron"] | about["synapse"]).items()}
    return case, about, rule.pop("weight"), nj.synapses.clopath(**rule)


def connected(net, case, about, target, weight, rule, **options):
    source = net.create(1, "spike_generator", name="source", spike_times=case["pre_steps"] * about["dt"])
    return net.connect(source, target, weight=weight, delay=about["delay"], synapse=rule, **options)


@pytest.mark.parametrize("name", ["constant", "homeostatic"])
def test_weights_are_those_of_nest_given_its_voltages(name):
    case, about, weight, rule = stored(name)
    net = nj.Network(seed=1)
    target = net.create(1, SHOWN, name="target", **{variable: case[variable][0] for variable in TRACED})
    for variable in TRACED:
        net.drive(target, f"given_{variable}", case[variable][:, None], interval=about["dt"])
    connected(net, case, about, target, weight, rule, receptor="all")
    net.record(target, ["V_m", "I"])
    traces = nj.Simulation(net, dt=about["dt"], precision="double").run(400.0).traces["target"]
    assert np.array_equal(traces["V_m"][1:, 0], case["V_m"])
    arrival = case["pre_steps"] + round(about["delay"] / about["dt"])
    sent = np.diff(traces["I"][:, 0])[arrival - 1]
    assert np.ptp(case["weights"]) > 0.09
    assert np.abs(sent - case["weights"]).max() < 1e-12 * weight


@pytest.mark.parametrize("name", ["constant", "homeostatic"])
def test_neuron_and_synapse_do_together_what_they_do_in_nest(name):
    """NEST notices a spike within a step and holds the voltage from there; here it is held from the step's end on."""
    case, about, weight, rule = stored(name)
    net = nj.Network(seed=1)
    cell = net.create(1, "aeif_psc_delta_clopath", name="cell")
    current = net.create(1, "step_current_generator", amplitude_times=case["onsets"],
                         amplitude_values=case["amplitudes"])
    net.connect(current, cell)
    learned = connected(net, case, about, cell, weight, rule)
    net.record(cell, ["spikes", *TRACED])
    sim = nj.Simulation(net, dt=about["dt"], precision="double")
    result = sim.run(400.0)
    assert case["spike_steps"].size > 8
    assert np.abs(result.spikes["cell"].steps - case["spike_steps"]).max() <= 1
    for variable, tau in (("u_bar_plus", 7.0), ("u_bar_minus", 10.0), ("u_bar_bar", 500.0)):
        error = np.abs(result.traces["cell"][variable][1:, 0] - case[variable])
        assert error.max() < 2 * 85.0 * about["dt"] / tau, "two steps of a spike"
    before = case["spike_steps"][0] - 2
    assert np.abs(result.traces["cell"]["V_m"][1:, 0] - case["V_m"])[:before].max() < 5e-3
    assert sim[learned]["weight"][0] == pytest.approx(case["weights"][-1], abs=0.05 * np.ptp(case["weights"]))


def test_the_stored_weights_are_what_their_script_says():
    """The rule in NumPy, without neurojit, finds the stored weights."""
    found = subprocess.run([sys.executable, REFERENCE / "make_nest_clopath.py", "--verify"], capture_output=True,
                           text=True, check=False)
    assert found.returncode == 0, found.stderr[-2000:]
    assert found.stdout.count("nest_clopath_") == 2
