"""Receptors as parts from which conductance models are put together.

A part brings its equations, parameters and what an arriving spike does; the membrane equation of the model uses the
sum of their currents, `I_syn`.

Examples
--------
A neuron with four kinds of receptor:

>>> import neurojit as nj
>>> from neurojit.receptors import AMPA, GABA_A, GABA_B, NMDA, with_receptors
>>> cell = with_receptors(
...     [AMPA, NMDA, GABA_A, GABA_B], name="cell", equations="dV_m/dt = (g_L*(E_L - V_m) + I_syn + I_stim)/C_m : mV",
...     parameters={"g_L": (10.0, "nS"), "E_L": (-70.0, "mV"), "C_m": (200.0, "pF"), "V_th": (-50.0, "mV"),
...                 "t_ref": (2.0, "ms")},
...     threshold="V_m >= V_th", reset="V_m = E_L", refractory="t_ref", clamped=("V_m",))
>>> list(cell.receptors)
['AMPA', 'NMDA', 'GABA_A', 'GABA_B']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from neurojit.equations import lines
from neurojit.errors import EquationError
from neurojit.models.base import NeuronModel
from neurojit.models.conductance import jump_to_peak as _jump_to_peak
from neurojit.models.parameter import POSITIVE

INF = float("inf")


@dataclass(frozen=True)
class Receptor:
    """A part of a model.

    Parameters
    ----------
    name : str
        Of the receptor, as synapses name it.
    equations : str
        Of its variables; they may use V_m.
    current : str
        The current it adds to I_syn (pA, positive is inward).
    arrival : str
        What an arriving spike of weight w does.
    parameters : dict
    doc : str

    Examples
    --------
    >>> from neurojit.receptors import AMPA
    >>> AMPA.current
    'g_AMPA*(E_AMPA - V_m)'
    """

    name: str
    equations: str
    current: str
    arrival: str
    parameters: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    doc: str = ""


def _two_exponentials(name: str, rise: float, decay: float, reversal: float, block: str, doc: str,
                      **more: tuple[Any, ...]) -> Receptor:
    """Conductance that rises and decays, with a peak of w for a single spike; an alpha function if equally fast."""
    r, d = f"tau_rise_{name}", f"tau_decay_{name}"
    return Receptor(
        name,
        f"dg_{name}/dt = x_{name} - g_{name}/{r} : nS\ndx_{name}/dt = -x_{name}/{d} : nS/ms",
        f"g_{name}{block}*(E_{name} - V_m)", f"x_{name} += {_jump_to_peak(r, d)}*w",
        {r: (rise, "ms", POSITIVE, INF), d: (decay, "ms", POSITIVE, INF), f"E_{name}": (reversal, "mV"), **more}, doc)


AMPA = _two_exponentials(
    "AMPA", 0.5, 2.4, 0.0, "", "Fast glutamate receptor. Hestrin (1993) Neuron 11:1083-1091, "
    "doi:10.1016/0896-6273(93)90221-C gives such time constants.")
NMDA = _two_exponentials(
    "NMDA", 4.0, 70.0, 0.0, "/(1 + Mg/K_Mg*exp(-k_Mg*V_m))",
    "Glutamate receptor blocked by magnesium at rest. Jahr & Stevens (1990) J Neurosci 10:3178-3182, "
    "doi:10.1523/JNEUROSCI.10-09-03178.1990.",
    Mg=(1000.0, "uM", 0.0, INF), K_Mg=(3570.0, "uM", POSITIVE, INF), k_Mg=(0.062, "1/mV"))
GABA_A = _two_exponentials(
    "GABA_A", 1.0, 7.0, -70.0, "", "Fast inhibition. Otis & Mody (1992) Neuroscience 49:13-32, "
    "doi:10.1016/0306-4522(92)90073-B.")
GABA_B = Receptor(
    "GABA_B",
    """dR_GABA_B/dt = -k_3_GABA_B*R_GABA_B : 1
    dG_GABA_B/dt = k_1_GABA_B*R_GABA_B - k_4_GABA_B*G_GABA_B : 1""",
    "g_GABA_B*G_GABA_B**4/(G_GABA_B**4 + K_D_GABA_B)*(E_GABA_B - V_m)", "R_GABA_B += w",
    {"g_GABA_B": (1.0, "nS", 0.0, INF), "E_GABA_B": (-95.0, "mV"), "k_1_GABA_B": (0.18, "1/ms", 0.0, INF),
     "k_3_GABA_B": (0.0096, "1/ms", 0.0, INF), "k_4_GABA_B": (0.034, "1/ms", 0.0, INF),
     "K_D_GABA_B": (100.0, "1", POSITIVE, INF)},
    "Slow inhibition through a G-protein that opens potassium channels when four have bound; w is the rise of bound "
    "receptors. Destexhe & Sejnowski (1995) PNAS 92:9515-9519, doi:10.1073/pnas.92.21.9515.")


def with_receptors(parts: Sequence[Receptor], *, name: str, equations: str, parameters: dict[str, tuple[Any, ...]],
                   **options: Any) -> NeuronModel:
    """Put a model together from a membrane and receptors.

    Parameters
    ----------
    parts : sequence of Receptor
        Their names must differ.
    name, equations, parameters, **options
        As of `NeuronModel`. The equations have a variable V_m and use I_syn, the sum of the receptors' currents (pA).

    Returns
    -------
    NeuronModel
        With a receptor for every part.

    Examples
    --------
    >>> from neurojit.receptors import AMPA, GABA_A, with_receptors
    >>> cell = with_receptors(
    ...     [AMPA, GABA_A], name="cell", equations="dV_m/dt = (g_L*(E_L - V_m) + I_syn)/C_m : mV",
    ...     parameters={"g_L": (10.0, "nS"), "E_L": (-70.0, "mV"), "C_m": (200.0, "pF")})
    >>> list(cell.receptors)
    ['AMPA', 'GABA_A']
    """
    for part in parts if isinstance(parts, list | tuple) else [parts]:
        if not isinstance(part, Receptor):
            raise EquationError(f"parts must be receptors, such as [nj.receptors.AMPA], got {part!r} among them")
    if isinstance(parts, Receptor):
        raise EquationError(f"parts must be a list of receptors, such as [{parts.name}], got one alone")
    if not isinstance(equations, str) or not isinstance(parameters, Mapping):
        raise EquationError("give equations= as text and parameters= as a dict of (value, unit), got "
                            f"{equations!r} and {parameters!r}")
    names = [part.name for part in parts]
    if not parts or len(set(names)) < len(names):
        raise EquationError(f"give at least one receptor, each with a name of its own, got {names}")
    total = " + ".join(part.current for part in parts)
    text = "\n".join([equations, f"I_syn = {total} : pA", *(part.equations for part in parts)])
    merged = dict(parameters)
    for part in parts:
        merged |= part.parameters
    receptors = {**{part.name: part.arrival for part in parts}, **options.pop("receptors", {})}
    made = NeuronModel(name=name, equations=text, parameters=merged, receptors=receptors, **options)
    if "I_syn" not in lines.parse_equations(text).used:
        raise EquationError(f"in model {name!r}: no equation uses I_syn, the current of the receptors (pA); write it "
                            "into the membrane equation, such as dV_m/dt = (... + I_syn)/C_m : mV")
    return made
