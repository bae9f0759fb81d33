"""Synapses that read the state of their target: which values, when, and what is refused."""

import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import EquationError, NetworkError, ParameterError

TAU = 12.0
# adds up the current of its target times the trace of its source
ADDS = nj.SynapseModel(
    "adds", {"tau": (TAU, "ms"), "rate": (0.01, "1/pA")}, {"x": ("pre", "tau")}, target={"i": ("I_syn_ex", "pA")},
    during=("i > 1*pA", "w = w + rate*i*x*dt/ms"))

NEAR = nj.SynapseModel("near", {"tau": (10.0, "ms")}, {"x": ("pre", "tau")}, target={"u": ("V_m", "mV")},
                       during=("u > -57*mV", "w = w + 0.01*x*(u + 57*mV)/mV"))


def network(model=ADDS, delay=1.0, fraction=1.0):
    net = nj.Network(seed=2)
    source = net.create(1, "spike_generator", name="source", spike_times=[[5.0, 9.0, 21.3]])
    other = net.create(6, "poisson_source", name="other", rate=80.0)
    cells = net.create(7, "iaf_psc_exp", name="cells")
    net.connect(other, cells, nj.rules.fixed_indegree(3), weight=30.0, delay=0.3)
    learned = net.connect(source, cells, weight=1.0, delay=delay, synapse=model, dendritic_fraction=fraction)
    net.record(cells, "I_syn_ex")
    return net, learned


@pytest.mark.parametrize("partitions", [1, 3])
@pytest.mark.parametrize(("late", "fraction"), [(10, 1.0), (4, 0.4), (0, 0.0)])
def test_a_weight_read_at_any_time_holds_what_has_reached_the_synapse(late, fraction, partitions):
    """I_syn_ex is a variable that input is delivered to: it lies elsewhere while a run goes on."""
    net, learned = network(fraction=fraction)
    sim = nj.Simulation(net, precision="double", threads=1, partitions=partitions)
    for _ in range(30):
        sim.run(1.1)
        found, now = sim[learned]["weight"], sim.steps
        current = sim.result.traces["cells"]["I_syn_ex"]
        steps = np.arange(1, now - late + 1)
        arrivals = np.array([50, 90, 213]) + 10 - late
        age = steps[:, None] + late - arrivals
        # a presynaptic spike of the same step is seen only where there is no dendritic delay
        trace = np.where(age >= (late > 0), np.exp(-age * 0.1 / TAU), 0.0).sum(axis=1)
        steps_met = np.where(current[steps] > 1.0, current[steps], 0.0)
        expected = 1.0 + 0.01 * 0.1 * trace @ steps_met
        assert np.abs(found - expected).max() < 1e-12 * expected.max()
    assert np.ptp(found) > 0.05


@pytest.mark.parametrize(("fraction", "seen"), [(1.0, -1.0), (0.5, -0.5), (0.0, -0.1)])
def test_a_spike_finds_the_state_of_the_dendritic_delay_before_it(fraction, seen):
    """The source's spike of 20 ms reaches the synapse after the axonal part of 1 ms; the clock of the target runs."""
    clock = nj.NeuronModel("clock", update="V_m = V_m + dt*mV/ms; I = I", states={"V_m": "mV", "I": "1"},
                           receptors={"all": "I += w"})
    rule = nj.SynapseModel("reads", {"rate": (1.0, "1/mV"), "late": (0.7, "ms")},
                           target={"u": ("V_m", "mV"), "before": ("V_m", "mV", "late")},
                           on_pre="w = rate*u + 1000*rate*before")
    net = nj.Network(seed=1)
    source = net.create(1, "spike_generator", spike_times=[[20.0]])
    target = net.create(1, clock, name="target")
    net.connect(source, target, delay=1.0, synapse=rule, dendritic_fraction=fraction)
    net.record(target, "I")
    arrived = nj.Simulation(net, precision="double").run(30.0).traces["target"]["I"][-1, 0]
    u = 20.0 + (1.0 - fraction) * 1.0 + seen
    assert arrived == pytest.approx(u + 1000.0 * (u - 0.7), rel=1e-12)


def test_a_state_set_between_runs_is_seen():
    rule = nj.SynapseModel("reads", {"rate": (1.0, "1/mV")}, target={"u": ("V_m", "mV")}, on_pre="w = -rate*u")
    net = nj.Network(seed=1)
    source = net.create(1, "spike_generator", spike_times=[[10.2]])
    cell = net.create(1, "iaf_psc_delta", name="cell")
    learned = net.connect(source, cell, weight=0.0, delay=0.2, synapse=rule)
    sim = nj.Simulation(net, precision="double")
    sim.run(10.0)
    sim[cell]["V_m"][:] = -61.5
    sim.run(1.0)
    assert sim[learned]["weight"][0] == 61.5, "10.2 ms less the dendritic delay of 0.2 ms"


def test_synapses_that_come_and_go_change_nothing_for_others():
    """Rewiring builds the blocks anew in the middle of a run."""
    weights = []
    for rewires in (False, True):
        net, learned = network(delay=nj.random.uniform(0.5, 3.0))
        sim = nj.Simulation(net, precision="double", threads=1, partitions=2)
        sim.run(12.3)
        if rewires:
            sim[learned].rewire(remove=[3])
        sim.run(20.0)
        weights.append(sim[learned]["weight"])
    assert np.array_equal(np.delete(weights[0], 3), weights[1])


