"""Plastic synapses after NEST's, with its parameter names and defaults."""

from __future__ import annotations

from typing import Any

from neurojit.errors import ParameterError, suggest
from neurojit.models.parameter import POSITIVE
from neurojit.synapses.base import Synapse, SynapseModel

INF = float("inf")

PAIR = {
    "lambda_": (0.01, "1"),
    "alpha": (1.0, "1"),
    "W_max": (100.0, "1", POSITIVE, INF),
    "tau_plus": (20.0, "ms", POSITIVE, INF),
    "tau_minus": (20.0, "ms", POSITIVE, INF),
}
MU = {"mu_plus": (1.0, "1", 0.0, INF), "mu_minus": (1.0, "1", 0.0, INF)}
_REVIEW = "Morrison, Diesmann & Gerstner (2008) Biol Cybern 98:459-478, doi:10.1007/s00422-008-0233-1"
# dependence: (by how much a pairing potentiates and depresses, further parameters, paper)
_DEPENDENCES: dict[str, tuple[str, str, dict, str]] = {
    "additive": ("lambda_*W_max", "lambda_*alpha*W_max", {},
                 "Song, Miller & Abbott (2000) Nat Neurosci 3:919-926, doi:10.1038/78829"),
    "multiplicative": ("lambda_*(W_max - w)", "lambda_*alpha*w", {},
                       "Rubin, Lee & Sompolinsky (2001) Phys Rev Lett 86:364-367, doi:10.1103/PhysRevLett.86.364"),
    "van_rossum": ("lambda_*W_max", "lambda_*alpha*w", {},
                   "van Rossum, Bi & Turrigiano (2000) J Neurosci 20:8812-8821, "
                   "doi:10.1523/JNEUROSCI.20-23-08812.2000"),
    "guetig": ("lambda_*W_max*(1 - w/W_max)**mu_plus", "lambda_*alpha*W_max*(w/W_max)**mu_minus", MU,
               "Guetig et al. (2003) J Neurosci 23:3697-3714, doi:10.1523/JNEUROSCI.23-09-03697.2003"),
    "power_law": ("lambda_*w**mu", "lambda_*alpha*w", {"mu": (0.4, "1", 0.0, INF)},
                  "Morrison, Aertsen & Diesmann (2007) Neural Comput 19:1437-1467, doi:10.1162/neco.2007.19.6.1437"),
}


# pairing: (kind of the traces, further variables, what on_pre and on_post do beside changing w, and the factors of the
# traces there)
_PAIRINGS: dict[str, tuple[str, dict[str, float], tuple[str, str], tuple[str, str]]] = {
    "all": ("all", {}, ("", ""), ("x_post", "x_pre")),
    "nearest": ("nearest", {}, ("", ""), ("x_post", "x_pre")),
    # k: sum over the presynaptic spikes since the last postsynaptic one, at the last of them
    "pre_centered": ("nearest", {"k": 0.0}, ("; k = 1 + k*exp(-dt_pre/tau_plus)", "; k = 0"), ("x_post", "k*x_pre")),
    # each is 1 from a spike of its side to the next of the other
    "reduced": ("nearest", {"pre": 0.0, "post": 0.0}, ("; pre = 1; post = 0", "; post = 1; pre = 0"),
                ("post*x_post", "pre*x_pre")),
}


def _pair(dependence: str, pairing: str) -> SynapseModel:
    up, down, more, paper = _DEPENDENCES[dependence]
    kind, variables, (after_pre, after_post), (seen_post, seen_pre) = _PAIRINGS[pairing]
    bounded = dependence != "power_law"
    return SynapseModel(
        f"stdp_{dependence}_{pairing}", {k: v for k, v in PAIR.items() if bounded or k != "W_max"} | more,
        {"x_pre": ("pre", "tau_plus", kind), "x_post": ("post", "tau_minus", kind)}, variables=variables,
        on_pre=f"w = w - {down}*{seen_post}{after_pre}", on_post=f"w = w + {up}*{seen_pre}{after_post}",
        bounds=(0, "W_max") if bounded else None,
        doc=f"""Spike-timing dependent plasticity, {dependence.replace("_", " ")} weight dependence, {pairing} pairs.

        References: {_REVIEW}; {paper}.""")


