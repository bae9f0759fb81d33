"""Leaky integrate-and-fire neurons with current-based synapses."""

from __future__ import annotations

from collections.abc import Sequence

from neurojit.errors import ParameterError
from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE

INF = float("inf")

MEMBRANE = {
    "E_L": (-70.0, "mV"),
    "C_m": (250.0, "pF", POSITIVE, INF),
    "tau_m": (10.0, "ms", POSITIVE, INF),
    "t_ref": (2.0, "ms", 0.0, INF),
    "V_th": (-55.0, "mV"),
    "V_reset": (-70.0, "mV"),
    "I_e": (0.0, "pA"),
}
SYNAPSES = {
    "tau_syn_ex": (2.0, "ms", POSITIVE, INF),
    "tau_syn_in": (2.0, "ms", POSITIVE, INF),
}

iaf_psc_delta = NeuronModel(
    name="iaf_psc_delta",
    doc="""Leaky integrate-and-fire neuron whose potential jumps by w at each input spike.

    References: Rotter & Diesmann (1999) Biol Cybern 81:381-402, doi:10.1007/s004220050570.""",
    equations="dV_m/dt = (E_L - V_m)/tau_m + (I_e + I_stim)/C_m : mV",
    parameters=MEMBRANE,
    threshold="V_m >= V_th", reset="V_m = V_reset", refractory="t_ref", clamped=("V_m",),
    receptors={"all": "V_m += w"},
)

iaf_psc_exp = NeuronModel(
    name="iaf_psc_exp",
    doc="""Leaky integrate-and-fire neuron with exponentially decaying postsynaptic currents.

    References: Rotter & Diesmann (1999) Biol Cybern 81:381-402, doi:10.1007/s004220050570;
    Tsodyks, Uziel & Markram (2000) J Neurosci 20:RC50, doi:10.1523/JNEUROSCI.20-01-j0003.2000.""",
    equations="""
        dV_m/dt      = (E_L - V_m)/tau_m + (I_syn_ex + I_syn_in + I_e + I_stim)/C_m : mV
        dI_syn_ex/dt = -I_syn_ex/tau_syn_ex : pA
        dI_syn_in/dt = -I_syn_in/tau_syn_in : pA""",
    parameters={**MEMBRANE, **SYNAPSES},
    threshold="V_m >= V_th", reset="V_m = V_reset", refractory="t_ref", clamped=("V_m",),
    receptors={"excitatory": "I_syn_ex += w", "inhibitory": "I_syn_in += w"},
)

iaf_psc_alpha = NeuronModel(
    name="iaf_psc_alpha",
    doc="""Leaky integrate-and-fire neuron with postsynaptic currents w*(t/tau)*exp(1 - t/tau), of peak w.

    References: Rotter & Diesmann (1999) Biol Cybern 81:381-402, doi:10.1007/s004220050570.""",
    equations="""
        dV_m/dt       = (E_L - V_m)/tau_m + (I_syn_ex + I_syn_in + I_e + I_stim)/C_m : mV
        dI_syn_ex/dt  = dI_syn_ex - I_syn_ex/tau_syn_ex : pA
        dI_syn_in/dt  = dI_syn_in - I_syn_in/tau_syn_in : pA
        ddI_syn_ex/dt = -dI_syn_ex/tau_syn_ex : pA/ms
        ddI_syn_in/dt = -dI_syn_in/tau_syn_in : pA/ms""",
    parameters={**MEMBRANE, **SYNAPSES},
    threshold="V_m >= V_th", reset="V_m = V_reset", refractory="t_ref", clamped=("V_m",),
    receptors={
        "excitatory": "dI_syn_ex += exp(1)/tau_syn_ex*w",
        "inhibitory": "dI_syn_in += exp(1)/tau_syn_in*w",
    },
)


def iaf_psc_exp_multisynapse(tau_syn: Sequence[float] = (2.0,)) -> NeuronModel:
    """Leaky integrate-and-fire neuron with any number of synaptic time constants.

    Parameters
    ----------
    tau_syn : sequence of float
        ms, one a receptor; receptors are called receptor_1, receptor_2 ..., their currents I_syn_1 ... They are
        defaults of the parameters tau_syn_1 ..., so that other values of the same number share compiled code.

    Returns
    -------
    NeuronModel

    Examples
    --------
    >>> import neurojit as nj
    >>> list(nj.models.iaf_psc_exp_multisynapse([2.0, 10.0]).receptors)
    ['receptor_1', 'receptor_2']
    """
    if isinstance(tau_syn, str) or not hasattr(tau_syn, "__len__") or not len(tau_syn):
        raise ParameterError(f"tau_syn must hold at least one time constant, such as [2.0, 10.0], got {tau_syn!r}")
    numbers = range(1, len(tau_syn) + 1)
    currents = " + ".join(f"I_syn_{k}" for k in numbers)
    decays = "\n".join(f"dI_syn_{k}/dt = -I_syn_{k}/tau_syn_{k} : pA" for k in numbers)
    return NeuronModel(
        name="iaf_psc_exp_multisynapse",
        doc="""Leaky integrate-and-fire neuron with exponentially decaying currents of several time constants.

        References: Rotter & Diesmann (1999) Biol Cybern 81:381-402, doi:10.1007/s004220050570.""",
        equations=f"dV_m/dt = (E_L - V_m)/tau_m + ({currents} + I_e + I_stim)/C_m : mV\n{decays}",
        parameters=MEMBRANE | {f"tau_syn_{k}": (tau, "ms", POSITIVE, INF) for k, tau in zip(numbers, tau_syn)},
        threshold="V_m >= V_th", reset="V_m = V_reset", refractory="t_ref", clamped=("V_m",),
        receptors={f"receptor_{k}": f"I_syn_{k} += w" for k in numbers},
    )
