"""Rules of plasticity, and estimates, that make no sense are refused when they are declared."""
import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import EquationError, ParameterError

RULE = {"name": "pair", "parameters": {"rate": (0.01, "1"), "tau": (20.0, "ms")}, "traces": {"x": ("pre", "tau")},
        "on_pre": "w = w + rate*x"}


@pytest.mark.parametrize("tau", [0.0, -1.0])
def test_a_trace_decays(tau):
    with pytest.raises(ParameterError, match="is the time constant of a trace, which must be finite and > 0 ms"):
        nj.SynapseModel(**RULE)(tau=tau)


@pytest.mark.parametrize(("wrong", "says"), [
    ({"modulators": 3}, "modulators must be a sequence of names"),
    ({"during": 3}, "during must be given as"),
    ({"variables": {"w": 1.0}}, "'w' is the weight, which every synapse has"),
])
def test_a_rule_that_cannot_be_is_refused(wrong, says):
    with pytest.raises(EquationError, match=says):
        nj.SynapseModel(**RULE | wrong)


@pytest.mark.parametrize("rate", [5, 5.0, np.float32(5.0), np.int64(5)])
def test_a_target_rate_is_any_kind_of_number(rate):
    model = nj.homeostasis.synaptic_scaling(nj.models.iaf_psc_exp, rate=rate)
    assert model.parameters["target_interval"].default == 200.0


@pytest.mark.parametrize("rate", ["x", None, 0, -1.0, np.inf, np.nan, True])
def test_a_target_rate_is_a_number(rate):
    for make in (nj.homeostasis.synaptic_scaling, nj.homeostasis.intrinsic_plasticity):
        with pytest.raises(ParameterError, match="rate must be"):
            make(nj.models.iaf_psc_exp, rate=rate)
    for receptors in ("excitatory", 3):
        with pytest.raises(ParameterError, match="receptors must be a list of names"):
            nj.homeostasis.synaptic_scaling(nj.models.iaf_psc_exp, receptors)


@pytest.mark.parametrize(("wrong", "says"), [
    ({"prune_below": "x"}, "prune_below must be a number"), ({"prune_below": -1.0}, "number >= 0"),
    ({"prune_below": np.nan}, "prune_below must be"),
    ({"fraction": "x"}, "fraction must lie between 0 and 1"), ({"fraction": 1.5}, "fraction must lie"),
    ({"fraction": 0.5, "weight": np.nan}, "weight must be a finite number"),
    ({"fraction": 0.5, "delay": "x"}, "delay must be a number"),
])
def test_a_turnover_that_cannot_be_is_refused(wrong, says):
    net = nj.Network(seed=1)
    cells = net.create(3, "iaf_psc_exp")
    with pytest.raises(ParameterError, match=says):
        nj.structural.Turnover(net.connect(cells, cells), **wrong)


@pytest.mark.parametrize("wrong", [
    {"dt": [1.0, 2.0]}, {"dt": np.inf}, {"precision": "single"}, {"threads": "x"}, {"threads": 0}, {"threads": -1},
    {"threads": 1.5}, {"duration": np.inf}, {"duration": [1.0, 2.0]},
])
def test_an_estimate_is_for_a_simulation_that_could_be(wrong):
    net = nj.Network(seed=1)
    net.create(3, "iaf_psc_exp")
    with pytest.raises(ParameterError, match=next(iter(wrong))):
        nj.estimate(net, **wrong)
