"""The COBA network in NEST: ``python -m bench.peers.nest_coba --threads 2``.

``iaf_cond_exp`` is solved by an adaptive Runge-Kutta-Fehlberg method; NEST has no cheaper variant of it.
"""

import nest
import numpy as np

from bench import report
from bench.parameters import COBA
from bench.peers import nest_common

NEURON = (
    "C_m", "g_L", "E_L", "V_reset", "V_th", "E_ex", "E_in", "tau_syn_ex", "tau_syn_in", "t_ref",
)  # fmt: skip


def populate(parameters, seed):
    """Make neurons in their initial state and synapses; return the neurons and the number of synapses."""
    neuron = {name: getattr(parameters, name) for name in NEURON}
    exc = nest.Create("iaf_cond_exp", parameters.n_exc, neuron)
    inh = nest.Create("iaf_cond_exp", parameters.n_inh, neuron)
    neurons = exc + inh
    neurons.set(_initial_state(parameters, np.random.default_rng(seed)))
    nest_common.connect_two_populations(exc, inh, parameters)
    return neurons, nest.num_connections


def _initial_state(parameters, rng):
    g_ex = np.maximum(rng.normal(*parameters.g_ex_init, parameters.n), 0.0)
    g_in = np.maximum(rng.normal(*parameters.g_in_init, parameters.n), 0.0)
    return {"V_m": rng.uniform(*parameters.V_init, parameters.n), "g_ex": g_ex, "g_in": g_in}


if __name__ == "__main__":
    nest_common.run("coba", populate, COBA, report.arguments(__doc__))
