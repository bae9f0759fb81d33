"""A snapshot holds everything: whoever goes on from it finds what an uninterrupted run finds, bit for bit."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from continuation import AFTER, BEFORE, CASES, PAIRS, REPRESENTATIVE, SYNAPSES, outcome, plastic
from everything import network, state

import neurojit as nj
from neurojit.engine.plan import State
from neurojit.simulation.snapshot.rooms import FIELDS
from neurojit.synapses.catalogue import _DEPENDENCES

HERE = Path(__file__).parent


def interrupted(names, folder, suffix=".npz"):
    """Outcomes of networks that were saved here and went on elsewhere; another number of partitions there."""
    for i, name in enumerate(names):
        sim = nj.Simulation(CASES[name](), threads=1, partitions=2)
        sim.run(BEFORE)
        sim.save(folder / f"{i}{suffix}")
    command = [sys.executable, HERE / "continuation.py", folder, json.dumps(names), suffix]
    path = os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": path})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def uninterrupted(name):
    sim = nj.Simulation(CASES[name](), threads=1)
    sim.run(BEFORE + AFTER)
    return outcome(sim)


@pytest.mark.parametrize("suffix", [".npz", ".h5"])
def test_another_process_goes_on_bit_by_bit(suffix, tmp_path):
    if suffix == ".h5":
        pytest.importorskip("h5py")
    for name, found in interrupted(REPRESENTATIVE, tmp_path, suffix).items():
        assert found == uninterrupted(name), name


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_every_model_and_synapse_goes_on_bit_by_bit(part, tmp_path):
    for name, found in interrupted(list(CASES)[part::10], tmp_path).items():
        assert found == uninterrupted(name), name


def test_the_cases_hold_every_dependence_of_stdp():
    assert {dependence for dependence, _ in PAIRS} == set(_DEPENDENCES)


def test_every_array_of_the_state_has_its_place():
    """A new array of State must be put in a room, or said to follow from others."""
    assert set(FIELDS) == set(State._fields)


@pytest.mark.parametrize("make", [
    network, lambda: plastic(SYNAPSES["stdp_triplet"]), lambda: plastic(SYNAPSES["clopath"])],
    ids=["everything", "plastic", "voltage"])
def test_a_snapshot_does_not_depend_on_threads_and_partitions(make):
    taken = []
    for threads, partitions in ((1, 1), (2, 5)):
        sim = nj.Simulation(make(), threads=threads, partitions=partitions)
        sim.run(65.0)
        taken.append(sim.snapshot())
    assert taken[0].arrays["flight/unit"].size > 2
    assert taken[0].arrays.keys() == taken[1].arrays.keys()
    for name, array in taken[0].arrays.items():
        assert np.array_equal(array, taken[1].arrays[name]), name
    assert taken[0].header == taken[1].header


def test_taking_a_snapshot_changes_nothing_and_restoring_takes_everything_back():
    sim = nj.Simulation(plastic(SYNAPSES["stdp_additive_all"]), threads=2)
    among = sim.network.projections[0]
    sim.run(40.0)
    before = sim.snapshot()
    weights = sim[among]["weight"]
    sim.run(60.0)
    straight = outcome(sim)
    sim[sim.network["cells"]]["V_th"] = -53.0
    sim[among]["weight"] = 0.0
    sim[sim.network["noise"]]["rate"] = np.linspace(0.0, 100.0, 10)
    sim.run(33.3)
    sim.restore(before)
    assert sim.time == 40.0
    assert np.array_equal(sim[among]["weight"], weights)
    assert sim[sim.network["cells"]]["V_th"] == -55.0
    sim.run(60.0)
    assert outcome(sim) == straight
    whole = nj.Simulation(plastic(SYNAPSES["stdp_additive_all"]), threads=1)
    whole.run(100.0)
    assert outcome(whole) == straight


def test_edited_weights_and_parameters_are_kept_and_unedited_ones_come_back(tmp_path):
    def make():
        net = nj.Network(seed=1)
        a = net.create(20, "iaf_psc_exp", name="a", I_e=nj.random.uniform(350.0, 500.0))
        net.connect(a, a, nj.rules.fixed_indegree(5), weight=nj.random.normal(20.0, 5.0), name="own")
        net.connect(a, a, nj.rules.fixed_indegree(5), weight=-20.0, name="one")
        net.record(a, "spikes")
        return net

    sim = nj.Simulation(make())
    own, one = sim.network.projections
    plain = sim.snapshot()
    drawn = sim[own]["weight"]
    sim[own]["weight"], sim[one]["weight"] = 2 * drawn, -7.0
    sim[sim.network["a"]]["tau_m"] = np.linspace(9.0, 11.0, 20)
    sim.run(50.0)
    sim.save(tmp_path / "edited.npz")
    again = nj.Simulation.load(make(), tmp_path / "edited.npz")
    for p, q in zip(again.network.projections, (own, one), strict=True):
        assert np.array_equal(again[p]["weight"], sim[q]["weight"])
    assert np.array_equal(again[again.network["a"]]["tau_m"], np.linspace(9.0, 11.0, 20))
    assert sim.run(50.0).spikes == again.run(50.0).spikes
    sim.restore(plain)
    assert np.array_equal(sim[own]["weight"], drawn)
    assert (sim[one]["weight"] == -20.0).all()
    assert sim.time == 0.0


def test_a_changed_seed_of_the_noise_goes_along(tmp_path):
    sim = nj.Simulation(network(), threads=1)
    sim.reset(seed=5)
    sim.run(30.0)
    sim.save(tmp_path / "s.npz")
    again = nj.Simulation.load(network(), tmp_path / "s.npz", threads=2)
    sim.run(30.0)
    again.run(30.0)
    for key, values in state(sim).items():
        assert np.array_equal(values, state(again)[key]), key
