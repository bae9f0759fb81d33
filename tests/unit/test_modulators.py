"""Neuromodulators: released by spikes, read by neurons and synapses, the same in every partition."""

import gc
import weakref

import numpy as np
import pytest

import neurojit as nj

TAU = 80.0


def one(partitions=1, threads=1, splits=(100.0,), **effective):
    """Pulses at 20 and 35 ms release 0.5; ten driven cells read the modulator."""
    net = nj.Network(seed=2)
    arousal = net.create_modulator("arousal", tau=TAU, baseline=0.1)
    pulses = net.create(1, "spike_generator", spike_times=[20.0, 35.0])
    net.connect(pulses, arousal, weight=0.5, delay=2.0)
    cells = net.create(40, "iaf_psc_exp", name="cells", I_e=np.linspace(370.0, 420.0, 40))
    net.modulate(cells, **effective)
    net.record(cells, ["spikes", "V_m"])
    net.record(arousal, "concentration")
    sim = nj.Simulation(net, partitions=partitions, threads=threads)
    for piece in splits:
        sim.run(piece)
    return sim


def own(net):
    """A neuron with an input of the modulator's name."""
    return net.create(2, nj.NeuronModel("own", "dV_m/dt = (dopamine*mV - V_m)/tau : mV", {"tau": (10.0, "ms")},
                                        inputs={"dopamine": "1"}), name="own")


def expected(time, stop=np.inf):
    """Concentration: decays to 0.1, jumps where the pulses arrive."""
    return 0.1 + sum(0.5 * np.exp(-(time - t) / TAU) * (time >= t - 1e-9) for t in (22.0, 37.0))


def test_concentration_is_the_analytic_one():
    traces = one(V_th="V_th - 2*mV*arousal").result.traces["arousal"]
    assert np.abs(traces["concentration"][:, 0] - expected(traces.times)).max() < 1e-13


def test_membrane_potential_follows_a_modulated_resting_potential():
    """Below threshold V_m is linear in E_L: integrated with the concentration held over a step."""
    net = nj.Network(seed=1)
    serotonin = net.create_modulator("serotonin", tau=TAU, concentration=1.0)
    cell = net.create(1, "iaf_psc_exp", name="cell")
    net.modulate(cell, E_L="E_L - 5*mV*serotonin")
    net.record(cell, "V_m")
    assert serotonin.values["concentration"] == 1.0
    found = nj.Simulation(net, dt=0.1).run(50.0).traces["cell"]["V_m"][:, 0]
    v, decay = -70.0, np.exp(-0.1 / 10.0)
    for step, value in enumerate(found):
        assert abs(value - v) < 1e-10
        rest = -70.0 - 5.0 * np.exp(-step * 0.1 / TAU)
        v = rest + (v - rest) * decay


def test_a_lower_threshold_lets_cells_fire_that_were_silent():
    plain, aroused = one(V_th="V_th + 0*mV*arousal"), one(V_th="V_th - 2*mV*arousal")
    silent = ~np.isin(np.arange(40), plain.result.spikes["cells"].senders)
    woken = aroused.result.spikes["cells"]
    assert silent.any()
    assert np.isin(np.flatnonzero(silent), woken.senders).any()


def test_a_modulated_reset_takes_effect():
    net = nj.Network(seed=1)
    net.create_modulator("acetylcholine", tau=1e9, concentration=3.0)
    plain, freed = (net.create(1, "izhikevich", name=name, I_e=10.0) for name in ("plain", "freed"))
    net.modulate(freed, d="d/(1 + acetylcholine)")
    net.record(plain + freed, "spikes")
    spikes = nj.Simulation(net).run(1000.0).spikes
    assert spikes["freed"].times.size > 1.5 * spikes["plain"].times.size


@pytest.mark.parametrize("options", [{"partitions": 3, "threads": 2}, {"partitions": 7},
                                     {"splits": (10.3, 20.0, 69.7), "partitions": 2}])
def test_one_result(options):
    a, b = one(V_th="V_th - 2*mV*arousal"), one(V_th="V_th - 2*mV*arousal", **options)
    assert a.result.spikes["cells"] == b.result.spikes["cells"]
    for name in ("cells", "arousal"):
        for variable, values in a.result.traces[name].items():
            assert np.array_equal(values, b.result.traces[name][variable])
    assert a.synapse_count == b.synapse_count == 1


@pytest.mark.parametrize(("source", "values"), [
    ("poisson_generator", {"rate": 300.0}), ("poisson_generator", {"rate": [100.0, 300.0]}),
    ("inhomogeneous_poisson_generator", {"rate_times": [1.0, 50.0], "rate_values": [100.0, 500.0]}),
    ("sinusoidal_poisson_generator", {"rate": 300.0, "amplitude": 200.0, "frequency": 20.0})])
