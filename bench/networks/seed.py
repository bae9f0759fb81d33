"""The facade's three-layer example, step by step as a user writes it: ``python -m bench.networks.seed``.

The whole example is run twice in one process: ``compile_s`` is the first time, with importing and compiling,
``run_s`` the second, warm. ``--threads`` and ``--time`` have no effect.
"""

import numpy as np

from bench import report
from bench.parameters import SEED


def build(nj, parameters=SEED, seed=SEED.seed):
    """Make the three layers; the facade draws its wiring from NumPy's global generator.

    Parameters
    ----------
    nj : module
        neurojit.
    parameters : Seed
        From `bench.parameters`.
    seed : int
        Seed of the wiring.

    Returns
    -------
    neurojit.BrainSimulation
        10 neurons in "Retina", 20 in "V1", 5 in "Visual_Association".
    """
    np.random.seed(seed)  # noqa: NPY002
    brain = nj.BrainSimulation(dt_ms=parameters.dt)
    brain.create_simple_network()
    return brain


def flash(brain, parameters=SEED):
    """Run all steps with the light on and off."""
    for step in range(parameters.steps):
        if parameters.is_lit(step):
            brain.stimulate_region(parameters.region, parameters.current)
        brain.simulate_step(enable_learning=True)


def main(options):
    """Run cold, run warm, print the report."""
    watch = report.Stopwatch()
    with watch("compile_s"):
        import neurojit as nj  # here, so that importing is timed

        flash(build(nj, SEED, options.seed))
    with watch("build_s"):
        brain = build(nj, SEED, options.seed)
    with watch("run_s"):
        flash(brain)
    facts = brain.get_statistics()
    print(f"{watch.seconds['run_s']:.3f} s warm, {facts['total_spikes']} spikes (expected {SEED.spikes})")
    report.emit(
        simulator="neurojit", version=nj.__version__, network="seed", threads=1,
        spikes=facts["total_spikes"], synapses=facts["total_synapses"],
        n_neurons=facts["total_neurons"], time_ms=SEED.steps * SEED.dt, **watch.seconds,
    )  # fmt: skip


if __name__ == "__main__":
    main(report.arguments(__doc__, seed=SEED.seed))
