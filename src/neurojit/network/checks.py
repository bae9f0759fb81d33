"""What a network refuses, and with which words."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ..equations.evaluate import evaluate
from ..equations.expr import Expr, names
from ..errors import NetworkError, ParameterError, suggest
from ..memory import available_mb
from ..models.base import NeuronModel
from ..models.source_model import SourceModel
from ..random import Distribution
from ..rules import Rule
from ..synapses.base import Synapse
from ..units import holds_quantity, parse_unit, to_float
from .population import Population, View
from .projection import Projection, check_delay, check_input, check_receptor, receptor_of_sign
from .recorder import Recorder, variable_of_mean
from .values import checked_value, number_lists

_ADVICE = ("every target has a train of its own that nobody else sees; use {} for units whose spikes can be recorded "
           "and are shared by their targets")


def population_value(model: NeuronModel | SourceModel, key: str, value: Any, n: int) -> Any:
    """A parameter or initial value as it is kept, in its unit."""
    parameter = model.parameters.get(key)
    variables = getattr(model, "variables", {})
    if parameter is None and key not in variables:
        options = [*model.parameters, *variables]
        raise ParameterError(f"{model.name} has no parameter or variable {key!r};{suggest(key, options)}")
    if parameter is not None and isinstance(parameter.default, tuple):
        return number_lists(key, value, parameter.unit, n, (parameter.low, parameter.high))
    if parameter is None:
        return checked_value(key, value, variables[key], n)
    endless = bool(np.isinf(parameter.default))
    return checked_value(key, value, parameter.unit, n, (parameter.low, parameter.high), endless)


def check_memory(n: int, model: NeuronModel | SourceModel) -> None:
    """Refuse more units than there is room for; what else they need is estimated when they are simulated."""
    need = 8.0 * n * (1 + len(getattr(model, "variables", {}))) / 1e6
    if need > 100.0 and need > (there := available_mb()):
        raise NetworkError(f"{n:,} units need {need / 1000:.1f} GB for their numbers and state alone, but only "
                           f"{there / 1000:.1f} GB are free; make the population smaller")


def whole_population(what: str, value: Any, network: Any) -> Population:
    """A population of `network`; a part of one is refused, as is anything else."""
    if isinstance(value, Population) and value.network is network:
        return value
    if isinstance(value, View) and value.populations and value.network is network:
        whole = ", ".join(f"net[{population.name!r}]" for population in value.populations)
        raise NetworkError(f"{what} takes a whole population, not the slice or union {value!r}; take {whole}")
    raise NetworkError(f"{what} takes a population of this network, got {value!r}")


def check_ends(pre: View, post: View, receptor: str | None, input: str | None) -> None:
    """Refuse sources of different kinds in one projection, and targets that cannot take what they send."""
    kinds = {(getattr(p.model, "emits", "spikes"), getattr(p.model, "private", False)) for p in pre.populations}
    if len(kinds) > 1:
        raise NetworkError(f"{pre!r} mixes generators with other units; connect them one by one")
    if kinds == {("current", False)}:
        if receptor is not None:
            raise NetworkError(f"{pre!r} sends currents, which have no receptor; name the input with input=")
        check_input("I_stim" if input is None else input, post)
    elif input is not None:
        raise NetworkError(f"input={input!r} is for current sources, but {pre!r} sends spikes; use receptor=")
    else:
        check_receptor(receptor, post)


def check_projection(projection: Projection, delay: Any) -> None:
    """Refuse delays and sources that make no sense."""
    check_places(projection)
    sources = projection.pre.populations
    if projection.is_current:
        if delay is not None:
            raise NetworkError("a connection from a current source has no delay; leave delay out")
        return
    if any(getattr(p.model, "threshold", True) is None for p in sources):
        raise NetworkError(f"{projection.pre!r} has no threshold, so it sends no spikes")
    check_delay(f"delay of {projection.name!r}", projection.delay)
    if projection.receptor is None and isinstance(projection.weight, float):
        for population in projection.post.populations:
            receptor_of_sign(population.model, projection.weight >= 0)
    if parse_unit(projection.weight_unit).dimension == parse_unit("nS").dimension:
        for population in projection.post.populations:
            _check_conductance(projection, population.model)


def _sign(model: NeuronModel, factor: Expr) -> float:
    """The sign of a factor of parameters, which no choice of them within reason changes; 0 where it can be either."""
    if not names(factor) <= model.parameters.keys():
        return 0.0
    return float(np.sign(evaluate(factor, {name: one.default for name, one in model.parameters.items()})))


def _check_conductance(projection: Projection, model: Any) -> None:
    """Refuse weights of which none, or an array of which not all, leave a conductance positive."""
    receptors = list(model.receptors)
    name = projection.receptor or (receptors[0] if len(receptors) == 1 else None)
    if name is None:
        return  # the sign picks the receptor
    arrival, weight = model.receptors[name], projection.weight
    sign = _sign(model, arrival.factor)
    if callable(weight) or sign == 0.0:
        return
    is_drawn = isinstance(weight, Distribution)
    given = sign * np.array(weight.support if is_drawn else weight).reshape(-1)
    if (given < 0.0).any() and not (is_drawn and given.max() > 0.0):
        shown = weight if is_drawn else f"{sign * given[given < 0.0][0]:g}"
        raise NetworkError(
            f"weights of {projection.name!r} onto {name!r} of {model.name} must be {'>=' if sign > 0 else '<='} 0 "
            f"{projection.weight_unit}, got {shown}: with the other sign the conductance {arrival.variable} would be "
            "negative")


def check_places(projection: Projection) -> None:
    """Refuse positions that a function would compare although they have different numbers of dimensions."""
    rule = projection.rule
    given = (projection.weight, projection.delay, rule.probability if isinstance(rule, Rule) else None)
    ends = [*projection.pre.populations, *projection.post.populations]
    found = {p.name: p.positions_array.shape[1] for p in ends if p.positions_array is not None}
    if any(map(callable, given)) and len(set(found.values())) > 1:
        raise NetworkError("a function of positions needs as many dimensions on both sides, got "
                           + ", ".join(f"{n} of {name!r}" for name, n in found.items()))


def check_window(name: str, model: NeuronModel | SourceModel, values: dict[str, Any]) -> None:
    """Refuse sources that would stop before they start."""
    ends = {key: values.get(key, model.parameters[key].default) for key in ("start", "stop") if key in model.parameters}
    if not isinstance(model, SourceModel) or any(isinstance(one, Distribution) for one in ends.values()):
        return
    start, stop = np.broadcast_arrays(ends["start"], ends["stop"])
    late = start > stop
    if late.any():
        raise ParameterError(f"start of {name!r} must not be after stop, got start={start[late][0]:g}, "
                             f"stop={stop[late][0]:g}")


def check_synapse(projection: Projection) -> None:
    """Refuse plasticity that cannot work: of inputs, of weights out of bounds, with a senseless fraction."""
    synapse = projection.synapse
    if synapse is None:
        if np.ndim(projection.dendritic_fraction) or projection.dendritic_fraction != 1.0:
            raise NetworkError(f"dendritic_fraction={projection.dendritic_fraction!r} is for plastic synapses; give "
                               "synapse= of nj.synapses, or leave it out")
        return
    if not isinstance(synapse, Synapse):
        raise NetworkError(f"synapse must be one of nj.synapses, such as nj.synapses.stdp_pair(), got {synapse!r}")
    if projection.is_private:
        raise NetworkError(f"{projection.pre!r} sends no spikes that a synapse could learn from: "
                           f"{_advice(projection.pre.populations[0].model)}")
    if projection.is_current:
        raise NetworkError(f"{projection.pre!r} sends currents, from which no synapse could learn; leave synapse out")
    fraction = projection.dendritic_fraction
    if not isinstance(fraction, (int, float)) or not 0.0 <= fraction <= 1.0:
        raise ParameterError(f"dendritic_fraction must be a number from 0 to 1, got {fraction!r}")
    if synapse.model.is_clocked and fraction < 0.5:
        raise ParameterError(f"{synapse!r} asks which spikes of the target reach the synapse in the same step, so they "
                             f"must be under way for one at least: dendritic_fraction >= 0.5, got {fraction!r}")
    _check_target(projection, synapse)
    if isinstance(projection.weight, (float, np.ndarray)):
        check_within_bounds(projection, np.atleast_1d(np.abs(projection.weight)))


def _check_target(projection: Projection, synapse: Synapse) -> None:
    """Refuse targets that have not what the synapse reads of them."""
    for population in projection.post.populations:
        variables: dict[str, str] = getattr(population.model, "variables", {})
        for name, one in synapse.model.target.items():
            what = f"{synapse.model.name} reads {one.variable!r} of its target"
            if one.variable not in variables:
                raise NetworkError(f"{what}, but {population.name!r} ({population.model.name}) has no such variable;"
                                   f"{suggest(one.variable, variables)}")
            if not parse_unit(variables[one.variable]).same(parse_unit(one.unit)):
                raise NetworkError(f"{what} as {name!r} in {one.unit}, but in {population.model.name} it is in "
                                   f"{variables[one.variable]}")


def check_within_bounds(projection: Projection, sizes: np.ndarray, rounding: float = 0.0) -> None:
    """Refuse sizes of weights that the rule of a plastic projection does not allow, but for what rounding does."""
    synapse = projection.synapse
    assert synapse is not None
    low, high = synapse.bounds
    bad = sizes[(sizes < low * (1.0 - rounding)) | (sizes > high * (1.0 + rounding))]
    if bad.size:
        raise ParameterError(f"weights of {projection.name!r} must have a size of {low:g} to {high:g}, the bounds of "
                             f"{synapse!r}, got {bad[0]:g}; bound a distribution with low= and high=")


def check_storable(projection: Projection, weights: Any, dtype: Any) -> None:
    """Refuse weights that would be infinite in the type in which each synapse has its own."""
    sizes, most = np.abs(weights).ravel(), float(np.finfo(dtype).max)
    bad = sizes[np.isfinite(sizes) & (sizes > most)]
    if bad.size:
        raise ParameterError(f"weights of {projection.name!r} must have a size of at most {most:.3g}, the largest "
                             f"number of {np.dtype(dtype).name}, got {bad[0]:g}; use smaller ones or "
                             "precision='double'")


def _spikes(model: Any) -> bool:
    """Whether there are spikes to record."""
    return (getattr(model, "emits", "spikes") == "spikes" and getattr(model, "threshold", True) is not None
            and not getattr(model, "private", False))


def _advice(model: Any) -> str:
    return _ADVICE.format(model.name.replace("generator", "source"))


def check_recordable(view: View, variable: str) -> None:
    """Refuse what a population does not have."""
    for population in view.populations:
        model = population.model
        if variable in ("spikes", "rate"):
            if getattr(model, "private", False):
                raise NetworkError(f"{population.name!r} cannot be recorded: {_advice(model)}")
            if not _spikes(model):
                raise NetworkError(f"{population.name!r} ({model.name}) has no spikes to record")
        elif (variable_of_mean(variable) or variable) not in getattr(model, "variables", {}):
            options = [*(("spikes", "rate") if _spikes(model) else ()), *getattr(model, "variables", {})]
            raise NetworkError(f"{model.name} has no variable {variable!r} to record;{suggest(variable, options)}")


def checked_dtype(dtype: Any) -> str:
    """The name of a type of real numbers."""
    try:
        name = np.dtype(dtype).name
    except TypeError:
        name = ""
    if name not in ("float64", "float32", "float16"):
        raise ParameterError(f"dtype of samples must be float64, float32 or float16, got {dtype!r}")
    return name


def check_storage(recorder: Recorder) -> None:
    """Refuse what cannot be kept as it was asked for."""
    if recorder.to is not None and recorder.last is not None:
        raise ParameterError("to= writes everything to a file and last= forgets; give one of them")
    if recorder.to is not None and not recorder.to.endswith((".h5", ".hdf5")):
        raise ParameterError(f"to= must be a path that ends in .h5 or .hdf5, got {recorder.to!r}")
    if recorder.to is not None and not Path(recorder.to).absolute().parent.is_dir():
        raise ParameterError(f"to={recorder.to!r} lies in a folder that is not there; make it first")


def check_conflict(new: Recorder, recorders: list[Recorder], keys: set[str]) -> None:
    """Refuse a recorder whose results would share a key with another's; `keys` are those of recorded synapses."""
    names = [p.name for p in new.target.populations]
    if len(set(names)) < len(names):
        raise NetworkError(
            f"{new.target!r} takes parts of one population; index it once, such as "
            f"{names[0]}[[0, 1, 5]]")
    if new.name is not None and len(names) > 1:
        raise NetworkError(
            f"name={new.name!r} is for a recorder of one population, but "
            f"{new.target!r} are {len(names)}; "
                           "record them one by one")
    if taken := new.keys & keys:
        raise NetworkError(f"{min(taken)!r} already has a recorder of synapses; give this one a name=")
    for old in recorders:
        for mine in new.target.parts:
            for theirs in old.target.parts:
                if (new.name or mine[0].name) == (old.name or theirs[0].name):
                    _check_same_key(new, mine, old, theirs)


