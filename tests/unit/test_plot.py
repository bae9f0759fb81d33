"""Pictures: each is drawn, carries labels with units, stays on the axes it is given, and overlaps nothing."""
import itertools
import time

import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import ParameterError
from neurojit.record import SpikeTrain

pyplot = pytest.importorskip("matplotlib.pyplot")


@pytest.fixture(autouse=True)
def _closed():
    pyplot.switch_backend("Agg")
    yield
    pyplot.close("all")


def network():
    net = nj.Network(seed=2)
    exc = net.create(80, nj.models.iaf_psc_exp, name="exc", I_e=420.0, V_m=nj.random.uniform(-70, -55))
    inh = net.create(20, nj.models.iaf_psc_exp, name="inh", I_e=400.0, V_m=nj.random.uniform(-70, -55))
    noise = net.create(1, nj.models.poisson_generator, name="noise", rate=2000.0)
    net.connect(noise, exc + inh, weight=40.0)
    net.connect(exc, exc + inh, nj.rules.fixed_indegree(8), weight=nj.random.normal(45.0, 4.5))
    net.connect(inh, exc + inh, nj.rules.fixed_indegree(4), weight=-200.0)
    net.record(exc + inh, "spikes")
    net.record(exc[:3], ["V_m", "I_syn_ex"], name="some")
    return net


@pytest.fixture(scope="module")
def sim():
    made = nj.Simulation(network())
    made.run(200.0)
    return made


def fitzhugh():
    net = nj.Network(seed=1)
    cell = net.create(1, nj.models.fitzhugh_nagumo, name="cell", I=0.5)
    net.record(cell, ["v", "u"])
    return nj.Simulation(net).run(100.0).traces["cell"]


PICTURES = {
    "raster": (lambda sim, ax: nj.plot.raster(sim.result, ax=ax), "time (ms)", ""),
    "traces": (lambda sim, ax: nj.plot.traces(sim.result, ax=ax, spikes=sim.result.spikes["exc"]),
               "time (ms)", "V_m (mV)"),
    "rate": (lambda sim, ax: nj.plot.rate(sim.result, ax=ax), "time (ms)", "rate (Hz)"),
    "histogram": (lambda sim, ax: nj.plot.histogram(nj.statistics.isi(sim.result.spikes["exc"]), "interval (ms)",
                                                    ax=ax), "interval (ms)", "count"),
    "weight_matrix": (lambda sim, ax: nj.plot.weight_matrix(sim[sim.network.projections[1]].to_scipy(), ax=ax),
                      "target", "source"),
    "connectivity": (lambda sim, ax: nj.plot.connectivity(sim.network, ax=ax), "", ""),
    "weight_evolution": (lambda sim, ax: nj.plot.weight_evolution(
        np.arange(30.0), np.cumsum(np.random.default_rng(1).normal(size=(30, 60)), axis=0), ax=ax, label="weight (pA)"),
        "time (ms)", "weight (pA)"),
    "phase_plane": (lambda sim, ax: nj.plot.phase_plane(nj.models.fitzhugh_nagumo, (-2.5, 2.5), (-1, 2), I=0.5, ax=ax,
                                                        trajectory=fitzhugh()), "v", "u"),
}


def test_every_picture_is_tested():
    assert set(PICTURES) == set(nj.plot.__all__)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_labels_and_its_text_overlaps_nothing(name, sim):
    draw, across, up = PICTURES[name]
    ax = draw(sim, None)
    assert (ax.get_xlabel(), ax.get_ylabel()) == (across, up)
    assert ax.has_data() or ax.texts
    figure = ax.figure
    figure.canvas.draw()
    assert figure.get_size_inches()[0] * 100 <= 600
    texts = [text for axes in figure.axes for text in _texts(axes) if text.get_text() and text.get_visible()]
    boxes = [text.get_window_extent() for text in texts]
    for (one, first), (other, second) in itertools.combinations(zip(texts, boxes), 2):
        assert not first.padded(-1).overlaps(second.padded(-1)), f"{one.get_text()!r} overlaps {other.get_text()!r}"
    inside = figure.bbox.padded(2)
    assert all(inside.containsx(b.x0) and inside.containsx(b.x1) and inside.containsy(b.y0) and inside.containsy(b.y1)
               for b in boxes), "text is cut off"


