"""Compile ahead what a first run would compile: the engine and every built-in model."""
from __future__ import annotations

from collections.abc import Callable

from . import _jit, models, random, rules
from .brain import SimulatedNeuron
from .compile.kernels import load_kernel
from .engine.signals import SIGNALS, signal_address
from .engine.trains import PROCESSES, process_address
from .models.base import NeuronModel
from .network import Network
from .simulation import Simulation
from .simulation.threads import most_threads


def warm_up(tell: Callable[[str], None] = lambda _: None) -> int:
    """Compile the engine and the built-in models into the cache.

    Parameters
    ----------
    tell : callable
        Is given a line of text before each part.

    Returns
    -------
    int
        Number of functions that had to be compiled.

    Examples
    --------
    >>> from neurojit.warmup import warm_up
    >>> warm_up() >= 0
    True
    """
    before = _jit.compiled_count()
    for precision in ("mixed", "double"):
        for threads in sorted({1, min(2, most_threads())}):
            tell(f"engine, {precision} precision, {'serial' if threads == 1 else 'parallel'}")
            _run_small_network(precision, threads)
    tell("sources")
    for name in SIGNALS:
        signal_address(name)
    for name in PROCESSES:
        process_address(name)
    tell("teaching facade")
    SimulatedNeuron(0).update()
    for name, model in models.all_models().items():
        if isinstance(model, NeuronModel):
            tell(f"model {name}")
            for per_neuron in (False, True):
                load_kernel(model, per_neuron)
    return _jit.compiled_count() - before


def _run_small_network(precision: str, threads: int) -> None:
    """A network that uses every function of the engine once."""
    net = Network(seed=0)
    cells = net.create(16, models.iaf_psc_exp, V_m=random.uniform(-70, -60))
    drive = net.create(1, models.poisson_generator, rate=1000.0)
    net.connect(drive, cells, weight=10.0)
    net.connect(cells, cells, rules.fixed_indegree(2), weight=random.normal(10.0, 5.0), delay=random.uniform(1.0, 2.0))
    net.connect(cells, cells, rules.fixed_outdegree(2), weight=1.0)
    net.connect(cells, cells, rules.fixed_total_number(8), weight=1.0)
    net.connect(cells, cells, rules.pairwise_bernoulli(lambda pre, post: abs(pre - post) < 3), weight=1.0)
    net.record(cells, ["spikes", "V_m"])
    sim = Simulation(net, dt=0.1, threads=threads, precision=precision)
    sim.run(2.0)
    _ = sim[net.projections[1]]["weight"]
