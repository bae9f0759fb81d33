"""A progress bar: tqdm where it is installed, a plain line where not, nothing if not wanted."""
from __future__ import annotations

import sys
import threading
import time
from typing import Any


class Progress:
    """Shows how much is done and how fast, of biological time or of synapses.

    Parameters
    ----------
    total : float
    unit : str
    wanted : bool
        Nothing is shown otherwise.
    """

    def __init__(self, total: float, unit: str, wanted: bool):
        self._total, self._unit, self._wanted = total, unit, wanted
        self._bar: Any = None
        self._done = 0.0
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
                             bar_format="{l_bar}{bar}| {n:.0f}/{total:.0f} {unit} [{elapsed}<{remaining}, {rate_fmt}]")
        return self

    def add(self, amount: float) -> None:
        """Say that so much more is done; from any thread."""
        if self._wanted:
            with self._lock:
                self._done += amount
                self._show(amount)

    def _show(self, amount: float) -> None:
        if self._bar is not None:
            self._bar.update(amount)
        elif time.perf_counter() - self._shown > 0.2 or self._done >= self._total:
            self._shown = time.perf_counter()
            speed = self._done / max(1e-9, self._shown - self._began)
            sys.stderr.write(f"\r{self._done:.0f} of {self._total:.0f} {self._unit}, {speed:.0f} {self._unit}/s")
            sys.stderr.flush()

    def __exit__(self, *exception: object) -> None:
        if self._bar is not None:
            self._bar.close()
        elif self._wanted:
            sys.stderr.write("\n")
