"""Gap junctions: electrical synapses between neurons."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import NetworkError, ParameterError
from ..random import Distribution
from ..units import parse_unit
from .population import Population, View
from .projection import Projection

POTENTIAL, CURRENT, CONDUCTANCE = "V_m", "I_gap", "g_gap"


class Pairs(Projection):
    """Who is coupled to whom: a projection whose weights are conductances, whatever receptors the neurons have."""

    @property
    def weight_unit(self) -> str:
        """The unit of conductances."""
        return "nS"


@dataclass(eq=False)
class GapJunctions:
    """Gap junctions between two views; made by `Network.connect_gap`.

    Attributes
    ----------
    pairs : Pairs
        Who is coupled to whom; its weights are conductances in nS.
    """

    pairs: Pairs

    @property
    def populations(self) -> list[Population]:
        """The populations on both sides."""
        return list(dict.fromkeys([*self.pairs.pre.populations, *self.pairs.post.populations]))

    def __repr__(self) -> str:
        return f"GapJunctions({self.pairs.pre!r} - {self.pairs.post!r}, {self.pairs.rule!r})"


def check_gap(view: View) -> None:
    """Refuse neurons that cannot be coupled."""
    for population in view.populations:
        model = population.model
        inputs, variables = getattr(model, "inputs", {}), getattr(model, "variables", {})
        if POTENTIAL not in variables or CURRENT not in inputs or CONDUCTANCE not in inputs:
            raise NetworkError(
                f"{model.name} has no place for gap junctions; its equation of {POTENTIAL} needs the term "
                f"'{CURRENT} - {CONDUCTANCE}*{POTENTIAL}', with inputs={{'{CURRENT}': 'pA', '{CONDUCTANCE}': 'nS'}}")
        units = ((POTENTIAL, variables[POTENTIAL], "mV"), (CURRENT, inputs[CURRENT], "pA"),
                 (CONDUCTANCE, inputs[CONDUCTANCE], "nS"))
        for name, unit, needed in units:
            if not parse_unit(unit).same(parse_unit(needed)):
                raise NetworkError(f"gap junctions need {name} in {needed}, but in {model.name} it is in {unit}; "
                                   "declare the model in mV, pA and nS")


def check_conductance(values: Any) -> None:
    """Refuse conductances below 0 where they are known before they are drawn."""
    if isinstance(values, Distribution):
        if np.isfinite(values.support[0]) and values.support[0] < 0:
            raise ParameterError(f"conductance of gap junctions must be >= 0 nS; {values!r} can give less, bound it "
                                 "with low=0")
    elif not callable(values) and np.min(values, initial=0.0) < 0:
        raise ParameterError(f"conductance of gap junctions must be >= 0 nS, got {np.min(values):g}")
