"""Rules that follow the rates of both neurons: Hebbian learning, Oja's rule, and Bienenstock, Cooper & Munro's."""

from __future__ import annotations

from neurojit.constants import DECAY_PER_POTENTIATION, MAX_WEIGHT
from neurojit.models.parameter import POSITIVE
from neurojit.synapses.base import SynapseModel

INF = float("inf")

hebbian = SynapseModel(
    "hebbian", {
        "learning_rate": (0.01, "1", 0.0, INF),
        "forgetting": (0.005, "1", 0.0, 1.0),
        "W_max": (10.0, "1", POSITIVE, INF),
        "tau": (5.0, "ms", POSITIVE, INF),
    },
    {"x_pre": ("pre", "tau", "nearest")}, bounds=(0, "W_max"),
    on_pre="w = w - learning_rate*forgetting*w", on_post="w = w + learning_rate*(W_max - w)*x_pre",
    doc="""What fires together wires together: a spike of the source before one of the target strengthens the synapse.

    Every presynaptic spike makes it forget a little.

    References: Hebb (1949) The Organization of Behavior.""")

clocked_hebbian = SynapseModel(
    "clocked_hebbian", {
        "learning_rate": (0.01, "1", 0.0, INF),
        "forgetting": (DECAY_PER_POTENTIATION, "1", 0.0, 1.0),
        "W_max": (MAX_WEIGHT, "1", POSITIVE, INF),
    },
    variables={"rate": "learning_rate"}, bounds=(0, "W_max"),
    on_pre="w = where(post_spiked > 0, w + rate*(W_max - w), w - rate*forgetting*w)",
    doc="""The learning of `BrainSimulation`: source and target of one step strengthen, a source alone weakens a little.

    There, steps are compared as the clock counts them, without delays. In a network they are compared at the synapse:
    with dendritic_fraction=0.5 that is the same, and the spike takes along the weight after it.

    References: Hebb (1949) The Organization of Behavior.""")

oja = SynapseModel(
    "oja", {
        "learning_rate": (0.001, "1", 0.0, INF),
        "tau_plus": (20.0, "ms", POSITIVE, INF),
        "tau_minus": (20.0, "ms", POSITIVE, INF),
    },
    {"x_pre": ("pre", "tau_plus"), "x_post": ("post", "tau_minus")},
    on_post="w = w + learning_rate*(x_pre - w*x_post)",
    doc="""Hebbian learning that keeps the length of a neuron's vector of weights: it finds the principal component.

    With rates x of the source and y of the target, dw/dt is proportional to y*(x - y*w) on average.

    References: Oja (1982) J Math Biol 15:267-273, doi:10.1007/BF00275687.""")

bcm = SynapseModel(
    "bcm", {
        "learning_rate": (0.001, "1", 0.0, INF),
        "tau_plus": (20.0, "ms", POSITIVE, INF),
        "tau_minus": (20.0, "ms", POSITIVE, INF),
        "tau_theta": (5_000.0, "ms", POSITIVE, INF),
        "target_interval": (100.0, "ms", POSITIVE, INF),
        "W_max": (100.0, "1", POSITIVE, INF),
    },
    {"x_pre": ("pre", "tau_plus"), "y": ("post", "tau_minus"), "y_slow": ("post", "tau_theta")}, bounds=(0, "W_max"),
    on_post="w = w + learning_rate*x_pre*(y/tau_minus - target_interval*(y_slow/tau_theta)**2)*target_interval",
    doc="""Synapses grow where the target fires above a threshold and shrink below; the threshold slides with its rate.

    The threshold is the square of the target's slow rate, times target_interval: at the rate of one spike in that
    interval it is the rate itself.

    References: Bienenstock, Cooper & Munro (1982) J Neurosci 2:32-48, doi:10.1523/JNEUROSCI.02-01-00032.1982.""")
