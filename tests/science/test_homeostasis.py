"""Neurons come back to their rate after their input is halved or doubled; rates over 30 s, 40 neurons."""

import numpy as np
import pytest

import neurojit as nj

TARGET = 8.0


def rates_after_changes(model, **values):
    net = nj.Network(seed=4)
    noise = net.create(1, "poisson_generator", name="noise", rate=8000.0)
    cells = net.create(40, model, name="cells", **values)
    net.connect(noise, cells, weight=25.0)
    net.record(cells, "spikes")
    sim = nj.Simulation(net)
    found = []
    for rate in (8000.0, 16000.0, 4000.0):
        sim[noise]["rate"] = rate
        sim.run(30_000.0)
        found.append(sim.run(30_000.0).spikes["cells"].times.size / 40 / 30.0)
    return np.array(found)


def test_without_homeostasis_rates_follow_the_input():
    assert np.ptp(rates_after_changes(nj.models.iaf_psc_exp)) > 10 * TARGET


@pytest.mark.parametrize("base", ["iaf_psc_exp", "iaf_cond_exp"])
def test_scaled_synapses_bring_the_rate_back(base):
    model = nj.homeostasis.synaptic_scaling(nj.models.get(base), rate=TARGET)
    scale = {"scaling": 0.12} if base == "iaf_cond_exp" else {}  # nS, not pA
    found = rates_after_changes(model, tau_scaling=4000.0, **scale)
    assert np.abs(found / TARGET - 1.0).max() < 0.05


def test_a_moving_threshold_brings_the_rate_back():
    model = nj.homeostasis.intrinsic_plasticity(nj.models.iaf_psc_exp, rate=TARGET)
    found = rates_after_changes(model, eta_shift=0.2)
    assert np.abs(found / TARGET - 1.0).max() < 0.05


@pytest.mark.parametrize("make", [nj.homeostasis.synaptic_scaling, nj.homeostasis.intrinsic_plasticity])
def test_bad_input_is_refused(make):
    with pytest.raises(nj.ParameterError, match="rate"):
        make(nj.models.iaf_psc_exp, rate=0.0)
    with pytest.raises(nj.ParameterError, match="threshold"):
        make(nj.NeuronModel("silent", "dx/dt = -x/ms : 1", receptors={"all": "x += w"}))


def test_unknown_parts_are_refused():
    with pytest.raises(nj.ParameterError, match="exitatory"):
        nj.homeostasis.synaptic_scaling(nj.models.iaf_psc_exp, ["exitatory"])
    with pytest.raises(nj.ParameterError, match="V_thr"):
        nj.homeostasis.intrinsic_plasticity(nj.models.iaf_psc_exp, threshold="V_thr")


def test_parameters_of_the_model_are_not_overwritten():
    scaled = nj.homeostasis.synaptic_scaling("iaf_psc_exp", rate=5.0)
    with pytest.raises(nj.ParameterError, match=r"'target_interval' already .*200 ms.* 100 ms; give the same"):
        nj.homeostasis.intrinsic_plasticity(scaled, rate=10.0)
    both = nj.homeostasis.intrinsic_plasticity(scaled, rate=5.0)
    assert {"scaling", "threshold_shift"} <= {*both.variables}
    own = nj.NeuronModel("own", "dx/dt = -x/tau_rate : 1", {"tau_rate": (50.0, "ms")}, threshold="x > 1", reset="x = 0",
                         receptors={"all": "x += w"})
    with pytest.raises(nj.ParameterError, match=r"own has a parameter 'tau_rate' already .*give it another name"):
        nj.homeostasis.synaptic_scaling(own)
