"""NEST's plastic synapses once more, slow and obvious: what make_nest_synapses.py verifies its files with.

Every rule is told the times at which spikes reach the synapse, one event after the other, postsynaptic spikes first
where two coincide, and returns the weight that each presynaptic spike takes along.
"""

import json
from pathlib import Path

import numpy as np

TOLERANCE = 1e-10
DEFAULTS = json.loads(Path(__file__).with_name("nest_defaults.json").read_text())["synapses"]


def verify(path):
    """Replay a stored file.

    Parameters
    ----------
    path : path-like
        A stored file.

    Returns
    -------
    error : float
        Largest difference of the weights, relative to the largest weight.
    first, last : float
        The first and the last weight.

    Raises
    ------
    AssertionError
        If the error is over `TOLERANCE`.
    """
    with np.load(path) as stored:
        case = dict(stored)
    about = json.loads(str(case["about"]))
    parameters = DEFAULTS[about["synapse"]]["parameters"] | about["parameters"] | about["postsynaptic"]
    rule = RULES.get(about["synapse"]) or (dopamine if "dopamine" in about["synapse"] else pairs)
    weights = np.array(rule(about["synapse"], parameters, _events(about, case)))
    error = np.abs(weights - case["weights"]).max() / np.abs(case["weights"]).max()
    assert error < TOLERANCE, f"{path}: weights differ by {error}"
    return error, weights[0], weights[-1]


def _events(about, case):
    """(time at the synapse, kind), in order; of one time: dopamine, post, pre."""
    dt = about["dt"]
    late = round(about["delay"] / dt)
    steps = [(int(step), "a dopamine") for step in case.get("dopamine_steps", ())]
    steps += [(int(step) + late, "b post") for step in case["post_steps"]]
    steps += [(int(step), "c pre") for step in case["pre_steps"]]
    return [(step * dt, kind) for step, kind in sorted(steps)]


class Trace:
    """A sum of decaying exponentials, one for each spike; what it was just before a spike at the same time is kept."""

    def __init__(self, tau):
        self.tau, self.value, self.time, self.before = tau, 0.0, 0.0, 0.0

    def at(self, time):
        """Its value just before `time`."""
        same = abs(time - self.time) < 1e-6
        return self.before if same else self.value * np.exp((self.time - time) / self.tau)

    def add(self, time, nearest=False):
        """A spike; `nearest`: that alone is remembered."""
        self.before = self.at(time)
        self.value, self.time = 1.0 + (0.0 if nearest else self.before), time


def pairs(model, p, events):
    """All rules in which postsynaptic spikes potentiate and presynaptic ones depress."""
    nearest = "_nn_" in model
    pre, post = Trace(p.get("tau_plus", p.get("tau"))), Trace(p["tau_minus"])
    slow_pre, slow_post = Trace(p.get("tau_plus_triplet", 1.0)), Trace(p.get("tau_minus_triplet", 1.0))
    potentiate, depress = UPDATES.get(model, (_potentiate, _depress))
    w, sent, since_pre = p["weight"], [], 0
    for time, kind in events:
        if kind == "b post":
            if since_pre == 0 or model not in ("stdp_nn_pre_centered_synapse", "stdp_nn_restr_synapse"):
                w = potentiate(p, w, pre.at(time), slow_post.at(time))
            if model == "stdp_nn_pre_centered_synapse":
                pre.value = 0.0
            post.add(time, nearest)
            slow_post.add(time)
            since_pre += 1
        elif kind == "c pre":
            if since_pre or model != "stdp_nn_restr_synapse":
                w = depress(p, w, post.at(time), slow_pre.at(time))
            sent.append(w)
            pre.add(time, nearest and "pre_centered" not in model)
            slow_pre.add(time)
            since_pre = 0
    return sent


def _potentiate(p, w, trace, slow):
    unit = w / p["Wmax"]
    return min(unit + p["lambda"] * (1.0 - unit) ** p["mu_plus"] * trace, 1.0) * p["Wmax"]


