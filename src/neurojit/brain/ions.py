"""Ion concentrations inside and outside a neuron, and the potentials they give."""
from __future__ import annotations

import math
from dataclasses import dataclass, fields

from ..constants import BODY_TEMPERATURE, FARADAY_CONSTANT, GAS_CONSTANT
from ..errors import ParameterError, suggest
from .checks import UnknownNameError, number

VALENCE = {"na": 1, "k": 1, "ca": 2, "cl": -1}


@dataclass
class IonConcentrations:
    """Concentrations of four ions on both sides of the membrane; the defaults are of a mammalian neuron.

    Parameters
    ----------
    na_out, na_in : float
        Sodium (mM), default 145 and 12.
    k_out, k_in : float
        Potassium (mM), default 4 and 155.
    ca_out, ca_in : float
        Calcium (mM), default 2 and 0.0001.
    cl_out, cl_in : float
        Chloride (mM), default 110 and 4.

    Raises
    ------
    ParameterError
        A concentration that is not a number greater than 0.

    Notes
    -----
    They show where membrane potentials come from; the dynamics of the neuron do not read them.

    Examples
    --------
    >>> ions = IonConcentrations()
    >>> round(ions.calculate_nernst_potential("k"), 1)
    -97.7
    >>> ions.k_out = 12.0  # as after a seizure
    >>> round(ions.calculate_nernst_potential("k"), 1)
    -68.4
    """

    na_out: float = 145.0
    na_in: float = 12.0
    k_out: float = 4.0
    k_in: float = 155.0
    ca_out: float = 2.0
    ca_in: float = 0.0001
    cl_out: float = 110.0
    cl_in: float = 4.0

    def __post_init__(self) -> None:
        for field in fields(self):
            self._concentration(field.name)

    def calculate_nernst_potential(self, ion: str) -> float:
        """The voltage at which an ion is in equilibrium, R T / (z F) ln(out/in).

        Parameters
        ----------
        ion : str
            "na", "k", "ca" or "cl"; capitals do not matter.

        Returns
        -------
        float
            mV, at 37 degrees Celsius.

        Raises
        ------
        UnknownNameError
            Another ion.

        References
        ----------
        Nernst W (1889) Z Phys Chem 4:129-181; Hille B (2001) Ion channels of excitable membranes, Sinauer.

        Examples
        --------
        >>> {ion: round(IonConcentrations().calculate_nernst_potential(ion), 1) for ion in ("na", "ca", "cl")}
        {'na': 66.6, 'ca': 132.3, 'cl': -88.6}
        """
        name = ion.lower() if isinstance(ion, str) else ion
        if name not in VALENCE:
            raise UnknownNameError(f"no ion {ion!r};{suggest(str(ion), VALENCE)}")
        ratio = self._concentration(f"{name}_out") / self._concentration(f"{name}_in")
        volts = GAS_CONSTANT * BODY_TEMPERATURE / (VALENCE[name] * FARADAY_CONSTANT) * math.log(ratio)
        return 1000.0 * volts

    def _concentration(self, name: str) -> float:
        value = number(f"concentration {name}", getattr(self, name), "mM")
        if value <= 0.0:
            raise ParameterError(f"concentration {name} must be greater than 0 mM, got {value:g}")
        return value
