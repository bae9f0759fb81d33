"""Gap junctions: right, symmetric, stable when strong, the same for any partition."""

import numpy as np
import pytest
import scipy.sparse
from scipy.integrate import solve_ivp

import neurojit as nj
from neurojit.compile import gap

PASSIVE = nj.NeuronModel(
    "passive", "dV_m/dt = (g_L*(E_L - V_m) + I_stim + I_gap - g_gap*V_m)/C_m : mV",
    {"g_L": (10.0, "nS"), "E_L": (-70.0, "mV"), "C_m": (100.0, "pF")}, inputs={"I_gap": "pA", "g_gap": "nS"},
    receptors={"all": "V_m += w"})


def chain(conductance, n=3):
    net = nj.Network(seed=1)
    cells = net.create(n, PASSIVE, name="cells", V_m=np.linspace(-70.0, -40.0, n))
    net.connect_gap(cells[:-1], cells[1:], nj.rules.one_to_one(), conductance=conductance)
    net.record(cells, "V_m")
    return net


def test_potentials_converge_to_those_of_the_coupled_equations():
    """A chain of three; the error falls with dt, since partners are seen a step late."""
    g = np.array([4.0, 9.0])

    def slopes(t, v):
        flow = g * np.diff(v)
        return (10.0 * (-70.0 - v) + np.append(flow, 0.0) - np.append(0.0, flow)) / 100.0

    exact = solve_ivp(slopes, (0.0, 8.0), np.linspace(-70.0, -40.0, 3), rtol=1e-11, atol=1e-11).y[:, -1]
    errors = [np.abs(nj.Simulation(chain(g), dt=dt).run(8.0).traces["cells"]["V_m"][-1] - exact).max()
              for dt in (0.1, 0.05, 0.025)]
    assert errors[0] < 0.05
    assert errors[0] / errors[1] == pytest.approx(2.0, rel=0.1)
    assert errors[1] / errors[2] == pytest.approx(2.0, rel=0.1)


def test_strong_coupling_is_stable_and_equalises():
    trace = nj.Simulation(chain(1e5), dt=0.1).run(20.0).traces["cells"]["V_m"]
    assert np.ptp(trace[-1]) < 0.01
    assert (trace <= -40.0 + 1e-9).all()
    assert (trace >= -70.0 - 1e-9).all()


@pytest.mark.parametrize(("threads", "partitions"), [(1, 1), (2, 2), (3, 5)])
def test_it_does_not_depend_on_partitions_or_splits(threads, partitions):
    def run(threads, partitions, pieces):
        net = nj.Network(seed=2)
        cells = net.create(90, "hh_cond_beta_gap_traub", name="cells", V_T=-58.0, I_e=nj.random.uniform(100.0, 500.0))
        net.connect_gap(cells, cells, nj.rules.fixed_indegree(4, allow_autapses=False),
                        conductance=nj.random.uniform(0.1, 2.0))
        net.connect(cells, cells, nj.rules.fixed_indegree(5), weight=0.5, delay=nj.random.uniform(0.5, 3.0))
        net.record(cells, ["spikes", "V_m"], interval=0.5)
        sim = nj.Simulation(net, threads=threads, partitions=partitions)
        for piece in pieces:
            sim.run(piece)
        return sim.result

    one, other = run(1, 1, [40.0]), run(threads, partitions, [13.3, 26.7])
    assert np.array_equal(one.traces["cells"]["V_m"], other.traces["cells"]["V_m"])
    assert np.array_equal(one.spikes["cells"].steps, other.spikes["cells"].steps)
    assert len(one.spikes["cells"]) > 50


def test_coupling_makes_cells_fire_together():
    def spread(conductance):
        net = nj.Network(seed=4)
        cells = net.create(20, "hh_cond_beta_gap_traub", V_T=-58.0, I_e=np.linspace(300.0, 340.0, 20))
        net.connect_gap(cells, cells, nj.rules.all_to_all(allow_autapses=False), conductance=conductance)
        net.record(cells, "spikes")
        train = next(iter(nj.Simulation(net).run(300.0).spikes.values()))
        late = [train.times[train.senders == i] for i in range(20)]
        return np.std([one[one > 250.0][0] for one in late])

    assert spread(2.0) < 0.2 * spread(0.0)


