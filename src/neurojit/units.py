"""Units: a dimension over (time, voltage, current, concentration, length) and a scale.

Numbers inside neurojit are bare floats in one coherent set: ms, mV, pA, nS, pF, uM, um (so that
pF*mV/ms = pA and nS*mV = pA). A unit outside it differs by its scale, as Hz = 0.001/ms.
"""

from __future__ import annotations

import ast
import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from neurojit.errors import ParameterError, UnitError, suggest

Dimension = tuple[Fraction, Fraction, Fraction, Fraction, Fraction]

BASE = ("ms", "mV", "pA", "uM", "um")
_MAX_TEXT = 100
_MAX_EXPONENT = 10


@dataclass(frozen=True, slots=True)
class Unit:
    """A physical unit.

    Parameters
    ----------
    dimension : tuple of 5 Fraction
        Exponents of ms, mV, pA, uM, um.
    scale : float
        How many coherent units one of this unit is: 1.0 for ms, 1000.0 for s, 0.001 for Hz.
    text : str
        How it was written; takes no part in comparisons.
    """

    dimension: Dimension
    scale: float = 1.0
    text: str = field(default="", compare=False)

    def __mul__(self, other: Unit) -> Unit:
        return Unit(_combine(self.dimension, other.dimension, 1), self.scale * other.scale)

    def __truediv__(self, other: Unit) -> Unit:
        return Unit(_combine(self.dimension, other.dimension, -1), self.scale / other.scale)

    def __pow__(self, exponent: float | Fraction) -> Unit:
        power = Fraction(exponent).limit_denominator(1000)
        a, b, c, d, e = (power * one for one in self.dimension)
        return Unit((a, b, c, d, e), self.scale ** float(power))

    def same(self, other: Unit) -> bool:
        """Whether numbers in the two units may be added: equal dimension and equal scale."""
        return self.dimension == other.dimension and math.isclose(self.scale, other.scale, rel_tol=1e-9)

    def __str__(self) -> str:
        return self.text or describe(self)


def _combine(left: Dimension, right: Dimension, sign: int) -> Dimension:
    a, b, c, d, e = (x + sign * y for x, y in zip(left, right))
    return (a, b, c, d, e)


def _unit(time: int = 0, voltage: int = 0, current: int = 0, concentration: int = 0, length: int = 0,
          scale: float = 1.0) -> Unit:
    powers = (Fraction(time), Fraction(voltage), Fraction(current), Fraction(concentration), Fraction(length))
    return Unit(powers, scale)


DIMENSIONLESS = _unit()

UNITS: dict[str, Unit] = {
    "ms": _unit(1), "s": _unit(1, scale=1e3), "us": _unit(1, scale=1e-3),
    "Hz": _unit(-1, scale=1e-3), "kHz": _unit(-1),
    "mV": _unit(0, 1), "V": _unit(0, 1, scale=1e3), "uV": _unit(0, 1, scale=1e-3),
    "pA": _unit(0, 0, 1), "nA": _unit(0, 0, 1, scale=1e3), "uA": _unit(0, 0, 1, scale=1e6),
    "mA": _unit(0, 0, 1, scale=1e9), "A": _unit(0, 0, 1, scale=1e12),
    "nS": _unit(0, -1, 1), "pS": _unit(0, -1, 1, scale=1e-3), "uS": _unit(0, -1, 1, scale=1e3),
    "mS": _unit(0, -1, 1, scale=1e6), "S": _unit(0, -1, 1, scale=1e9),
    "pF": _unit(1, -1, 1), "nF": _unit(1, -1, 1, scale=1e3), "uF": _unit(1, -1, 1, scale=1e6),
    "F": _unit(1, -1, 1, scale=1e12),
    "GOhm": _unit(0, 1, -1), "MOhm": _unit(0, 1, -1, scale=1e-3), "Ohm": _unit(0, 1, -1, scale=1e-9),
    "uM": _unit(0, 0, 0, 1), "nM": _unit(0, 0, 0, 1, scale=1e-3), "mM": _unit(0, 0, 0, 1, scale=1e3),
    "M": _unit(0, 0, 0, 1, scale=1e6),
    "um": _unit(0, 0, 0, 0, 1), "mm": _unit(0, 0, 0, 0, 1, scale=1e3), "cm": _unit(0, 0, 0, 0, 1, scale=1e4),
    "m": _unit(0, 0, 0, 0, 1, scale=1e6),
    "deg": _unit(scale=math.pi / 180.0),
}

