"""Packets of pulses: as many spikes as asked for, normal about their centre."""

import numpy as np
import pytest
import scipy.stats
from counting import counter_model

import neurojit as nj


def packets(run=None, **values):
    net = nj.Network(seed=values.pop("seed", 1))
    source = net.create(values.pop("n", 1), "pulsepacket_generator", name="p", **values)
    cells = net.create(4, counter_model(), name="cells")
    net.connect(source, cells, weight=1.0, delay=1.0)
    net.record(source, "spikes")
    net.record(cells, "V_m")
    sim = nj.Simulation(net)
    for duration in run or [400.0]:
        sim.run(duration)
    return sim.result


def test_a_packet_has_its_number_centre_and_spread():
    for seed in (1, 2, 3):
        train = packets(n=3, pulse_times=[100.0, 300.0], activity=2000, sdev=12.0, seed=seed).spikes["p"]
        assert np.bincount(train.senders).tolist() == [4000] * 3
        for unit in range(3):
            times = train.times[train.senders == unit]
            for centre, near in ((100.0, times[times < 200]), (300.0, times[times > 200])):
                assert near.size == 2000
                # times are rounded to 0.1 ms, which a spread of 12 ms does not notice
                assert scipy.stats.kstest((near - centre) / 12.0, "norm").pvalue > 1e-3
    assert not np.array_equal(train.times[train.senders == 0], train.times[train.senders == 1])


def test_without_spread_all_fire_at_the_centre_and_all_targets_get_the_same():
    result = packets(pulse_times=[20.0, 20.0, 35.5], activity=7)
    assert result.spikes["p"].times == pytest.approx([20.0] * 14 + [35.5] * 7)
    trace = result.traces["cells"]["V_m"]
    assert trace[210].tolist() == [14.0] * 4
    assert trace[365].tolist() == [7.0] * 4


def test_what_falls_before_the_start_or_after_the_stop_is_lost():
    train = packets(pulse_times=[0.0, 200.0], activity=1000, sdev=5.0, stop=200.0).spikes["p"]
    early, late = (train.times < 100).sum(), (train.times > 100).sum()
    assert abs(early - 500) < 5 * np.sqrt(250)
    assert abs(late - 500) < 5 * np.sqrt(250)
    assert train.times.min() >= 0.1
    assert train.times.max() <= 200.0


def test_split_runs_and_later_packets_change_nothing():
    values = {"pulse_times": [50.0, 210.0], "activity": 50, "sdev": 20.0}
    assert packets([60.0, 0.1, 339.9], **values).spikes["p"] == packets(**values).spikes["p"]
    early = packets(pulse_times=[50.0], activity=50, sdev=20.0).spikes["p"]
    more = packets(pulse_times=[50.0, 390.0], activity=50, sdev=20.0).spikes["p"]
    assert np.array_equal(early.times[early.times < 200], more.times[more.times < 200])
