"""Statistics of spike trains against their definitions and against processes whose answer is known."""
import numpy as np
import pytest

import neurojit as nj
from neurojit import statistics
from neurojit.errors import ParameterError
from neurojit.record import SpikeTrain


def train(steps, senders, units=2, start=0.0, stop=100.0):
    return SpikeTrain(np.asarray(steps), np.asarray(senders), 0.1, np.arange(units), start, stop)


def poisson(rate, units, stop, seed=1):
    rng = np.random.default_rng(seed)
    grid = rng.random((round(stop * 10), units)) < rate * 1e-4
    steps, senders = np.nonzero(grid)
    return train(steps + 1, senders, units, stop=stop)


def test_a_poisson_process_is_irregular_and_uncorrelated():
    spikes = poisson(50.0, 100, 10_000.0)
    expected = 1.0 - 50.0 * 1e-4  # of a Bernoulli process: variance p(1-p) over mean p
    assert statistics.unit_rates(spikes).mean() == pytest.approx(50.0, rel=0.02)
    assert statistics.cv(spikes).mean() == pytest.approx(np.sqrt(expected), rel=0.02)
    assert statistics.cv2(spikes).mean() == pytest.approx(1.0, rel=0.02)
    assert statistics.fano_factor(spikes).mean() == pytest.approx(expected, rel=0.04)
    assert abs(statistics.mean_correlation(spikes)) < 0.003
    frequencies, power = statistics.spectrum(statistics.population_rate(spikes)[1], 1.0)
    assert power[frequencies > 10].mean() == pytest.approx(2 * 50.0 / 100, rel=0.1), "flat at twice rate / units"


def test_the_statistics_of_a_unit_do_not_depend_on_the_others():
    spikes = poisson(40.0, 5, 2000.0)
    for measure in (statistics.cv, statistics.cv2, statistics.fano_factor, statistics.unit_rates):
        assert measure(spikes.select([3]))[0] == measure(spikes)[3]
        assert measure(spikes.select([4, 1])).tolist() == measure(spikes)[[4, 1]].tolist()


def test_units_with_too_few_spikes_have_no_irregularity():
    few = train([10, 20, 30, 40, 55], [0, 0, 0, 1, 1], units=3)
    assert statistics.cv(few)[0] == 0.0
    assert np.isnan(statistics.cv(few)[1:]).all()
    assert np.isnan(statistics.cv2(few)[1:]).all()
    assert np.isnan(statistics.cv(few, least=4)).all()
    assert np.isnan(statistics.fano_factor(few, 10.0)[2])


def test_bins_hold_the_spikes_of_a_run_of_their_length():
    spikes = train([1, 10, 11, 20, 1000], [0, 0, 0, 1, 1])
    counts = statistics.binned(spikes, 1.0)
    assert counts.shape == (2, 100)
    assert counts[0, :2].tolist() == [2, 1]
    assert counts[1, [1, 99]].tolist() == [1, 1]
    assert counts.sum() == len(spikes)
    times, rate = statistics.population_rate(spikes, 10.0)
    assert times[:2].tolist() == [5.0, 15.0]
    assert rate[0] == pytest.approx(4 / 2 / 0.01)
    assert statistics.binned(spikes, 30.0).shape == (2, 3), "what does not fill a bin is left out"


def test_bins_of_a_window_begin_with_it():
    late = train([500, 501, 510, 511], [0, 0, 0, 1], start=50.0, stop=52.0)
    assert statistics.binned(late, 1.0).tolist() == [[3, 0], [0, 1]]


def test_widths_must_fit():
    for width in (0.05, 0.33, 1000.0):
        with pytest.raises(ParameterError, match="width must"):
            statistics.binned(train([1], [0]), width)


def test_a_psth_shows_the_response_to_events():
    spikes = poisson(20.0, 50, 5000.0)
    events = np.arange(100.0, 4900.0, 100.0)
    extra = np.repeat(np.rint(events * 10).astype(int) + 55, 50)
    steps = np.concatenate([spikes.steps, extra])
    order = np.argsort(steps, kind="stable")
    senders = np.concatenate([spikes.senders, np.tile(np.arange(50), events.size)])
    both = train(steps[order], senders[order], 50, 0.0, 5000.0)
    times, rate = statistics.psth(both, events, before=20.0, after=30.0)
    assert times[rate.argmax()] == pytest.approx(5.5)
    assert rate.max() == pytest.approx(1020.0, rel=0.02)
    assert np.median(rate) == pytest.approx(20.0, rel=0.1)
    with pytest.raises(ParameterError, match="events must lie 20 ms after 0"):
        statistics.psth(both, [10.0], before=20.0, after=30.0)
    with pytest.raises(ParameterError, match="got 0 events"):
        statistics.psth(both, [], before=20.0, after=30.0)


@pytest.mark.parametrize("wrong", [None, "x", np.nan, np.inf, [5.0], 1e308, 0.0, -1.0])
def test_times_that_are_none_are_refused(wrong):
    one = train([100, 500], [0, 1])
    for name in ("binned", "population_rate", "fano_factor", "correlation"):
        with pytest.raises(ParameterError, match="width must"):
            getattr(statistics, name)(one, wrong)
    if wrong not in (0.0, 1e308):
        for name, times in (("before", (wrong, 5.0)), ("after", (5.0, wrong))):
            with pytest.raises(ParameterError, match=f"{name} must be a (time >= 0 ms|number)"):
                statistics.psth(one, [50.0], *times)
        with pytest.raises(ParameterError, match="reach must be"):
            statistics.correlogram(one, one, wrong)


