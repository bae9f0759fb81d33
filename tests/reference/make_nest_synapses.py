"""Make and verify traces of NEST's plastic synapses: ``python tests/reference/make_nest_synapses.py [--verify]``.

One synapse of delay 1 ms between two neurons that fire about 200 times each at given steps in 10 s; dt = 0.1 ms. What
NEST 3.10 made of it is stored beside this file as ``nest_synapse_<name>.npz``. Both neurons are parrots, so that
nothing but the synapse is tested. Making needs NEST; ``--verify`` replays the stored trains by nest_synapse_rules.py,
which is NumPy alone, and must find every weight within 1e-10 of the largest.

Contents of a file
------------------
about : str, JSON
    ``simulator``, ``synapse`` (NEST's model), ``dt``, ``delay`` (ms), ``parameters`` (with the initial ``weight``; the
    others are NEST's defaults, nest_defaults.json), ``postsynaptic`` (tau_minus; for triplets tau_minus_triplet too).
pre_steps, post_steps, dopamine_steps : int64
    Steps at which spikes are stamped (dopamine: at which they reach the volume transmitter). Of the postsynaptic
    spikes, 15 have the step of a presynaptic one and 15 reach the synapse with one.
weights : float64
    What each presynaptic spike takes along: the weight right after everything that this spike does to the synapse.
    It stays valid until the next presynaptic spike (NEST computes nothing between, but stdp_dopamine_synapse).
u, x, y : float64
    tsodyks_synapse, tsodyks2_synapse (u and x): their variables after each presynaptic spike, as NEST shows them.
read_steps, read_weights, c, n : int64, float64
    stdp_dopamine_synapse: weight, eligibility and dopamine trace at a grid of steps, all up to date there.

quantal_stp_synapse is random: its file has, for 10 regular spikes 50 ms apart and 4,000 synapses, ``mean_released`` and
``sd_released`` sites of each spike.

NEST's conventions
------------------
- The whole delay d is dendritic. A presynaptic spike stamped t acts on the synapse at t, and a postsynaptic one stamped
  t at t + d. (That the signal then takes d to arrive is another matter.) Only the synapse's time matters below.
- Nothing happens at postsynaptic spikes. At a presynaptic spike at t, in this order: potentiation for each
  postsynaptic spike in (t_last, t], oldest first, with the presynaptic trace that spike saw; depression with the
  postsynaptic trace just before t; the spike leaves with this weight; the presynaptic trace grows by 1.
- So at a coincidence (t_post + d = t_pre) the two spikes do not see each other: the postsynaptic one is paired with
  earlier presynaptic spikes, before the depression by the presynaptic one, to whose trace it does not yet count.
- t_last begins at 0. stdp_nn_symm and stdp_nn_restr, which have no presynaptic trace, would pair a postsynaptic spike
  before the first presynaptic one with a spike at 0 that never was. Here the first spike is presynaptic.
- A trace is as old as the synapse: postsynaptic spikes before the first presynaptic one count in K_minus.
- Nearest-neighbour rules: stdp_nn_symm: each postsynaptic spike with the last presynaptic one, each presynaptic spike
  with the last postsynaptic one. stdp_nn_pre_centered: only the first postsynaptic spike since t_last, with the sum
  over the presynaptic spikes since the last postsynaptic one; depression as symm. stdp_nn_restr: the first
  postsynaptic spike since t_last, and depression by the last one, only if there was one in (t_last, t].
- stdp_triplet_synapse: potentiation sees the slow postsynaptic trace just before the postsynaptic spike, depression the
  slow presynaptic trace just before the presynaptic one.
- Clipping is one-sided: potentiation at Wmax, depression at 0; stdp_pl_synapse_hom has no upper bound.
- stdp_dopamine_synapse: c jumps at both kinds of spikes at the synapse's time, n by 1/tau_n where dopamine arrives, and
  dw/dt = c (n - b). NEST brings the synapse up to date, and clips it to [Wmin, Wmax], at every event and after every
  min_delay; with a min_delay over one step a presynaptic spike is then integrated backwards from there, which is exact
  only without dopamine or clipping in between. Here min_delay is dt, and the weight stays off the bounds, so that
  clipping at events alone gives the same. Where all three coincide: dopamine, postsynaptic, presynaptic spike.
- tsodyks_synapse: u, x, y are propagated from the last spike, then u += U (1 - u), and u x is released; the first spike
  finds u = 0 and leaves with U. tsodyks2_synapse: the first spike uses u and x as they are set (u is 0.5 unless set,
  whatever U is); u and x shown are those that the last spike used: x is diminished by its release only at the next.
  Both send weight times u times x.
- quantal_stp_synapse: u as in tsodyks2_synapse; at each spike but the first, each of the n - a empty sites refills with
  probability 1 - exp(-h/tau_rec), then each of the full a releases with probability u.
"""

