"""Further events of neurons: recorded, sending, acted upon, and the same for any partition."""

import numpy as np
import pytest

import neurojit as nj
from oracle import simulate


def model():
    return nj.NeuronModel(
        "adapting", "dV_m/dt = (I_stim/pA*20*mV - V_m)/tau + xi*sqrt(tau)*mV/tau : mV\ndn/dt = -n/tau_n : 1",
        {"tau": (10.0, "ms"), "tau_n": (50.0, "ms"), "t_ref": (3.0, "ms")},
        threshold="V_m > 15*mV", reset="V_m = 0*mV; n += 1", refractory="t_ref", clamped=("V_m",),
        receptors={"all": "V_m += w"},
        events={"tired": ("n > 1.2 and previous(V_m) < V_m", ""), "soft": ("V_m > 10*mV", "n = 0.999*n")})


def network():
    net = nj.Network(seed=3)
    cells = net.create(150, model(), name="cells", V_m=nj.random.uniform(0.0, 14.0))
    soft, tired = net.events(cells, "soft"), net.events(cells, "tired")
    others = net.create(20, "iaf_psc_delta", name="others")
    current = net.create(1, "dc_generator", amplitude=1.0)
    net.connect(current, cells)
    net.connect(soft, others, nj.rules.fixed_indegree(5), weight=0.5, delay=0.7)
    net.connect(tired[:40], cells[50:], nj.rules.fixed_indegree(2), weight=-1.0, delay=1.2)
    for one in (cells, soft, tired, others):
        net.record(one, "spikes")
    net.record(cells, ["V_m", "n"])
    net.record(others, "V_m")
    return net


@pytest.mark.parametrize(("threads", "partitions"), [(1, 1), (2, 2), (3, 5)])
def test_events_are_those_of_the_condition_and_the_same_for_any_partition(threads, partitions):
    results = [nj.Simulation(network(), threads=t, partitions=p, precision="double").run(80.0)
               for t, p in ((1, 1), (threads, partitions))]
    for name, train in results[0].spikes.items():
        assert np.array_equal(train.steps, results[1].spikes[name].steps)
        assert np.array_equal(train.senders, results[1].spikes[name].senders)
        assert len(train) > 10
    assert np.array_equal(results[0].traces["others"]["V_m"], results[1].traces["others"]["V_m"])


def test_neurons_with_events_noise_and_refractoriness_follow_the_oracle():
    net = nj.Network(seed=5)
    cells = net.create(40, model(), name="cells", V_m=nj.random.uniform(0.0, 14.0))
    net.connect(net.create(1, "dc_generator", amplitude=1.0), cells)
    net.record(cells, ["spikes", "V_m", "n"])
    result = nj.Simulation(net, precision="double").run(60.0)
    answer = simulate(nj.Simulation(net, precision="double"), 600)
    assert np.array_equal(np.column_stack([result.spikes["cells"].steps, result.spikes["cells"].senders]),
                          answer.spikes["cells"])
    assert len(answer.spikes["cells"]) > 50
    for name in ("V_m", "n"):
        assert np.abs(result.traces["cells"][name] - answer.traces["cells"][name]).max() < 1e-9


@pytest.mark.parametrize("substeps", [1, 2])
def test_noise_that_variables_pass_on_follows_the_oracle(substeps):
    passing = nj.NeuronModel(
        "passing", """
            dV_m/dt = (E_L - V_m + R*(I - w))/tau + I_stim/C_m : mV
            dI/dt = -I/tau_I + s*sqrt(2/tau_I)*xi : pA
            dw/dt = (a*(V_m - E_L) - w)/tau_w + s*sqrt(0.1/tau_w)*xi_w : pA""",
        {"E_L": (-70.0, "mV"), "R": (0.1, "GOhm"), "tau": (10.0, "ms"), "C_m": (100.0, "pF"), "tau_I": (4.0, "ms"),
         "s": (80.0, "pA"), "a": (2.0, "nS"), "tau_w": (50.0, "ms"), "t_ref": (2.0, "ms")},
        threshold="V_m > -60*mV", reset="V_m = E_L; w += 20*pA", refractory="t_ref", clamped=("V_m",),
        substeps=substeps)
    net = nj.Network(seed=5)
    cells = net.create(40, passing, name="cells", tau=nj.random.uniform(8.0, 12.0))
    net.connect(net.create(1, "dc_generator", amplitude=80.0), cells)
    net.record(cells, ["spikes", "V_m", "I", "w"])
    result = nj.Simulation(net, precision="double").run(60.0)
    answer = simulate(nj.Simulation(net, precision="double"), 600)
    assert np.array_equal(np.column_stack([result.spikes["cells"].steps, result.spikes["cells"].senders]),
                          answer.spikes["cells"])
    assert len(answer.spikes["cells"]) > 20
    for name in ("V_m", "I", "w"):
        assert np.abs(result.traces["cells"][name] - answer.traces["cells"][name]).max() < 1e-9


