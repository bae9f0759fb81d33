"""Write NEST's names and default values: ``python tests/reference/make_nest_defaults.py`` makes nest_defaults.json.

Neurons have ``parameters``, ``states`` (what they call recordable, and its derivatives) and ``recordables``; sources
and synapses have ``parameters``, in which a synapse's initial variables are among the rest. What every NEST neuron
has besides, for the sake of synapses, stands once under ``of_every_neuron``. Units are NEST's: ms, mV, pA, nS, pF, Hz.
"""

import json
from pathlib import Path

import nest_drive
import numpy as np

PATH = Path(__file__).with_name("nest_defaults.json")
NEURONS = (
    "iaf_psc_delta", "iaf_psc_exp", "iaf_psc_alpha", "iaf_psc_exp_multisynapse", "iaf_cond_alpha", "iaf_cond_beta",
    "iaf_cond_exp", "iaf_cond_exp_sfa_rr", "iaf_chxk_2008", "aeif_psc_delta", "aeif_psc_exp", "aeif_psc_alpha",
    "aeif_cond_exp", "aeif_cond_alpha", "aeif_psc_delta_clopath", "hh_psc_alpha", "hh_cond_exp_traub",
    "hh_cond_beta_gap_traub", "mat2_psc_exp", "amat2_psc_exp", "glif_psc", "izhikevich", "pp_psc_delta", "gif_psc_exp",
    "gif_cond_exp",
)  # fmt: skip
SOURCES = (
    "poisson_generator", "inhomogeneous_poisson_generator", "sinusoidal_poisson_generator", "gamma_sup_generator",
    "ppd_sup_generator", "pulsepacket_generator", "spike_generator", "ac_generator", "dc_generator", "noise_generator",
    "step_current_generator",
)  # fmt: skip
SYNAPSES = (
    "static_synapse", "tsodyks_synapse", "tsodyks2_synapse", "quantal_stp_synapse", "stdp_synapse",
    "stdp_triplet_synapse", "vogels_sprekeler_synapse", "stdp_dopamine_synapse", "clopath_synapse",
    "stdp_nn_symm_synapse", "stdp_nn_pre_centered_synapse", "stdp_nn_restr_synapse", "stdp_pl_synapse_hom",
)  # fmt: skip
OF_EVERY_NEURON = ("tau_minus", "tau_minus_triplet")
STATES = {"dg_ex", "dg_in", "dI_syn_ex", "dI_syn_in", "ASCurrents", "V_th_alpha_1", "V_th_alpha_2", "t_ref_remaining"}
NO_STATES = {"g_ahp"}  # of iaf_chxk_2008: a parameter, the peak, and a recordable have one name
KERNELS_OWN = {
    "Ca", "archiver_length", "beta_Ca", "capacity", "available", "element_type", "elementsize", "frozen", "global_id",
    "has_connections", "has_delay", "ignore_and_spike", "ignore_and_spike_interval", "ignore_and_spike_offset",
    "instantiations", "label", "local", "model", "model_id", "n_synapses", "node_uses_wfr", "num_connections",
    "post_trace", "recordables", "receptor_type", "requires_symmetric", "sizeof", "stimulus_source", "synapse_model",
    "synapse_modelid", "synaptic_elements", "t_spike", "tau_Ca", "thread", "thread_local_id", "type_id", "vp",
    "volume_transmitter", "weight_recorder",
}  # fmt: skip


def main():
    """Ask NEST and write the file."""
    nest = nest_drive.start(0.1)
    found = {
        "simulator": f"NEST {nest.__version__}",
        "of_every_neuron": {name: nest.GetDefaults("iaf_psc_exp")[name] for name in OF_EVERY_NEURON},
        "neurons": {model: neuron(nest.GetDefaults(model)) for model in NEURONS},
        "sources": {model: {"parameters": plain(nest.GetDefaults(model))} for model in SOURCES},
        "synapses": {model: {"parameters": plain(nest.GetDefaults(model))} for model in SYNAPSES},
    }
    PATH.write_text(json.dumps(found, indent=1) + "\n")
    print(f"{PATH.name}: {sum(len(found[kind]) for kind in ('neurons', 'sources', 'synapses'))} models")


def neuron(defaults):
    """Parameters, states and recordables of a neuron model."""
    recordables = [str(name) for name in defaults["recordables"]]
    values = {name: value for name, value in plain(defaults).items() if name not in OF_EVERY_NEURON}
    states = {name: value for name, value in values.items() if name in STATES.union(recordables) - NO_STATES}
    parameters = {name: value for name, value in values.items() if name not in states}
    return {"parameters": parameters, "states": states, "recordables": recordables}


def plain(defaults):
    """The numbers, switches and arrays of numbers that are a model's own."""
    return {name: np.asarray(value).tolist() for name, value in sorted(defaults.items()) if name not in KERNELS_OWN}


if __name__ == "__main__":
    main()
