"""Compile a network: introduce its description to the engine's arrays."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import Any

import numpy as np

from ..engine import plan as ep, ring
from ..engine.context import pack
from ..engine.history import forget
from ..engine.homes import move
from ..engine.learn import BATCH, ROWS, WORD_ROWS
from ..engine.poisson import TABLE
from ..engine.replay import AHEAD, replay, replay_address
from ..equations.evaluate import evaluate
from ..errors import ParameterError, SimulationError
from ..models.base import NeuronModel
from ..network import Network, Population, Projection
from ..network.checks import check_storable
from ..network.gap import CONDUCTANCE, CURRENT
from ..network.modulator import Modulator, modulators_of
from ..random import stream_key
from ..synapses.base import Synapse
from . import kernels
from .connector import Connector, make_connector
from .emit import PIECE
from .gap import build_gaps, total_conductance
from .guards import build_guards
from .inputs import Inputs, build_inputs
from .layout import Layout, choose_partitions, epoch_length, is_neuron, make_layout, population_table, up
from .learning import build_learning, restart
from .modulation import build_modulation, copy_to_all, numbers
from .values import check_edited, copied, differ, drawn, first_parameters
from .watching import look
from .wiring import Wired, build_wiring

_FIRST_CHUNKS = 64
_MOST_PARTITIONS = 1024  # each has rows of its own for every population
_FIRST_LOG = 1 << 14


@dataclass
class Program:
    """A compiled network: plan and state for the driver, and the way back to the description.

    values : per population the current parameters, float or array; edited between runs.
    inputs : what was built from those of the sources.
    edited : indices of the projections whose weights were assigned.
    retuned : whether parameters were changed.
    shown, tuned : whether somebody has a view on state, or on parameters.
    is_away : whether state is where runs have it.
    rewired : by index the connectors of projections whose synapses are others than described.
    """

    network: Network
    dt: float
    seed: int
    layout: Layout
    wired: Wired
    connectors: dict[int, Connector]
    values: list[dict[str, Any]]
    inputs: Inputs
    plan: ep.Plan
    state: ep.State
    used: list[dict[str, Any]] = field(default_factory=list)
    edited: set[int] = field(default_factory=set)
    rewired: dict[int, Connector] = field(default_factory=dict)
    retuned: bool = False
    shown: bool = False
    tuned: bool = False
    is_away: bool = False
    lock: Any = field(default_factory=RLock)

    def connector(self, projection: Projection) -> Connector:
        """How a projection is wired now."""
        return self.rewired.get(projection.index, self.connectors[projection.index])

    def was_changed(self) -> bool:
        """Whether parameters or synapses may be others than described; plastic ones learn."""
        self.refresh()
        plastic = any(p.synapse is not None for p in self.network.projections)
        return self.retuned or bool(self.edited) or bool(self.rewired) or plastic

    @property
    def may_be_changed(self) -> bool:
        """Whether what was computed before a run may no longer hold after somebody was called."""
        return self.shown or self.tuned or bool(self.rewired)

    @contextmanager
    def alone(self, what: str, patience: float = 0.1) -> Iterator[None]:
        """Refuse to do something while another thread of Python works on this program, after some s of waiting."""
        if not self.lock.acquire(timeout=patience):
            raise SimulationError(f"{what}: another thread is running this simulation, which may be used by one at a "
                                  "time; read it in a callback of run(every=...), or give each thread its own")
        try:
            yield
        finally:
            self.lock.release()

    @property
    def step(self) -> int:
        """Time steps done."""
        return int(self.state.clock[ep.STEP])

    def variable(self, population: Population, name: str) -> np.ndarray:
        """A live view on a state variable, shape (size,), for somebody who may keep it."""
        self.shown = True
        return self.row(population, name)

    def parameters(self, population: Population) -> dict[str, Any]:
        """Its parameters, for somebody who may keep and change them."""
        with self.alone("parameters"):
            self.tuned = True
            return self.values[population.index]

    def row(self, population: Population, name: str) -> np.ndarray:
        """A view on a state variable, shape (size,), valid until a run goes on."""
        self.bring_home()
        rows = self.layout.rows[population.index]
        assert rows is not None
        offset = rows.variables.get(name, rows.inputs.get(name, -1))
        return self.state.arena[offset : offset + population.size]

    @property
    def synapses(self) -> list[Synapse]:
        """Of every plastic block."""
        found = [self.wired.blocks[block].block.pieces[0].connector.projection.synapse
                 for block in self.plan.learning.blocks]
        return [one for one in found if one is not None]

    @property
    def synapse_count(self) -> int:
        """Number of synapses, those onto the copies of a modulator counted once."""
        return sum(pb.size for pb in self.wired.blocks if pb.partition == 0 or not isinstance(
            pb.block.pieces[0].connector.projection.post.populations[0], Modulator))

    def settle(self, how: int, projection: Projection | None = None) -> None:
        """Bring the plastic synapses of a projection, or of all, up to date: REPLAY_ONLY or SETTLE."""
        blocks = self.plan.learning.blocks
        self.replay(how, np.array([projection in (None, self.wired.blocks[block].block.pieces[0].connector.projection)
                                   for block in blocks], np.int64))

    def replay(self, how: int, wanted: np.ndarray) -> None:
        """Call `engine.replay.replay`."""
        if wanted.any():
            with self.alone("reading synapses"):
                self._replay(how, wanted)

    def _replay(self, how: int, wanted: np.ndarray) -> None:
        nothing = ep.Traces(*(np.zeros((0, 0) if i < 2 else 0, np.int64) for i in range(4)))
        context = ep.Context(self.plan, nothing, self.state, np.zeros(0, np.int64))
        replay(replay_address(), pack(context), wanted, how)

    def couple(self) -> None:
        """Make known before a run: modulators, the state of targets, potentials and conductances of gap junctions."""
        if self.plan.modulation.places.size:
            self.bring_home()
            copy_to_all(self.layout, modulators_of(self.network), self.state.arena)
        if self.plan.learning.watched.size:
            self.move_out()
            look(self.plan.learning, self.state, self.synapses)
        if self.network.gap_junctions:
            gaps = self.plan.gaps
            self.move_out()
            self.state.potentials[:, gaps.shown] = self.state.arena[gaps.source]
            for population in {p for gap in self.network.gap_junctions for p in gap.populations}:
                mine = self._conductances[population.first_unit : population.first_unit + population.size]
                self.row(population, CONDUCTANCE)[:] = mine

    @cached_property
    def _conductances(self) -> np.ndarray:
        """Of the gap junctions of every unit; they never change."""
        return total_conductance(self.network, self.dt)

    def move_out(self) -> None:
        """Take state to where it is while a run goes on, if it is at home."""
        if not self.is_away:
            move(self.state.arena, self.plan.homes, ep.HOME, ep.AWAY)
            self.is_away = True

    def bring_home(self) -> None:
        """Take state to where users see it."""
        with self.alone("reading state"):
            if self.is_away:
                move(self.state.arena, self.plan.homes, ep.AWAY, ep.HOME)
                self.is_away = False

    def refresh(self) -> None:
        """Recompute what depends on parameters that were edited since the last run."""
        changed = [*map(differ, self.values, self.used)] if self.used else [True] * len(self.values)
        if not any(changed):
            return
        if self.used:
            for population in self.network.populations:
                if changed[population.index]:
                    check_edited(population, self.values[population.index])
        for population in self.network.populations:
            if changed[population.index] and is_neuron(population):
                self._refresh_population(population)
        self.plan.modulation.numbers[:] = numbers(modulators_of(self.network), self.values, self.dt)
        if self.used and any(changed[p.index] for p in self.network.populations if not is_neuron(p)):
            self.refresh_inputs()
        self.retuned = self.retuned or bool(self.used)
        self.used = [copied(v) for v in self.values]

    def refresh_inputs(self) -> None:
        """Rebuild what drives the network from the sources' current parameters; trains keep their memory."""
        before = self.inputs.cells
        self.inputs = build_inputs(self.network, self.layout, self.connectors, self.values, self.dt, self.seed)
        sources, drives, currents = self.inputs[:3]
        self.plan = self.plan._replace(sources=sources, drives=drives, currents=currents)
        self.state = self.state._replace(**_for_inputs(self.inputs),
                                         cells=self.inputs.cells.carried(before, self.state.cells))
        room = _room(self.layout, self.inputs, self.plan)
        have = self.state.spikes
        if room > have.shape[2]:  # spikes of the last epoch are still to be queued
            self.state = self.state._replace(spikes=np.zeros((*have.shape[:2], room), np.int32))
            self.state.spikes[:, :, : have.shape[2]] = have

    def _refresh_population(self, population: Population) -> None:
        model, values = population.model, self.values[population.index]
        rows = self.layout.rows[population.index]
        assert isinstance(model, NeuronModel)
        assert rows is not None
        per_neuron = any(np.ndim(v) for v in values.values())
        found = kernels.emitted(model, per_neuron).coefficients.compute(values, self.dt)
        table = self.plan.populations.table[population.index]
        table[ep.KERNEL] = kernels.kernel_address(model, per_neuron)
        if per_neuron:
            for i, value in enumerate(found):
                offset = rows.coefficients + i * rows.stride
                self.state.arena[offset : offset + population.size] = value
        else:
            first = table[ep.SHARED] + 1
            self.plan.populations.shared[first : first + len(found)] = [v[0] for v in found]

    def reset(self, seed: int) -> None:
        """Back to step 0 with the initial values and noise of `seed`; wiring, weights and edits stay."""
        self.seed = seed
        self.replay(AHEAD, np.ones(self.plan.learning.starts.size, np.int64))
        _clear(self.state, self.plan)
        restart(self.plan.learning, self.wired, self.state, seed)
        for population in self.network.populations:
            if is_neuron(population):
                set_initial(self, population)
                keys = noise_keys(population, seed)
                table, rows = self.plan.populations.table[population.index], self.plan.populations.rows
                rows[:, table[ep.ROWS] + table[ep.N_ROWS] - len(keys) : table[ep.ROWS] + table[ep.N_ROWS]] = keys
        self.refresh_inputs()


