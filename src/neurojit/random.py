"""Distributions for parameters, initial values, weights and delays, and the naming of random streams.

A distribution is a description; the numbers come from the engine's counter-based generator, as a pure
function of (seed, stream, element), so they depend neither on threads nor on the order of building.
"""
from __future__ import annotations

import hashlib
import math
import secrets
from dataclasses import dataclass
from numbers import Integral
from typing import Any

from .errors import ParameterError

__all__ = ["Distribution", "exponential", "lognormal", "normal", "uniform"]


@dataclass(frozen=True)
class Distribution:
    """A distribution with optional bounds; made by `uniform`, `normal`, `lognormal` or `exponential`.

    Parameters
    ----------
    kind : str
        One of "uniform", "normal", "lognormal", "exponential".
    first, second : float
        The two parameters of the kind (the second of "exponential" is unused).
    low, high : float
        Bounds. Values outside are drawn again, or moved to the bound where `clip` is true.
    clip : bool
        Clip to the bounds instead of drawing again.

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.random.normal(0.8, 0.2, low=0.1).low
    0.1
    """

    kind: str
    first: float
    second: float
    low: float = -math.inf
    high: float = math.inf
    clip: bool = False

    def __post_init__(self) -> None:
        for name in ("first", "second"):
            value = getattr(self, name)
            if not math.isfinite(value):
                raise ParameterError(f"{self.kind}: parameters must be finite numbers, got {value!r}")
        if math.isnan(self.low) or math.isnan(self.high) or self.low >= self.high:
            raise ParameterError(f"{self.kind}: low must be below high, got low={self.low}, high={self.high}")
        if not self.clip and self.acceptance() < 1e-3:
            raise ParameterError(
                f"{self!r}: less than 0.1 % of the draws fall between low={self.low} and high={self.high}; "
                "widen the bounds or use clip=True"
            )

    def _cdf(self, x: float) -> float:
        if self.kind == "uniform":
            return min(1.0, max(0.0, (x - self.first) / (self.second - self.first)))
        if self.kind == "exponential":
            return -math.expm1(-x / self.first) if x > 0 else 0.0
        if self.kind == "lognormal":
            if x <= 0:
                return 0.0
            x = math.log(x)
        if self.second == 0:
            return float(x >= self.first)
        return 0.5 * math.erfc((self.first - x) / (self.second * math.sqrt(2.0)))

    def acceptance(self) -> float:
        """Share of the unbounded draws that fall between the bounds."""
        if self.kind in ("normal", "lognormal") and self.second == 0:
            value = self.first if self.kind == "normal" else math.exp(self.first)
            return float(self.low <= value <= self.high)
        return self._cdf(self.high) - self._cdf(self.low)

    @property
    def support(self) -> tuple[float, float]:
        """The smallest and largest value that can be drawn (infinite where unbounded)."""
        if self.kind == "uniform":
            least, most = self.first, self.second
        elif self.kind == "normal":
            least, most = (-math.inf, math.inf) if self.second > 0 else (self.first, self.first)
        elif self.second == 0 and self.kind == "lognormal":
            least = most = math.exp(self.first)
        else:
            least, most = 0.0, math.inf
        return max(least, self.low), min(most, self.high)

    def __repr__(self) -> str:
        shown = f"{self.first:g}" if self.kind == "exponential" else f"{self.first:g}, {self.second:g}"
        if math.isfinite(self.low):
            shown += f", low={self.low:g}"
        if math.isfinite(self.high):
            shown += f", high={self.high:g}"
        return f"{self.kind}({shown}{', clip=True' if self.clip else ''})"


def _number(what: str, value: Any) -> float:
    """A plain number; what is drawn may be used in more than one unit, so there is none to convert a quantity to."""
    if isinstance(value, bool | str) or hasattr(value, "magnitude") or hasattr(value, "get_best_unit"):
        raise ParameterError(f"{what} must be a plain number, in the unit of what is drawn, got {value!r}")
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise ParameterError(f"{what} must be a plain number, in the unit of what is drawn, got {value!r}") from None


def _bounds(kind: str, low: float | None, high: float | None) -> dict[str, float]:
    return {"low": -math.inf if low is None else _number(f"{kind}: low", low),
            "high": math.inf if high is None else _number(f"{kind}: high", high)}


def uniform(low: float, high: float) -> Distribution:
    """Uniform between `low` and `high`.

    Parameters
    ----------
    low, high : float
        low < high.

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.random.uniform(-60, -50)
    uniform(-60, -50)
    """
    low, high = _number("uniform: low", low), _number("uniform: high", high)
    if not low < high:
        raise ParameterError(f"uniform: low must be below high, got low={low}, high={high}")
    return Distribution("uniform", low, high)


def normal(mean: float, std: float, *, low: float | None = None, high: float | None = None,
           clip: bool = False) -> Distribution:
    """Normal with mean and standard deviation; values outside [low, high] are drawn again (or clipped).

    Parameters
    ----------
    mean, std : float
        std >= 0.
    low, high : float, optional
        Bounds.
    clip : bool
        Move values to the bound instead of drawing again.

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.random.normal(0.8, 0.2, low=0.1)
    normal(0.8, 0.2, low=0.1)
    """
    mean, std = _number("normal: mean", mean), _number("normal: std", std)
    if not std >= 0:
        raise ParameterError(f"normal: std must be >= 0, got {std}")
    return Distribution("normal", mean, std, clip=clip, **_bounds("normal", low, high))


def lognormal(mu: float, sigma: float, *, low: float | None = None, high: float | None = None,
              clip: bool = False) -> Distribution:
    """exp of a normal with mean `mu` and standard deviation `sigma`.

    Parameters
    ----------
    mu, sigma : float
        Of the logarithm; sigma >= 0.
    low, high : float, optional
        Bounds.
    clip : bool
        Move values to the bound instead of drawing again.

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.random.lognormal(0.0, 0.5)
    lognormal(0, 0.5)
    """
    mu, sigma = _number("lognormal: mu", mu), _number("lognormal: sigma", sigma)
    if not sigma >= 0:
        raise ParameterError(f"lognormal: sigma must be >= 0, got {sigma}")
    return Distribution("lognormal", mu, sigma, clip=clip, **_bounds("lognormal", low, high))


def exponential(mean: float, *, low: float | None = None, high: float | None = None,
                clip: bool = False) -> Distribution:
    """Exponential with the given mean.

    Parameters
    ----------
    mean : float
        > 0.
    low, high : float, optional
        Bounds.
    clip : bool
        Move values to the bound instead of drawing again.

    Examples
    --------
    >>> import neurojit as nj
    >>> nj.random.exponential(2.0, high=10.0)
    exponential(2, high=10)
    """
    mean = _number("exponential: mean", mean)
    if not mean > 0:
        raise ParameterError(f"exponential: mean must be > 0, got {mean}")
    return Distribution("exponential", mean, 0.0, clip=clip, **_bounds("exponential", low, high))


def stream_key(seed: int, *names: str) -> int:
    """The 64-bit key of the random stream that `names` spell under `seed`."""
    text = "\x1f".join((str(seed), *names))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def fresh_seed() -> int:
    """A seed nobody has chosen, for `seed=None`."""
    return secrets.randbits(48)


def checked_seed(name: str, seed: object) -> int:
    """A seed that a user chose: an integer >= 0."""
    if isinstance(seed, bool) or not isinstance(seed, Integral) or seed < 0:
        raise ParameterError(f"{name} must be an integer >= 0, got {seed!r}")
    return int(seed)