import argparse
import json
from pathlib import Path

import nest_drive
import nest_synapse_rules
import numpy as np

HERE = Path(__file__).resolve().parent
DT, DELAY, STEPS, N_SPIKES = 0.1, 1.0, 100_000, 200
STDP = {"weight": 50.0, "lambda": 0.05, "alpha": 1.05}
DEPRESSING = {"weight": 10.0, "U": 0.5, "tau_rec": 800.0, "tau_fac": 0.0}
FACILITATING = {"weight": 10.0, "U": 0.1, "tau_rec": 100.0, "tau_fac": 1_000.0}
SYNAPSES = {
    "stdp_additive": ("stdp_synapse", {**STDP, "mu_plus": 0.0, "mu_minus": 0.0}),
    "stdp_multiplicative": ("stdp_synapse", STDP),
    "stdp_guetig": ("stdp_synapse", {**STDP, "mu_plus": 0.3, "mu_minus": 0.3}),
    "stdp_triplet": ("stdp_triplet_synapse", {"weight": 1.0, "Wmax": 2.0, "Aplus": 0.005}),
    "vogels_sprekeler": ("vogels_sprekeler_synapse", {"weight": 0.5, "eta": 0.01}),
    "stdp_nn_symm": ("stdp_nn_symm_synapse", STDP),
    "stdp_nn_pre_centered": ("stdp_nn_pre_centered_synapse", STDP),
    "stdp_nn_restr": ("stdp_nn_restr_synapse", STDP),
    "stdp_pl": ("stdp_pl_synapse_hom", {"weight": 5.0, "alpha": 0.11}),
    "stdp_dopamine": ("stdp_dopamine_synapse", {"weight": 110.0, "b": 0.002}),
    "tsodyks_depressing": ("tsodyks_synapse", DEPRESSING),
    "tsodyks_facilitating": ("tsodyks_synapse", FACILITATING),
    "tsodyks2_depressing": ("tsodyks2_synapse", DEPRESSING),
    "tsodyks2_facilitating": ("tsodyks2_synapse", {**FACILITATING, "u": 0.1}),
}
SHOWN = {"tsodyks_synapse": "uxy", "tsodyks2_synapse": "ux"}
POSTSYNAPTIC = {"stdp_triplet_synapse": {"tau_minus": 33.7, "tau_minus_triplet": 125.0}}
QUANTAL = {"weight": 1.0, "U": 0.3, "u": 0.3, "n": 5, "a": 5, "tau_rec": 200.0, "tau_fac": 100.0}


