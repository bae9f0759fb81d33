"""Plastic networks give one result for any threads, partitions and splits; reading weights changes nothing."""

import numpy as np
import pytest

import neurojit as nj

DEPOLARISED = nj.SynapseModel(
    "depolarised", {"rate": (0.02, "1/mV"), "tau": (10.0, "ms"), "late": (0.4, "ms")},
    {"x": ("pre", "tau"), "y": ("post", "tau")}, target={"u": ("V_m", "mV"), "before": ("V_m", "mV", "late")},
    on_pre="w = w - rate*(before + 60*mV)*y", on_post="w = w + 0.05*x",
    during=("u > -56*mV", "w = w + rate*x*dt/tau*(u - before)"), bounds=(0, 2))


def network():
    net = nj.Network(seed=5)
    exc = net.create(120, "iaf_psc_exp", name="exc", I_e=nj.random.uniform(400.0, 520.0))
    inh = net.create(30, "iaf_psc_delta", name="inh", I_e=430.0)
    noise = net.create(20, "poisson_source", name="noise", rate=40.0)
    delays = nj.random.uniform(0.3, 3.0)
    net.connect(exc, exc, nj.rules.fixed_indegree(15), weight=nj.random.normal(20.0, 5.0, low=0.0, high=60.0),
                delay=delays, synapse=nj.synapses.stdp_pair("multiplicative", W_max=60.0, lambda_=0.05),
                dendritic_fraction=0.5, name="stdp")
    net.connect(noise, exc + inh, nj.rules.fixed_indegree(3), weight=5.0, name="triplet",
                synapse=nj.synapses.stdp_triplet)
    net.connect(inh, exc, nj.rules.fixed_indegree(8), weight=-20.0, delay=0.8, name="inhibitory",
                synapse=nj.synapses.vogels_sprekeler(W_max=80.0, eta=0.5), dendritic_fraction=0.0)
    net.connect(exc, inh, nj.rules.fixed_indegree(5), weight=0.8, delay=1.0, name="short",
                synapse=nj.synapses.tsodyks_markram(tau_fac=100.0))
    adex = net.create(25, "aeif_psc_delta_clopath", name="adex", I_e=nj.random.uniform(600.0, 1000.0))
    net.connect(exc, adex, nj.rules.fixed_indegree(12), weight=0.5, delay=delays, name="voltage",
                dendritic_fraction=0.6, synapse=nj.synapses.clopath(A_LTD=1e-3, A_LTP=1e-3, Wmax=1.0))
    net.connect(noise, exc + inh, nj.rules.fixed_indegree(4), weight=1.0, delay=delays, name="depolarised",
                synapse=DEPOLARISED, dendritic_fraction=0.0)
    dopamine = net.create_modulator("dopamine", tau=50.0, baseline=0.001)
    net.connect(inh, dopamine, weight=0.002, delay=0.4)
    net.connect(exc, exc, nj.rules.fixed_indegree(6), weight=10.0, delay=delays, name="reward", dendritic_fraction=0.7,
                synapse=nj.synapses.stdp_dopamine(tau_c=100.0, W_max=30.0))
    net.record(exc + inh + adex, "spikes")
    net.record(dopamine, "concentration")
    return net


def outcome(pieces=(150.0,), look=False, **options):
    net = network()
    sim = nj.Simulation(net, **options)
    for piece in pieces:
        sim.run(piece)
        if look:
            _ = [sim[p]["weight"] for p in net.projections]
    spikes = [sim.result.spikes[name] for name in ("exc", "inh", "adex")]
    found = [s.steps for s in spikes] + [s.senders for s in spikes] + [sim[p]["weight"] for p in net.projections]
    return [*found, sim.result.traces["dopamine"]["concentration"], sim[net.projections[-1]]["c"]]


@pytest.fixture(scope="module")
def expected():
    found = outcome(threads=1, partitions=1)
    assert found[0].size > 300
    for projection, weights in zip(network().projections, found[6:], strict=False):
        assert np.ptp(weights) > 0 or projection.name == "short" or projection.synapse is None, projection.name
    assert np.ptp(found[-1]) > 0, "and the eligibility"
    return found


@pytest.mark.parametrize("options", [
    {"threads": 2}, {"threads": 3, "partitions": 5}, {"threads": 1, "partitions": 7},
    {"threads": 2, "pieces": (13.1, 50.0, 86.9), "look": True}, {"threads": 1, "pieces": (10.0,) * 15, "look": True},
])
def test_one_result(options, expected):
    for a, b in zip(expected, outcome(**options), strict=True):
        assert np.array_equal(a, b)


def test_reset_keeps_weights_and_forgets_spikes():
    net = network()
    sim = nj.Simulation(net, threads=1)
    sim.run(100.0)
    learned = sim[net.projections[0]]["weight"]
    sim.reset()
    assert np.array_equal(sim[net.projections[0]]["weight"], learned)
    sim.run(50.0)


COUNTING = nj.SynapseModel("counting", {"tau": (10.0, "ms")}, {"x": ("pre", "tau"), "y": ("post", "tau")},
                           on_pre="w = w + 0*y", on_post="w = w + 1 + 0*x", bounds=(0, 1000))


@pytest.mark.parametrize("fraction", [0.0, 1.0])
def test_a_network_that_is_reset_knows_of_no_spikes(fraction):
    net = nj.Network(seed=2)
    source = net.create(1, "spike_generator", spike_times=[20.0, 40.0])
    cells = net.create(30, "iaf_psc_delta", I_e=nj.random.uniform(420.0, 480.0))
    learned = net.connect(source, cells, weight=1.0, delay=1.0, synapse=COUNTING, dendritic_fraction=fraction)
    net.record(cells, "spikes")
    sim = nj.Simulation(net, threads=1)
    for duration in (30.0, 60.0):
        spikes = sim.run(duration).spikes[cells.name]
        arrived = [np.count_nonzero(spikes.of(unit) <= duration - fraction + 1e-9) for unit in range(30)]
        assert max(arrived) > 0
        assert np.array_equal(sim[learned]["weight"], 1.0 + np.array(arrived))
        sim.reset()
        sim[learned]["weight"] = 1.0