LITERALS = ("ms", "mV", "pA", "nS", "pF", "Hz", "uM", "um")
"""Unit names that an equation may use as a factor: 140*mV/ms."""

_COMPOUND = ("nS", "pF", "GOhm")


def describe(unit: Unit) -> str:
    """Return a short text for a computed unit, such as "nS/ms"; `parse_unit` reads it back."""
    best = min(("", *_COMPOUND), key=lambda name: _terms(unit.dimension, name))
    rest = _combine(unit.dimension, UNITS[best].dimension, -1) if best else unit.dimension
    above = [best] if best else []
    above += [name + _power(p) for name, p in zip(BASE, rest) if p > 0]
    below = "".join("/" + name + _power(-p) for name, p in zip(BASE, rest) if p < 0)
    factor = [] if math.isclose(unit.scale, 1.0, rel_tol=1e-9) else [f"{unit.scale:.12g}"]
    return ("*".join(factor + above) or "1") + below


def _terms(dimension: Dimension, name: str) -> int:
    rest = _combine(dimension, UNITS[name].dimension, -1) if name else dimension
    return sum(abs(p.numerator) for p in rest) + bool(name)


def _power(exponent: Fraction) -> str:
    if exponent == 1:
        return ""
    return f"**{exponent}" if exponent.denominator == 1 else f"**{float(exponent):g}"


@lru_cache(maxsize=1024)
def parse_unit(text: str) -> Unit:
    """Read a unit such as "mV", "1/ms", "nS/ms", "mV**2", "1" or "" (a plain number).

    Raises
    ------
    UnitError
        When the text holds anything but known unit names, *, /, ** and numbers.
    """
    stripped = text.strip()
    if stripped in ("", "1", "dimensionless"):
        return Unit(DIMENSIONLESS.dimension, 1.0, "1")
    if stripped in UNITS:
        known = UNITS[stripped]
        return Unit(known.dimension, known.scale, stripped)
    if len(stripped) > _MAX_TEXT:
        raise UnitError(f"unit {stripped[:30]!r}... is longer than {_MAX_TEXT} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            unit = _read(ast.parse(stripped, mode="eval").body, stripped)
    except (SyntaxError, ValueError, OverflowError, ZeroDivisionError, RecursionError, MemoryError) as error:
        if isinstance(error, UnitError):
            raise
        raise _bad(stripped) from None
    if not (math.isfinite(unit.scale) and unit.scale > 0):
        raise _bad(stripped)
    return Unit(unit.dimension, unit.scale, stripped)


def _bad(text: str) -> UnitError:
    return UnitError(f"cannot read the unit {text!r}; write it like 'mV', '1/ms', 'nS/ms', 'mV**2' or '1'")


def _read(node: ast.expr, text: str) -> Unit:
    match node:
        case ast.Name(id=name):
            if name not in UNITS:
                raise UnitError(f"unknown unit {name!r} in {text!r};{suggest(name, UNITS)}")
            return UNITS[name]
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool) and value > 0:
            return Unit(DIMENSIONLESS.dimension, float(value))
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _read(left, text) * _read(right, text)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _read(left, text) / _read(right, text)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _read(left, text) ** _exponent(right, text)
    raise _bad(text)


def _exponent(node: ast.expr, text: str) -> float:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_exponent(operand, text)
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            if abs(value) <= _MAX_EXPONENT:
                return float(value)
    raise _bad(text)


def to_float(value: Any, unit: str | Unit, name: str) -> Any:
    """Return `value` as a bare float or float array in `unit`.

    Parameters
    ----------
    value : number, sequence, array (of NumPy, pandas, xarray ...) or quantity
        Bare numbers are taken to be in `unit`; quantities of pint, quantities and Brian2 are converted.
    unit : str or Unit
        Unit of the result.
    name : str
        What the value is for; used in errors.

    Returns
    -------
    float or numpy.ndarray
        In `unit`.

    Raises
    ------
    UnitError
        When the quantity has another dimension.
    ParameterError
        When the value is not a number.
    """
    wanted = parse_unit(unit) if isinstance(unit, str) else unit
    if hasattr(value, "dim") and hasattr(value, "get_best_unit"):
        return _from_brian2(value, wanted, name)
    if hasattr(value, "magnitude"):
        for method in ("to", "rescale"):
            if hasattr(value, method):
                return _converted(value, getattr(value, method), wanted, name)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        bare = [to_float(one, wanted, name) for one in value] if holds_quantity(value) else value
        try:
            array = np.asarray(bare)
        except ValueError:  # lists of several lengths
            raise _not_a_number(value, wanted, name) from None
        return _plain(array, wanted, name)
    if isinstance(value, np.ndarray):
        return _plain(value, wanted, name)
    if hasattr(value, "__array__") and np.ndim(value):  # such as a Series of pandas
        return _plain(np.asarray(value), wanted, name)
    try:
        if isinstance(value, str | bytes):
            raise TypeError
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise _not_a_number(value, wanted, name) from None


