"""Every neuron model, driven below and above threshold without reset, against a tight numerical solution.

The right-hand sides are evaluated from the text of the equations, so nothing of the methods is used.
"""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import neurojit as nj
from networks import NEURONS, drive_of
from neurojit.equations.evaluate import evaluate
from neurojit.equations.expr import bare
from neurojit.equations.lines import parse_equations

LENGTH = 12.8  # ms
ORDER = {"exponential_euler": 1, "euler": 1, "sequential_euler": 1, "heun": 2, "rk4": 4}
WRITTEN = [m for m in NEURONS if m.integration.method != "map"]


def without_spikes(model, method=None):
    """The model with its threshold taken away."""
    given = {**model.declaration(), "method": method or model.integration.method, "threshold": None,
             "threshold_rate": None, "reset": "", "refractory": None, "clamped": (), "events": {}}
    return nj.NeuronModel("free", **given)


def start_and_current(model, share):
    """Initial values away from rest, and a constant current that keeps the model moving."""
    defaults = {name: one.default for name, one in model.parameters.items()}
    initial = {v: float(evaluate(model.initial[v], defaults)) for v in model.variables}
    for name in initial:
        if name.startswith(("g_", "I_syn")):
            initial[name] = 1.0
        if name.startswith(("ddg", "dg", "dI", "ddI")):
            initial[name] = 0.5
    return initial, drive_of(model)[1] * share if "I_stim" in model.inputs else 0.0


def ours(model, initial, current, dt, length=LENGTH):
    """The state at the end."""
    net = nj.Network(seed=1)
    cell = net.create(1, model, name="cell", **initial)
    if current:
        net.connect(net.create(1, "dc_generator", amplitude=current), cell)
    sim = nj.Simulation(net, dt=dt, precision="double", threads=1)
    sim.run(length)
    return np.array([sim[cell][v][0] for v in model.variables])


def exact(model, initial, current, length=LENGTH):
    """The state at the end, and the largest values on the way."""
    odes = {one.variable: bare(one.rhs) for one in parse_equations(model.equations_text).odes}
    known = {name: one.default for name, one in model.parameters.items()}
    known |= dict.fromkeys(model.inputs, 0.0) | {"I_stim": current}

    def slopes(t, y):
        values = {**known, **dict(zip(odes, y, strict=True)), "t": t}
        return [float(evaluate(one, values)) for one in odes.values()]

    found = solve_ivp(slopes, (0.0, length), [initial[v] for v in odes], method="DOP853", rtol=1e-12, atol=1e-12)
    assert found.success
    return found.y[:, -1], np.abs(found.y).max(axis=1)


def error(model, dt, case):
    initial, current, answer, scale = case
    return float((np.abs(ours(model, initial, current, dt) - answer) / np.maximum(scale, 1e-3)).max())


@pytest.mark.parametrize("model", WRITTEN, ids=lambda m: m.name)
def test_the_method_converges_with_its_order(model):
    free = without_spikes(model)
    initial, current = start_and_current(free, 0.0 if model.name == "izhikevich" else 0.25)
    case = (initial, current, *exact(free, initial, current))
    if model.integration.method == "exact":
        assert error(free, 0.1, case) < 1e-10
        return
    order = ORDER[model.integration.method]
    dt = 0.025 if order == 4 else 0.0125
    coarse, fine = error(free, dt, case), error(free, dt / 2, case)
    assert fine < 1e-10 or coarse / fine > 0.8 * 2**order
    assert fine < (1e-3 if order == 4 else 3e-2)


@pytest.mark.parametrize("model", [m for m in WRITTEN if m.integration.method == "exponential_euler"],
                         ids=lambda m: m.name)
def test_with_rk4_the_potential_is_right_to_a_nanovolt(model):
    free = without_spikes(model, "rk4")
    initial, current = start_and_current(free, 0.0)  # no spike
    answer, _ = exact(free, initial, current, 3.0)
    place = list(free.variables).index("V_m")
    assert abs(ours(free, initial, current, 0.01, 3.0)[place] - answer[place]) < 1e-6
