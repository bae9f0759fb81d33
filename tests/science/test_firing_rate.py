"""The rate at which leaky integrate-and-fire neurons answer a constant current, beside the formula."""

import math

import numpy as np
import pytest

import neurojit as nj

MODELS = ("iaf_psc_delta", "iaf_psc_exp", "iaf_psc_alpha", "iaf_psc_exp_multisynapse")
VALUES = {"E_L": -70.0, "V_reset": -68.0, "V_th": -55.0, "tau_m": 20.0, "C_m": 200.0}
RHEOBASE = VALUES["C_m"] / VALUES["tau_m"] * (VALUES["V_th"] - VALUES["E_L"])  # pA
DT = 0.1


def interval(current, t_ref):
    """t_ref + tau_m*log((V_inf - V_reset)/(V_inf - V_th)) in ms, infinite up to the rheobase."""
    V_inf = VALUES["E_L"] + current * VALUES["tau_m"] / VALUES["C_m"]
    if V_inf <= VALUES["V_th"]:
        return math.inf
    return t_ref + VALUES["tau_m"] * math.log((V_inf - VALUES["V_reset"]) / (V_inf - VALUES["V_th"]))


@pytest.mark.parametrize("how", ["I_e", "dc_generator"])
@pytest.mark.parametrize("t_ref", [0.0, 2.0, 5.5])
@pytest.mark.parametrize("model", MODELS)
def test_a_neuron_fires_at_the_rate_of_the_formula(model, t_ref, how):
    currents = RHEOBASE * np.array([0.5, 0.99, 0.9999, 1.001, 1.01, 1.1, 1.5, 2.0, 5.0, 20.0])
    net = nj.Network(seed=1)
    given = currents if how == "I_e" else 0.0
    cells = net.create(len(currents), model, name="cells", t_ref=t_ref, I_e=given, V_m=VALUES["V_reset"], **VALUES)
    if how == "dc_generator":
        source = net.create(len(currents), "dc_generator", amplitude=currents)
        net.connect(source, cells, nj.rules.one_to_one())
    net.record(cells, "spikes")
    result = nj.Simulation(net, dt=DT, precision="double").run(1500.0)
    for unit, current in enumerate(currents):
        expected, steps = interval(current, t_ref), result.spikes["cells"].steps[result.spikes["cells"].senders == unit]
        if math.isinf(expected):
            assert steps.size == 0
            continue
        # spikes lie on the grid: an interval is the formula's, rounded up to a whole step
        assert np.unique(np.diff(steps)).tolist() == [math.ceil(round(expected / DT, 9))]
        assert len(steps) == pytest.approx(1500.0 / expected, rel=DT / (expected - t_ref), abs=1.5)