def noise_keys(population: Population, seed: int) -> list[int]:
    """The streams of a population's noises."""
    noise = getattr(population.model, "noise", {})
    return [int(np.uint64(stream_key(seed, "noise", population.name, name)).astype(np.int64)) for name in noise]


def set_initial(program: Program, population: Population) -> None:
    """Write the initial values of a population's state variables."""
    model, values = population.model, program.values[population.index]
    assert isinstance(model, NeuronModel)
    known = dict(values)
    for name in model.variables:
        given = population.values.get(name)
        if given is None:
            value = evaluate(model.initial[name], known)
        else:
            value = drawn(population, name, given, program.seed)
        program.row(population, name)[:] = value
    rows = program.layout.rows[population.index]
    assert rows is not None
    if rows.refractory is not None:
        program.state.arena[rows.refractory : rows.refractory + population.size] = 0.0


def compile_network(network: Network, dt: float, dtype: type, n_threads: int, partitions: int | None,
                    tell: Callable[[float], None] = lambda synapses: None) -> Program:
    """Build everything a driver needs to run `network`; `tell` hears of every batch of synapses that is built."""
    if partitions is not None and (
            isinstance(partitions, bool) or not isinstance(partitions, int) or not 1 <= partitions <= _MOST_PARTITIONS):
        raise ParameterError(f"partitions must be an integer from 1 to {_MOST_PARTITIONS}, or None, got {partitions!r}")
    counts = [len(kernels.emitted(p.model, True).coefficients.names) if isinstance(p.model, NeuronModel) else 0
              for p in network.populations]
    layout = make_layout(network, choose_partitions(network, partitions or n_threads), counts)
    connectors = {p.index: make_connector(network, p, dt) for p in network.projections}
    for one in connectors.values():
        if one.weight is None:
            check_storable(one.projection, one.weight_range, dtype)
    spiking = [p for p in network.projections if not p.is_current]
    wired = build_wiring(network, layout, [connectors[p.index] for p in spiking if not p.is_private],
                         dt, dtype, n_threads, tell)
    values = [first_parameters(p, network.seed) for p in network.populations]
    epoch = epoch_length(network, layout, 1 if network.gap_junctions else wired.min_delay)
    inputs = build_inputs(network, layout, connectors, values, dt, network.seed)
    learned = build_learning(network, layout, wired, dt, dtype)
    modulation = build_modulation(network, layout, values, dt, learned.uses)
    plan = _plan(network, layout, wired, inputs, (learned.learning, modulation), dt, epoch)
    state = _state(network, layout, inputs, plan, 1 << (wired.max_delay + epoch).bit_length(), epoch, learned.state())
    program = Program(network, dt, network.seed, layout, wired, connectors, values, inputs, plan, state)
    for population in network.populations:
        if is_neuron(population):
            set_initial(program, population)
    program.refresh()
    return program


