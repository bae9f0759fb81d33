"""Plasticity that depends on the voltage of the target, with NEST's parameter names and defaults."""

from __future__ import annotations

from neurojit.models.parameter import POSITIVE
from neurojit.synapses.base import SynapseModel

INF = float("inf")

clopath = SynapseModel(
    "clopath", {
        "A_LTD": (14e-5, "1/mV", 0.0, INF),
        "A_LTP": (8e-5, "1/mV**2", 0.0, INF),
        "theta_plus": (-45.3, "mV"),
        "theta_minus": (-70.6, "mV"),
        "tau_x": (15.0, "ms", POSITIVE, INF),
        "A_LTD_const": (1.0, "1", 0.0, 1.0),
        "u_ref_squared": (60.0, "mV**2", POSITIVE, INF),
        "delay_u_bars": (5.0, "ms", 0.0, INF),
        "Wmin": (0.0, "1", 0.0, INF),
        "Wmax": (100.0, "1", 0.0, INF),
    },
    {"x": ("pre", "tau_x")},
    target={"u": ("V_m", "mV"), "u_plus": ("u_bar_plus", "mV", "delay_u_bars"),
            "u_minus": ("u_bar_minus", "mV", "delay_u_bars"), "u_slow": ("u_bar_bar", "mV")},
    on_pre="w = w - A_LTD*where(A_LTD_const > 0.5, 1, u_slow**2/u_ref_squared)*max(0, u_minus - theta_minus)",
    during=("u > theta_plus and u_plus > theta_minus",
            "w = w + A_LTP*(u - theta_plus)*(u_plus - theta_minus)*x*dt/tau_x"),
    bounds=("Wmin", "Wmax"),
    doc="""Voltage-based plasticity: depression where a spike finds the target depolarised, growth while it fires.

    The target has variables V_m, u_bar_plus, u_bar_minus and u_bar_bar, as aeif_psc_delta_clopath. The filtered
    voltages are those of delay_u_bars before, so that a spike does not see itself. A_LTD_const = 0 scales depression
    with u_bar_bar**2/u_ref_squared, which keeps rates in bounds. In NEST all but tau_x, Wmin and Wmax are parameters of
    the neuron.

    References: Clopath, Buesing, Vasilaki & Gerstner (2010) Nat Neurosci 13:344-352, doi:10.1038/nn.2479.""")