def holds_quantity(value: Any) -> bool:
    """Whether a value is a quantity, or a list or array that holds one at any depth."""
    if hasattr(value, "magnitude") or hasattr(value, "get_best_unit"):
        return True
    if isinstance(value, np.ndarray):
        return value.dtype.kind == "O" and any(map(holds_quantity, value.flat))
    return isinstance(value, Sequence) and not isinstance(value, str | bytes) and any(map(holds_quantity, value))


def _not_a_number(value: Any, wanted: Unit, name: str) -> ParameterError:
    return ParameterError(f"{name} must be a number or an array of numbers in {wanted}, got {value!r}")


def _plain(array: np.ndarray, wanted: Unit, name: str) -> np.ndarray:
    if array.dtype.kind not in "biufO":  # texts and complex numbers would be converted without a word
        raise _not_a_number(array, wanted, name)
    if np.ma.is_masked(array):  # what lies under a mask is anything
        raise ParameterError(f"{name} must have all its numbers, got {np.ma.count_masked(array)} that are masked; fill "
                             "them first, as with array.filled(0.0)")
    if holds_quantity(array):
        return np.array([to_float(one, wanted, name) for one in array.flat], np.float64).reshape(array.shape)
    try:
        return np.asarray(array).astype(np.float64, copy=False)
    except (TypeError, ValueError, OverflowError):
        raise _not_a_number(array, wanted, name) from None


def _converted(value: Any, convert: Callable[[str], Any], wanted: Unit, name: str) -> Any:
    """Convert through the quantity's own method, by our name of the unit or by coherent base units."""
    base = "*".join(f"{one}**({float(p)})" for one, p in zip(BASE, wanted.dimension) if p) or "dimensionless"
    text = str(wanted).replace("Ohm", "ohm")
    reason: Exception | None = None
    for spelling, scale in (("dimensionless" if text == "1" else text, 1.0), (base, wanted.scale)):
        try:
            magnitude = convert(spelling).magnitude
        except Exception as error:  # each package has its own error types, and none is imported here
            reason = error
            continue
        number = np.asarray(magnitude, dtype=np.float64) / scale
        return float(number) if number.ndim == 0 else number
    raise UnitError(f"{name} must be in {wanted}, got {value} ({reason})")


# Brian2 keeps SI values and exponents of (m, kg, s, A, K, mol, cd).
_SI_POWERS = ((0, 0, 1, 0, 0, 0, 0), (2, 1, -3, -1, 0, 0, 0), (0, 0, 0, 1, 0, 0, 0), (-3, 0, 0, 0, 0, 1, 0),
              (1, 0, 0, 0, 0, 0, 0))
_SI_TENS = (-3, -3, -12, -3, -6)


def _from_brian2(value: Any, wanted: Unit, name: str) -> Any:
    expected = [sum(float(p) * row[k] for p, row in zip(wanted.dimension, _SI_POWERS)) for k in range(7)]
    found = getattr(value.dim, "_dims", value.dim)
    if not np.allclose(np.asarray(found, dtype=np.float64), expected):
        raise UnitError(f"{name} must be in {wanted}, got {value!r}")
    tens = sum(float(p) * ten for p, ten in zip(wanted.dimension, _SI_TENS))
    number = np.array(value, dtype=np.float64) / 10.0 ** tens / wanted.scale
    # 250 pF is kept as 2.5e-10: fifteen digits give back the 250 that was written.
    rounded = np.array([float(f"{one:.15g}") for one in number.flat]).reshape(number.shape)
    return float(rounded) if rounded.ndim == 0 else rounded
