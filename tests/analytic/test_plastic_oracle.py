"""Plastic synapses against a slow replay of their events, with delays split between axon and dendrite."""

import itertools
import math

import numpy as np
import pytest
import scipy.integrate

import neurojit as nj
from neurojit.compile.learning import grid_of
from neurojit.equations.evaluate import evaluate
from plastic import MOVING, sent

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
    "pre_centered": nj.synapses.stdp_pair("multiplicative", "pre_centered", W_max=4.0),
    "reduced": nj.synapses.stdp_pair("guetig", "reduced", W_max=4.0, mu_plus=0.3, mu_minus=0.6),
    "power_law": nj.synapses.stdp_pair("power_law", "nearest"),
    "hebbian": nj.synapses.hebbian(W_max=4.0, learning_rate=0.1),
    "clocked": nj.synapses.clocked_hebbian(W_max=4.0, learning_rate=0.1, forgetting=0.3),
    "oja": nj.synapses.oja(learning_rate=0.02),
    "bcm": nj.synapses.bcm(W_max=4.0, learning_rate=0.01, tau_theta=200.0),
    "triplet": nj.synapses.stdp_triplet(W_max=4.0),
    "vogels": nj.synapses.vogels_sprekeler(W_max=4.0, eta=0.01),
    "tsodyks": nj.synapses.tsodyks_markram(tau_fac=50.0),
    "user": USER(),
}
RELEASED = {"dopamine": (150.0, np.arange(40, 2500, 130), 0.01), "serotonin": (60.0, np.arange(300, 2500, 211), 0.8)}
TIMED = {
    "dopamine": nj.synapses.stdp_dopamine(W_max=2.6, W_min=1.5, tau_c=80.0, b=0.01),
    "gated": nj.SynapseModel(
        "gated", {"rate": (0.05, "1"), "tau": (20.0, "ms")}, {"x_pre": ("pre", "tau"), "x_post": ("post", "tau")},
        on_pre="w = w - rate*serotonin*x_post", on_post="w = w + rate*x_pre/(1 + serotonin)", modulators=("serotonin",),
        bounds=(0, 4))(),
    "two": nj.SynapseModel(
        "two", {"tau_c": (50.0, "ms"), "tau_w": (400.0, "ms"), "tau": (20.0, "ms"), "w_rest": (1.0, "1")},
        {"x_pre": ("pre", "tau"), "x_post": ("post", "tau")}, variables={"c": 0.0, "e": 0.0},
        on_pre="c = c - x_post", on_post="c = c + x_pre; e = e + 0.1*c", modulators=("dopamine", "serotonin"),
        equations="""dc/dt = -c/tau_c : 1
                     de/dt = -e/tau : 1
                     dw/dt = (w_rest - w)/tau_w + c*dopamine*serotonin/ms + e*exp(-serotonin)/tau : 1""")(),
}
VOLTAGE = {
    "clopath": nj.synapses.clopath(Wmax=4.0, A_LTD=2e-3, A_LTP=2e-3, theta_minus=-60.0),
    "homeostatic": nj.synapses.clopath(Wmax=4.0, A_LTD=2e-5, A_LTP=2e-3, theta_minus=-60.0, A_LTD_const=0.0,
                                       delay_u_bars=0.0),
    "all at once": nj.SynapseModel(
        "all_at_once", {"tau": (20.0, "ms"), "slow": (80.0, "ms"), "theta": (-52.0, "mV"), "late": (0.7, "ms")},
        {"a": ("pre", "tau"), "b": ("post", "tau", "nearest"), "c": ("post", "slow")}, variables={"e": 0.0},
        target={"u": ("V_m", "mV"), "u_then": ("V_m", "mV", "late"), "v": ("u_bar_minus", "mV")},
        on_pre="e = e - 0.01*c*(u_then - theta)/theta; w = w - 0.01*b",
        on_post="w = w + 0.02*a*(1 + serotonin)",
        during=("u > theta or v < u_then", "e = e + dt/tau*a*(1 + b)*(u - theta)/(10*mV); w = w + 0.002*c"),
        equations="""de/dt = -e/tau : 1
                     dw/dt = (1 - w)/slow + e*dopamine/tau : 1""", modulators=("dopamine", "serotonin"),
        bounds=(0, 4))(),
}


def concentration(name, time, dt=0.1):
    """Just before a time in steps."""
    tau, steps, amount = RELEASED[name]
    return amount * sum(math.exp(-(time - s) * dt / tau) for s in steps if s < time)