def _texts(axes):
    """Text that is drawn: labels, those ticks within the limits, notes, legends."""
    if not axes.axison:
        return [*axes.texts, *(axes.get_legend().get_texts() if axes.get_legend() else [])]
    found = [axes.xaxis.label, axes.yaxis.label, axes.title, *axes.texts]
    for axis, (low, high) in ((axes.xaxis, sorted(axes.get_xlim())), (axes.yaxis, sorted(axes.get_ylim()))):
        found += [tick.label1 if tick.label1.get_visible() else tick.label2 for tick in axis.get_major_ticks()
                  if low <= tick.get_loc() <= high]
    return found + (axes.get_legend().get_texts() if axes.get_legend() else [])


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_drawn_on_the_axes_it_is_given(name, sim):
    _, (left, right) = pyplot.subplots(1, 2)
    assert PICTURES[name][0](sim, right) is right
    assert not left.has_data()
    with pytest.raises(ParameterError, match="ax must be matplotlib Axes, got 3"):
        PICTURES[name][0](sim, 3)


def test_a_raster_of_a_million_spikes_takes_less_than_five_seconds():
    rng = np.random.default_rng(1)
    trains = {name: SpikeTrain(np.sort(rng.integers(1, 10_001, 500_000)), rng.integers(0, 10_000, 500_000), 0.1,
                               np.arange(10_000), 0.0, 1000.0) for name in "ab"}
    began = time.perf_counter()
    ax = nj.plot.raster(trains)
    ax.figure.canvas.draw()
    assert time.perf_counter() - began < 5.0
    assert 20_000 < sum(len(line.get_xdata()) for line in ax.lines) < 60_000, "every twentieth unit of each"


def test_a_raster_shows_every_spike_where_units_are_few(sim):
    ax = nj.plot.raster(sim.result)
    drawn = {len(line.get_xdata()) for line in ax.lines}
    assert {len(train) for train in sim.result.spikes.values()} <= drawn
    colours = [line.get_color() for line in ax.lines if line.get_linestyle() == "None"]
    assert len(set(colours)) == 2


def test_a_raster_keeps_the_units_apart():
    train = SpikeTrain(np.array([5, 7]), np.array([4, 9]), 0.1, np.array([9, 4]), 0.0, 2.0)
    (line,) = nj.plot.raster(train).lines
    assert line.get_ydata().tolist() == [0.75, 0.25], "in the order of the units, from the top"


def test_a_rate_is_that_of_the_statistics(sim):
    ax = nj.plot.rate(sim.result, width=20.0)
    values = ax.patches[0].get_data().values
    assert np.array_equal(values, nj.statistics.population_rate(sim.result.spikes["exc"], 20.0)[1])


def test_a_weight_matrix_keeps_the_weights():
    image = nj.plot.weight_matrix(np.array([[0.0, 2.0], [-3.0, 0.0]])).images[0]
    assert np.array_equal(image.get_array().filled(np.nan), [[np.nan, 2.0], [-3.0, np.nan]], equal_nan=True)
    assert image.get_clim() == (-3.0, 3.0)
    big = np.zeros((1000, 1000))
    big[:500] = 2.0
    shown = nj.plot.weight_matrix(big).images[0].get_array()
    assert shown.shape == (400, 400)
    assert np.nanmax(shown) == np.nanmin(shown) == 2.0, "the mean of synapses, not of empty places"
    assert shown.mask.sum() == 80_000


def test_the_weights_of_a_projection_are_drawn_as_they_are(sim):
    synapses = sim[sim.network.projections[1]]
    one, other = (nj.plot.weight_matrix(given).images[0].get_array() for given in (synapses, synapses.to_scipy()))
    assert np.array_equal(one.filled(0.0), other.filled(0.0))


def test_nullclines_lie_where_the_flow_is_zero():
    ax = nj.plot.phase_plane(nj.models.fitzhugh_nagumo, (-2.5, 2.5), (-1, 2), I=0.5)
    contours = [one for one in ax.collections if hasattr(one, "levels")]
    v, u = contours[0].get_paths()[0].vertices.T
    assert np.abs(v - v**3 / 3 - u + 0.5).max() < 0.01
    v, u = contours[1].get_paths()[0].vertices.T
    assert np.abs(v + 0.7 - 0.8 * u).max() < 0.01


def test_a_phase_plane_refuses_what_is_no_plane():
    with pytest.raises(ParameterError, match="two variables, hh_psc_alpha has V_m"):
        nj.plot.phase_plane(nj.models.hh_psc_alpha, (-90, 50), (0, 1))
    with pytest.raises(ParameterError, match="has no 'I_ext'"):
        nj.plot.phase_plane(nj.models.fitzhugh_nagumo, (-2, 2), (-1, 1), I_ext=1.0)
    held = nj.plot.phase_plane(nj.models.aeif_psc_delta, (-80, -40), (-100, 300), I_e=500.0)
    assert held.get_ylabel() == "w (pA)"


