"""The plastic network in NEST: ``python -m bench.peers.nest_plastic --threads 2 [--static]``.

``stdp_synapse_hom``, whose parameters are shared by all synapses: half the memory of ``stdp_synapse``.
"""

import nest
import numpy as np

from bench import report
from bench.parameters_rich import PLASTIC
from bench.peers import nest_common

NEURON = ("C_m", "tau_m", "t_ref", "E_L", "V_reset", "V_th", "tau_minus")


def populate(parameters, seed):
    """Make neurons, synapses and drive; return the neurons and the number of synapses."""
    neuron = {name: getattr(parameters, name) for name in NEURON}
    neuron |= dict.fromkeys(("tau_syn_ex", "tau_syn_in"), parameters.tau_syn)
    exc = nest.Create("iaf_psc_alpha", parameters.n_exc, neuron)
    inh = nest.Create("iaf_psc_alpha", parameters.n_inh, neuron)
    neurons = exc + inh
    neurons.set({"V_m": np.random.default_rng(seed).normal(*parameters.V_init, parameters.n)})
    fixed = {"synapse_model": "static_synapse", "weight": parameters.J, "delay": parameters.delay}
    _connect(exc, exc, parameters.indegree_exc, _plastic(parameters) if parameters.learns else fixed)
    _connect(exc, inh, parameters.indegree_exc, fixed)
    _connect(inh, neurons, parameters.indegree_inh, fixed | {"weight": parameters.J_inh})
    synapses = nest.num_connections
    drive = nest.Create("poisson_generator", params={"rate": parameters.drive_rate})
    nest.Connect(drive, neurons, syn_spec={"weight": parameters.J, "delay": parameters.delay})
    return neurons, synapses


def _connect(sources, targets, indegree, synapse):
    nest.Connect(sources, targets, {"rule": "fixed_indegree", "indegree": indegree}, synapse)


def _plastic(parameters):
    common = {"tau_plus": parameters.tau_plus, "lambda": parameters.lambda_, "alpha": parameters.alpha,
              "mu_plus": 1.0, "mu_minus": 1.0, "Wmax": parameters.W_max}  # fmt: skip
    nest.CopyModel("stdp_synapse_hom", "learning", common)
    weight = nest.math.max(nest.random.normal(parameters.J, parameters.J_std), 0.0)
    return {"synapse_model": "learning", "weight": weight, "delay": parameters.delay}


if __name__ == "__main__":
    parameters, options = report.plastic(__doc__, PLASTIC)
    nest_common.run(parameters.name, populate, parameters, options)
