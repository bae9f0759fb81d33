"""Compile ahead what a first run would compile: the engine, and models of neurons."""
from __future__ import annotations

from collections.abc import Callable, Iterable

from . import _jit, models, random, rules
from .brain import SimulatedNeuron
from .compile.kernels import load_kernel
from .engine.parts import KERNELS, part_address
from .engine.rng import SAMPLERS
from .engine.rows import ROWS
from .engine.signals import SIGNALS, signal_address
from .engine.trains import PROCESSES, process_address
from .errors import ParameterError
from .models.base import NeuronModel
from .network import Network
from .simulation import Simulation
from .simulation.threads import most_threads

COMMON = ("iaf_psc_delta", "iaf_psc_exp", "iaf_psc_alpha", "iaf_cond_exp", "aeif_cond_exp", "izhikevich")
"""The models that are compiled unless others are named; all of them would take minutes."""


def chosen_models(names: Iterable[str] = ()) -> tuple[NeuronModel, ...]:
    """Return the models of these names: the common ones if there is none, every neuron for "all".

    Raises
    ------
    ParameterError
        For an unknown name, and for a source of input, which needs no kernel.

    Examples
    --------
    >>> from neurojit.warmup import chosen_models
    >>> [model.name for model in chosen_models(["hh_psc_alpha"])]
    ['hh_psc_alpha']
    """
    wanted = tuple(names) or COMMON
    if "all" in wanted:
        return tuple(model for model in models.all_models().values() if isinstance(model, NeuronModel))
    found = []
    for name in wanted:
        model = models.get(name)
        if not isinstance(model, NeuronModel):
            raise ParameterError(f"{name!r} is a source; models of neurons can be named, sources are always compiled")
        found.append(model)
    return tuple(found)


def warm_up(tell: Callable[[str], None] = lambda _: None, names: Iterable[str] = ()) -> int:
    """Compile the engine and models into the cache.

    Parameters
    ----------
    tell : callable
        Is given a line of text before each part.
    names : iterable of str
        Of neuron models, or "all"; by default the common ones.

    Returns
    -------
    int
        Number of functions that had to be compiled.

    Examples
    --------
    >>> from neurojit.warmup import warm_up
    >>> warm_up(names=["iaf_psc_exp"]) >= 0
    True
    """
    chosen = chosen_models(names)  # an unknown name is refused before anything is compiled
    before = _jit.compiled_count()
    for precision in ("mixed", "double"):
        for threads in sorted({1, min(2, most_threads())}):
            tell(f"engine, {precision} precision, {'serial' if threads == 1 else 'parallel'}")
            _run_small_network(precision, threads)
    tell("parts of the engine that few networks need")
    for part in KERNELS:
        part_address(part)
    for one in (*SAMPLERS.values(), *ROWS.values()):
        _ = one.address
    tell("sources")
    for name in SIGNALS:
        signal_address(name)
    for name in PROCESSES:
        process_address(name)
    tell("teaching facade")
    SimulatedNeuron(0).update()
    for model in chosen:
        tell(f"model {model.name}")
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