@pytest.mark.parametrize("rule", [nj.rules.one_to_one(), nj.rules.all_to_all()], ids=repr)
def test_a_neuron_has_no_junction_with_itself(rule):
    def potentials(couple, n):
        net = nj.Network(seed=1)
        cells = net.create(n, "hh_cond_beta_gap_traub", I_e=300.0, name="cells", V_m=np.linspace(-70.0, -50.0, n))
        couple(net, cells)
        net.record(cells, "V_m")
        return nj.Simulation(net).run(20.0).traces["cells"]["V_m"]

    alone = potentials(lambda net, cells: None, 1)
    assert np.array_equal(potentials(lambda net, cells: net.connect_gap(cells, cells, rule, conductance=5.0), 1), alone)
    if rule.kind == "all_to_all":
        others = nj.rules.all_to_all(allow_autapses=False)
        one, other = (potentials(lambda net, cells, r=r: net.connect_gap(cells, cells, r), 4) for r in (rule, others))
        assert np.array_equal(one, other)


def test_junctions_are_drawn_when_a_simulation_is_made(monkeypatch):
    """Not again in every run."""
    whole = nj.Simulation(chain(4.0)).run(2.3)
    sim = nj.Simulation(chain(4.0))
    sim.run(1.0)
    monkeypatch.setattr(gap, "list_pairs", None)
    sim.run(1.0)
    sim.step(3)
    assert sim.result == whole


def test_bad_input_is_refused():
    net = nj.Network(seed=1)
    plain = net.create(3, "iaf_psc_exp")
    cells = net.create(3, PASSIVE)
    with pytest.raises(nj.NetworkError, match="iaf_psc_exp has no place for gap junctions"):
        net.connect_gap(plain, cells)
    for conductance in (-1.0, [2.0, -1.0, 1.0], nj.random.uniform(-1.0, 1.0)):
        with pytest.raises(nj.ParameterError, match="conductance of gap junctions must be >= 0 nS"):
            net.connect_gap(cells, cells, nj.rules.one_to_one(), conductance=conductance)
    net.connect_gap(cells, cells, nj.rules.one_to_one(), conductance=lambda pre, post: np.full(len(pre), -1.0))
    with pytest.raises(nj.ParameterError, match="conductance >= 0 nS, got -1"):
        nj.Simulation(net)


def test_conductances_of_a_function_may_be_quantities_whatever_receptors_there_are():
    pint = pytest.importorskip("pint")
    units = pint.UnitRegistry()
    leaky = nj.NeuronModel(
        "leaky", """
            dV_m/dt = (g_L*(E_L - V_m) + I_syn + I_gap - g_gap*V_m)/C_m : mV
            dI_syn/dt = -I_syn/tau : pA""",
        {"g_L": (10.0, "nS"), "C_m": (200.0, "pF"), "E_L": (-70.0, "mV"), "tau": (5.0, "ms")},
        inputs={"I_gap": "pA", "g_gap": "nS"}, receptors={"excitatory": "I_syn += w"})
    found = []
    for conductance in (5.0, lambda pre, post: (5.0 + 0.0 * pre) * units.nS):
        net = nj.Network(seed=1)
        cells = net.create(2, leaky, V_m=[-70.0, -60.0], name="cells")
        net.connect_gap(cells[:1], cells[1:], conductance=conductance)
        net.record(cells, "V_m")
        found.append(nj.Simulation(net).run(10.0))
    assert found[0] == found[1]


def test_the_data_of_a_matrix_are_conductances():
    net = nj.Network(seed=1)
    cells = net.create(3, PASSIVE)
    matrix = scipy.sparse.coo_array(([2.0, 0.5], ([0, 1], [1, 2])), shape=(3, 3))
    assert net.connect_gap(cells, cells, matrix).pairs.weight.tolist() == [2.0, 0.5]
    assert net.connect_gap(cells, cells, matrix.astype(bool), conductance=3.0).pairs.weight == 3.0
    with pytest.raises(nj.NetworkError, match="data of the matrix are the conductances, so conductance=3"):
        net.connect_gap(cells, cells, matrix, conductance=3.0)


def test_its_wiring_is_not_that_of_a_projection_of_the_same_name():
    net = nj.Network(seed=1)
    a, b = (net.create(100, nj.models.hh_cond_beta_gap_traub, name=name) for name in "ab")
    made = net.connect(a, b, nj.rules.fixed_indegree(5), weight=0.1, name="x")
    net.connect_gap(a, b, nj.rules.fixed_indegree(5), conductance=1.0, name="x")
    units, partners, _ = gap.list_pairs(net, 0.1)
    coupled = {(p, u - 100) for u, p in zip(units.tolist(), partners.tolist(), strict=True) if u >= 100}
    wired = nj.Simulation(net)[made]
    assert len(coupled & set(zip(wired["pre"].tolist(), wired["post"].tolist(), strict=True))) < 60, "25 by chance"
