"""Homeostasis: neuron models that slowly bring themselves to a firing rate, made from any model.

Both are equations like any others: integrated by the engine, recorded and edited like any variable, at the cost of one
or two numbers a neuron.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from neurojit.errors import ParameterError, suggest
from neurojit.models.base import NeuronModel
from neurojit.models.parameter import POSITIVE, Declared
from neurojit.models.registry import get
from neurojit.units import to_float

_ENDLESS = float("inf")


def synaptic_scaling(model: NeuronModel | str, receptors: Iterable[str] | None = None, *, rate: float = 5.0,
                     tau_scaling: float = 100_000.0, tau_rate: float = 1_000.0) -> NeuronModel:
    """Return the model with synapses that all scale together until the neuron fires at a rate.

    Parameters
    ----------
    model : NeuronModel or str
        With a threshold and equations.
    receptors : iterable of str, optional
        Whose input is scaled; by default "excitatory", or the only one.
    rate : float
        Hz, > 0. Its inverse is the parameter target_interval (ms).
    tau_scaling, tau_rate : float
        ms: how slowly synapses scale, and over how long the rate is averaged.

    Returns
    -------
    NeuronModel
        With the variables `scaling`, by which arriving weights are multiplied, and `activity`, the rate over its
        target: dscaling/dt = scaling*(1 - activity)/tau_scaling. Slow compared to tau_rate it settles; tau_scaling
        below it rings.

    References
    ----------
    Turrigiano, Leslie, Desai, Rutherford & Nelson (1998) Nature 391:892-896, doi:10.1038/36103; van Rossum, Bi &
    Turrigiano (2000) J Neurosci 20:8812-8821, doi:10.1523/JNEUROSCI.20-23-08812.2000.

    Examples
    --------
    >>> import neurojit as nj
    >>> steady = nj.homeostasis.synaptic_scaling(nj.models.iaf_psc_exp, rate=8.0)
    >>> steady.name, steady.parameters["target_interval"].default
    ('iaf_psc_exp_scaling', 125.0)
    """
    model, given = _parts(model)
    if receptors is not None and (isinstance(receptors, str) or not isinstance(receptors, Iterable)):
        raise ParameterError(f"receptors must be a list of names, such as ['excitatory'], got {receptors!r}")
    wanted = list(receptors) if receptors is not None else _excitatory(model)
    for one in wanted:
        if one not in model.receptors:
            raise ParameterError(f"{model.name} has no receptor {one!r};{suggest(one, model.receptors)}")
    given["receptors"] = {name: _scaled(text) if name in wanted else text
                          for name, text in given["receptors"].items()}
    given["equations"] += """
        dactivity/dt = -activity/tau_rate : 1
        dscaling/dt = scaling*(1 - activity)/tau_scaling : 1"""
    given["parameters"] = _with(model, given["parameters"], target_interval=_interval(rate),
                                tau_scaling=(tau_scaling, "ms", POSITIVE, _ENDLESS),
                                tau_rate=(tau_rate, "ms", POSITIVE, _ENDLESS))
    given["reset"] = _then(given["reset"], "activity = activity + target_interval/tau_rate")
    given["initial"] = {**(given["initial"] or {}), "scaling": 1.0, "activity": 1.0}
    return model._redeclared(f"{model.name}_scaling", **given)


def intrinsic_plasticity(model: NeuronModel, *, rate: float = 5.0, eta: float = 0.05,
                         threshold: str = "V_th") -> NeuronModel:
    """Return the model with a threshold that moves until the neuron fires at a rate.

    Parameters
    ----------
    model : NeuronModel or str
        With equations and a threshold that depends on a parameter in mV.
    rate : float
        Hz, > 0. Its inverse is the parameter target_interval (ms).
    eta : float
        mV by which a spike raises the threshold; meanwhile it falls by as much in a target interval.
    threshold : str
        Name of the parameter.

    Returns
    -------
    NeuronModel
        With the variable `threshold_shift` (mV), added to the parameter.

    References
    ----------
    Desai, Rutherford & Turrigiano (1999) Nat Neurosci 2:515-520, doi:10.1038/9165.

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.homeostasis.intrinsic_plasticity(nj.models.iaf_psc_exp, rate=10.0).modulation.read
    ()
    """
    model, given = _parts(model)
    if threshold not in model.parameters:
        raise ParameterError(f"{model.name} has no parameter {threshold!r} that could be its threshold;"
                             f"{suggest(threshold, model.parameters)}")
    given["equations"] += "\n        dthreshold_shift/dt = -eta_shift/target_interval : mV"
    given["parameters"] = _with(model, given["parameters"], target_interval=_interval(rate),
                                eta_shift=(eta, "mV", 0.0, _ENDLESS))
    given["reset"] = _then(given["reset"], "threshold_shift = threshold_shift + eta_shift")
    given["modulation"] = {**(given["modulation"] or {}), threshold: f"{threshold} + threshold_shift"}
    return model._redeclared(f"{model.name}_intrinsic", **given)


def _parts(model: NeuronModel | str) -> tuple[NeuronModel, dict[str, Any]]:
    found = get(model) if isinstance(model, str) else model
    if not isinstance(found, NeuronModel):
        raise ParameterError(f"homeostasis is for a NeuronModel or the name of one, got {model!r}")
    given = found.declaration()
    if given["equations"] is None or (given["threshold"] is None and given["threshold_rate"] is None):
        raise ParameterError(f"homeostasis needs a model with equations and a threshold; {found.name} has none")
    return found, given


def _with(model: NeuronModel, parameters: Declared | None, **more: tuple[Any, ...]) -> Declared:
    """The parameters of a model and further ones; both kinds of homeostasis aim at one rate."""
    both = {"activity", "threshold_shift"} & {*model.variables}
    for name, declared in more.items():
        known = model.parameters.get(name)
        if known is not None and not (both and name == "target_interval" and known.default == declared[0]):
            raise ParameterError(f"{model.name} has a parameter {name!r} already ({known}), which homeostasis would "
                                 f"make {declared[0]:g} {declared[1]}; "
                                 + ("give the same rate to both" if both else "give it another name there"))
    return {**(parameters or {}), **more}


def _interval(rate: float) -> tuple[float, str, float, float]:
    number = to_float(rate, "Hz", "rate")
    if isinstance(rate, bool) or np.ndim(number) or not 0.0 < number < math.inf:
        raise ParameterError(f"rate must be greater than 0 Hz, got {rate!r}")
    return 1000.0 / float(number), "ms", POSITIVE, _ENDLESS


def _excitatory(model: NeuronModel) -> list[str]:
    names = list(model.receptors)
    return names if len(names) == 1 else [name for name in names if name == "excitatory"] or names


def _scaled(text: str) -> str:
    left, _, right = text.partition("=")
    return f"{left}= ({right})*scaling"


def _then(reset: str, more: str) -> str:
    return f"{reset}; {more}" if reset else more


