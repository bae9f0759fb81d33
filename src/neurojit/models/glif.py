"""Generalised leaky integrate-and-fire neurons of the Allen Institute, in five levels."""

from __future__ import annotations

from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE

INF = float("inf")

_PARAMETERS = {
    "g": (9.43, "nS", POSITIVE, INF),
    "E_L": (-78.85, "mV"),
    "C_m": (58.72, "pF", POSITIVE, INF),
    "t_ref": (3.75, "ms", 0.0, INF),
    "V_th": (-51.68, "mV"),
    "tau_syn_ex": (2.0, "ms", POSITIVE, INF),
    "tau_syn_in": (2.0, "ms", POSITIVE, INF),
    "I_e": (0.0, "pA"),
}
_RESET = {"V_reset": (-78.85, "mV")}
_ASC = {
    "asc_decay_1": (0.003, "1/ms", POSITIVE, INF),
    "asc_amps_1": (-9.18, "pA"),
    "asc_r_1": (1.0, "1", 0.0, 1.0),
    "asc_decay_2": (0.1, "1/ms", POSITIVE, INF),
    "asc_amps_2": (-198.94, "pA"),
    "asc_r_2": (1.0, "1", 0.0, 1.0),
}
_SPIKE = {
    "th_spike_add": (0.37, "mV"),
    "th_spike_decay": (0.009, "1/ms", 0.0, INF),
    "voltage_reset_fraction": (0.2, "1", 0.0, 1.0),
    "voltage_reset_add": (18.51, "mV"),
}
_VOLTAGE = {"th_voltage_index": (0.005, "1/ms"), "th_voltage_decay": (0.09, "1/ms", 0.0, INF)}
_SYNAPSES = """
        dI_syn_ex/dt = dI_syn_ex - I_syn_ex/tau_syn_ex : pA
        dI_syn_in/dt = dI_syn_in - I_syn_in/tau_syn_in : pA
        ddI_syn_ex/dt = -dI_syn_ex/tau_syn_ex : pA/ms
        ddI_syn_in/dt = -dI_syn_in/tau_syn_in : pA/ms"""


def _level(level: int, what: str) -> NeuronModel:
    spikes_move_threshold, after_currents, voltage_moves_threshold = level in (2, 4, 5), level >= 3, level == 5
    asc = " + ASC_1 + ASC_2" if after_currents else ""
    equations = f"dV_m/dt = (g*(E_L - V_m) + I_syn_ex + I_syn_in + I_e + I_stim{asc})/C_m : mV" + _SYNAPSES
    reset, clamped, threshold, parameters = ["V_m = V_reset"], ["V_m"], "V_th", _PARAMETERS | _RESET
    if after_currents:
        equations += "".join(f"\ndASC_{j}/dt = -asc_decay_{j}*ASC_{j} : pA" for j in (1, 2))
        reset += [f"ASC_{j} = asc_amps_{j} + asc_r_{j}*exp(-asc_decay_{j}*t_ref)*ASC_{j}" for j in (1, 2)]
        clamped += ["ASC_1", "ASC_2"]
        parameters = parameters | _ASC
    if spikes_move_threshold:
        equations += "\ndthreshold_spike/dt = -th_spike_decay*threshold_spike : mV"
        reset[0] = "V_m = E_L + voltage_reset_fraction*(previous(V_m) - E_L) + voltage_reset_add"
        reset.append("threshold_spike = exp(-th_spike_decay*t_ref)*threshold_spike + th_spike_add")
        clamped.append("threshold_spike")
        threshold += " + threshold_spike"
        parameters = {k: v for k, v in parameters.items() if k != "V_reset"} | _SPIKE
    if voltage_moves_threshold:
        equations += ("\ndthreshold_voltage/dt = "
                      "th_voltage_index*(V_m - E_L) - th_voltage_decay*threshold_voltage : mV")
        clamped.append("threshold_voltage")
        threshold += " + threshold_voltage"
        parameters = parameters | _VOLTAGE
    return NeuronModel(
        name=f"glif_psc_{level}",
        doc=f"""Generalised leaky integrate-and-fire neuron, level {level}: {what}; alpha-shaped currents of peak w.

        While V_m is held after a spike, so are after-spike currents and thresholds. Where the reset depends on V_m,
        that is V_m before the step of the spike, below the threshold. Everything is integrated exactly; NEST, whose
        names and defaults these are, holds after-spike currents at their mean during a step and lets synaptic currents
        act on the threshold from the next step on: with dt = 0.1 ms V_m differs by some 2e-4 mV, at level 5 spikes by
        up to a step.

        References: Teeter et al. (2018) Nat Commun 9:709, doi:10.1038/s41467-017-02717-4.""",
        equations=equations, parameters=parameters, threshold=f"V_m > {threshold}", reset="; ".join(reset),
        refractory="t_ref", clamped=tuple(clamped),
        receptors={"excitatory": "dI_syn_ex += exp(1)/tau_syn_ex*w", "inhibitory": "dI_syn_in += exp(1)/tau_syn_in*w"},
    )


glif_psc_1 = _level(1, "leaky integrate-and-fire")
glif_psc_2 = _level(2, "threshold and reset depend on spikes")
glif_psc_3 = _level(3, "after-spike currents")
glif_psc_4 = _level(4, "after-spike currents, threshold and reset depend on spikes")
glif_psc_5 = _level(5, "as level 4, and the threshold follows the membrane potential")