def _plan(network: Network, layout: Layout, wired: Wired, inputs: Inputs,
          learned: tuple[ep.Learning, ep.Modulation], dt: float, epoch: int) -> ep.Plan:
    table = population_table(network)
    rows: list[list[int]] = [[] for _ in range(layout.n_partitions)]
    n_shared = 0
    gapped = {p.index for gap in network.gap_junctions for p in gap.populations}
    for population in network.populations:
        place = layout.rows[population.index]
        table[population.index, ep.ROWS], table[population.index, ep.SHARED] = len(rows[0]), n_shared
        if place is None:
            continue
        assert isinstance(population.model, NeuronModel)
        n = len(kernels.emitted(population.model, True).coefficients.names)
        driven = {p.input for p in network.projections if p.is_current and population in p.post.populations}
        driven |= {CURRENT, CONDUCTANCE} if population.index in gapped else set()
        driven |= set(population.modulators)
        shown = [x for name, offset in place.inputs.items() for x in ((offset, 1) if name in driven else (0, 0))]
        read = [*(place.coefficients + i * place.stride for i in range(n)), *noise_keys(population, network.seed)]
        for k, one in enumerate(rows):
            kept, forgotten = layout.running_rows(population, k)
            one += [*kept, *shown, *forgotten, *read]
        n_shared += 1 + n
        table[population.index, ep.N_ROWS] = len(rows[0]) - table[population.index, ep.ROWS]
    shared = np.zeros(n_shared + 1)
    shared[table[:, ep.SHARED]] = dt
    mask = np.zeros(sum(p.size for p in network.populations), np.uint8)
    for recorder in network.recorders:
        if {"spikes", "rate"} & set(recorder.variables):
            mask[recorder.target.units()] = 1
    populations = ep.Populations(table, layout.ranges, np.array([[*one, 0] for one in rows], np.int64), shared, mask)
    sizes = np.array([layout.n_partitions, len(network.populations), layout.channels, layout.stride, epoch,
                      wired.most_segments(layout.n_partitions), wired.place_bits()], np.int64)
    return ep.Plan(populations, wired.wiring, inputs.sources, inputs.drives, inputs.currents,
                   build_gaps(network, layout, dt), *learned,
                   np.concatenate(layout.homes), build_guards(network, layout), sizes)


