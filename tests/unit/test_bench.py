"""What the bench computes from its measurements."""
import hashlib
import json
import subprocess
import sys

import numpy as np
import pytest
from bench import compare, spike_statistics
from bench.micro import delivery, update

import neurojit as nj
from neurojit.record import SpikeTrain


def train(steps, senders, units=2, stop=100.0):
    return SpikeTrain(np.array(steps), np.array(senders), 0.1, np.arange(units), 0.0, stop)


def result(run_s, low, high, n=3):
    row = {"network": "brunel", "simulator": "neurojit", "threads": 1, "n": n}
    row |= dict.fromkeys(compare.MEASURED, run_s) | {"spread": {key: [low, high] for key in compare.MEASURED}}
    return {"medians": [row]}


def test_the_digest_is_over_pairs_in_order_of_step_and_neuron():
    pairs = np.array([[3, 0], [3, 2], [7, 1]], dtype="<i8")

    found = spike_statistics.digest([train([3, 7], [0, 1]), train([3], [0], units=1)])

    assert found == hashlib.sha256(pairs.tobytes()).hexdigest()


def test_a_regular_neuron_has_no_variation_and_others_do_not_count():
    assert spike_statistics.mean_cv(train([10, 15, 20, 30, 40], [0, 1, 0, 0, 0])) == pytest.approx(0.0)
    assert spike_statistics.mean_cv(train([10, 15], [0, 0])) is None


def test_the_cv_is_that_of_the_intervals():
    steps = np.cumsum([5, 10, 30, 20, 7])

    found = spike_statistics.mean_cv(train(steps, np.zeros(5, int)))

    intervals = np.diff(steps)
    assert found == pytest.approx(intervals.std() / intervals.mean())


def test_neurons_that_spike_together_are_correlated_and_others_are_not():
    rng = np.random.default_rng(1)
    steps = np.sort(rng.integers(1, 10_000, 300))
    together = train(np.repeat(steps, 2), np.tile([0, 1], 300), stop=1000.0)
    apart = train(np.sort(rng.integers(1, 10_000, 600)), rng.integers(0, 2, 600), stop=1000.0)

    assert spike_statistics.correlation(together) == pytest.approx(1.0)
    assert abs(spike_statistics.correlation(apart)) < 0.2  # 500 bins: 4.5 standard errors
    assert spike_statistics.correlation(train([1], [0])) is None


@pytest.mark.parametrize(
    ("new", "verdict", "fails"),
    [((1.05, 1.0, 1.1), "same", False), ((1.2, 1.15, 1.3), "slower", False), ((1.5, 1.4, 1.6), "slower", True),
     ((0.5, 0.4, 0.6), "faster", False)],
)
def test_a_figure_is_called_slower_only_beyond_the_noise(new, verdict, fails):
    run = next(one for one in compare.compare(result(1.0, 0.9, 1.1), result(*new)) if one.name.endswith("run_s"))

    assert (run.verdict, run.fails) == (verdict, fails)


def test_a_figure_measured_once_is_given_room():
    run = compare.compare(result(1.0, 1.0, 1.0, n=1), result(1.15, 1.15, 1.15, n=1))[0]

    assert run.verdict == "same"


def test_longer_rows_move_fewer_bytes_an_event_and_never_less_than_the_entries():
    moved = [delivery.bytes_per_event(row, True, True) for row in delivery.ROWS]

    assert moved == sorted(moved, reverse=True)
    assert moved[-1] > delivery.TARGET_BYTES + delivery.WEIGHT_BYTES


def test_neurons_of_every_model_can_be_timed():
    """Some have no parameters that could be their own."""
    for model in nj.models.all_models().values():
        if isinstance(model, nj.NeuronModel):
            for values in update.variants(model).values():
                assert nj.Network().create(update.NEURONS, model, **values).size == update.NEURONS


@pytest.mark.slow
def test_single_operations_are_timed_from_end_to_end():
    found = subprocess.run([sys.executable, "-m", "bench.micro", "--quick", "--repeats", "1"], capture_output=True,
                           text=True, check=True, timeout=1800)
    assert json.loads(found.stdout.splitlines()[-1])["figures"]["neuron and step, parrot_neuron, shared parameters"]
