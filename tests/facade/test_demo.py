"""The demonstrations run, print what they found and save a figure."""
import numpy as np
import pytest

from neurojit.demo import DEMONSTRATIONS, hebbian_learning, single_neuron

FACADE = [name for name in DEMONSTRATIONS if name != "balanced"]


def test_there_are_six_in_the_order_in_which_they_teach():
    assert list(DEMONSTRATIONS) == [
        "single_neuron", "nernst", "synaptic_transmission", "hebbian_learning", "three_layers", "balanced"]


@pytest.mark.parametrize("name", FACADE)
def test_a_demonstration_saves_its_figure(name, tmp_path, capsys):
    pytest.importorskip("matplotlib")
    DEMONSTRATIONS[name](tmp_path)
    figures = list(tmp_path.iterdir())
    assert [path.suffix for path in figures] == [".png"]
    assert str(figures[0]) in capsys.readouterr().out


def test_without_a_folder_nothing_is_drawn(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    DEMONSTRATIONS["nernst"](None)
    assert "+66.6" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_the_three_layers_are_those_of_the_reference(capsys):
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    DEMONSTRATIONS["three_layers"](None)
    assert "636 spikes, 121.14 Hz" in capsys.readouterr().out
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


def test_the_pairing_really_potentiates(capsys):
    DEMONSTRATIONS["hebbian_learning"](None)
    together, later, alone = capsys.readouterr().out.splitlines()[1:4]
    assert f"{10.0 - 8.0 * 0.99 ** hebbian_learning.PAIRINGS:.3f}" in together
    assert "-> 1.990" in later
    assert "-> 1.990" in alone


def test_measured_rates_follow_the_equation():
    """Within the rounding of an interval to steps of 0.1 ms, and a spike in 1 s."""
    currents = np.array([4.0, 6.0, 9.0, 15.0])
    expected = np.array([single_neuron.expected_rate(current) for current in currents])
    assert single_neuron.measured_rates(currents) == pytest.approx(expected, rel=0.03, abs=1.0)
