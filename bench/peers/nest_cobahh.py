"""The COBAHH network in NEST: ``python -m bench.peers.nest_cobahh --threads 2``.

``hh_cond_exp_traub`` is solved by an adaptive Runge-Kutta-Fehlberg method. It detects a spike where V_m, over V_T + 30
mV, falls; the network's detection at -20 mV is a little earlier, which changes nothing else. Its conductances cannot be
set: a spike at the first step brings the initial ones.
"""

import nest
import numpy as np

from bench import report
from bench.parameters_rich import COBAHH
from bench.peers import nest_common

NEURON = (
    "C_m", "g_L", "g_Na", "g_K", "E_L", "E_Na", "E_K", "V_T", "E_ex", "E_in", "tau_syn_ex", "tau_syn_in", "t_ref",
)  # fmt: skip
GATES = {"Act_m": 0.0, "Act_n": 0.0, "Inact_h": 0.0}


def populate(parameters, seed):
    """Make neurons in their initial state and synapses; return the neurons and the number of synapses."""
    neuron = {name: getattr(parameters, name) for name in NEURON} | GATES
    exc = nest.Create("hh_cond_exp_traub", parameters.n_exc, neuron)
    inh = nest.Create("hh_cond_exp_traub", parameters.n_inh, neuron)
    rng = np.random.default_rng(seed)
    (exc + inh).set({"V_m": rng.normal(*parameters.V_init, parameters.n)})
    nest_common.connect_two_populations(exc, inh, parameters)
    synapses = nest.num_connections
    g = nest_common.initial_conductances(parameters, rng)
    first = nest.Create("spike_generator", params={"spike_times": [parameters.dt]})
    for weights in (g["g_ex"], -g["g_in"]):
        nest.Connect(first, exc + inh, syn_spec={"weight": weights.reshape(-1, 1), "delay": parameters.dt})
    return exc + inh, synapses


if __name__ == "__main__":
    nest_common.run("cobahh", populate, COBAHH, report.arguments(__doc__))
