"""What the parameters of the built-in models mean; used by the documentation.

A key is the name of a parameter, or "model.parameter" where a model uses the name for something of its own.
"""

from __future__ import annotations

from typing import Any

_CONDUCTANCE = "largest conductance of the {} channels"

MEANINGS = {
    # membrane
    "C_m": "capacitance of the membrane",
    "tau_m": "time constant of the membrane",
    "g_L": "leak conductance",
    "g": "leak conductance",
    "E_L": "reversal potential of the leak",
    "I_e": "constant current into the cell",
    "t_ref": "refractory time",
    "dead_time": "refractory time",
    "V_th": "threshold: a spike is sent from here",
    "V_reset": "V_m after a spike",
    "V_peak": "where the upstroke of a spike is cut off",
    "Delta_T": "slope factor: how sharply a spike begins",
    # synapses
    "tau_syn_ex": "time constant of excitation",
    "tau_syn_in": "time constant of inhibition",
    "tau_syn_1": "time constant of the current of receptor_1",
    "tau_rise_ex": "rise time of excitation",
    "tau_rise_in": "rise time of inhibition",
    "tau_decay_ex": "decay time of excitation",
    "tau_decay_in": "decay time of inhibition",
    "E_ex": "reversal potential of excitation",
    "E_in": "reversal potential of inhibition",
    # channels
    "g_Na": _CONDUCTANCE.format("sodium"),
    "g_K": _CONDUCTANCE.format("potassium"),
    "g_Ca": _CONDUCTANCE.format("calcium"),
    "g_A": _CONDUCTANCE.format("transient potassium (A)"),
    "g_M": _CONDUCTANCE.format("slow potassium (M)"),
    "E_Na": "reversal potential of sodium",
    "E_K": "reversal potential of potassium",
    "E_Ca": "reversal potential of calcium",
    "E_A": "reversal potential of the transient potassium current",
    "V_T": "shifts the kinetics of the channels along V_m",
    "V_x": "shifts the kinetics of the calcium channels along V_m",
    "tau_max": "sets how slowly the M channels open",
    "phi": "speed of the channels",
    # adaptation
    "a": "how strongly adaptation follows V_m",
    "b": "by how much adaptation grows at a spike",
    "tau_w": "time constant of adaptation",
    "q_sfa": "by how much the adaptation conductance grows at a spike",
    "q_rr": "by how much the relative-refractory conductance grows at a spike",
    "tau_sfa": "time constant of the adaptation conductance",
    "tau_rr": "time constant of the relative-refractory conductance",
    "E_sfa": "reversal potential of the adaptation conductance",
    "E_rr": "reversal potential of the relative-refractory conductance",
    "g_ahp_peak": "peak of the after-hyperpolarising conductance that a spike causes",
    "tau_ahp": "time constant of the after-hyperpolarising conductance",
    "E_ahp": "reversal potential of the after-hyperpolarising conductance",
    # afterpotentials and filtered voltages
    "V_clamp": "V_m during a spike",
    "t_clamp": "width of a spike",
    "I_sp": "depolarising current that a spike leaves behind",
    "tau_z": "time constant of that current",
    "V_th_max": "threshold right after a spike",
    "V_th_rest": "threshold at rest",
    "tau_V_th": "time constant with which the threshold comes back to rest",
    "tau_u_bar_plus": "time constant of the filtered voltage for potentiation",
    "tau_u_bar_minus": "time constant of the filtered voltage for depression",
    "tau_u_bar_bar": "time constant of the mean voltage",
    # thresholds that move
    "omega": "threshold at rest",
    "alpha_1": "by how much the first component of the threshold grows at a spike",
    "alpha_2": "by how much the second component of the threshold grows at a spike",
    "tau_1": "time constant of the first component of the threshold",
    "tau_2": "time constant of the second component of the threshold",
    "beta": "how strongly the threshold follows changes of V_m",
    "tau_v": "time constant with which the threshold follows changes of V_m",
    "th_spike_add": "by how much the threshold grows at a spike",
    "th_spike_decay": "rate at which that decays",
    "th_voltage_index": "how strongly the threshold follows V_m",
    "th_voltage_decay": "rate at which that decays",
    "voltage_reset_fraction": "share of the distance from E_L that is left of V_m after a spike",
    "voltage_reset_add": "what is added to V_m after a spike",
    # spikes by chance
    "lambda_0": "rate of spikes at threshold",
    "Delta_V": "over how many mV the rate of spikes grows e-fold",
    "V_T_star": "threshold at rest, where spikes come at the rate lambda_0",
    "c_1": "rate of spikes for each mV",
    "c_2": "factor of the exponential part of the rate",
    "c_3": "how steeply the exponential part of the rate grows",
    "with_reset": "1: a spike sets V_m to 0; 0: it does not",
    # quadratic neurons
    "c": "V_m after a spike",
    "d": "by how much U_m grows at a spike",
    "k": "how fast V_m runs away from between V_r and V_t",
    "V_r": "resting potential",
    "V_t": "potential beyond which V_m runs away",
    "izhikevich.a": "rate at which U_m recovers",
    "izhikevich.b": "how strongly U_m follows V_m",
    "izhikevich_2007.a": "rate at which U_m recovers",
    "izhikevich_2007.b": "how strongly U_m follows V_m",
    "theta.tau": "time constant of the phase",
    "theta.drive": "distance from the bifurcation; above 0 it fires on its own",
    # oscillators
    "I": "constant drive",
    "I_0": "how much current from a source counts as 1",
    "tau": "unit of time of the model",
    "fitzhugh_nagumo.a": "how far the recovery's balance is shifted",
    "fitzhugh_nagumo.b": "how strongly the recovery restrains itself",
    "tau_u": "how much slower the recovery is",
    "v_th": "where an upward crossing counts as a spike",
    "x_th": "where an upward crossing counts as a spike",
    "hindmarsh_rose.a": "factor of the cubic term",
    "hindmarsh_rose.b": "factor of the quadratic term",
    "hindmarsh_rose.c": "constant drive of y",
    "hindmarsh_rose.d": "how strongly y follows the square of x",
    "r": "speed of z beside x and y",
    "s": "how strongly z follows x",
    "x_r": "x at rest",
    "V_1": "V_m at which half of the calcium channels are open",
    "V_2": "width of the opening of the calcium channels",
    "V_3": "V_m at which half of the potassium channels are open",
    "V_4": "width of the opening of the potassium channels",
    "intfire1.tau": "time constant of the decay of m",
    # teaching
    "seed.C_m": "capacitance of the membrane, of an area",
    "seed.g_L": "leak conductance, of an area",
    "V_ahp": "V_m during the refractory time",
    "seed.V_peak": "V_m in the step of a spike",
    # sources
    "rate": "mean rate of spikes",
    "spike_times": "when spikes are sent, in order",
    "amplitude": "the current",
    "amplitude_times": "when the current changes, in order",
    "amplitude_values": "the current from each of these times on",
    "start": "active from here",
    "stop": "active until here",
    "rate_times": "when the rate changes, in order",
    "rate_values": "the rate from each of these times on",
    "frequency": "of the oscillation; 0: none",
    "phase": "of the oscillation at time 0, in degrees",
    "gamma_shape": "stages of an interval; 1: Poisson",
    "n_proc": "number of processes that are superposed",
    "relative_amplitude": "of the oscillation of the rate, as a share of it",
    "pulse_times": "centres of the packets, in order",
    "activity": "spikes in a packet",
    "sdev": "standard deviation of the spikes of a packet",
    "offset": "mean of the current",
    "sinusoidal_poisson_generator.amplitude": "by how much the rate oscillates",
    "sinusoidal_poisson_source.amplitude": "by how much the rate oscillates",
    "mean": "mean of the current",
    "std": "standard deviation of the current",
    "std_mod": "modulation of the standard deviation",
    "dt": "how long each random value is held",
    "values": "values over time",
    "interval": "time between values",
}
for _j in (1, 2):
    MEANINGS |= {
        f"tau_sfa_{_j}": f"time constant of component {_j} of the threshold's rise",
        f"q_sfa_{_j}": f"by how much component {_j} of the threshold rises at a spike",
        f"tau_stc_{_j}": f"time constant of component {_j} of the current that follows a spike",
        f"q_stc_{_j}": f"by how much component {_j} of that outward current grows at a spike",
        f"asc_amps_{_j}": f"after-spike current {_j}: what a spike adds",
        f"asc_decay_{_j}": f"rate at which after-spike current {_j} decays",
        f"asc_r_{_j}": f"share of after-spike current {_j} that is left at a spike",
    }


def meaning(model: Any, parameter: str) -> str:
    """Return what a parameter of a built-in model means, in a few words.

    Parameters
    ----------
    model : NeuronModel or SourceModel
    parameter : str

    Examples
    --------
    >>> import neurojit as nj
    >>> from neurojit.models.meanings import meaning
    >>> meaning(nj.models.izhikevich, "b")
    'how strongly U_m follows V_m'
    """
    return MEANINGS.get(f"{model.name}.{parameter}") or MEANINGS[parameter]
