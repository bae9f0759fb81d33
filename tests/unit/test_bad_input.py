"""What describes no network is refused by an error of neurojit that names it, and never taken for something else."""
import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import NetworkError, NeurojitError, ParameterError


@pytest.fixture
def net():
    return nj.Network(seed=1)


@pytest.mark.parametrize("rule", [nj.rules.all_to_all, lambda **flags: nj.rules.fixed_indegree(3, **flags),
                                  lambda **flags: nj.rules.pairwise_bernoulli(0.1, **flags)])
def test_autapses_are_allowed_or_not_by_a_bool(rule):
    with pytest.raises(NetworkError, match="allow_autapses must be True or False, got 'no'"):
        rule(allow_autapses="no")


@pytest.mark.parametrize("key", [True, False, None, np.True_, 1.5, "a", slice("a"), slice(0, 3, 0), 10, [True, False]])
def test_units_are_chosen_by_numbers_slices_and_masks(net, key):
    cells = net.create(10, "iaf_psc_exp", name="cells")
    with pytest.raises(NetworkError, match=r"is out of range .*, or no number, slice, list of numbers or mask"):
        cells[key]


@pytest.mark.parametrize(("model", "values", "words"), [
    ("iaf_psc_exp", {"V_reset": 65.0}, r"V_m = V_reset, .* V_m >= V_th, .* \(V_m = 65 mV, V_th = -55 mV\)"),
    ("iaf_cond_exp", {"V_th": [-50.0, -75.0]}, r"\(V_m = -60 mV, V_th = -75 mV\)"),
    ("aeif_cond_exp", {"V_reset": 60.0}, r"V_m = V_reset, .* V_m >= V_peak, .*\(V_m = 60 mV, V_peak = 0 mV\)"),
    ("izhikevich", {"c": [35.0, 30.0], "V_th": nj.random.uniform(20.0, 30.0)}, None),  # not drawn yet
    ("iaf_psc_delta", {"V_reset": nj.random.uniform(-60.0, -50.0)}, None),
    ("izhikevich", {"c": 30.0}, None)])  # at the threshold, not above
def test_a_reset_above_the_threshold_is_refused(net, model, values, words):
    if words is None:
        assert net.create(2, model, name="cells", **values).size == 2
        return
    with pytest.raises(ParameterError, match=rf"'cells': after a spike, with .*{words}: .* is a sign missing"):
        net.create(2, model, name="cells", **values)


def test_resets_of_several_statements_are_followed(net):
    parameters = {"low": (0.0, "1"), "th": (1.0, "1")}

    def model(reset):
        return nj.NeuronModel("own", "dx/dt = 1/ms : 1\ndy/dt = 0/ms : 1", parameters, threshold="x + y > th",
                              reset=reset)

    with pytest.raises(ParameterError, match=r"x = low, y = 2\*x \+ th, the condition .* x \+ y > th"):
        net.create(2, model("x = low; y = 2*x + th"), low=[0.0, 0.1])
    for reset in ("x = low; y = 2*x + th", "x = low", "y = 5", "x = x + 5; y = 0", "y = 2; y = y*x; x = 0"):
        net.create(1, model(reset), low=0.0)
    net.create(1, model(""))
    net.create(1, model("x = 2; y = 0"))  # as its author wants


def test_a_reset_may_lie_above_the_threshold_where_the_variable_moves_on(net):
    """Such as a spike that can be seen, and decays while the neuron is refractory."""
    parameters = {"top": (0.0, "1"), "th": (1.0, "1"), "tau": (1.0, "ms"), "t_ref": (5.0, "ms")}

    def model(**refractoriness):
        return nj.NeuronModel("seen", "dx/dt = -x/tau : 1", parameters, threshold="x > th", reset="x = top",
                              **refractoriness)

    for free in ({"refractory": "t_ref"}, {"refractory": "x > 0.5*th"}):
        net.create(1, model(**free), top=10.0)
    for held in ({}, {"refractory": "t_ref", "clamped": ("x",)}):
        with pytest.raises(ParameterError, match=r"x = top, .* x > th, .* \(th = 1, x = 10\)"):
            net.create(1, model(**held), top=10.0)


def test_numbers_under_a_mask_are_not_used(net):
    currents = np.ma.masked_array([400.0, 1e20], [False, True])
    with pytest.raises(ParameterError, match="I_e must have all its numbers, got 1 that are masked"):
        net.create(2, "iaf_psc_exp", I_e=currents)
    assert net.create(2, "iaf_psc_exp", I_e=np.ma.masked_array([400.0, 500.0])).values["I_e"].tolist() == [400.0, 500.0]


@pytest.mark.parametrize("value", [10**400, [10**400], [[1.0], [1.0, 2.0]]])
def test_values_that_are_no_floats_are_refused_by_name(net, value):
    with pytest.raises(ParameterError, match="I_e must be a number or an array of numbers in pA"):
        net.create(1, "iaf_psc_exp", I_e=value)
    cells = net.create(2, "iaf_psc_exp")
    with pytest.raises(ParameterError, match="weight must be a number or an array of numbers in pA"):
        net.connect(cells, cells, weight=value)


@pytest.mark.parametrize("positions", ["ab", [[1], [1, 2]], [1j, 2.0], {0: 1}, np.ones((2, 0)), [None], [1.0, np.nan]])
def test_positions_are_numbers(net, positions):
    with pytest.raises(ParameterError, match=r"positions must be finite numbers of shape \(2,\) or \(2, dimensions\)"):
        net.create(2, "iaf_psc_exp", positions=positions)


def test_times_beyond_all_steps_are_refused(net):
    cells = net.create(1, "iaf_psc_exp", name="cells")
    net.record(cells, "V_m", interval=1e308)
    with pytest.raises(ParameterError, match="interval must be a multiple of the time step"):
        nj.Simulation(net).run(1.0)
    far = nj.Network(seed=1)
    cells = far.create(1, "iaf_psc_exp")
    far.connect(cells, cells, delay=1e308)
    with pytest.raises(ParameterError, match="delay must be below 32768 time steps"):
        nj.Simulation(far)


@pytest.mark.parametrize("where", [3, b"a.h5"])
def test_a_record_goes_to_a_path(net, where):
    with pytest.raises(ParameterError, match="to= must be a path"):
        net.record(net.create(1, "iaf_psc_exp"), "V_m", to=where)


@pytest.mark.parametrize("rule", [([0], [[1], [1, 2]]), "cells"])
def test_connections_are_listed_by_numbers(net, rule):
    cells = net.create(3, "iaf_psc_exp")
    with pytest.raises(NeurojitError, match="must be a 1-D array of integers"):
        net.connect(cells, cells, (cells, cells) if rule == "cells" else rule)


def test_a_fraction_that_is_an_array_is_refused(net):
    cells = net.create(3, "iaf_psc_exp")
    with pytest.raises(NetworkError, match="dendritic_fraction"):
        net.connect(cells, cells, dendritic_fraction=np.array([0.5, 0.5]))
