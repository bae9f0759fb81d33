"""Models nobody would think of, in networks nobody would draw, against the oracle."""

import numpy as np
import pytest

import neurojit as nj
from drawn_models import neuron_model, pick
from oracle import run_both

LENGTH = {0.1: 200, 0.5: 60}


def drawn_network(number, dt):
    """One to three populations of two drawn models and a source, wired at random."""
    rng = np.random.default_rng(number)
    net = nj.Network(seed=number)
    models = [neuron_model(2 * number), neuron_model(2 * number + 1)]
    cells = [_population(net, rng, pick(rng, models), f"p{i}", dt) for i in range(int(rng.integers(1, 4)))]
    steps = np.arange(1, LENGTH[dt])
    source = net.create(4, "spike_generator", name="source",
                        spike_times=[np.sort(rng.choice(steps, int(rng.integers(1, 40)))) * dt for _ in range(4)])
    for _ in range(int(rng.integers(2, 6))):
        _wire(net, rng, pick(rng, [*cells, source, source]), pick(rng, cells), dt)
    for one in cells:
        if "I_stim" in one.model.inputs:
            net.connect(net.create(1, "ac_generator", amplitude=40.0, frequency=33.0), one)
        net.record(one, ["spikes", *one.model.variables])
    return net


def _population(net, rng, model, name, dt):
    size = pick(rng, [1, 3, 17, 40])
    given = {"E": pick(rng, [1.3, 0.5, nj.random.uniform(0.8, 1.6)]), "V": nj.random.uniform(-0.5, 0.99),
             "t_ref": pick(rng, [2.0, 0.0, dt, nj.random.uniform(0.5, 4.0)])}
    return net.create(size, model, name=name, **given)


def _wire(net, rng, pre, post, dt):
    count = int(rng.integers(1, 3 * (pre.size + post.size)))
    pairs = rng.integers(0, pre.size, count), rng.integers(0, post.size, count)
    size = pick(rng, [0.3, 0.1, -0.2])
    weight = pick(rng, [size, rng.normal(size, abs(size), count)])
    delay = pick(rng, [dt, 3 * dt, rng.integers(1, 40, count) * dt])
    net.connect(pre, post, pairs, weight=weight, delay=delay, receptor=pick(rng, [None, *post.model.receptors]))


def differences(result, answer):
    """What is not the same: spikes of a population, or a variable by more than rounding."""
    for name, traces in result.traces.items():
        train = result.spikes[name]
        if not np.array_equal(np.column_stack([train.steps, train.senders]), answer.spikes[name]):
            yield name, "spikes"
        for variable, values in traces.items():
            if not np.allclose(values, answer.traces[name][variable], rtol=1e-9, atol=1e-9, equal_nan=True):
                yield name, variable


@pytest.mark.slow
@pytest.mark.parametrize("number", range(24))
def test_a_drawn_network_follows_the_laws(number):
    dt = (0.1, 0.5)[number % 2]
    how = {"threads": 1 + number % 3, "partitions": (None, 1, 3)[number % 3]}
    result, answer = run_both(drawn_network(number, dt), dt=dt, steps=LENGTH[dt], **how)
    assert not list(differences(result, answer))


def test_drawn_networks_are_of_all_kinds():
    """What is drawn covers what the slow test is for."""
    models = [neuron_model(k) for k in range(48)]
    assert {m.integration.method for m in models} >= {"exact", "rk4", "heun", "euler", "exponential_euler"}
    assert len({m.refractory is None for m in models}) == len({bool(m.clamped) for m in models}) == 2
    assert max(len(m.events) for m in models) == 7
    assert max(m.integration.substeps for m in models) >= 3
    assert sum(bool(m.noise) for m in models) > 5
