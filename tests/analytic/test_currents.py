"""External inputs against their formulas: what acts in the update from step n is that of the time n*dt."""

import numpy as np
import pytest
import scipy.stats

import neurojit as nj


def meter():
    """Cells that show their external inputs: I and g after a step are what acted in it."""
    return nj.NeuronModel(name="meter", update="I = I_stim; g = g_ext", states={"I": "pA", "g": "nS"}, parameters={},
                          inputs={"g_ext": "nS"})


def measured(connect, n=4, duration=60.0, seed=1, pieces=None, **options):
    """I and g in the updates from steps 0, 1 ...; connect(net, cells) makes the sources."""
    net = nj.Network(seed=seed)
    cells = net.create(n, meter(), name="cells")
    connect(net, cells)
    net.record(cells, ["I", "g"])
    sim = nj.Simulation(net, dt=0.1, **options)
    for piece in pieces or [duration]:
        sim.run(piece)
    traces = sim.result.traces["cells"]
    return traces["I"][1:], traces["g"][1:]


def source(model, rule=None, weight=1.0, input=None, n=1, **values):
    """A function that connects such a source to all cells."""
    def connect(net, cells):
        net.connect(net.create(n, model, **values), cells, rule, weight=weight, input=input)
    return connect


def test_an_alternating_current_is_its_formula_at_every_step():
    values = {"amplitude": [100.0, 7.0], "offset": 3.0, "frequency": [23.0, 150.0], "phase": 30.0, "start": 5.0,
              "stop": [50.0, 55.5]}
    found, _ = measured(source("ac_generator", n=2, weight=np.tile([[0.5], [-2.0]], (1, 4)), **values))
    t = np.arange(600) * 0.1

    def law(i):
        on = (t > 4.95) & (t < values["stop"][i] - 0.05)
        wave = values["amplitude"][i] * np.sin(2 * np.pi * values["frequency"][i] * t / 1000 + np.pi / 6)
        return np.where(on, 3.0 + wave, 0.0)

    assert np.abs(found - (0.5 * law(0) - 2.0 * law(1))[:, None]).max() < 1e-11


def test_the_phase_is_right_after_a_long_time():
    net = nj.Network(seed=1)
    cells = net.create(1, meter(), name="cells")
    source("ac_generator", amplitude=1.0, frequency=777.0, start=100_000.0)(net, cells)
    net.record(cells, "I", start=100_000.05)
    trace = nj.Simulation(net, dt=0.1).run(100_010.0).traces["cells"]
    t = np.arange(1_000_000, 1_000_100) * 0.1
    assert np.abs(trace["I"][:, 0] - np.sin(2 * np.pi * 0.777 * t)).max() < 1e-9


def test_the_membrane_follows_an_alternating_current():
    """iaf_psc_delta solves the current held over each step exactly; V_m in steady state has the filter's amplitude."""
    net = nj.Network(seed=1)
    cell = net.create(1, "iaf_psc_delta", name="cell", tau_m=10.0, C_m=250.0, E_L=-70.0, V_th=1e9)
    source("ac_generator", amplitude=80.0, frequency=20.0, phase=90.0)(net, cell)
    net.record(cell, "V_m")
    trace = nj.Simulation(net, dt=0.1).run(500.0).traces["cell"]["V_m"][:, 0]
    decay, v, law = np.exp(-0.1 / 10.0), -70.0, [-70.0]
    for n in range(5000):
        current = 80.0 * np.sin(2 * np.pi * 20.0 * n * 1e-4 + np.pi / 2)
        v = -70.0 + decay * (v + 70.0) + (1.0 - decay) * 10.0 / 250.0 * current
        law.append(v)
    assert np.abs(trace - law).max() < 1e-10
    swing = 80.0 * 10.0 / 250.0 / np.hypot(1.0, 2 * np.pi * 0.02 * 10.0)
    assert abs(np.ptp(trace[4000:]) / 2 - swing) < 1e-3 * swing


def test_noise_is_normal_and_held_for_its_interval():
    found, _ = measured(source("noise_generator", mean=20.0, std=5.0, dt=0.7, start=0.3), n=300, duration=70.3)
    assert not found[:3].any()
    blocks = found[3:].reshape(100, 7, 300)
    assert (blocks == blocks[:, :1]).all()
    values = blocks[:, 0]
    assert np.unique(values).size == values.size, "drawn anew for every target and interval"
    assert scipy.stats.kstest((values.ravel() - 20.0) / 5.0, "norm").pvalue > 1e-3
    for lag in (1, 2):
        assert abs(np.corrcoef(values[lag:].ravel(), values[:-lag].ravel())[0, 1]) < 5 / np.sqrt(values.size)
    for i, j in [(0, 1), (5, 200), (298, 299)]:
        assert abs(np.corrcoef(values[:, i], values[:, j])[0, 1]) < 5 / np.sqrt(100)


def test_the_variance_of_noise_oscillates():
    found, _ = measured(source("noise_generator", std=5.0, std_mod=4.0, frequency=50.0, phase=90.0, dt=0.5), n=4000)
    t = np.arange(0, 600, 5) * 0.1
    law = 25.0 + 16.0 * np.sin(2 * np.pi * 0.05 * t + np.pi / 2)
    # a variance of 4,000 normals has a relative standard error of sqrt(2/4000)
    assert (np.abs(found[::5].var(axis=1) / law - 1.0) < 5 * np.sqrt(2 / 4000)).all()