def test_private_trains_release_the_same_everywhere(source, values):
    """Every partition draws the same numbers for its copy."""
    found = []
    for threads, partitions in ((1, 1), (2, 2), (1, 5), (3, 3)):
        net = nj.Network(seed=1)
        released = net.create_modulator("released", tau=50.0)
        net.connect(net.create(2, source, **values), released, weight=0.1, delay=0.5)
        cells = net.create(40, "iaf_psc_exp", name="cells")
        net.modulate(cells, E_L="E_L + 1*mV*released")
        learning = net.connect(cells, cells, nj.rules.one_to_one(), weight=1.0, synapse=nj.SynapseModel(
            "drift", {"tau": (50.0, "ms")}, equations="dc/dt = -c/tau : 1\ndw/dt = (1 + c)*released/tau : 1",
            variables={"c": 0.0}, modulators=("released",))())
        net.record(released, "concentration")
        sim = nj.Simulation(net, threads=threads, partitions=partitions)
        sim.run(100.0)
        sim.run(100.0)
        found.append((sim.result.traces["released"]["concentration"].ravel(), np.unique(sim[cells]["V_m"]),
                      np.unique(sim[learning]["weight"])))
    concentration, V_m, weight = found[0]
    assert V_m.size == weight.size == 1
    assert len(np.unique(np.diff(concentration) > 0.0)) == 2, "it rises with spikes and decays between them"
    assert concentration[-1] > 0.5
    for others in found[1:]:
        assert all(map(np.array_equal, found[0], others))


def test_users_set_concentrations_and_time_constants_between_runs():
    for partitions in (1, 4):
        sim = one(V_th="V_th - 2*mV*arousal", partitions=partitions, splits=(50.0,))
        arousal = sim.network["arousal"]
        sim[arousal]["concentration"][:] = 7.0
        sim[arousal]["tau"] = 10.0
        sim[arousal]["baseline"] = 0.0
        sim.run(10.0)
        assert sim[arousal]["concentration"][0] == pytest.approx(7.0 * np.exp(-1.0), abs=1e-12)
        assert sim.result.spikes["cells"].times[-1] > 50.0


def test_two_modulators_together():
    net = nj.Network(seed=1)
    for name in ("dopamine", "serotonin"):
        net.create_modulator(name, tau=1e12, concentration=1.0)
    cell = net.create(1, "iaf_psc_delta", name="cell")
    net.modulate(cell, E_L="E_L + 3*mV*dopamine", V_th="V_th + serotonin*mV")
    net.modulate(cell, I_e="I_e + 10*pA*serotonin*dopamine")
    net.record(cell, "V_m")
    final = nj.Simulation(net).run(200.0).traces["cell"]["V_m"][-1, 0]
    assert final == pytest.approx(-70.0 + 3.0 + 10.0 * 10.0 / 250.0, abs=1e-6)


@pytest.mark.parametrize(("act", "words"), [
    (lambda net, cells: net.modulate(cells, V_th="V_th - 2*mV*dopamin"), "unknown name 'dopamin'"),
    (lambda net, cells: net.modulate(cells, V_th="V_th - 2*dopamine"), "mV"),
    (lambda net, cells: net.modulate(cells, V_thr="V_th"), "no parameter"),
    (lambda net, cells: net.modulate(cells, t_ref="t_ref*dopamine"), "cannot be used in the refractory time"),
    (lambda net, cells: net.modulate(net["dopamine"], tau="tau"), "modulated"),
    (lambda net, cells: nj.SynapseModel("many", on_pre="w = w*m0", modulators=[f"m{i}" for i in range(22)]),
     "at most 21 modulators, got 22"),
    (lambda net, cells: net.modulate(cells), "modulate takes parameters of iaf_psc_exp, such as"),
    (lambda net, cells: [net.modulate(cells, E_L="E_L + 3*mV*dopamine"), net.modulate(cells, E_L="E_L + 1*mV")],
     "E_L of 'iaf_psc_exp' is modulated already; write all that it depends on into one expression"),
    (lambda net, cells: net.create_modulator("dopamine"), "already"),
    (lambda net, cells: net.create_modulator("w o"), "w o"),
    (lambda net, cells: net.create_modulator("x", tau=-1.0), "tau must be"),
    (lambda net, cells: net.create_modulator("x", tau=[1.0, 2.0]), "one number"),
    (lambda net, cells: net.connect(cells, cells, synapse=nj.SynapseModel(
        "r", on_pre="w = w*serotonin", modulators=("serotonin",))), "no modulator 'serotonin'"),
    (lambda net, cells: net.connect(cells, net["dopamine"], synapse=nj.synapses.stdp_pair()), "no plasticity"),
    (lambda net, cells: net.connect(net.create(1, "poisson_generator"), cells, synapse=nj.synapses.stdp_pair()),
     "could learn from: every target has a train of its own .*; use poisson_source"),
    (lambda net, cells: net.connect(net.create(1, "dc_generator"), cells, synapse=nj.synapses.tsodyks()),
     "sends currents, from which no synapse could learn"),
    (lambda net, cells: net.record(net["dopamine"], "spikes"), "no spikes"),
    (lambda net, cells: net.connect(cells, cells + net["dopamine"]), "one by one"),
    (lambda net, cells: net.connect(net["dopamine"], cells), "no threshold"),
    (lambda net, cells: (net.modulate(cells, E_L="E_L + 1*mV*dopamine"), net.drive(cells, "dopamine", [1.0], 1.0)),
     "dopamine of .* is the concentration of a modulator"),
    (lambda net, cells: (net.modulate(cells, E_L="E_L + 1*mV*dopamine"),
                         net.connect(net.create(1, "dc_generator"), cells, input="dopamine")), "is the concentration"),
    (lambda net, cells: (net.drive(own(net), "dopamine", [1.0], 1.0, name="given"),
                         net.modulate(net["own"], tau="tau*(1 + dopamine)")),
     "adds to the input dopamine of 'own', which would be the concentration"),
    (lambda net, cells: (net.connect(net.create(1, "gamma_sup_generator"), net["dopamine"]), nj.Simulation(net)),
     "trains of gamma_sup_generator have a memory, .* use gamma_sup_source"),
])
def test_bad_input_is_refused(act, words):
    net = nj.Network(seed=1)
    net.create_modulator("dopamine")
    with pytest.raises(nj.NeurojitError, match=words):
        act(net, net.create(3, "iaf_psc_exp"))


