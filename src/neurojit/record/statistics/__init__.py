"""Statistics of spike trains for a first look: rates, irregularity, correlation, spectra.

All take a `SpikeTrain` (`result.spikes["exc"]`). Bin k of a train that was recorded from `start` holds the spikes with
start + k*width < t <= start + (k+1)*width, as a run of that length records them; time that does not fill a
last bin is left out. What needs more, cross-validated estimates or surrogates, is for Elephant: `result.to_neo()`.

Examples
--------
>>> import numpy as np
>>> import neurojit as nj
>>> net = nj.Network(seed=1)
>>> source = net.create(100, nj.models.poisson_source, name="source", rate=20.0)
>>> _ = net.record(source, "spikes")
>>> train = nj.Simulation(net).run(5000.0).spikes["source"]
>>> bool(abs(np.nanmean(nj.statistics.cv(train)) - 1.0) < 0.05)      # Poisson: as irregular as it gets
True
"""
from __future__ import annotations

from .counts import binned, fano_factor, population_rate, psth
from .intervals import cv, cv2, isi, unit_rates
from .pairs import correlation, correlogram, mean_correlation
from .spectra import spectrum

__all__ = ["binned", "correlation", "correlogram", "cv", "cv2", "fano_factor", "isi", "mean_correlation",
           "population_rate", "psth", "spectrum", "unit_rates"]
