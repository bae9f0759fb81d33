"""The AdEx network in NEST: ``python -m bench.peers.nest_adex --threads 2``.

``aeif_cond_exp`` is solved by an adaptive Runge-Kutta-Fehlberg method, here with NEST's default tolerance of 1e-6.
"""

import nest
import numpy as np

from bench import report
from bench.parameters_rich import ADEX
from bench.peers import nest_common

NEURON = (
    "C_m", "g_L", "E_L", "V_reset", "V_th", "V_peak", "Delta_T", "a", "b", "tau_w", "E_ex", "E_in", "tau_syn_ex",
    "tau_syn_in", "t_ref",
)  # fmt: skip


def populate(parameters, seed):
    """Make neurons in their initial state and synapses; return the neurons and the number of synapses."""
    neuron = {name: getattr(parameters, name) for name in NEURON}
    exc = nest.Create("aeif_cond_exp", parameters.n_exc, neuron)
    inh = nest.Create("aeif_cond_exp", parameters.n_inh, neuron)
    rng = np.random.default_rng(seed)
    V_m = rng.uniform(*parameters.V_init, parameters.n)
    (exc + inh).set(nest_common.initial_conductances(parameters, rng) | {"V_m": V_m})
    nest_common.connect_two_populations(exc, inh, parameters)
    return exc + inh, nest.num_connections


if __name__ == "__main__":
    nest_common.run("adex", populate, ADEX, report.arguments(__doc__))
