"""Postsynaptic potentials, membranes and firing rates against closed forms and converged integration."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import neurojit as nj
from neurojit.receptors import AMPA, with_receptors

E_L, TAU, C = -70.0, 10.0, 250.0
ARRIVAL = 3.0  # ms: spike at 2.0, delay 1.0
QUIET = {"V_th": 1e6, "E_L": E_L}


def response(model, dt, duration=30.0, weight=50.0, **values):
    """Times after the arrival of one spike, and V_m - E_L at them."""
    net = nj.Network(seed=1)
    source = net.create(1, "spike_generator", spike_times=[2.0])
    cell = net.create(1, model, name="cell", **{**QUIET, **values})
    net.connect(source, cell, weight=weight, delay=1.0)
    net.record(cell, "V_m")
    traces = nj.Simulation(net, dt=dt, precision="double").run(duration).traces["cell"]
    late = traces.times >= ARRIVAL - 1e-9
    assert np.abs(traces["V_m"][~late] - E_L).max() < 1e-11, "nothing may happen before the spike arrives"
    return traces.times[late] - ARRIVAL, traces["V_m"][late, 0] - E_L


def exp_psp(t, tau_syn, weight=50.0):
    """Of a current weight*exp(-t/tau_syn)."""
    if tau_syn == TAU:
        return weight / C * t * np.exp(-t / TAU)
    a = 1.0 / TAU - 1.0 / tau_syn
    return weight / C * (np.exp(-t / tau_syn) - np.exp(-t / TAU)) / a


def alpha_psp(t, tau_syn, weight=50.0):
    """Of a current weight*(t/tau_syn)*exp(1 - t/tau_syn)."""
    if tau_syn == TAU:
        return weight * np.e / (C * TAU) * t**2 / 2 * np.exp(-t / TAU)
    a = 1.0 / TAU - 1.0 / tau_syn
    integral = np.exp(-t / TAU) * ((a * t - 1.0) * np.exp(a * t) + 1.0) / a**2
    return weight * np.e / (C * tau_syn) * integral


EXACT = 1e-11  # mV; rounding of exp(A dt) over some hundred steps of a potential of -70 mV


@pytest.mark.parametrize("dt", [0.05, 0.1, 0.5, 1.0])
def test_the_psp_of_iaf_psc_delta_is_a_decaying_jump(dt):
    t, v = response("iaf_psc_delta", dt, weight=0.5)
    assert np.abs(v - 0.5 * np.exp(-t / TAU)).max() < EXACT


@pytest.mark.parametrize("dt", [0.05, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("tau_syn", [0.3, 2.0, 10.0, 25.0])
def test_the_psp_of_iaf_psc_exp_is_a_difference_of_exponentials(dt, tau_syn):
    """Also where the two time constants are equal and the textbook formula is 0/0."""
    t, v = response("iaf_psc_exp", dt, tau_syn_ex=tau_syn)
    assert np.abs(v - exp_psp(t, tau_syn)).max() < EXACT


@pytest.mark.parametrize("dt", [0.05, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("tau_syn", [0.3, 2.0, 10.0, 25.0])
def test_the_psp_of_iaf_psc_alpha_is_that_of_an_alpha_function(dt, tau_syn):
    t, v = response("iaf_psc_alpha", dt, tau_syn_ex=tau_syn)
    assert np.abs(v - alpha_psp(t, tau_syn)).max() < EXACT


def test_a_weight_below_zero_uses_the_inhibitory_time_constant():
    t, v = response("iaf_psc_exp", 0.1, weight=-50.0, tau_syn_ex=1.0, tau_syn_in=5.0)
    assert np.abs(v - exp_psp(t, 5.0, -50.0)).max() < EXACT


@pytest.mark.parametrize("model", ["iaf_psc_delta", "iaf_psc_exp", "iaf_psc_alpha"])
def test_linear_models_do_not_depend_on_dt_at_the_grid_points(model):
    coarse = response(model, 1.0)[1]
    for dt in (0.5, 0.1, 0.05):
        fine = response(model, dt)[1]
        assert np.abs(fine[:: round(1.0 / dt)] - coarse).max() < EXACT


def test_charging_by_a_current_is_exponential():
    net = nj.Network(seed=1)
    source = net.create(1, "dc_generator", amplitude=200.0, start=5.0, stop=20.0)
    cell = net.create(1, "iaf_psc_exp", name="cell", I_e=50.0, V_m=-60.0, **QUIET)
    net.connect(source, cell, weight=0.5)
    net.record(cell, "V_m")
    trace = nj.Simulation(net, precision="double").run(40.0).traces["cell"]
    t, level, expected = trace.times, -60.0, []
    for begin, end, current in ((0.0, 5.0, 50.0), (5.0, 20.0, 150.0), (20.0, 40.1, 50.0)):
        rest = E_L + current * TAU / C
        inside = (t > begin - 1e-9) & (t < end - 1e-9)
        expected.append(rest + (level - rest) * np.exp(-(t[inside] - begin) / TAU))
        level = rest + (level - rest) * np.exp(-(end - begin) / TAU)
    assert np.abs(trace["V_m"][:, 0] - np.concatenate(expected)).max() < EXACT


@pytest.mark.parametrize(("rise", "decay"), [(0.5, 2.4), (2.4, 2.4), (5.0, 2.4)])
def test_the_conductance_of_a_receptor_rises_to_the_weight_and_decays(rise, decay):
    cell = with_receptors([AMPA], name="cell", equations="dV_m/dt = (g_L*(E_L - V_m) + I_syn)/C_m : mV",
                          parameters={"g_L": (10.0, "nS"), "E_L": (E_L, "mV"), "C_m": (C, "pF")})
    net = nj.Network(seed=1)
    cells = net.create(1, cell, name="cells", tau_rise_AMPA=rise, tau_decay_AMPA=decay)
    net.connect(net.create(1, "spike_generator", spike_times=[2.0]), cells, weight=3.0, delay=1.0, receptor="AMPA")
    net.record(cells, "g_AMPA")
    found = nj.Simulation(net, dt=0.01, precision="double").run(30.0).traces["cells"]
    t = np.maximum(found.times - ARRIVAL, 0.0)
    shape = t * np.exp(-t / decay) if rise == decay else np.abs(np.exp(-t / decay) - np.exp(-t / rise))
    # the highest sample is at most half a step beside the peak
    assert np.abs(found["g_AMPA"][:, 0] - 3.0 * shape / shape.max()).max() < 1e-4


def conductance_error(dt):
    """Largest error of the PSP of iaf_cond_exp with a strong conductance, in mV."""
    g, tau_syn, g_L, E_ex = 30.0, 2.0, 16.6667, 0.0

    def slope(t, v):
        return (g_L * (E_L - v) + g * np.exp(-t / tau_syn) * (E_ex - v)) / C

    t, v = response("iaf_cond_exp", dt, weight=g, tau_syn_ex=tau_syn, duration=15.0)
    reference = solve_ivp(slope, (0.0, t[-1] + 1.0), [E_L], method="DOP853", t_eval=t, rtol=1e-12, atol=1e-12)
    return np.abs(v - (reference.y[0] - E_L)).max()


def test_the_psp_of_iaf_cond_exp_converges_to_that_of_its_equation():
    """Exponential Euler is of first order: half the step, half the error; and small at the usual step."""
    steps = [0.2, 0.1, 0.05, 0.025]
    errors = np.array([conductance_error(dt) for dt in steps])
    orders = np.log2(errors[:-1] / errors[1:])
    assert (orders > 0.9).all(), orders
    assert errors[1] < 0.03 * 11.4  # mV: 3 % of the peak


@pytest.mark.parametrize("model", ["iaf_psc_delta", "iaf_psc_exp", "iaf_psc_alpha"])
def test_the_rate_of_a_driven_membrane_is_that_of_the_formula(model):
    """1/f = t_ref + tau ln((R I + E_L - V_reset)/(R I + E_L - V_th)), with every interval on the grid."""
    currents = np.linspace(200.0, 1500.0, 40)
    dt, t_ref, V_th, V_reset = 0.1, 2.0, -55.0, -68.0
    net = nj.Network(seed=1)
    cells = net.create(40, model, name="cells", I_e=currents, E_L=E_L, V_th=V_th, V_reset=V_reset, t_ref=t_ref)
    net.record(cells, "spikes")
    train = nj.Simulation(net, dt=dt, precision="double").run(1000.0).spikes["cells"]
    drive = currents * TAU / C
    for i in range(40):
        intervals = np.diff(train.steps[train.senders == i])
        if drive[i] + E_L <= V_th:
            assert not (train.senders == i).any(), f"{currents[i]} pA is below the rheobase"
            continue
        wait = TAU * np.log((drive[i] + E_L - V_reset) / (drive[i] + E_L - V_th))
        expected = round(t_ref / dt) + np.ceil(wait / dt - 1e-9)
        assert (intervals == expected).all(), f"at {currents[i]} pA"


def test_a_neuron_is_held_for_the_refractory_time():
    """Clamped from the spike at n+1 for exactly round(t_ref/dt) further steps, free after them."""
    for t_ref in (0.0, 0.1, 0.34, 2.0):
        net = nj.Network(seed=1)
        cell = net.create(1, "iaf_psc_delta", name="cell", I_e=1000.0, t_ref=t_ref)
        net.record(cell, ["spikes", "V_m"])
        result = nj.Simulation(net).run(20.0)
        first = result.spikes["cell"].steps[0]
        held = result.traces["cell"]["V_m"][first:, 0] == -70.0
        assert int(np.argmin(held)) - 1 == round(t_ref / 0.1)


def test_input_onto_a_held_membrane_is_lost_and_onto_a_current_is_not():
    net = nj.Network(seed=1)
    # the cell fires by itself at 1.0; input arrives at 1.5, within its 2 ms
    kick = net.create(1, "spike_generator", spike_times=[0.9])
    late = net.create(1, "spike_generator", spike_times=[1.4])
    delta = net.create(1, "iaf_psc_delta", name="delta")
    exp = net.create(1, "iaf_psc_exp", name="exp", V_m=-55.0)
    net.connect(kick, delta, weight=20.0, delay=0.1)
    net.connect(late, delta, weight=10.0, delay=0.1)
    net.connect(late, exp, weight=100.0, delay=0.1)
    net.record(delta, ["spikes", "V_m"])
    net.record(exp, ["spikes", "V_m", "I_syn_ex"])
    result = nj.Simulation(net, precision="double").run(5.0)
    assert result.spikes["delta"].steps.tolist() == [10]
    assert np.abs(result.traces["delta"]["V_m"][10:] + 70.0).max() < 1e-11
    current = result.traces["exp"]["I_syn_ex"][15:, 0]
    assert np.abs(current - 100.0 * np.exp(-np.arange(current.size) * 0.1 / 2.0)).max() < 1e-10


def test_a_spike_arrives_after_its_delay_and_is_stamped_with_the_end_of_its_step():
    """A chain of neurons that fire at the first input: the stamps are sums of delays."""
    net = nj.Network(seed=1)
    start = net.create(1, "spike_generator", spike_times=[0.1])
    cells = net.create(5, "iaf_psc_delta", name="cells")
    delays = np.array([0.1, 0.3, 1.7, 5.0])
    net.connect(start, cells[:1], weight=30.0, delay=0.2)
    net.connect(cells, cells, ([0, 1, 2, 3], [1, 2, 3, 4]), weight=30.0, delay=delays)
    net.record(cells, "spikes")
    train = nj.Simulation(net).run(20.0).spikes["cells"]
    assert train.senders.tolist() == [0, 1, 2, 3, 4]
    assert train.steps.tolist() == [3, 4, 7, 24, 74]
