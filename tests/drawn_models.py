"""Neuron models drawn at random, by number: equations, receptors, refractoriness, events as users combine them."""

import math

import numpy as np

import neurojit as nj

PARAMETERS = {"E": (0.0, "1"), "tau": (10.0, "ms"), "tau_syn": (3.0, "ms"), "th": (1.0, "1"), "t_ref": (2.0, "ms"),
              "sigma": (0.3, "1"), "k": (0.5, "1")}
RECEPTORS = [("jump", "V += w"), ("scaled", "h += k*w"), ("gated", "I += (1 + 0.1*n)*w"), ("minus", "V -= 0.3*w"),
             ("direct", "h += w")]
REFRACTORY = [None, "t_ref", "t_ref", "t_ref + 0.3*ms", "V > 0.5", "h > 0.1 or V > 0.2", "V > -0.2"]
CLAMPED = [(), ("V",), ("V", "I"), ("V", "G", "h")]
RESETS = ["V = 0", "V = V - th", "V = 0; n += 1", "V = -0.5*th; G += 0.2; n = n + previous(V)",
          "V = 0; h = 0.5; n += t/ms"]
CONDITIONS = ["V > 0.5*th and previous(V) <= 0.5*th", "V > 0.3*th", "I > 0.05", "V < -0.1 or G > 0.2", "V > -100",
              "n > 2 and V > 0", "previous(h) < h"]
ACTIONS = ["", "n += 1", "V = V - 0.01", "h = 0.9*h; n = n + 0.5", "I = 0.5*I", "V = 0.5*(V + previous(V))", "n = 0"]
NONLINEAR = ["drawn_hill({0})", "drawn_loop({0}, 0.3)", "tanh({0})", "exp(-{0}*{0})", "where({0} > 0.3, 1.0, {0})",
             "sigmoid({0}/k)", "exprel(-{0})", "abs({0})", "min({0}, 0.5)"]


@nj.function(arguments=("1",), unit="1")
def drawn_hill(v):
    """A branch."""
    if v > 0.0:
        return v / (1.0 + v)
    return 0.0


@nj.function(arguments=("1", "1"), unit="1")
def drawn_loop(a, b):
    """A loop."""
    total = 0.0
    for k in range(3):
        total += math.exp(-abs(a) - k) * b
    return total


def pick(rng, choices):
    """One of a sequence."""
    return choices[int(rng.integers(len(choices)))]


def some(rng, choices):
    """Every one with probability 1/2."""
    return [one for one in choices if rng.integers(2)]


def neuron_model(number):
    """The model of this number: V with a threshold, currents I and G, h behind G, and n, which only jumps move."""
    rng = np.random.default_rng([number, 1001])
    make = pick(rng, [_linear, _noisy, _nonlinear, _random_and_nonlinear, _multiplied, _map])
    what = make(rng, pick(rng, ["0.01*I_stim/pA", "0"]))
    refractory = pick(rng, REFRACTORY)
    receptors = dict([("excitatory", "I += w"), ("inhibitory", "G += w"), *some(rng, RECEPTORS)])
    events = {f"e{j}": (pick(rng, CONDITIONS), pick(rng, ACTIONS)) for j in range(pick(rng, [0, 0, 1, 2, 3, 7]))}
    return nj.NeuronModel(
        f"drawn{number}", parameters=PARAMETERS, refractory=refractory, receptors=receptors, events=events,
        clamped=() if refractory is None else pick(rng, CLAMPED), **_spiking(rng),
        modulation=pick(rng, [{}, {}, {}, {"th": "th*(1 + 0.1*tanh(n))"}]), **what)


def _spiking(rng):
    kind = pick(rng, ["level", "level", "crossing", "rate"])
    if kind == "level":
        return {"threshold": "V >= th", "reset": pick(rng, RESETS)}
    if kind == "rate":
        return {"threshold_rate": "0.2*exp((V - th)/0.3)/ms", "reset": pick(rng, RESETS)}
    return {"threshold": "V > th and previous(V) <= th", "reset": pick(rng, ["", "n += 1", "V = -0.2"])}


def _equations(rng, methods, substeps, *lines):
    return {"equations": "\n".join([*lines, "dn/dt = 0/ms : 1"]), "method": pick(rng, methods),
            "substeps": pick(rng, substeps)}


def _linear(rng, stimulus):
    return _equations(
        rng, [None, None, "rk4", "exponential_euler", "heun"], [1, 1, 2, 3],
        f"dV/dt = (E - V + I - G + {stimulus})/tau : 1", "dI/dt = -I/tau_syn : 1", "dG/dt = (h - G)/tau_syn : 1",
        "dh/dt = -h/tau_syn : 1")


def _noisy(rng, stimulus):
    second = pick(rng, ["", " + 0.2*sigma*xi_two/sqrt(tau_syn)"])
    return _equations(
        rng, [None, None, "heun"], [1, 1, 2, 3],
        f"dV/dt = (E - V + I - G + {stimulus})/tau + sigma*xi/sqrt(tau) : 1", "dI/dt = -I/tau_syn : 1",
        "dG/dt = (h - G)/tau_syn : 1", f"dh/dt = -h/tau_syn{second} : 1")


def _nonlinear(rng, stimulus):
    method = pick(rng, [None, "rk4", "heun", "exponential_euler", "sequential_euler", "euler"])
    of = "G" if method == "exponential_euler" else "V"  # it asks for dV/dt linear in V
    return _equations(
        rng, [method], [1, 1, 2, 3], f"act = {pick(rng, NONLINEAR).format(of)} : 1",
        f"dV/dt = (E - V + k*act + I - G*(V + 1) + {stimulus})/tau : 1",
        "dI/dt = -I/tau_syn : 1", "dG/dt = -G/(tau_syn*(1 + 0.1*h)) : 1",
        "dh/dt = (V - h)/(3*tau_syn) + 0.01*sin(t/(5*ms))/ms : 1")


def _random_and_nonlinear(rng, stimulus):
    return _equations(
        rng, ["euler", "heun"], [1, 2],
        f"dV/dt = (E - V + I - G + k*drawn_hill(V) + {stimulus})/tau + sigma*sqrt(1 + h*h)*xi/sqrt(tau) : 1",
        "dI/dt = -I/tau_syn : 1", "dG/dt = -G/tau_syn : 1", "dh/dt = (V - h)/tau : 1")


def _multiplied(rng, stimulus):
    return _equations(
        rng, [None, "exponential_euler", "rk4"], [1, 1, 4],
        f"dV/dt = (E - V)/tau*(1 + 0.1*G) + (I - G + {stimulus})/tau : 1", "dI/dt = (h - I)/tau_syn : 1",
        "dG/dt = -G/tau_syn : 1", "dh/dt = -h/tau_syn : 1")


def _map(rng, stimulus):
    lines = ["V = 0.97*V + 0.03*E + 0.03*I - 0.02*G + 0.01*sin(n)", "I = 0.95*I", "G = 0.9*G + 0.1*h", "h = 0.9*h",
             "n = n"]
    return {"update": "\n".join(lines), "states": dict.fromkeys("VIGhn", "1")}
