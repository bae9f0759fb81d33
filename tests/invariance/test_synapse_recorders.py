"""Weights recorded over time are those that a reader finds, whoever works on them; recording changes nothing."""

import numpy as np
import pytest

import neurojit as nj

CHOSEN = [3, 77, 150, 11]


def network(record=True, synapse=None):
    net = nj.Network(seed=8)
    net.create_modulator("dopamine", tau=80.0, concentration=0.02)
    cells = net.create(60, "iaf_psc_exp", name="cells", I_e=nj.random.uniform(380.0, 500.0))
    learned = net.connect(cells, cells, nj.rules.fixed_indegree(8), weight=nj.random.uniform(5.0, 30.0), name="learned",
                          delay=nj.random.uniform(0.4, 3.0), dendritic_fraction=0.6,
                          synapse=synapse or nj.synapses.stdp_dopamine(tau_c=100.0, W_max=60.0))
    net.record(cells, "spikes")
    if record:
        net.record_synapses(learned, ["weight", "c"], interval=12.0, synapses=CHOSEN)
        net.record_synapses(learned, interval=50.0, name="all", start=40.0, dtype="float32")
    return net, learned


@pytest.mark.parametrize(("pieces", "options"), [
    ((200.0,), {"threads": 1}), ((33.3, 70.0, 96.7), {"threads": 2, "partitions": 3})])
def test_records_are_what_a_reader_finds(pieces, options):
    net, _ = network()
    sim = nj.Simulation(net, **options)
    for piece in pieces:
        sim.run(piece)
    found = sim.result.traces
    other, learned = network(record=False)
    reader = nj.Simulation(other)
    assert np.array_equal(found["learned"].times, np.arange(0.0, 200.1, 12.0))
    assert found["learned"].units.tolist() == CHOSEN
    for row, time in enumerate(found["learned"].times):
        if time > 0:
            reader.run(time - reader.time)
        for name in ("weight", "c"):
            assert np.array_equal(found["learned"][name][row], reader[learned][name][CHOSEN])
    assert np.ptp(found["learned"]["c"]) > 0
    assert found["all"]["weight"].shape == (4, 480)
    assert found["all"]["weight"].dtype == np.float32
    reader.run(200.0 - reader.time)
    assert np.array_equal(found["all"]["weight"][-1], reader[learned]["weight"].astype(np.float32))
    assert sim.result.spikes["cells"] == reader.result.spikes["cells"]


def test_weights_that_stay_can_be_recorded_too():
    net = nj.Network(seed=1)
    cells = net.create(3, "iaf_psc_delta")
    made = net.connect(cells, cells, weight=0.25, name="fixed")
    net.record_synapses(made, interval=1.0)
    assert (nj.Simulation(net).run(3.0).traces["fixed"]["weight"] == 0.25).all()


def test_records_go_on_from_a_file(tmp_path):
    whole = nj.Simulation(network()[0])
    whole.run(130.0)
    half = nj.Simulation(network()[0])
    half.run(60.0)
    half.save(tmp_path / "half.npz")
    again = nj.Simulation.load(network()[0], tmp_path / "half.npz", partitions=2)
    again.run(70.0)
    for key in ("learned", "all"):
        assert whole.result.traces[key] == again.result.traces[key]


@pytest.mark.parametrize(("arguments", "words"), [
    ({"variables": "d"}, "no 'd' to record"), ({"synapses": [-1]}, ">= 0"), ({"synapses": [0.5]}, "whole"),
    ({"synapses": [True, False]}, "a mask of 2; use numpy.flatnonzero"), ({"start": 5.0, "stop": 5.0}, "before"),
    ({"name": "cells"}, "already"), ({"interval": -1.0}, "interval")])
def test_bad_input_is_refused(arguments, words):
    net, learned = network(record=False)
    with pytest.raises(nj.NeurojitError, match=words):
        net.record_synapses(learned, **{"interval": 10.0} | arguments)


def test_a_number_that_no_synapse_has_is_refused():
    net, learned = network(record=False)
    net.record_synapses(learned, interval=10.0, synapses=[480])
    with pytest.raises(nj.SimulationError, match="480 synapses"):
        nj.Simulation(net).run(10.0)
