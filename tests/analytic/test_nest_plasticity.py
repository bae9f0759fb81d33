"""Plastic synapses beside NEST 3.10: the weights that 200 spikes took along, coincidences included."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.linalg import expm

import neurojit as nj
from plastic import TARGET, sent
from reference_data import reference_path

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
NAMES = {"lambda": "lambda_", "Wmax": "W_max", "Aplus": "A_plus", "Aminus": "A_minus",
         "Aplus_triplet": "A_plus_triplet", "Aminus_triplet": "A_minus_triplet"}
SYNAPSES = {
    "stdp_additive": lambda v: nj.synapses.stdp_pair("additive", **v),
    "stdp_multiplicative": lambda v: nj.synapses.stdp_pair("multiplicative", **v),
    "stdp_guetig": lambda v: nj.synapses.stdp_pair("guetig", **v),
    "stdp_nn_symm": lambda v: nj.synapses.stdp_pair("multiplicative", "nearest", **v),
    "stdp_nn_pre_centered": lambda v: nj.synapses.stdp_pair("multiplicative", "pre_centered", **v),
    "stdp_nn_restr": lambda v: nj.synapses.stdp_pair("multiplicative", "reduced", **v),
    "stdp_pl": lambda v: nj.synapses.stdp_pair("power_law", **({"lambda_": 0.1} | v)),
    "stdp_triplet": lambda v: nj.synapses.stdp_triplet(**v),
    "vogels_sprekeler": lambda v: nj.synapses.vogels_sprekeler(**v),
    "tsodyks2_depressing": lambda v: nj.synapses.tsodyks_markram(**v),
    "tsodyks2_facilitating": lambda v: nj.synapses.tsodyks_markram(**v),
    "tsodyks_depressing": lambda v: nj.synapses.tsodyks(**v),
    "tsodyks_facilitating": lambda v: nj.synapses.tsodyks(**v),
}


@pytest.mark.parametrize("name", SYNAPSES)
def test_a_synapse_sends_what_it_sends_in_nest(name):
    with np.load(REFERENCE / f"nest_synapse_{name}.npz") as stored:
        case = dict(stored)
    about = json.loads(str(case["about"]))
    given = {NAMES.get(k, k): v for k, v in (about["postsynaptic"] | about["parameters"]).items()}
    weight = given.pop("weight")
    known = SYNAPSES[name]({}).model.parameters
    values = {k: v for k, v in given.items() if k in known}
    left_out = set(given) - set(values) - {"tau_minus", "tau_minus_triplet", "mu_plus", "mu_minus"}
    assert left_out <= {"u", "x", "y"}
    weights, _, _ = sent(SYNAPSES[name](values), case["pre_steps"], case["post_steps"], weight, about["delay"])
    expected = case["weights"]
    if name.startswith("tsodyks2"):  # NEST begins with u = 0.5, we at rest: the resources of the first intervals differ
        weights, expected = weights[60:], expected[60:]
        assert np.abs(weights - expected).max() < 1e-6 * np.abs(expected).max()
        return
    assert np.abs(weights - expected).max() < 1e-9 * np.abs(expected).max()


def test_dopamine_and_eligibility_are_those_of_nest():
    """Weights that spikes took along; weight, eligibility and dopamine read at 199 times, which disturbs nothing."""
    with np.load(REFERENCE / "nest_synapse_stdp_dopamine.npz") as stored:
        case = dict(stored)
    net, dt = nj.Network(seed=1), 0.1
    dopamine = net.create_modulator("dopamine", tau=200.0)
    source, kicks, reward = (net.create(1, "spike_generator", spike_times=steps * dt) for steps in (
        case["pre_steps"], case["post_steps"] - 1, case["dopamine_steps"] - 1))
    target = net.create(1, TARGET, name="target")
    net.connect(reward, dopamine, weight=1.0 / 200.0, delay=dt)
    net.connect(kicks, target, receptor="kick", weight=1.0, delay=dt)
    learned = net.connect(source, target, receptor="all", weight=110.0, delay=1.0,
                          synapse=nj.synapses.stdp_dopamine(b=0.002))
    net.record(target, "I")
    read = {}
    for looks in (True, False):
        sim = nj.Simulation(net, dt=dt, precision="double")
        for step in case["read_steps"] if looks else ():
            sim.run((step - sim.steps) * dt)
            read[step] = (sim[learned]["weight"][0], sim[learned]["c"][0], sim[dopamine]["concentration"][0])
        sim.run((100_000 - sim.steps) * dt)
        arrived = sim.result.traces["target"]["I"][:, 0][case["pre_steps"] + 10]
        before = sim.result.traces["target"]["I"][:, 0][case["pre_steps"] + 9]
        read[looks] = arrived - before
    assert np.array_equal(read[True], read[False])
    assert np.abs(read[True] - case["weights"]).max() < 1e-9 * 110.0
    found = np.array([read[step] for step in case["read_steps"]]).T
    for ours, theirs in zip(found, (case["read_weights"], case["c"], case["n"]), strict=True):
        assert np.abs(ours - theirs).max() < 1e-9 * np.abs(theirs).max()


@pytest.mark.parametrize("synapse", [nj.synapses.tsodyks_markram, nj.synapses.tsodyks, nj.synapses.quantal_stp])
def test_two_spikes_of_one_step_are_no_division_by_zero(synapse):
    net = nj.Network(seed=1)
    source = net.create(1, "poisson_source", rate=20_000.0)
    target = net.create(1, TARGET, name="target")
    net.connect(source, target, receptor="all", weight=1.0, synapse=synapse)
    net.record(target, "I")
    assert np.isfinite(nj.Simulation(net).run(20.0).traces["target"]["I"]).all()


@pytest.mark.parametrize(("tau_rec", "tau_psc"), [(3.0, 3.0), (3.0, 3.0 + 1e-9), (3.0, 40.0), (0.1, 5e3), (800.0, 3.0)])
def test_resources_recover_and_become_inactive_with_any_two_time_constants(tau_rec, tau_psc):
    times = np.array([1.0, 4.0, 4.5, 12.0, 90.0])  # ms
    net = nj.Network(seed=1)
    source = net.create(1, "spike_generator", spike_times=times)
    target = net.create(1, TARGET, name="target")
    net.connect(source, target, receptor="all", weight=1.0, delay=1.0,
                synapse=nj.synapses.tsodyks(tau_rec=tau_rec, tau_psc=tau_psc))
    net.record(target, "I")
    found = np.diff(nj.Simulation(net, dt=0.1, precision="double").run(100.0).traces["target"]["I"][:, 0])
    state, expected = np.array([1.0, 0.0, 0.0]), []  # recovered, active, inactive
    flow = np.array([[0.0, 0.0, 1 / tau_rec], [0.0, -1 / tau_psc, 0.0], [0.0, 1 / tau_psc, -1 / tau_rec]])
    for interval in np.diff(times, prepend=times[0]):
        state = expm(flow * interval) @ state
        expected.append(0.5 * state[0])
        state += np.array([-0.5, 0.5, 0.0]) * state[0]
    assert np.abs(found[np.round(times * 10).astype(int) + 9] - expected).max() < 1e-12


def test_a_depressing_synapse_draws_the_published_membrane_potential():
    """Tsodyks, Uziel & Markram (2000), figure 1A, as NEST's own test lists it."""
    case = json.loads(reference_path("tsodyks_markram", "depressing.json").read_text())["depressing_fig1A"]
    net = nj.Network(seed=1)
    source = net.create(1, "spike_generator", spike_times=np.array(case["spike_times"]) + 1.0)  # by way of a parrot
    cell = net.create(1, "iaf_psc_exp", name="cell", C_m=case["tau_m"], tau_m=case["tau_m"], tau_syn_ex=case["tau_psc"],
                      E_L=0.0, V_m=0.0, V_reset=0.0, V_th=1e3)
    rule = nj.synapses.tsodyks(**{name: case[name] for name in ("U", "tau_rec", "tau_fac", "tau_psc")})
    net.connect(source, cell, weight=case["A"], delay=0.1, synapse=rule)
    net.record(cell, "V_m")
    times, expected = np.array(case["t_V"]).T
    found = nj.Simulation(net, dt=case["dt"], precision="double").run(times[-1]).traces["cell"]["V_m"][:, 0]
    assert np.abs(found[np.round(times / case["dt"]).astype(int)] - expected).max() < 1e-5
