"""Plastic synapses against a slow replay of their events, with delays split between axon and dendrite."""

import math

import numpy as np
import pytest

import neurojit as nj
from neurojit.equations.evaluate import evaluate
from plastic import sent

USER = nj.SynapseModel(
    "user", {"rate": (0.02, "1"), "tau": (15.0, "ms"), "slow": (80.0, "ms")},
    {"a": ("pre", "tau"), "b": ("post", "tau", "nearest"), "c": ("post", "slow")}, variables={"n": 0.5},
    on_pre="n = 0.9*n + 0.1*c; w = max(0, w - rate*b*n)", on_post="w = min(5, w + rate*a*(1 + c)); n = n + 0.01*a",
    send="w*(1 + n)")
SYNAPSES = {
    "additive": nj.synapses.stdp_pair("additive", W_max=4.0),
    "multiplicative": nj.synapses.stdp_pair("multiplicative", W_max=4.0),
    "van_rossum": nj.synapses.stdp_pair("van_rossum", W_max=4.0),
    "guetig": nj.synapses.stdp_pair("guetig", W_max=4.0, mu_plus=0.3, mu_minus=0.6),
    "nearest": nj.synapses.stdp_pair("additive", "nearest", W_max=4.0),
    "triplet": nj.synapses.stdp_triplet(W_max=4.0),
    "vogels": nj.synapses.vogels_sprekeler(W_max=4.0, eta=0.01),
    "tsodyks": nj.synapses.tsodyks_markram(tau_fac=50.0),
    "user": USER(),
}


def replayed(synapse, pre_steps, post_steps, weight, axonal, dendritic, dt=0.1):
    """Events one by one. Of one step, what a dendritic delay brings comes first, and the two do not see each other;
    without dendritic delay the presynaptic spike comes first and is seen."""
    model, values = synapse.model, synapse.values
    events = [(int(s) + axonal, 1, "pre") for s in pre_steps]
    events += [(int(s) + dendritic, 0 if dendritic else 2, "post") for s in post_steps]
    spikes = {"pre": [], "post": []}
    state = {"w": weight, **model.variables}
    out, last_pre = [], 0
    for step, _, side in sorted(events):
        def trace(t, step=step):
            times = spikes[t.side]
            seen = [x for x in times if x < step or (x == step and t.side == "pre" and not dendritic)]
            if t.kind == "nearest":
                seen = seen[-1:]
            return sum(math.exp(-(step - x) * dt / values[t.tau]) for x in seen)

        known = {**values, **{name: trace(t) for name, t in model.traces.items()}, "dt_pre": (step - last_pre) * dt}
        for statement in model.on_pre if side == "pre" else model.on_post:
            state[statement.name] = float(evaluate(statement.expr, {**known, **state}))
        if side == "pre":
            out.append(float(evaluate(model.send, {**values, **state})))
            last_pre = step
        spikes[side].append(step)
    return np.array(out)


@pytest.mark.parametrize("name", SYNAPSES)
@pytest.mark.parametrize("fraction", [0.0, 0.4, 1.0])
def test_weights_are_those_of_the_slow_replay(name, fraction):
    for seed in range(20):
        rng = np.random.default_rng(seed)
        delay = int(rng.integers(1, 25))
        dendritic = math.floor(delay * fraction + 0.5)
        pre, post = (np.sort(rng.choice(np.arange(2, 2500), 90, replace=False)) for _ in range(2))
        post[:20] = np.unique(pre[5:25] + delay - 2 * dendritic + 1)[:20] if seed % 2 else post[:20]
        post = np.unique(post[post > 1])
        found, _ = sent(SYNAPSES[name], pre, post, 2.0, delay * 0.1, fraction)
        expected = replayed(SYNAPSES[name], pre, post, 2.0, delay - dendritic, dendritic)
        assert np.abs(found - expected).max() < 1e-11


def test_busy_targets_are_replayed_whole():
    """Hundreds of spikes between two of the source: more than is kept."""
    pre, post = np.array([10, 2000, 4000]), np.arange(20, 3990, 2)
    for name in ("additive", "triplet", "user"):
        found, _ = sent(SYNAPSES[name], pre, post, 1.0, 0.5)
        assert np.abs(found - replayed(SYNAPSES[name], pre, post, 1.0, 0, 5)).max() < 1e-11