def test_an_event_that_does_not_exist_is_refused():
    net = nj.Network(seed=1)
    cells = net.create(2, model())
    with pytest.raises(nj.NetworkError, match="has no event 'sof'; did you mean 'soft'"):
        net.events(cells, "sof")
    assert net.events(cells, "soft") is net.events(cells, "soft")


def test_events_are_of_this_network_and_what_has_their_name_is_not_taken_for_them():
    net, other = nj.Network(seed=1), nj.Network(seed=1)
    cells = net.create(2, model(), name="c")
    for wrong in (other.create(2, model(), name="c"), cells[:1], "c"):
        with pytest.raises(nj.NetworkError, match=r"events takes a (whole population|population of this network)"):
            net.events(wrong, "soft")
    net.create(7, "iaf_psc_exp", name="c.soft")
    with pytest.raises(nj.NetworkError, match=r"already a population named 'c\.soft'"):
        net.events(cells, "soft")


@pytest.mark.parametrize("substeps", [1, 3])
def test_reset_and_events_may_look_back_over_the_step(substeps):
    """x climbs by 1 a step and falls from 5 to a tenth of what it was before, 4; each step notes what was before."""
    model = nj.NeuronModel(
        "backward", "dx/dt = 10/ms : 1\ndseen/dt = 0/ms : 1", {}, "x > 4.5", "x = previous(x)/10", method="euler",
        substeps=substeps, events={"each": ("x > -1", "seen = previous(x)")})
    net = nj.Network(seed=1)
    cells = net.create(700, model, name="cells")
    net.record(cells, ["spikes", "x", "seen"])
    result = nj.Simulation(net, dt=0.1, precision="double", threads=1).run(1.0)
    x, seen = (result.traces["cells"][name] for name in ("x", "seen"))
    assert np.allclose(x[:, 0], [0, 1, 2, 3, 4, 0.4, 1.4, 2.4, 3.4, 4.4, 0.44], atol=1e-12)
    assert np.array_equal(x, np.repeat(x[:, :1], 700, axis=1))
    assert np.array_equal(seen[1:], x[:-1])
    assert set(result.spikes["cells"].steps) == {5, 10}
    assert "reset       x = previous(x)/10" in repr(model)


@pytest.mark.parametrize(("threads", "partitions"), [(1, 1), (1, 2), (2, 2), (2, 5)])
def test_a_crowd_that_meets_a_condition_leaves_the_spikes_of_others_alone(threads, partitions):
    """All fire in the step in which half of them also meet a condition, in epochs of one step."""
    model = nj.NeuronModel("crowd", "dx/dt = 1/ms : 1", {"on": (0.0, "1")}, threshold="x > 1.05", reset="x = 0",
                           events={"half": ("x > 0.45 and on > 0.5", "")})
    net = nj.Network(seed=1)
    crowd = net.create(256, model, name="crowd", on=np.arange(256) < 128)
    pair = net.create(2, "iaf_psc_delta")
    net.connect(pair, pair, weight=0.1, delay=0.1)
    net.record(crowd, "spikes")
    train = nj.Simulation(net, threads=threads, partitions=partitions).run(5.0).spikes["crowd"]
    assert train.steps.tolist() == [step for step in (11, 22, 33, 44) for _ in range(256)]
    assert train.senders.tolist() == 4 * list(range(256))