_made: dict[tuple[str, str], SynapseModel] = {}


def stdp_pair(dependence: str = "multiplicative", pairing: str = "all", **values: Any) -> Synapse:
    """Spike-timing dependent plasticity of pairs of spikes.

    Parameters
    ----------
    dependence : {"additive", "multiplicative", "van_rossum", "guetig", "power_law"}
        How potentiation and depression depend on the weight.
    pairing : {"all", "nearest", "pre_centered", "reduced"}
        With whom a spike pairs: all earlier ones of the other side; the last one only; as "nearest", but a postsynaptic
        spike with all presynaptic ones since the last postsynaptic one; the last one, if no other spike lies between.
    **values
        ``lambda_``, alpha, W_max, tau_plus, tau_minus; for "guetig" mu_plus and mu_minus; for "power_law" mu, no W_max.

    Returns
    -------
    Synapse

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.synapses.stdp_pair("additive", W_max=50.0)
    stdp_additive_all(W_max=50)
    """
    for value, known, what in ((dependence, _DEPENDENCES, "dependence"), (pairing, _PAIRINGS, "pairing")):
        if value not in list(known):
            raise ParameterError(f"unknown {what} {value!r};{suggest(value, known)}")
    key = dependence, pairing
    if key not in _made:
        _made[key] = _pair(*key)
    return _made[key](**values)


stdp_triplet = SynapseModel(
    "stdp_triplet", {
        "A_plus": (5e-10, "1", 0.0, INF),
        "A_minus": (7e-3, "1", 0.0, INF),
        "A_plus_triplet": (6.2e-3, "1", 0.0, INF),
        "A_minus_triplet": (2.3e-4, "1", 0.0, INF),
        "W_max": (100.0, "1", POSITIVE, INF),
        "tau_plus": (16.8, "ms", POSITIVE, INF),
        "tau_plus_triplet": (101.0, "ms", POSITIVE, INF),
        "tau_minus": (33.7, "ms", POSITIVE, INF),
        "tau_minus_triplet": (125.0, "ms", POSITIVE, INF),
    }, {
        "r_1": ("pre", "tau_plus"), "r_2": ("pre", "tau_plus_triplet"),
        "o_1": ("post", "tau_minus"), "o_2": ("post", "tau_minus_triplet"),
    },
    on_pre="w = w - o_1*(A_minus + A_minus_triplet*r_2)", on_post="w = w + r_1*(A_plus + A_plus_triplet*o_2)",
    bounds=(0, "W_max"),
    doc="""Spike-timing dependent plasticity of triplets of spikes; defaults fit visual cortex, all to all.

    For hippocampus: A_plus 6.1e-3, A_minus 1.6e-3, A_plus_triplet 6.7e-3, A_minus_triplet 1.4e-3, tau_plus_triplet 946,
    tau_minus_triplet 27 ms.

    References: Pfister & Gerstner (2006) J Neurosci 26:9673-9682, doi:10.1523/JNEUROSCI.1425-06.2006.""")