def test_connections_of_one_noisy_source_have_noise_of_their_own_and_others_do_not_change_it():
    noise = source("noise_generator", std=1.0, dt=0.3, weight=2.0)
    alone, _ = measured(noise)

    def twice(net, cells):
        noise(net, cells)
        net.connect(net.create(1, "ac_generator", amplitude=50.0, frequency=10.0), cells, name="wave")
        net.connect(net["noise_generator"], cells, name="again")
    both, _ = measured(twice)
    t = np.arange(600) * 0.1
    rest = both - alone - 50.0 * np.sin(2 * np.pi * 0.01 * t)[:, None]
    assert abs(rest.std() - 1.0) < 0.2
    assert abs(np.corrcoef(rest[::3].ravel(), alone[::3].ravel())[0, 1]) < 5 / np.sqrt(800)


def test_values_over_time_are_held_for_their_interval():
    rng = np.random.default_rng(1)
    each, common = rng.normal(size=(8, 3)), rng.normal(size=5)

    def connect(net, cells):
        net.drive(cells[1:], "I_stim", each, 1.5, start=2.0)
        net.drive(cells, "g_ext", common, interval=0.1, stop=1.0)
    current, conductance = measured(connect, duration=20.0)
    assert not current[:, 0].any()
    assert not current[:20].any()
    assert np.array_equal(current[20:140, 1:], np.repeat(each, 15, axis=0))
    assert (current[140:, 1:] == each[-1]).all(), "the last value goes on"
    assert np.array_equal(conductance[:10], np.tile(np.append(common, [common[-1]] * 5)[:, None], 4))
    assert not conductance[10:].any()


def test_any_current_source_can_write_any_input_and_inputs_add_up():
    def connect(net, cells):
        net.drive(cells, "g_ext", [1.0, 2.0], 30.0)
        net.connect(net.create(1, "dc_generator", amplitude=100.0), cells, weight=0.05, input="g_ext")
        net.connect(net.create(1, "step_current_generator", amplitude_times=[10.0], amplitude_values=[40.0]),
                    cells[:2], weight=0.1, input="g_ext")
    current, conductance = measured(connect)
    assert not current.any()
    law = np.where(np.arange(600) < 300, 6.0, 7.0)
    assert np.abs(conductance[:, 3] - law).max() < 1e-12
    assert np.abs(conductance[:, 0] - law - 4.0 * (np.arange(600) >= 100)).max() < 1e-12


def test_a_declared_input_drives_the_equations():
    model = nj.NeuronModel("shunted", "dV_m/dt = (g_ext*(E - V_m) - V_m*10*nS)/(100*pF) : mV", {"E": (50.0, "mV")},
                           inputs={"g_ext": "nS"})
    net = nj.Network(seed=1)
    cells = net.create(2, model, name="cells")
    net.drive(cells, "g_ext", np.array([[0.0, 10.0]]), 1.0)
    net.record(cells, "V_m")
    last = nj.Simulation(net).run(200.0).traces["cells"]["V_m"][-1]
    assert last == pytest.approx([0.0, 25.0])


def everything(net, cells):
    net.drive(cells, "g_ext", np.arange(30.0)[:, None] * np.arange(1.0, 41.0), 1.1, start=0.3)
    net.connect(net.create(2, "noise_generator", std=[1.0, 2.0], dt=[0.3, 1.0], start=0.2), cells,
                weight=nj.random.normal(1.0, 0.5))
    net.connect(net.create(1, "ac_generator", amplitude=5.0, frequency=100.0, stop=33.3), cells[5:30])
    net.connect(net.create(1, "noise_generator", std=1.0, dt=2.0), cells, input="g_ext")
    net.connect(net.create(1, "step_current_generator", amplitude_times=np.arange(0.5, 30.0, 0.7),
                           amplitude_values=np.arange(43.0)[: len(np.arange(0.5, 30.0, 0.7))]), cells, weight=0.1)


@pytest.mark.parametrize("options", [{"threads": 2}, {"threads": 3}, {"partitions": 3}, {"threads": 2, "partitions": 7},
                                     {"pieces": [0.1, 20.2, 0.3, 39.4]}], ids=str)
def test_inputs_do_not_depend_on_threads_partitions_or_split_runs(options):
    usual = measured(everything, n=40, threads=1, partitions=1)
    for one, other in zip(usual, measured(everything, n=40, **options), strict=True):
        assert np.array_equal(one, other)


def test_sources_are_edited_between_runs():
    net = nj.Network(seed=1)
    cells = net.create(2, meter(), name="cells")
    values = net.drive(cells, "I_stim", [1.0, 2.0, 3.0], 1.0)
    wave = net.create(1, "ac_generator", amplitude=4.0, phase=90.0)
    net.connect(wave, cells, input="g_ext")
    net.record(cells, ["I", "g"])
    sim = nj.Simulation(net)
    sim.run(1.0)
    sim[values]["values"] = [5.0, 6.0, 7.0, 8.0]
    sim[wave]["amplitude"] = 9.0
    sim.run(3.0)
    trace = sim.result.traces["cells"]
    assert trace["I"][[1, 11, 21, 31], 0].tolist() == [1.0, 6.0, 7.0, 8.0]
    assert trace["g"][[10, 11], 0].tolist() == [4.0, 9.0]
    sim.reset()
    sim.run(1.0)
    assert sim.result.traces["cells"]["I"][1, 0] == 5.0