def _room(layout: Layout, inputs: Inputs, plan: ep.Plan) -> int:
    """Most spikes of a partition in an epoch: neurons fire once a step, sources as often as their values say.

    Behind them kernels list the neurons of a piece that meet the condition of an event.
    """
    units = int((layout.ranges[:, :, 1] - layout.ranges[:, :, 0]).sum(axis=1).max(initial=1))
    return (units + inputs.most) * int(plan.sizes[ep.EPOCH]) + PIECE


def _for_inputs(inputs: Inputs) -> dict[str, np.ndarray]:
    """State that the engine makes from the inputs when it needs it."""
    return {"tables": ep.aligned_zeros((inputs.drives.table.shape[0], TABLE)),
            "due": np.zeros(inputs.currents.ports.shape[0], np.int64)}


def _state(network: Network, layout: Layout, inputs: Inputs, plan: ep.Plan, n_slots: int, epoch: int,
           learned: dict[str, np.ndarray]) -> ep.State:
    n = layout.n_partitions
    arena = ep.aligned_zeros(layout.inputs + n * layout.part)
    return ep.State(
        clock=np.zeros(ep.CLOCK_FIELDS, np.int64), arena=arena, inputs=arena[layout.inputs :].reshape(n, layout.part),
        flags=ep.aligned_zeros((n, up(layout.stride, 128)), np.uint8),
        spikes=ep.aligned_zeros((2, n, up(_room(layout, inputs, plan), 32)), np.int32),
        public=ep.aligned_zeros((2, n, up(ep.PUBLIC_STARTS + epoch * len(network.populations) + 1, 16)), np.int64),
        progress=ep.aligned_zeros((n, 16), np.int64),
        scratch=ep.aligned_zeros((n, BATCH * (WORD_ROWS + 2 * ROWS)), np.uint32),
        cells=np.zeros(max(1, inputs.cells.size), np.int32), **_for_inputs(inputs),
        log_step=np.zeros(_FIRST_LOG, np.int64), log_unit=np.zeros(_FIRST_LOG, np.int32), samples=np.zeros(1),
        potentials=np.zeros((2, plan.gaps.shown.size)), **learned,
        **ring.new_pool(n, 2 * n_slots, max(_FIRST_CHUNKS, n_slots)))


def _clear(state: ep.State, plan: ep.Plan) -> None:
    for array in (state.clock, state.inputs, state.public, state.progress, state.cells, state.headers, state.history,
                  state.post_counts, state.post_replayed):
        array[...] = 0
    forget(state.recent, state.recent_traces, plan.learning.table)
    n_chunks = state.following.shape[1]
    fresh = ring.new_pool(state.following.shape[0], state.slots.shape[1], n_chunks)
    for name in ("following", "slots", "free"):
        getattr(state, name)[...] = fresh[name]
