"""Synapses that release by chance, vesicle by vesicle."""

from __future__ import annotations

from neurojit.models.parameter import POSITIVE
from neurojit.synapses.base import SynapseModel

INF = float("inf")

binomial_release = SynapseModel(
    "binomial_release", {"n": (5.0, "1", 1.0, INF), "p": (0.5, "1", 0.0, 1.0)}, variables={"released": 0.0},
    on_pre="released = binomial(n, p)", send="released*w",
    doc="""Each of n sites releases with probability p at every spike; w is the effect of one. n = 1: all or nothing.

    References: del Castillo & Katz (1954) J Physiol 124:560-573, doi:10.1113/jphysiol.1954.sp005129.""")

quantal_stp = SynapseModel(
    "quantal_stp", {
        "n": (1.0, "1", 1.0, INF),
        "U": (0.5, "1", 0.0, 1.0),
        "tau_rec": (800.0, "ms", POSITIVE, INF),
        "tau_fac": (0.0, "ms", 0.0, INF),
    },
    variables={"a": "n", "u": 0.0, "released": 0.0},
    on_pre="""
        u = U + u*(1 - U)*where(tau_fac > 0, exp(-dt_pre/tau_fac), 0)
        a = a + binomial(n - a, -expm1(-dt_pre/tau_rec))
        released = binomial(a, u)
        a = a - released""", send="released*w",
    doc="""Short-term depression and facilitation of n sites that release and refill by chance; w is the effect of one.

    On average it is tsodyks_markram; NEST calls it quantal_stp_synapse.

    References: Fuhrmann, Segev, Markram & Tsodyks (2002) J Neurophysiol 87:140-148, doi:10.1152/jn.00258.2001; Loebel,
    Silberberg, Helbig, Markram, Tsodyks & Richardson (2009) Front Comput Neurosci 3:27,
    doi:10.3389/neuro.10.027.2009.""")