stdp_dopamine = SynapseModel(
    "stdp_dopamine", {
        "A_plus": (1.0, "1"),
        "A_minus": (1.5, "1"),
        "tau_plus": (20.0, "ms", POSITIVE, INF),
        "tau_minus": (20.0, "ms", POSITIVE, INF),
        "tau_c": (1000.0, "ms", POSITIVE, INF),
        "b": (0.0, "1"),
        "W_min": (0.0, "1", 0.0, INF),
        "W_max": (200.0, "1", POSITIVE, INF),
    },
    {"x_pre": ("pre", "tau_plus"), "x_post": ("post", "tau_minus")}, variables={"c": 0.0},
    on_pre="c = c - A_minus*x_post", on_post="c = c + A_plus*x_pre", modulators=("dopamine",),
    equations="""
        dc/dt = -c/tau_c : 1
        dw/dt = c*(dopamine - b)/ms : 1""", bounds=("W_min", "W_max"),
    doc="""Dopamine turns what pairs of spikes left behind, the eligibility c, into change of the weight.

    It reads the modulator called "dopamine". NEST's n is its concentration if every spike adds 1/tau_n.

    References: Izhikevich (2007) Cereb Cortex 17:2443-2452, doi:10.1093/cercor/bhl152; Potjans, Morrison & Diesmann
    (2010) Front Comput Neurosci 4:141, doi:10.3389/fncom.2010.00141.""")

vogels_sprekeler = SynapseModel(
    "vogels_sprekeler", {
        "eta": (0.001, "1"),
        "alpha": (0.12, "1"),
        "W_max": (1.0, "1", POSITIVE, INF),
        "tau": (20.0, "ms", POSITIVE, INF),
    },
    {"x_pre": ("pre", "tau"), "x_post": ("post", "tau")},
    on_pre="w = min(W_max, w + eta*x_post) - alpha*eta", on_post="w = w + eta*x_pre", bounds=(0, "W_max"),
    doc="""Inhibitory plasticity that balances excitation: alpha = 2*tau*rate for a target rate.

    References: Vogels, Sprekeler, Zenke, Clopath & Gerstner (2011) Science 334:1569-1573,
    doi:10.1126/science.1211095.""")

tsodyks_markram = SynapseModel(
    "tsodyks_markram", {
        "U": (0.5, "1", 0.0, 1.0),
        "tau_rec": (800.0, "ms", POSITIVE, INF),
        "tau_fac": (0.0, "ms", 0.0, INF),
    },
    variables={"x": 1.0, "u": 0.0},
    on_pre="""
        x = 1 + (x - x*u - 1)*exp(-dt_pre/tau_rec)
        u = U + u*(1 - U)*where(tau_fac > 0, exp(-dt_pre/tau_fac), 0)""", send="u*x*w",
    doc="""Short-term depression and facilitation: a spike takes the share u of the resources x along.

    u and x are those at the last spike; NEST calls it tsodyks2_synapse. tau_fac = 0: no facilitation.

    References: Tsodyks & Markram (1997) PNAS 94:719-723, doi:10.1073/pnas.94.2.719; Maass & Markram (2002) Neural Netw
    15:155-161, doi:10.1016/S0893-6080(01)00144-7.""")

tsodyks = SynapseModel(
    "tsodyks", {
        "U": (0.5, "1", 0.0, 1.0),
        "tau_rec": (800.0, "ms", POSITIVE, INF),
        "tau_fac": (0.0, "ms", 0.0, INF),
        "tau_psc": (3.0, "ms", POSITIVE, INF),
    },
    variables={"x": 1.0, "y": 0.0, "u": 0.0, "sent": 0.0},
    on_pre="""
        x = x - (1 - x - y)*expm1(-dt_pre/tau_rec) - y*(expm1(-dt_pre/tau_psc) + dt_pre/tau_psc
            * exp(-dt_pre/max(tau_rec, tau_psc))*exprel(-dt_pre*abs(1/tau_psc - 1/tau_rec)))
        y = y*exp(-dt_pre/tau_psc)
        u = u*where(tau_fac > 0, exp(-dt_pre/tau_fac), 0)
        u = u + U*(1 - u)
        sent = u*x
        x = x - sent
        y = y + sent""", send="sent*w",
    doc="""Short-term plasticity with resources that stay active for tau_psc; NEST calls it tsodyks_synapse.

    References: Tsodyks, Uziel & Markram (2000) J Neurosci 20:RC50, doi:10.1523/JNEUROSCI.20-01-j0003.2000.""")