def drifted(model, values, state, begin, end, dt=0.1):
    """The state after some steps between events: Runge-Kutta between releases, so short that it is exact."""
    names = list(model.drift.decays)
    jumps = sorted({s for m in model.modulators for s in RELEASED[m][1] if begin < s < end})
    for low, high in itertools.pairwise([begin, *jumps, end]):
        def slope(time, y, low=low, held=state):
            known = {**values, **held, **dict(zip(names, y))}
            for m in model.modulators:
                now = concentration(m, low + 1e-9)
                known[m] = now * math.exp(-(time - low * dt) / RELEASED[m][0])
            decay = np.array([-evaluate(model.drift.decays[n], known) * known[n] for n in names])
            for t in model.drift.terms:
                decay[names.index(t.variable)] += evaluate(t.factor, known) * (known[t.source] if t.source else 1.0)
            return decay

        if high > low:
            found = scipy.integrate.solve_ivp(slope, (low * dt, high * dt), [state[n] for n in names], "DOP853",
                                              rtol=1e-12, atol=1e-13)
            state = {**state, **dict(zip(names, found.y[:, -1]))}
    return state


def bounded(model, values, state):
    if model.bounds is None:
        return {**state, "w": max(state["w"], 0.0)}
    low, high = (float(evaluate(one, values)) for one in model.bounds)
    return {**state, "w": min(max(state["w"], low), high)}


def state_of(synapse, states, step, dt=0.1):
    """What the synapse reads of a target in a state of some step."""
    delays = {name: round(synapse.values[one.delay] / dt) if one.delay else 0
              for name, one in synapse.model.target.items()}
    return {name: states[one.variable][max(0, step - delays[name])] for name, one in synapse.model.target.items()}


def replayed(synapse, pre_steps, post_steps, weight, axonal, dendritic, dt=0.1, grid=None, states=None):
    """Events one by one. Of one step, what a dendritic delay brings comes first, and the two do not see each other;
    without dendritic delay the presynaptic spike comes first and is seen. `states` are the target's, by step."""
    model, values = synapse.model, synapse.values
    events = [(int(s) + axonal, 1, "pre") for s in pre_steps]
    events += [(int(s) + dendritic, 0 if dendritic else 2, "post") for s in post_steps]
    spikes = {"pre": [], "post": []}
    state = {"w": weight, **synapse.first}
    out, last_pre = [], 0
    if grid:  # bounds hold there too
        events += [(s, -1, "grid") for s in range(grid, max(e[0] for e in events), grid)]
    if model.during:
        events += [(s + dendritic, 0.5 if dendritic else 2.5, "during") for s in range(1, len(states["V_m"]))
                   if evaluate(model.during.condition, {**values, **state_of(synapse, states, s)})]
    actions = {"pre": model.on_pre, "post": model.on_post, "during": model.during.action if model.during else ()}
    now = 0
    for step, _, side in sorted(events):
        if model.drift is not None:
            state = bounded(model, values, drifted(model, values, state, now, step))
            now = step
        if side == "grid":
            continue

        def trace(t, step=step):
            times = spikes[t.side]
            seen = [x for x in times if x < step or (x == step and t.side == "pre" and not dendritic)]
            if t.kind == "nearest":
                seen = seen[-1:]
            return sum(math.exp(-(step - x) * dt / values[t.tau]) for x in seen)

        known = {**values, **{name: trace(t) for name, t in model.traces.items()}, "dt_pre": (step - last_pre) * dt,
                 "post_spiked": float(side == "pre" and bool(dendritic) and step in spikes["post"]),
                 **{m: concentration(m, step) for m in model.modulators}, "dt": dt}
        if states:
            early = 1 if side == "pre" and not dendritic else dendritic
            known |= state_of(synapse, states, step - early)
        for statement in actions[side]:
            state[statement.name] = float(evaluate(statement.expr, {**known, **state}))
        state = bounded(model, values, state)
        if side == "pre":
            out.append(float(evaluate(model.send, {**values, **state})))
            last_pre = step
        if side != "during":
            spikes[side].append(step)
    return np.array(out)


@pytest.mark.parametrize(("name", "fraction"), [
    *itertools.product([name for name in SYNAPSES if name != "clocked"], [0.0, 0.4, 1.0]),
    ("clocked", 0.5), ("clocked", 0.7), ("clocked", 1.0)])