@pytest.mark.parametrize("events", [None, "x", [np.nan], [[10.0], [20.0]], [1j]])
def test_events_that_are_no_times_are_refused(events):
    with pytest.raises(ParameterError, match="events must be"):
        statistics.psth(train([100, 500], [0, 1]), events, 5.0, 5.0)


def test_a_psth_has_whole_bins():
    with pytest.raises(ParameterError, match=r"before \+ after must be a multiple of width = 3 ms, got 5 \+ 5"):
        statistics.psth(train([100, 500], [0, 1]), [20.0], 5.0, 5.0, width=3.0)


@pytest.mark.parametrize("most", [-1, 1, 1.5, None, True])
def test_a_correlation_is_of_two_at_least(most):
    with pytest.raises(ParameterError, match="most must be an integer >= 2"):
        statistics.mean_correlation(train([100, 500], [0, 1]), most=most)


def test_correlation_is_pearsons():
    spikes = poisson(50.0, 6, 1000.0)
    assert np.allclose(statistics.correlation(spikes, 5.0), np.corrcoef(statistics.binned(spikes, 5.0)))
    assert np.isnan(statistics.mean_correlation(train([1], [0])))


def test_a_correlogram_peaks_at_the_lag():
    first = poisson(30.0, 40, 3000.0)
    later = SpikeTrain(first.steps + 70, first.senders, 0.1, first.units, 0.0, 3000.0)
    lags, covariance = statistics.correlogram(first, later, reach=20.0)
    assert lags[covariance.argmax()] == pytest.approx(7.0)
    assert np.array_equal(statistics.correlogram(later, first, reach=20.0)[1], covariance[::-1])
    with pytest.raises(ParameterError, match="same time"):
        statistics.correlogram(first, later.between(0.0, 1000.0))


def test_lags_stay_within_reach():
    spikes = train([5, 100, 105], [0, 0, 0])
    lags, _ = statistics.correlogram(spikes, spikes, reach=5.0, width=3.0)
    assert lags.tolist() == [-3.0, 0.0, 3.0]
    assert statistics.correlogram(spikes, spikes, reach=0.3, width=0.1)[0].size == 7, "0.3/0.1 is below 3"


@pytest.mark.parametrize("name", ["unit_rates", "isi", "cv", "cv2", "binned", "fano_factor", "population_rate",
                                  "correlation", "mean_correlation", "psth", "correlogram"])
def test_statistics_are_of_a_train(name):
    more = {"binned": (1.0,), "psth": ([5.0], 1.0, 1.0), "correlogram": (train([1], [0]),)}.get(name, ())
    for other in (nj.Result({}, {}, 0.0, 10.0), [1.0, 2.0]):
        with pytest.raises(ParameterError, match=r"of a SpikeTrain, such as result.spikes\['exc'\], got (Result|list)"):
            getattr(statistics, name)(other, *more)


def test_a_spectrum_finds_a_rhythm_and_keeps_the_power():
    time = np.arange(0.0, 4000.0, 0.5)
    wave = np.stack([3.0 * np.sin(2 * np.pi * 0.06 * time), np.sin(2 * np.pi * 0.02 * time)], axis=1)
    frequencies, power = statistics.spectrum(wave, 0.5, segment=1000.0)
    assert frequencies[power.argmax(axis=0)].tolist() == [60.0, 20.0]
    assert power[:, 0].sum() * (frequencies[1] - frequencies[0]) == pytest.approx(4.5, rel=0.01)
    for times in ({"interval": 0}, {"interval": -0.5}, {"interval": "1"}, {"interval": 0.5, "segment": 0.0}):
        with pytest.raises(ParameterError, match=r"(interval|segment) must be a .* ms, got"):
            statistics.spectrum(wave, **times)
    for few in ([1.0, 2.0], "wave", nj.Result({}, {}, 0.0, 10.0), 1j * wave):
        with pytest.raises(ParameterError, match="at least 8 numbers over time"):
            statistics.spectrum(few, 0.5)
    with pytest.raises(ParameterError, match="8 to 8000 values"):
        statistics.spectrum(wave, 0.5, segment=5000.0)


class Seconds:
    """A quantity as pint makes them."""

    def __init__(self, value):
        self.magnitude = np.asarray(value)

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.magnitude, dtype)  # without the unit, as pint's does

    def to(self, unit):
        return Seconds(self.magnitude * {"ms": 1000.0}[unit])


def test_times_may_be_quantities():
    spikes = poisson(20.0, 5, 2000.0)
    for found, expected in (
        (statistics.psth(spikes, Seconds([0.5, 1.0]), Seconds(0.1), 50.0, Seconds(0.01)),
         statistics.psth(spikes, [500.0, 1000.0], 100.0, 50.0, 10.0)),
        (statistics.binned(spikes, Seconds(0.05)), statistics.binned(spikes, 50.0)),
        (statistics.population_rate(spikes, Seconds(0.05)), statistics.population_rate(spikes, 50.0)),
        (statistics.correlogram(spikes, spikes, Seconds(0.05), Seconds(0.005)),
         statistics.correlogram(spikes, spikes, 50.0, 5.0)),
        (statistics.spectrum(np.arange(64.0), Seconds(0.001), Seconds(0.016)),
         statistics.spectrum(np.arange(64.0), 1.0, 16.0)),
    ):
        assert np.array_equal(np.stack(found), np.stack(expected))
    with pytest.raises(ParameterError, match="width must be a number"):
        statistics.binned(spikes, "wide")
