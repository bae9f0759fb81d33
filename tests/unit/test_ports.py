"""Input that goes straight to the state: who may, and that readers never notice."""

import numpy as np
import pytest

import neurojit as nj
from neurojit.compile.direct import Port, is_direct, ports


def model(receptors, **spike):
    return nj.NeuronModel(
        "m", "dV_m/dt = (I - V_m*pA/mV)*mV/(ms*pA) : mV\ndI/dt = -I/tau : pA", {"tau": (5.0, "ms")},
        receptors=receptors, **({"threshold": "V_m > 3*mV", "reset": "V_m = 0"} | spike))


def test_signs_follow_the_receptor():
    assert ports(nj.models.iaf_cond_exp) == (Port(0, True, 1), Port(1, True, -1))


@pytest.mark.parametrize(("receptors", "spike"), [
    ({"all": "V_m += w"}, {}),  # looked at by the threshold
    ({"all": "I += 2*w"}, {}),
    ({"one": "I += w", "other": "I -= w"}, {}),  # the order of sums would change
    ({"all": "I += w"}, {"reset": "V_m = 0; I = I + 1*pA"}),
    ({"all": "I += w"}, {"reset": "V_m = I*mV/pA"}),
    ({"all": "I += w"}, {"refractory": "tau", "clamped": ("I",)}),
])
def test_whose_input_must_be_gathered(receptors, spike):
    assert is_direct(model({"all": "I += w"}))
    assert not is_direct(model(receptors, **spike))


@pytest.mark.parametrize("partitions", [1, 3])
def test_state_and_traces_agree_and_edits_between_runs_count(partitions):
    net = nj.Network(seed=1)
    cells = net.create(50, "iaf_psc_exp", I_e=400.0)
    noise = net.create(1, "poisson_generator", rate=3000.0)
    net.connect(noise, cells, weight=20.0)
    net.record(cells, ["I_syn_ex", "V_m"])
    sim = nj.Simulation(net, threads=1, partitions=partitions)
    traces = next(iter(sim.run(20.0).traces.values()))
    np.testing.assert_array_equal(traces["I_syn_ex"][-1], sim[cells]["I_syn_ex"])
    sim[cells]["I_syn_ex"][7] = 1e4  # a live view, as for every variable
    after = next(iter(sim.run(0.1).traces.values()))["I_syn_ex"][-1]
    assert after[7] > 9e3
    assert (np.delete(after, 7) < 2e3).all()
