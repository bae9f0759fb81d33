"""A progress bar: tqdm where it is installed, a plain line where not, nothing if not wanted."""
from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

_BETWEEN = 0.1  # s between two looks that a bar takes at itself


class Progress:
    """Shows how much is done and how fast, of biological time or of synapses.

    Parameters
    ----------
    total : float
    unit : str
    wanted : bool
        Nothing is shown otherwise.
    note : callable, optional
        Of the amount done and the seconds it took: what else to say.
    """

    def __init__(self, total: float, unit: str, wanted: bool, note: Callable[[float, float], str] | None = None):
        self._total, self._unit, self._wanted, self._note = total, unit, wanted, note
        self._bar: Any = None
        self._done = self._told = 0.0
        self._began = self._shown = 0.0
        self._lock = threading.Lock()

    def __enter__(self) -> Progress:
        if self._wanted:
            self._began = time.perf_counter()
            try:
                from tqdm.auto import tqdm
            except ImportError:
                return self
            self._bar = tqdm(total=round(self._total, 9), unit=self._unit, unit_scale=False,
                             bar_format="{l_bar}{bar}| {n:.0f}/{total:.0f} {unit} [{elapsed}<{remaining}{postfix}]")
        return self

    def add(self, amount: float) -> None:
        """Say that so much more is done; from any thread."""
        if self._wanted:
            with self._lock:
                self._done = min(self._done + amount, self._total)
                if time.perf_counter() - self._shown > _BETWEEN or self._done >= self._total:
                    self._show()

    def _show(self) -> None:
        self._shown = time.perf_counter()
        seconds = max(1e-9, self._shown - self._began)
        note = self._note(self._done, seconds) if self._note else f"{self._done / seconds:.3g} {self._unit}/s"
        if self._bar is not None:
            self._bar.set_postfix_str(note, refresh=False)
            self._bar.update(self._done - self._told)
        else:
            sys.stderr.write(f"\r{self._done:.0f} of {self._total:.0f} {self._unit}, {note}")
            sys.stderr.flush()
        self._told = self._done

    def __exit__(self, *exception: object) -> None:
        if self._wanted and self._done > self._told:
            self._show()
        if self._bar is not None:
            self._bar.close()
        elif self._wanted:
            sys.stderr.write("\n")