@pytest.mark.parametrize(("arguments", "words"), [
    ({"equations": "dc/dt = -c/tau : 1"}, "neither w nor"),
    ({"equations": "dw/dt = w*w/tau : 1"}, "linear"),
    ({"equations": "dw/dt = -w*dopamine/tau : 1", "modulators": ("dopamine",)}, "cannot depend on a modulator"),
    ({"equations": "dw/dt = x/tau : 1", "variables": {"x": 0.0}}, "must itself only decay"),
    ({"equations": "dw/dt = -w/tauu : 1"}, "tauu"),
    ({"on_pre": "w = w*dopamine"}, "unknown name 'dopamine'"),
    ({"on_pre": "w = 2*w", "modulators": "dopamine"}, "sequence"),
    ({"on_pre": "w = 2*w", "variables": {"c": (0.0, "1")}}, r"first value of c must be one number .* got \(0.0, '1'\)"),
    ({"on_pre": "w = 2*w", "bounds": (0.0,)}, "bounds"),
    ({"on_pre": "w = 2*w", "bounds": (5.0, 1.0)}, "0 <= lowest <= highest weight, .* they are 5 and 1"),
    ({"on_pre": "w = 2*w", "bounds": (-1.0, 1.0)}, "0 <= lowest <= highest weight"),
    ({"on_pre": "w = 2*w", "bounds": (11.0, "tau/ms")}, "by the defaults of the parameters they are 11 and 10"),
    ({"on_pre": "w = 2*w", "bounds": (0.0, "W")}, "'W'"),
])
def test_bad_synapse_models_are_refused(arguments, words):
    with pytest.raises(nj.NeurojitError, match=words):
        nj.SynapseModel("bad", {"tau": (10.0, "ms")}, **arguments)


def test_weights_out_of_bounds_are_refused():
    net = nj.Network(seed=1)
    cells = net.create(3, "iaf_psc_exp")
    rule = nj.SynapseModel("r", {"low": (2.0, "1"), "high": (5.0, "1")}, on_pre="w = w + 1", bounds=("low", "high"))
    for weight in (1.0, -6.0, np.full(9, 7.0)):
        with pytest.raises(nj.ParameterError, match="2 to 5"):
            net.connect(cells, cells, weight=weight, synapse=rule)
    with pytest.raises(nj.ParameterError, match="bounds"):
        net.connect(cells, cells, weight=3.0, synapse=rule(low=6.0))
    net.connect(cells, cells, weight=nj.random.normal(3.0, 2.0), synapse=rule)
    with pytest.raises(nj.ParameterError, match="2 to 5"):
        nj.Simulation(net)


def test_the_models_of_a_simulation_go_with_it():
    """Modulation makes a model anew for every network."""
    net = nj.Network(seed=1)
    cells = net.create(3, "iaf_psc_exp")
    net.create_modulator("serotonin")
    net.modulate(cells, E_L="E_L - 5*mV*serotonin")
    nj.Simulation(net).run(1.0)
    model = weakref.ref(cells.model)
    assert model() is not nj.models.iaf_psc_exp
    del net, cells
    gc.collect()
    assert model() is None