def test_weights_are_those_of_the_slow_replay(name, fraction):
    for seed in range(20):
        rng = np.random.default_rng(seed)
        delay = int(rng.integers(1, 25))
        dendritic = math.floor(delay * fraction + 0.5)
        pre, post = (np.sort(rng.choice(np.arange(2, 2500), 90, replace=False)) for _ in range(2))
        post[:20] = np.unique(pre[5:25] + delay - 2 * dendritic + 1)[:20] if seed % 2 else post[:20]
        post = np.unique(post[post > 1])
        found, _, _ = sent(SYNAPSES[name], pre, post, 2.0, delay * 0.1, fraction)
        expected = replayed(SYNAPSES[name], pre, post, 2.0, delay - dendritic, dendritic)
        assert np.abs(found - expected).max() < 1e-12 * np.abs(expected).max()


@pytest.mark.parametrize("name", TIMED)
@pytest.mark.parametrize(("delay", "dendritic"), [(1, 0), (9, 4), (6, 6)])
def test_what_goes_on_between_spikes_is_integrated_exactly(name, delay, dendritic):
    rng = np.random.default_rng(delay)
    pre, post = (np.sort(rng.choice(np.arange(2, 2500), 40, replace=False)) for _ in range(2))
    synapse = TIMED[name]
    found, _, _ = sent(synapse, pre, post, 2.0, delay * 0.1, dendritic / delay, released=RELEASED)
    expected = replayed(synapse, pre, post, 2.0, delay - dendritic, dendritic, grid=grid_of(synapse, dendritic, 0.1))
    assert np.ptp(expected) > 0.1
    error = np.abs(found - expected).max()
    assert error < 1e-11 * expected.max(), "the oracle integrates numerically, to 1e-12 a stretch"


@pytest.mark.parametrize("name", VOLTAGE)
@pytest.mark.parametrize(("delay", "dendritic"), [(1, 0), (9, 4), (6, 6)])
def test_the_state_of_the_target_is_that_which_has_reached_the_synapse(name, delay, dendritic):
    """Read at presynaptic spikes, and in the steps in which it meets a condition, hundreds of them in between."""
    rng = np.random.default_rng(delay)
    pre, post = (np.sort(rng.choice(np.arange(2, 2500), 40, replace=False)) for _ in range(2))
    post[:10] = np.unique(pre[5:15] + delay - 2 * dendritic)  # they reach the synapse together
    post = np.unique(post)
    synapse = VOLTAGE[name]
    found, _, states = sent(synapse, pre, post, 2.0, delay * 0.1, dendritic / delay, released=RELEASED, model=MOVING)
    expected = replayed(synapse, pre, post, 2.0, delay - dendritic, dendritic, states=states,
                        grid=grid_of(synapse, dendritic, 0.1) if synapse.model.drift else None)
    assert np.ptp(expected) > 0.1
    error = np.abs(found - expected).max()
    assert error < (1e-11 if synapse.model.drift else 1e-12) * expected.max()


def test_busy_targets_are_replayed_whole():
    """Hundreds of spikes between two of the source: more than is kept."""
    pre, post = np.array([10, 2000, 4000]), np.arange(20, 3990, 2)
    for name in ("additive", "triplet", "user"):
        found, _, _ = sent(SYNAPSES[name], pre, post, 1.0, 0.5)
        assert np.abs(found - replayed(SYNAPSES[name], pre, post, 1.0, 0, 5)).max() < 1e-11
    found, _, states = sent(VOLTAGE["clopath"], pre, post, 1.0, 0.5, model=MOVING)
    expected = replayed(VOLTAGE["clopath"], pre, post, 1.0, 0, 5, states=states)
    assert np.ptp(expected) > 0.1
    assert np.abs(found - expected).max() < 1e-11


def test_a_clocked_rule_learns_as_the_teaching_simulation_does():
    rng = np.random.default_rng(1)
    pre, post = (np.sort(rng.choice(np.arange(2, 600), 200, replace=False)) for _ in range(2))
    synapse = nj.synapses.clocked_hebbian(learning_rate=0.1, forgetting=0.3)
    found, _, _ = sent(synapse, pre, post, 2.0, 0.6, 0.5)
    weight, expected, together = 2.0, [], set(post)
    for step in pre:
        weight += 0.1 * (10.0 - weight) if step in together else -0.1 * 0.3 * weight
        expected.append(weight)
    assert 20 < len(together.intersection(pre)) < 180
    assert np.abs(found - expected).max() < 1e-12


def test_a_clocked_rule_needs_a_dendritic_delay():
    net = nj.Network()
    cells = net.create(2, "iaf_psc_exp")
    with pytest.raises(nj.ParameterError, match=r"clocked_hebbian.*dendritic_fraction >= 0.5, got 0.2"):
        net.connect(cells, cells, synapse=nj.synapses.clocked_hebbian, dendritic_fraction=0.2)