def test_a_phase_plane_converts_quantities():
    """0.5 nA are 500 pA, 0.03 uS are 30 nS, -0.08 V are -80 mV."""
    quantities = pytest.importorskip("quantities")

    def nullcline(x=(-80.0, -40.0), **values):
        ax = nj.plot.phase_plane(nj.models.aeif_cond_exp, x, (-100, 600), g_ex=0, g_in=0, **values)
        return next(one for one in ax.collections if hasattr(one, "levels")).get_paths()[0].vertices

    plain = nullcline(I_stim=500.0)
    assert np.allclose(nullcline(I_stim=0.5 * quantities.nA), plain)
    assert np.allclose(nullcline(I_stim=500.0, x=quantities.Quantity([-0.08, -0.04], "V")), plain)
    assert np.allclose(nullcline(I_stim=500.0, g_L=0.03 * quantities.uS), plain)
    assert plain[:, 1].min() > nullcline(I_stim=0.0)[:, 1].min() + 10.0


@pytest.mark.parametrize(("given", "words"), [
    ({"I": "a"}, "I must be a number"), ({"I": [0.5, 1.0]}, "I must be one number"),
    ({"trajectory": 5}, "a trajectory is the Traces of a population"),
    ({"trajectory": [[1.0], [1.0, 2.0]]}, "two arrays of one length"),
    ({"trajectory": nj.record.Traces({"v": np.zeros((3, 1))}, np.arange(3.0), np.arange(1))}, "traces have no 'u'")])
def test_a_phase_plane_refuses_what_it_cannot_draw(given, words):
    with pytest.raises(ParameterError, match=words):
        nj.plot.phase_plane(nj.models.fitzhugh_nagumo, (-2.5, 2.5), (-1, 2), **given)


def test_rates_of_several_recorders_are_all_within_the_picture():
    trains = [SpikeTrain(np.array([100]), np.array([0]), 0.1, np.arange(1), *window)
              for window in ((0.0, 200.0), (150.0, 160.0), (20.0, 30.0))]
    assert nj.plot.rate(dict(zip("abc", trains, strict=True))).get_xlim() == (0.0, 200.0)


@pytest.mark.parametrize(("weight", "label"), [
    (nj.random.normal(5.0, 20.0, high=0.0), "inhibits"), (nj.random.normal(-5.0, 20.0, low=0.0), "excites"),
    (nj.random.normal(5.0, 2.0), "excites"), (nj.random.uniform(-3.0, 1.0), "inhibits"),
    (nj.random.lognormal(-3.0, 1.0), "excites"), (nj.random.uniform(-1.0, 1.0), "other"), (-2.0, "inhibits")])
def test_arrows_are_coloured_by_the_sign_of_the_weights(weight, label):
    net = nj.Network(seed=1)
    cells = net.create(4, "iaf_psc_exp", name="cells")
    net.connect(cells, cells, weight=weight)
    ax = nj.plot.connectivity(net)
    assert label in {text.get_text() for text in ax.get_legend().get_texts()}


def test_what_cannot_be_drawn_is_refused(sim):
    with pytest.raises(ParameterError, match="spikes are drawn of a Result"):
        nj.plot.raster({})
    with pytest.raises(ParameterError, match="'V' was not recorded"):
        nj.plot.traces(sim.result, "V")
    with pytest.raises(ParameterError, match="no value to draw among 3"):
        nj.plot.histogram([np.nan] * 3, "CV")
    for bins in (0, -1, [3.0, 1.0], "few"):
        with pytest.raises(ParameterError, match=r"bins must be a number of bins >= 1.* got"):
            nj.plot.histogram([1.0, 2.0], "CV", bins=bins)
    with pytest.raises(nj.NetworkError, match="of a Network, such as sim"):
        nj.plot.connectivity(sim)
    with pytest.raises(ParameterError, match=r"must have shape \(time, synapse\)"):
        nj.plot.weight_evolution([0, 1], np.zeros((3, 4)))
    with pytest.raises(ParameterError, match=r"shape \(pre, post\), got shape \(3,\)"):
        nj.plot.weight_matrix([1, 2, 3])
    with pytest.raises(ParameterError, match=r"such as sim\[projection\].to_scipy\(\), got Simulation"):
        nj.plot.weight_matrix(sim)