def _check_same_key(new: Recorder, mine: tuple[Population, np.ndarray], old: Recorder,
                    theirs: tuple[Population, np.ndarray]) -> None:
    """Refuse a second recorder under one key of the results that does not go with the first."""
    key = new.name or mine[0].name
    both = sorted(set(old.variables) & set(new.variables))
    if both or mine[0] is not theirs[0]:
        raise NetworkError(
            f"{key!r} already has a "
            f"recorder{' of ' + ', '.join(both) if both else ''}; give this one a name=")
    sampling = (new.interval, new.start, new.stop, new.last) != (old.interval, old.start, old.stop, old.last)
    traces = {"spikes"} not in (set(new.variables), set(old.variables))
    if traces and (sampling or not np.array_equal(mine[1], theirs[1])):
        raise NetworkError(f"{key!r} already has a recorder of other units or times; give this one a name=")


def checked_positions(positions: Any, n: int) -> np.ndarray | None:
    """Positions as an array of shape (n, dimensions)."""
    if positions is None:
        return None
    try:
        given = np.asarray(to_float(positions, "um", "positions") if holds_quantity(positions) else positions)
    except ValueError:  # lists of several lengths
        given = np.asarray(None)
    array = given[:, None] if given.ndim == 1 else given
    fits = array.ndim == 2 and array.shape[0] == n and array.shape[1] > 0 and array.dtype.kind in "biuf"
    if not fits or not np.isfinite(array).all():
        raise ParameterError(f"positions must be finite numbers of shape ({n},) or ({n}, dimensions), got shape "
                             f"{given.shape} of {given.dtype}")
    array = array.astype(np.float64)
    return array
