"""The microcircuit in NEST: ``python -m bench.peers.nest_microcircuit --scale 0.1 --threads 2``.

NEST holds at most 134 million (2^27 - 1) connections of one synapse model a thread, so every projection gets a
copy of ``static_synapse`` of its own; the largest has 45.5 million. The full network needs 14 GB and minutes.
"""

import dataclasses

import nest

from bench import report
from bench.parameters import MICROCIRCUIT
from bench.peers import nest_common

INFINITE = float("inf")
NEURON = ("C_m", "tau_m", "E_L", "V_th", "V_reset", "t_ref")


def populate(parameters, seed):
    """Make neurons, synapses and drive; return the neurons and the number of synapses."""
    cells = [_create(parameters, i) for i in range(len(parameters.populations))]
    for i, target in enumerate(parameters.populations):
        for j, source in enumerate(parameters.populations):
            if parameters.synapses[i][j]:
                synapse = _synapse(parameters, source, target)
                rule = {"rule": "fixed_total_number", "N": parameters.synapses[i][j]}
                nest.Connect(cells[j], cells[i], rule, synapse)
    synapses = nest.num_connections
    for indegree, population in zip(parameters.external_indegree, cells):
        drive = nest.Create("poisson_generator", params={"rate": indegree * parameters.external_rate})
        nest.Connect(drive, population, syn_spec={"weight": parameters.w, "delay": parameters.external_delay})
    return sum(cells[1:], cells[0]), synapses


def _create(parameters, i):
    neuron = {name: getattr(parameters, name) for name in NEURON}
    neuron |= {"tau_syn_ex": parameters.tau_syn, "tau_syn_in": parameters.tau_syn}
    cells = nest.Create("iaf_psc_exp", parameters.sizes[i], neuron)
    cells.V_m = nest.random.normal(parameters.V_mean[i], parameters.V_std[i])
    return cells


def _synapse(parameters, source, target):
    """Specification of a projection: normal weights of one sign, normal delays of at least a step."""
    model = f"{source}_{target}"
    nest.CopyModel("static_synapse", model)
    weight, delay = parameters.weight(source, target), parameters.delay(source)
    low, high = (0.0, INFINITE) if weight > 0 else (-INFINITE, 0.0)
    weights = nest.random.normal(weight, parameters.w_std * abs(weight))
    delays = nest.random.normal(delay, parameters.delay_std * delay)
    return {
        "synapse_model": model,
        "weight": nest.math.redraw(weights, min=low, max=high),
        "delay": nest.math.redraw(delays, min=0.5 * parameters.dt, max=INFINITE),  # rounded to a step
    }


if __name__ == "__main__":
    options = report.microcircuit_parser(__doc__, scale=0.1).parse_args()
    scaled = dataclasses.replace(MICROCIRCUIT, scale=options.scale)
    nest_common.run(f"microcircuit-{options.scale:g}", populate, scaled, options)
