"""The firing patterns of the adaptive exponential neuron that Naud et al. (2008) list, each by what defines it."""

import csv
import functools

import numpy as np
import pytest

import neurojit as nj
from reference_data import reference_path

COLUMNS = {"C_m": "C_m_pF", "g_L": "g_L_nS", "E_L": "E_L_mV", "V_th": "V_T_mV", "Delta_T": "Delta_T_mV", "a": "a_nS",
           "tau_w": "tau_w_ms", "b": "b_pA", "V_reset": "V_r_mV", "I_e": "I_pA"}
MODELS = ("aeif_psc_delta", "aeif_psc_exp")
DT = 0.02  # irregular spiking stays near a period of 5 at times: there two trains part late
BURST = 15.0  # ms: intervals of a burst are shorter, pauses between bursts longer


@functools.cache
def spikes(pattern, model, moved=0.0):
    """Spike times (ms) of 2 s from rest at the listed step of current, and the values of the row."""
    with open(reference_path("adex_naud2008.csv"), encoding="utf8", newline="") as file:
        row = next(one for one in csv.DictReader(file) if one["pattern"] == pattern)
    values = {ours: float(row[theirs]) for ours, theirs in COLUMNS.items()}
    net = nj.Network(seed=1)
    cell = net.create(1, model, name="cell", V_m=values["E_L"] + moved, **values)
    net.record(cell, "spikes")
    return nj.Simulation(net, dt=DT, precision="double", threads=1).run(2000.0).spikes["cell"].times


def spread(intervals):
    return intervals.std() / intervals.mean()


def bursts(times):
    """How many spikes each burst holds, without the last, which the end of the run may cut."""
    edges = np.flatnonzero(np.diff(times) > BURST) + 1
    return [len(one) for one in np.split(times, edges)][:-1]


@pytest.mark.parametrize("model", MODELS)
class TestPatterns:
    def test_tonic_spiking_is_regular_from_the_start(self, model):
        intervals = np.diff(spikes("tonic spiking", model))
        assert len(intervals) > 100
        assert intervals.max() < 1.1 * intervals.min()
        assert spread(intervals[10:]) < 0.01

    def test_adaptation_lengthens_the_intervals_until_they_settle(self, model):
        intervals = np.diff(spikes("adaptation", model))
        assert (np.diff(intervals[:8]) > 0).all()
        assert intervals[-1] > 4 * intervals[0]
        assert spread(intervals[10:]) < 0.01

    def test_an_initial_burst_comes_before_slower_regular_spikes(self, model):
        intervals = np.diff(spikes("initial burst", model))
        assert (intervals[:2] < BURST).all()
        assert (intervals[2:] > 3 * BURST).all()
        assert spread(intervals[5:]) < 0.01

    def test_regular_bursting_repeats_groups_of_spikes(self, model):
        times = spikes("regular bursting", model)
        sizes, pauses = bursts(times), np.diff(times)[np.diff(times) > BURST]
        assert len(sizes) > 10
        assert min(sizes) >= 2
        assert len(set(sizes[1:])) == 1
        assert spread(pauses[1:]) < 0.01

    def test_delayed_accelerating_starts_late_and_speeds_up(self, model):
        times = spikes("delayed accelerating", model)
        intervals = np.diff(times)
        assert times[0] > 1.5 * intervals[0] > 2.5 * intervals[-1]
        assert (np.diff(intervals) <= DT * 1.01).all()

    def test_delayed_regular_bursting_starts_late_and_repeats(self, model):
        times = spikes("delayed regular bursting", model)
        sizes = bursts(times)
        assert times[0] > 50.0
        assert len(sizes) > 20
        assert set(sizes) == {4}

    def test_transient_spiking_ends_although_the_current_goes_on(self, model):
        times = spikes("transient spiking", model)
        assert 1 <= len(times) <= 3
        assert times[-1] < 100.0

    def test_irregular_spiking_has_no_period_and_forgets_where_it_began(self, model):
        times, other = spikes("irregular spiking", model), spikes("irregular spiking", model, moved=1e-3)
        intervals = np.diff(times)
        assert spread(intervals) > 0.4
        for period in range(1, 9):  # successive intervals of a periodic train would repeat to a step or two
            assert np.abs(intervals[period:] - intervals[:-period]).mean() > 1.0
        first = min(len(times), len(other))
        assert np.abs(times[:first] - other[:first])[:5].max() < 1.0
        assert np.abs(times[:first] - other[:first]).max() > 5.0
