"""A progress bar: tqdm where it is installed, a plain line where not, nothing if not wanted."""
from __future__ import annotations

import sys
import time
from typing import Any


class Progress:
    """Shows biological time and speed while a run goes on."""

    def __init__(self, n_steps: int, dt: float, wanted: bool):
        self._n, self._dt, self._wanted = n_steps, dt, wanted
        self._bar: Any = None
        self._done = 0
        self._shown = 0.0

    def __enter__(self) -> Progress:
        if self._wanted:
            try:
                from tqdm.auto import tqdm
            except ImportError:
                self._began = time.perf_counter()
                return self
            self._bar = tqdm(total=round(self._n * self._dt, 9), unit="ms", unit_scale=False,
                             bar_format="{l_bar}{bar}| {n:.0f}/{total:.0f} ms [{elapsed}<{remaining}, {rate_fmt}]")
        return self

    def show(self, steps_done: int) -> None:
        """Say how many steps are done."""
        if self._bar is not None:
            self._bar.update((steps_done - self._done) * self._dt)
        elif self._wanted and (time.perf_counter() - self._shown > 0.2 or steps_done == self._n):
            self._shown = time.perf_counter()
            speed = steps_done * self._dt / 1000.0 / max(1e-9, self._shown - self._began)
            sys.stderr.write(f"\r{steps_done * self._dt:.0f} of {self._n * self._dt:.0f} ms, {speed:.2f} x real time")
            sys.stderr.flush()
        self._done = steps_done

    def __exit__(self, *exception: object) -> None:
        if self._bar is not None:
            self._bar.close()
        elif self._wanted:
            sys.stderr.write("\n")