def test_a_target_that_no_synapse_reached_before_is_seen_as_it_is():
    rule = nj.SynapseModel("reads", {"rate": (1.0, "1/mV")}, target={"u": ("V_m", "mV")}, on_pre="w = -rate*u")
    net = nj.Network(seed=1)
    source = net.create(1, "spike_generator", spike_times=[[20.1]])
    cells = net.create(3, "iaf_psc_delta", name="cells", V_m=[-60.0, -61.0, -62.0], tau_m=1e9)
    learned = net.connect(source, cells[:2] + cells[2:], ([0], [0]), weight=[1.0], delay=1.0, synapse=rule)
    sim = nj.Simulation(net, precision="double")
    sim.run(20.0)
    sim[learned].rewire(pre=[0], post=[2], weight=1.0, delay=1.0)
    sim.run(5.0)
    assert sim[learned]["weight"] == pytest.approx([60.0, 62.0], rel=1e-6)


@pytest.mark.parametrize("fraction", [1.0, 0.0])
def test_many_targets_are_seen_alike(fraction):
    """More than are looked at together, in one partition and in several."""
    weights = []
    for partitions in (1, 4):
        net = nj.Network(seed=1)
        source = net.create(3, "poisson_source", rate=100.0)
        cells = net.create(600, "iaf_psc_delta", V_m=nj.random.uniform(-70.0, -55.0), I_e=nj.random.uniform(0.0, 500.0))
        learned = net.connect(source, cells, weight=0.5, delay=0.5, dendritic_fraction=fraction, synapse=NEAR)
        sim = nj.Simulation(net, threads=1, partitions=partitions)
        sim.run(60.0)
        weights.append(sim[learned]["weight"])
    assert np.unique(weights[0]).size > 600
    assert np.array_equal(*weights)


def made(**given):
    declared = {"parameters": {"tau": (10.0, "ms"), "rate": (0.1, "1/mV"), "late": (1.0, "ms")},
                "traces": {"x": ("pre", "tau")}, "target": {"u": ("V_m", "mV")}} | given
    return nj.SynapseModel("rule", **declared)


@pytest.mark.parametrize(("given", "says"), [
    ({"on_pre": "w = w - rate*v"}, "unknown name 'v' in on_pre; Known: dt_pre, late, post_spiked, rate, tau, u, w, x"),
    ({"on_pre": "w = w - u"}, "mV"),
    ({"on_post": "w = w - rate*u"}, "'u' cannot be used in on_post"),
    ({"on_pre": "u = 1"}, "sets 'u', which is no variable"),
    ({"on_pre": "w = w - rate*dt"}, "'dt' cannot be used in on_pre"),
    ({"during": ("u > 0*mV",)}, r"during must be given as \(condition, statements\)"),
    ({"during": ("u", "w = w + 1")}, "must be a condition"),
    ({"during": ("u > 0*mV", "")}, "needs statements"),
    ({"during": ("rate > 0/mV", "w = w + x")}, r"must look at the target \(u\)"),
    ({"during": ("x > 0", "w = w + x")}, "'x' cannot be used in the condition of during"),
    ({"during": ("u > 0*mV", "w = w + binomial(3, 0.5)")}, "binomial"),
    ({"target": {}, "during": ("u > 0*mV", "w = w + x")}, "during= needs target="),
    ({"target": {"u": "V_m"}, "on_pre": "w = 0"}, r"must be given as \(variable, unit\)"),
    ({"target": {"u": ("V_m", "mV", "slow")}, "on_pre": "w = 0"}, "its delay 'slow' is no parameter in ms"),
    ({"target": {"u": ("V_m", "mV", "rate")}, "on_pre": "w = 0"}, "its delay 'rate' is no parameter in ms"),
    ({"target": {"x": ("V_m", "mV")}, "on_pre": "w = 0"}, "'x' is declared twice"),
    ({"target": {f"u{i}": ("V_m", "mV") for i in range(17)}, "on_pre": "w = 0"}, "at most 16 variables"),
    ({"send": "rate*u", "on_pre": "w = 0"}, "'u' cannot be used in send"),
])
def test_a_rule_that_makes_no_sense_is_refused(given, says):
    with pytest.raises(EquationError, match=says):
        made(**given)


def test_a_negative_delay_is_refused():
    rule = made(target={"u": ("V_m", "mV", "late")}, on_pre="w = rate*u")
    with pytest.raises(ParameterError, match=r"late of rule\(late=-1\) is by how much older 'V_m' is"):
        rule(late=-1.0)


@pytest.mark.parametrize(("target", "says"), [
    ({"u": ("U_m", "mV")}, r"rule reads 'U_m' of its target, but 'cells' \(iaf_psc_exp\) has no such variable; did you "
                           "mean 'V_m'"),
    ({"u": ("V_th", "mV")}, "has no such variable"),
    ({"u": ("I_syn_ex", "mV")}, "as 'u' in mV, but in iaf_psc_exp it is in pA"),
])
def test_targets_without_the_variable_are_refused(target, says):
    net = nj.Network(seed=1)
    source = net.create(1, "spike_generator")
    cells = net.create(3, "aeif_psc_delta", name="others") + net.create(3, "iaf_psc_exp", name="cells")
    with pytest.raises(NetworkError, match=says):
        net.connect(source, cells.populations[1], synapse=made(target=target, on_pre="w = rate*u"))


def test_every_population_of_a_union_must_have_it():
    net = nj.Network(seed=1)
    source = net.create(1, "spike_generator")
    both = net.create(3, "aeif_psc_delta_clopath", name="clopath") + net.create(3, "aeif_psc_delta", name="plain")
    with pytest.raises(NetworkError, match=r"'u_bar_plus' of its target, but 'plain' \(aeif_psc_delta\)"):
        net.connect(source, both, weight=1.0, synapse=nj.synapses.clopath)