def _depress(p, w, trace, slow):
    unit = w / p["Wmax"]
    return max(unit - p["alpha"] * p["lambda"] * unit ** p["mu_minus"] * trace, 0.0) * p["Wmax"]


UPDATES = {
    "stdp_triplet_synapse": (
        lambda p, w, trace, slow: min(w + trace * (p["Aplus"] + p["Aplus_triplet"] * slow), p["Wmax"]),
        lambda p, w, trace, slow: max(w - trace * (p["Aminus"] + p["Aminus_triplet"] * slow), 0.0),
    ),
    "vogels_sprekeler_synapse": (
        lambda p, w, trace, slow: min(w + p["eta"] * trace, p["Wmax"]),
        lambda p, w, trace, slow: max(min(w + p["eta"] * trace, p["Wmax"]) - p["alpha"] * p["eta"], 0.0),
    ),
    "stdp_pl_synapse_hom": (
        lambda p, w, trace, slow: w + p["lambda"] * w ** p["mu"] * trace,
        lambda p, w, trace, slow: max(w - p["lambda"] * p["alpha"] * w * trace, 0.0),
    ),
}


def dopamine(model, p, events):
    """Eligibility c and dopamine n decay between events; dw/dt = c (n - b)."""
    pre, post = Trace(p["tau_plus"]), Trace(p["tau_minus"])
    w, c, n, now, sent = p["weight"], 0.0, 0.0, 0.0, []
    both = 1.0 / p["tau_c"] + 1.0 / p["tau_n"]
    for time, kind in events:
        h = time - now
        w -= c * (n / both * np.expm1(-h * both) - p["b"] * p["tau_c"] * np.expm1(-h / p["tau_c"]))
        w = min(max(w, p["Wmin"]), p["Wmax"])
        c, n, now = c * np.exp(-h / p["tau_c"]), n * np.exp(-h / p["tau_n"]), time
        if kind == "a dopamine":
            n += 1.0 / p["tau_n"]
        elif kind == "b post":
            c += p["A_plus"] * pre.at(time)
            post.add(time)
        else:
            c -= p["A_minus"] * post.at(time)
            sent.append(w)
            pre.add(time)
    return sent


def tsodyks(model, p, events):
    """Resources recovered (x), active (y) and inactive (z): dx/dt = z/tau_rec, dy/dt = -y/tau_psc."""
    u, x, y, last, sent = p["u"], p["x"], p["y"], 0.0, []
    for time in (time for time, kind in events if kind == "c pre"):
        h, z = time - last, 1.0 - x - y
        decay, recovery = np.exp(-h / p["tau_psc"]), np.exp(-h / p["tau_rec"])
        z = z * recovery + y * p["tau_rec"] / (p["tau_rec"] - p["tau_psc"]) * (recovery - decay)
        y *= decay
        x = 1.0 - y - z
        u *= np.exp(-h / p["tau_fac"]) if p["tau_fac"] else 0.0
        u += p["U"] * (1.0 - u)
        sent.append(p["weight"] * u * x)
        x, y, last = x - u * x, y + u * x, time
    return sent


def tsodyks2(model, p, events):
    """u and x of the spike that has just been; nothing is active."""
    u, x, last, sent = p["u"], p["x"], None, []
    for time in (time for time, kind in events if kind == "c pre"):
        if last is not None:
            h = time - last
            x = 1.0 - (1.0 - x * (1.0 - u)) * np.exp(-h / p["tau_rec"])
            u = p["U"] + u * (1.0 - p["U"]) * (np.exp(-h / p["tau_fac"]) if p["tau_fac"] else 0.0)
        sent.append(p["weight"] * u * x)
        last = time
    return sent


RULES = {"tsodyks_synapse": tsodyks, "tsodyks2_synapse": tsodyks2}
