"""The cells of the NEST catalogue against solve_ivp: V_m to a nanovolt from the start to the first spike.

The drive of the stored files is integrated piece by piece, from event to event, with the right-hand sides read from the
text of the equations; nothing of the methods is used.
"""

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from test_nest_catalogue import NONLINEAR

from nest_cells import model_of, simulated
from neurojit.equations.evaluate import evaluate
from neurojit.equations.expr import bare
from neurojit.equations.lines import parse_equations
from neurojit.network.projection import receptor_of_sign

UPSTROKE = -40.0  # mV; spikes of Hodgkin-Huxley neurons begin here, before the peak at which they are stamped


def slopes_of(model, parameters):
    """The function of (y, current) that solve_ivp integrates, and its variables."""
    known = dict.fromkeys(model.inputs, 0.0) | parameters
    odes = {one.variable: bare(one.rhs) for one in parse_equations(model.equations_text).odes}

    def slopes(y, current):
        values = {**known, **dict(zip(odes, y, strict=True)), "I_stim": current}
        return [float(evaluate(one, values)) for one in odes.values()]

    return slopes, list(odes)


def arrivals(model, about, case, parameters):
    """step -> (variable, jump) of every spike that arrives then."""
    found = {}
    for key in about["inputs"]:
        weight = about[f"weight_{key}"]
        one = model.receptors[receptor_of_sign(model, weight >= 0)]
        jump = float(evaluate(one.factor, parameters)) * weight
        for step in case[f"input_steps_{key}"] + round(about[f"delay_{key}"] / about["dt"]):
            found.setdefault(int(step), []).append((one.variable, jump))
    return found


@pytest.mark.parametrize("name", NONLINEAR)
def test_the_potential_is_right_to_a_nanovolt_up_to_the_first_spike(name):
    _, V_m, case, about = simulated(name)
    model, dt, every = model_of(about), about["dt"], about["sampled_every"]
    parameters = {k: about["parameters"].get(k, one.default) for k, one in model.parameters.items()}
    slopes, variables = slopes_of(model, parameters)
    initial = {v: float(evaluate(model.initial[v], parameters)) for v in variables}
    y = np.array([about["initial"].get(v, initial[v]) for v in variables])
    jumps = arrivals(model, about, case, parameters)
    quiet = V_m[: int(case["spike_steps"][0]) // every - 2] < UPSTROKE
    last = (quiet.size if quiet.all() else int(np.argmin(quiet))) * every
    onsets = [int(one) for one in case["current_onsets"]]
    stops = sorted({0, last, *(one for one in (*jumps, *onsets) if one < last)})
    current, found = 0.0, {}
    for begin, end in pairwise(stops):
        for variable, jump in jumps.get(begin, ()):
            y[variables.index(variable)] += jump
        if begin in onsets:
            current = case["current_values"][onsets.index(begin)]
        samples = [step for step in range(begin + 1, end + 1) if step % every == 0]
        found |= {begin: y[variables.index("V_m")]} if begin in jumps and begin % every == 0 else {}
        piece = solve_ivp(lambda t, y: slopes(y, current), (begin * dt, end * dt), y, method="DOP853",  # noqa: B023
                          t_eval=[*(step * dt for step in samples), *([] if end in samples else [end * dt])],
                          rtol=1e-11, atol=1e-12)
        assert piece.success
        found |= dict(zip(samples, piece.y[variables.index("V_m")], strict=False))
        y = piece.y[:, -1]
    steps = np.array(sorted(step for step in found if step > 0))
    expected = np.array([found[step] for step in steps])
    assert steps.size > 100
    assert np.ptp(expected) > 5.0
    assert np.abs(V_m[steps // every - 1] - expected).max() < 1e-6
