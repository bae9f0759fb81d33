"""Networks that together hold every model and synapse, and going on with them from files in a process of its own."""

import os

os.environ["NUMBA_NUM_THREADS"] = "4"  # before the first import of numba

import json
import sys
from pathlib import Path

import numpy as np
from everything import digest, network as everything

import neurojit as nj
from networks import NEURONS, SOURCES, small_network
from neurojit.synapses import SynapseModel

BEFORE, AFTER = 87.3, 112.7
PAIRS = [("additive", "all"), ("multiplicative", "pre_centered"), ("van_rossum", "nearest"), ("guetig", "reduced"),
         ("power_law", "nearest")]
SYNAPSES = {f"stdp_{d}_{p}": nj.synapses.stdp_pair(d, p, lambda_=0.05) for d, p in PAIRS} | {
    name: one() for name, one in vars(nj.synapses).items() if isinstance(one, SynapseModel)}


def plastic(synapse):
    """Plastic synapses of both signs between busy neurons, with dendritic delays of several lengths."""
    net = nj.Network(seed=4)
    if synapse.model.target:
        cells = net.create(40, "aeif_psc_delta_clopath", name="cells", I_e=nj.random.uniform(800.0, 1400.0))
    else:
        cells = net.create(40, "iaf_psc_exp", name="cells", I_e=nj.random.uniform(380.0, 500.0))
    noise = net.create(10, "poisson_source", name="noise", rate=60.0)
    dopamine = net.create_modulator("dopamine", tau=60.0, baseline=0.001)
    net.connect(cells[:3], dopamine, weight=0.002, delay=0.7)
    net.modulate(cells, E_L="E_L + 5*mV*dopamine")
    net.connect(cells, cells, nj.rules.fixed_indegree(8), weight=nj.random.uniform(-0.9, 0.9), synapse=synapse,
                delay=nj.random.uniform(0.3, 4.0), dendritic_fraction=0.6, name="among")
    net.connect(noise, cells[5:], nj.rules.fixed_indegree(4), weight=0.5, delay=1.0, synapse=synapse, name="from")
    net.record(cells, ["spikes", "V_m"])
    net.record(dopamine, "concentration")
    return net


def driven(model):
    """A source of any kind, onto neurons that show what it does."""
    net = nj.Network(seed=9)
    cells = net.create(12, "iaf_psc_exp", name="cells", I_e=nj.random.uniform(380.0, 420.0))
    given = {"rate": 300.0, "spike_times": np.arange(5.0, 200.0, 3.3).round(1), "pulse_times": [40.0, 86.0, 130.0],
             "activity": 7, "sdev": 3.0, "amplitude": 50.0, "frequency": 20.0, "rate_times": [10.0, 90.0],
             "rate_values": [300.0, 900.0], "amplitude_times": [10.0, 90.0], "amplitude_values": [40.0, -40.0],
             "std": 60.0, "mean": 10.0, "values": np.sin(np.arange(30.0)) * 50.0, "interval": 5.0, "dead_time": 3.0,
             "gamma_shape": 3, "n_proc": 5}
    source = net.create(12, model, name="source", **{k: v for k, v in given.items() if k in model.parameters})
    spikes = {} if model.emits == "current" else {"delay": 1.3}
    net.connect(source, cells, nj.rules.one_to_one(), weight=nj.random.uniform(0.5, 20.0), **spikes)
    if model.emits == "spikes" and not model.private:
        net.record(source, "spikes")
    net.record(cells, ["spikes", "V_m"])
    return net


def coupled():
    """Gap junctions."""
    net = nj.Network(seed=2)
    cells = net.create(10, "hh_cond_beta_gap_traub", name="cells", I_e=nj.random.uniform(100.0, 600.0))
    net.connect_gap(cells[:5], cells[5:], conductance=0.5)
    net.connect(cells, cells, nj.rules.fixed_indegree(3), weight=2.0, delay=1.0)
    net.record(cells, ["spikes", "V_m"])
    return net


CASES = {
    "everything": everything, "gap junctions": coupled,
    **{f"{m.name} {'per neuron' if own else 'shared'}": (lambda m=m, own=own: small_network(m, own))
       for m in NEURONS for own in (False, True)},
    **{m.name: (lambda m=m: driven(m)) for m in SOURCES},
    **{name: (lambda s=s: plastic(s)) for name, s in SYNAPSES.items()},
}
REPRESENTATIVE = ["everything", "gap junctions", "iaf_psc_alpha per neuron", "gamma_sup_generator", "stdp_triplet",
                  "stdp_guetig_reduced", "tsodyks", "stdp_dopamine", "quantal_stp", "clopath"]


def outcome(sim):
    """A digest of all records and of the weights."""
    learned = [sim[p]["weight"].tobytes().hex() for p in sim.network.projections if p.synapse is not None]
    return digest(sim.result) + "".join(learned)


if __name__ == "__main__":
    folder, names = Path(sys.argv[1]), json.loads(sys.argv[2])
    found = {}
    for i, name in enumerate(names):
        sim = nj.Simulation.load(CASES[name](), folder / f"{i}{sys.argv[3]}", threads=2, partitions=3)
        sim.run(AFTER)
        found[name] = outcome(sim)
    print(json.dumps(found))
