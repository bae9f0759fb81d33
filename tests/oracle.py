"""A slow, obvious simulator of small networks: the laws of the clock, word by word, in NumPy.

The update from step n to n+1: take the input that arrives at n+1, integrate, add the input, test the
threshold; a spike is stamped n+1 and, with a delay of d steps, arrives at n+1+d. Clamped variables hold
their value for round(t_ref/dt) steps, and input onto them during that time is lost; no neuron fires while
it is refractory. Further events are tested with the threshold and acted upon after the reset. Every target sums its
input in (emission step, source, projection, synapse) order, one accumulator for each receptor.

Nothing of the engine is used: equations are evaluated as expression trees, linear ones are integrated with
scipy's matrix exponential, random numbers are drawn by the Philox of `tests/philox.py`. Private Poisson trains are
not simulated; poisson_source units are played back from the spikes that were recorded.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import scipy.linalg

import neurojit as nj
import philox
from neurojit.equations.evaluate import evaluate
from neurojit.equations.noise import share_name
from neurojit.models import NeuronModel
from neurojit.network.projection import receptor_of_sign
from neurojit.random import Distribution, stream_key
from neurojit.rules import Listed


@dataclass
class Answer:
    """What the oracle found: spikes by population as (step, unit) rows, traces by population and variable."""

    spikes: dict = field(default_factory=lambda: defaultdict(list))
    traces: dict = field(default_factory=dict)


def run_both(net, dt=0.1, steps=1000, **options):
    """What neurojit and what the oracle makes of a network, in double precision."""
    sim = nj.Simulation(net, dt=dt, precision="double", **options)
    initial = nj.Simulation(net, dt=dt, precision="double")
    result = sim.run(steps * dt)
    return result, simulate(initial, steps, result.spikes)


def simulate(sim, n_steps, played=None):
    """Simulate the network of `sim`, a Simulation at step 0.

    Parameters
    ----------
    sim : Simulation
        Read for the description, dt, drawn parameters, drawn initial values and drawn synapses.
    n_steps : int
    played : dict of str to SpikeTrain
        The recorded spikes of poisson_source populations.
    """
    assert sim.steps == 0
    network, dt = sim.network, sim.dt
    cells = [_Cells(p, sim[p], dt, network.seed) for p in network.populations if isinstance(p.model, NeuronModel)]
    given = _given_spikes(network, sim, played or {})
    synapses = _synapses_by_source(network, sim)
    waiting = defaultdict(list)  # arrival step -> (unit, receptor, weight), in order of emission
    answer = Answer()
    for one in cells:
        answer.traces[one.name] = {v: [one.state[v].copy()] for v in one.model.variables}
    for n in range(n_steps):
        external = _external(network, sim, n)
        arriving = defaultdict(float)
        for unit, receptor, weight in waiting.pop(n + 1, []):
            arriving[unit, receptor] += weight
        fired = list(given[n + 1])
        for one in cells:
            fired += one.step(n, arriving, external)
            for variable, rows in answer.traces[one.name].items():
                rows.append(one.state[variable].copy())
        for unit in sorted(fired):
            population = _population_of(network, unit)
            answer.spikes[population.name].append((n + 1, unit - population.first_unit))
            for target, receptor, weight, delay in synapses[unit]:
                waiting[n + 1 + delay].append((target, receptor, weight))
    answer.spikes = {p.name: np.array(answer.spikes[p.name], np.int64).reshape(-1, 2) for p in network.populations}
    answer.traces = {name: {v: np.array(rows) for v, rows in one.items()} for name, one in answer.traces.items()}
    return answer


class _Cells:
    """The neurons of a population and how they step."""

    def __init__(self, population, state_now, dt, seed):
        self.population, self.name, self.size = population, population.name, population.size
        self.model, self.dt = population.model, dt
        self.parameters = {k: state_now[k] for k in self.model.parameters}
        self.state = {}
        for name in self.model.variables:
            value = population.values.get(name)
            if isinstance(value, Distribution):
                value = state_now[name].copy()
            elif value is None:
                value = evaluate(self.model.initial[name], self.parameters)
            self.state[name] = np.broadcast_to(np.asarray(value, float), self.size).copy()
        self.held_until = np.zeros(self.size)  # the last step whose update holds the clamped variables
        self.waiting_for_condition = np.zeros(self.size, bool)
        self.substeps = self.model.integration.substeps
        self.keys = {name: stream_key(seed, "noise", population.name, name) for name in self.model.noise}
        linear = self.model.integration.linear
        self.linear = None if linear is None else self._propagators(linear)
        self.still = None if linear is None else self._propagators(linear, self.model.clamped)
        if linear is not None and linear.stirred:
            held = set(self.model.clamped)  # where none follows what is held, the law of the others is one and the same
            follow = any(i not in held and held & {*row} for i, row in linear.pattern().items())
            self.shares = [self._shares(linear, ()), self._shares(linear, held if follow else ())]
        if self.model.refractory is not None:
            t_ref = evaluate(self.model.refractory, self.parameters)
            self.refractory_steps = np.floor(t_ref / dt + 0.5)

    def _propagators(self, linear, held=()):
        """exp(A dt) of (variables, 1, inputs) for every neuron; variables that are held have no rate of change."""
        inputs = list(self.model.inputs)
        columns = [*linear.variables, "1", *inputs]
        matrix = np.zeros((self.size, len(columns), len(columns)))
        entries = {**linear.matrix, **linear.inputs, **{(i, "1"): c for i, c in linear.constant.items()}}
        for (i, j), value in ((place, value) for place, value in entries.items() if place[0] not in held):
            matrix[:, columns.index(i), columns.index(j)] = evaluate(value, self.parameters)
        unique, which = np.unique(matrix, axis=0, return_inverse=True)
        steps = np.array([scipy.linalg.expm(one * self.dt / self.substeps) for one in unique])
        return columns, steps[which.ravel()]

    def _shares(self, linear, held):
        """With which factors noise adds normal numbers to the variables it reaches, (neuron, variable, variable)."""
        variables, sources = list(linear.variables), sorted({name for _, name in linear.noise})
        size = len(variables)
        drift, noise = np.zeros((self.size, size, size)), np.zeros((self.size, size, len(sources)))
        for into, columns, entries in ((drift, variables, linear.matrix), (noise, sources, linear.noise)):
            for (i, j), value in entries.items():
                if i not in held:
                    into[:, variables.index(i), columns.index(j)] = evaluate(value, self.parameters)
        found = np.zeros_like(drift)
        for one, a, g in zip(found, drift, noise, strict=True):  # Van Loan (1978), and Cholesky
            both = scipy.linalg.expm(np.block([[-a, g @ g.T], [0.0 * a, a.T]]) * self.dt / self.substeps)
            spread = both[size:, size:].T @ both[:size, size:]
            moving = np.flatnonzero(spread.diagonal())
            one[np.ix_(moving, moving)] = np.linalg.cholesky(spread[np.ix_(moving, moving)])
        return found

    def step(self, n, arriving, external):
        """Advance from step n to n+1; returns the units that fired."""
        first = self.population.first_unit
        held = self.held_until > n
        if self.model.refractory_while is not None:
            self.waiting_for_condition &= evaluate(self.model.refractory_while, self._known(n))
            held = held | self.waiting_for_condition
        previous = {f"_before_{name}": value.copy() for name, value in self.state.items()}
        mine = {name: external[name][first : first + self.size] for name in self.model.inputs}
        for substep in range(self.substeps):
            self._integrate(n, mine, substep, held)
        for receptor, arrival in self.model.receptors.items():
            total = np.array([arriving[first + i, receptor] for i in range(self.size)])
            factor = evaluate(arrival.factor, {**self.parameters, **self.state})
            self._set(arrival.variable, self.state[arrival.variable] + factor * total, held)
        self.previous = previous
        known = {**self._known(n), **previous}
        if "_uniform" in self.keys:
            known["_uniform"] = philox.uniforms(self.keys["_uniform"], self.size, n, self.substeps - 1)
        happened = [(e, np.broadcast_to(evaluate(e.condition, known), self.size)) for e in self.model.events.values()]
        fired = self._reset(n, known, held) if self.model.threshold is not None else np.zeros(self.size, bool)
        for event, where in happened:
            self._assign(event.action, where, n)
        return [first + int(i) for i in np.flatnonzero(fired)]

    def _assign(self, statements, where, n):
        for statement in statements:
            value = evaluate(statement.expr, {**self._known(n), **self.previous})
            self.state[statement.name] = np.where(where, value, self.state[statement.name])

    def _reset(self, n, known, held):
        fired = np.broadcast_to(evaluate(self.model.threshold, known), self.size) & ~held
        self._assign(self.model.reset, fired, n)
        if self.model.refractory is not None:
            self.held_until = np.where(fired, n + 1 + self.refractory_steps, self.held_until)
        self.waiting_for_condition |= fired
        return fired

    def _known(self, n, external=()):
        return {**self.parameters, **self.state, "dt": self.dt, "t": n * self.dt, **dict(external)}

    def _integrate(self, n, external, substep, held):
        """New state; linear variables from their old values by exp(A dt), the others by their statements.

        Statements about names with an underscore give intermediate values.
        """
        integration = self.model.integration
        old = dict(self.state)
        new = {}
        dt = self.dt / self.substeps
        known = self._known(n, external) | {"dt": dt, "t": n * self.dt + substep * dt, "_held": held}
        for name in integration.noise:
            known[name] = philox.normals(self.keys[name], self.size, n, substep)
        if self.linear is not None:
            columns, steps = self.linear
            x = np.stack([{**old, "1": np.ones(self.size), **external}[name] for name in columns], axis=1)
            y = np.einsum("nij,nj->ni", np.where(held[:, None, None], self.still[1], steps), x)
            new = {name: y[:, i] for i, name in enumerate(columns) if name in old}
            known |= {f"_exact_{name}": value for name, value in new.items()}
            for i, j in integration.linear.shares():
                moving, still = (one[:, columns.index(i), columns.index(j)] for one in self.shares)
                known[share_name(i, j)] = np.where(held, still, moving)
        if integration.simultaneous:
            for statement in integration.statements:
                value = evaluate(statement.expr, known)
                (known if statement.name.startswith("_") else new)[statement.name] = value
            for name, value in new.items():
                self._set(name, value, held)
        else:
            for statement in integration.statements:
                self._set(statement.name, evaluate(statement.expr, {**known, **self.state}), held)

    def _set(self, name, value, held):
        """A new value, where it is not held."""
        value = np.broadcast_to(value, self.size).copy()
        self.state[name] = np.where(held, self.state[name], value) if name in self.model.clamped else value


def _population_of(network, unit):
    return next(p for p in network.populations if p.first_unit <= unit < p.first_unit + p.size)


def _law(population):
    return getattr(population.model, "law", "")


def _given_spikes(network, sim, played):
    """step -> units of spike generators and of sources that are played back."""
    given = defaultdict(list)
    for p in network.populations:
        if _law(p) == "times":
            start, stop = (np.broadcast_to(sim[p][key], p.size) for key in ("start", "stop"))
            for i, times in enumerate(sim[p]["spike_times"]):
                for time in times:
                    if start[i] < time <= stop[i]:
                        given[round(time / sim.dt)].append(p.first_unit + i)
        elif _law(p) == "poisson":
            for step, unit in zip(played[p.name].steps, played[p.name].senders, strict=True):
                given[int(step)].append(p.first_unit + int(unit))
    return given


def _synapses_by_source(network, sim):
    """unit -> (target unit, receptor, weight, delay in steps), by projection and in order of creation."""
    found = defaultdict(list)
    for projection in network.projections:
        if projection.is_current or projection.is_private:
            continue
        pre_units, post_units = projection.pre.units(), projection.post.units()
        for pre, post, weight, delay in zip(*_listed(projection, sim), strict=True):
            model = _population_of(network, post_units[post]).model
            receptor = projection.receptor or receptor_of_sign(model, weight >= 0)
            steps = int(np.floor(delay / sim.dt + 0.5))
            found[int(pre_units[pre])].append((int(post_units[post]), receptor, float(weight), steps))
    return found


def _listed(projection, sim):
    """pre, post, weight, delay of every synapse: from the description where it lists them, else as drawn."""
    rule, n_pre, n_post = projection.rule, len(projection.pre), len(projection.post)
    drawn = sim[projection]
    if isinstance(rule, Listed):
        pre, post = rule.pre, rule.post
    elif rule.kind == "one_to_one":
        pre = post = np.arange(n_post)
    elif rule.kind == "all_to_all" and rule.allow_autapses:
        pre, post = np.repeat(np.arange(n_pre), n_post), np.tile(np.arange(n_post), n_pre)
    else:
        return drawn["pre"], drawn["post"], drawn["weight"], drawn["delay"]
    explicit = all(isinstance(x, float | np.ndarray) for x in (projection.weight, projection.delay))
    if not explicit:
        return drawn["pre"], drawn["post"], drawn["weight"], drawn["delay"]
    return pre, post, np.broadcast_to(projection.weight, pre.shape), np.broadcast_to(projection.delay, pre.shape)


def _external(network, sim, n):
    """Every external input of every unit in the update from step n: start <= n*dt < stop."""
    total = defaultdict(lambda: np.zeros(sum(p.size for p in network.populations)))
    for projection in network.projections:
        if not projection.is_current:
            continue
        amplitude = np.concatenate([[_amplitude(p, sim[p], int(i), n, sim.dt) for i in index]
                                    for p, index in projection.pre.parts])
        units = projection.post.units()
        for pre, post, weight, _ in zip(*_listed_current(projection), strict=True):
            total[projection.input][units[post]] += weight * amplitude[pre]
    return total


def _listed_current(projection):
    n_pre, n_post = len(projection.pre), len(projection.post)
    if getattr(projection.rule, "kind", "") == "one_to_one":
        pre = post = np.arange(n_post)
    elif isinstance(projection.rule, Listed):
        pre, post = projection.rule.pre, projection.rule.post
    else:
        assert projection.rule.kind == "all_to_all"
        pre, post = np.repeat(np.arange(n_pre), n_post), np.tile(np.arange(n_post), n_pre)
    return pre, post, np.broadcast_to(projection.weight, pre.shape), pre


def _amplitude(population, values, i, n, dt):
    start, stop = (np.broadcast_to(values[key], population.size)[i] for key in ("start", "stop"))
    if not start <= (n + 1e-6) * dt or not n * dt < stop - 1e-6 * dt:
        return 0.0
    if _law(population) == "constant":
        return float(np.broadcast_to(values["amplitude"], population.size)[i])
    if _law(population) == "sine":
        amplitude, offset, frequency, phase = (np.broadcast_to(values[key], population.size)[i]
                                               for key in ("amplitude", "offset", "frequency", "phase"))
        return offset + amplitude * np.sin(2 * np.pi * frequency * n * dt / 1000.0 + np.deg2rad(phase))
    if _law(population) == "values":
        k = int((n * dt - start + 1e-6 * dt) // np.broadcast_to(values["interval"], population.size)[i])
        return float(values["values"][i][min(k, len(values["values"][i]) - 1)])
    times, levels = values["amplitude_times"][i], values["amplitude_values"][i]
    begun = [level for time, level in zip(times, levels, strict=True) if round(time / dt) <= n]
    return begun[-1] if begun else 0.0