def main():
    """Make the files unless told only to verify them, then verify them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--verify", action="store_true", help="only verify the stored files")
    only_verify = parser.parse_args().verify
    for name in SYNAPSES:
        path = HERE / f"nest_synapse_{name}.npz"
        if not only_verify:
            make(name, path)
        error, first, last = nest_synapse_rules.verify(path)
        print(f"{path.name}: from {first:.4g} to {last:.4g}, largest relative difference {error:.1e}")
    if not only_verify:
        make_quantal(HERE / "nest_synapse_quantal_stp.npz")


def make(name, path):
    """Run one synapse in NEST and store its trains and weights."""
    model, parameters = SYNAPSES[name]
    postsynaptic = POSTSYNAPTIC.get(model, {"tau_minus": 20.0})
    trains = _trains(np.random.default_rng(20241))
    nest = nest_drive.start(DT)
    pre, post = _parrot(nest, trains["pre_steps"]), _parrot(nest, trains["post_steps"], postsynaptic)
    recorder = nest.Create("weight_recorder")
    defaults = {"weight_recorder": recorder}
    if model == "stdp_dopamine_synapse":
        defaults["volume_transmitter"] = _volume_transmitter(nest, trains["dopamine_steps"])
    else:
        trains.pop("dopamine_steps")
    nest.CopyModel(model, "tested", defaults | parameters)
    nest.Connect(pre, post, syn_spec={"synapse_model": "tested", "delay": DELAY, "receptor_type": 1})

    read = _simulate(nest, nest.GetConnections(pre, post), model, trains["pre_steps"])
    assert np.array_equal(nest_drive.steps(recorder.events["times"], DT), trains["pre_steps"])
    about = {
        "simulator": f"NEST {nest.__version__}", "synapse": model, "dt": DT, "delay": DELAY, "parameters": parameters,
        "postsynaptic": postsynaptic,
    }  # fmt: skip
    np.savez_compressed(path, about=json.dumps(about), weights=recorder.events["weights"], **trains, **read)


def make_quantal(path, n_synapses=4_000, n_spikes=10):
    """Run many quantal synapses side by side and store the mean and standard deviation of what they release."""
    nest = nest_drive.start(DT, seed=3)
    steps = 100 + 500 * np.arange(n_spikes)
    pre, post = _parrot(nest, steps), nest.Create("parrot_neuron", n_synapses)
    recorder = nest.Create("weight_recorder")
    nest.CopyModel("quantal_stp_synapse", "tested", {"weight_recorder": recorder})
    nest.Connect(pre, post, syn_spec={"synapse_model": "tested", "delay": DELAY, "receptor_type": 1, **QUANTAL})
    nest.Simulate((steps[-1] + 20) * DT)
    released = np.zeros((n_spikes, n_synapses))
    spike = np.searchsorted(steps, nest_drive.steps(recorder.events["times"], DT))
    released[spike, recorder.events["targets"] - post[0].global_id] = recorder.events["weights"]
    about = {"simulator": f"NEST {nest.__version__}", "synapse": "quantal_stp_synapse", "dt": DT,
             "parameters": QUANTAL, "n_synapses": n_synapses}  # fmt: skip
    mean, sd = released.mean(axis=1), released.std(axis=1, ddof=1)
    np.savez_compressed(path, about=json.dumps(about), pre_steps=steps, mean_released=mean, sd_released=sd)
    print(f"{path.name}: releases {mean.round(2)}")


def _trains(rng):
    """Random steps; the first spike is presynaptic."""
    pre = np.r_[100, rng.choice(np.arange(110, STEPS - 100), N_SPIKES - 1, replace=False)]
    chosen = rng.choice(pre[1:], 30, replace=False)
    random = rng.choice(np.arange(120, STEPS - 100), N_SPIKES - 30, replace=False)
    post = np.r_[random, chosen[:15], chosen[15:] - nest_drive.steps(DELAY, DT)]
    dopamine = rng.choice(np.arange(10_000, STEPS - 100), 40, replace=False)
    return {f"{name}_steps": np.unique(steps) for name, steps in
            (("pre", pre), ("post", post), ("dopamine", np.r_[dopamine, chosen[:3]]))}  # fmt: skip


def _parrot(nest, steps, parameters=None):
    """A neuron whose spikes are stamped with the steps."""
    generator = nest.Create("spike_generator", params={"spike_times": nest_drive.times(steps - 1, DT)})
    parrot = nest.Create("parrot_neuron", params=parameters or {})
    nest.Connect(generator, parrot, syn_spec={"delay": DT})
    return parrot


def _volume_transmitter(nest, steps):
    transmitter = nest.Create("volume_transmitter")
    nest.Connect(_parrot(nest, steps - 1), transmitter, syn_spec={"delay": DT})
    return transmitter


def _simulate(nest, synapse, model, pre_steps):
    """Simulate all steps, in pieces where the synapse must be looked at between."""
    shown = SHOWN.get(model, "")
    read_steps, names = np.arange(500, STEPS, 500), ("weight", "c", "n")
    if shown:
        read_steps, names = pre_steps + 1, tuple(shown)  # a spike is delivered in the step after its stamp
    elif model != "stdp_dopamine_synapse":
        read_steps = np.array([], dtype=int)
    rows, now = [], 0
    for step in read_steps:
        nest.Simulate((step - now) * DT)
        now = step
        rows.append([synapse.get(name) for name in names])
    nest.Simulate((STEPS - now) * DT)
    columns = dict(zip(names, np.array(rows, dtype=float).T))
    if "weight" in columns:
        columns = {"read_steps": read_steps, "read_weights": columns.pop("weight"), **columns}
    return columns


if __name__ == "__main__":
    main()
