"""The ready-made microcircuit: its tables, its down-scaling, its drives and the thalamic pulse."""
import importlib
import json

import numpy as np
import pytest
from bench.parameters import Microcircuit
from tests.reference_data import reference_path

import neurojit as nj

mc = importlib.import_module("neurojit.networks.microcircuit")  # the function of that name hides it

NEURONS, SYNAPSES = 77_169, 298_880_968  # of the published network
PULSE = (150.0, 10.0, 120.0)  # ms, ms, Hz


def cells(net):
    return [population for population in net.populations if population.name in mc.POPULATIONS]


def between(net):
    return [made for made in net.projections if {made.pre.name, made.post.name} <= set(mc.POPULATIONS)]


def test_tables_are_the_published_ones():
    published = json.loads(reference_path("potjans_diesmann_2014.json").read_text())
    neuron, thalamus = published["neuron"], published["thalamus"]

    assert list(mc.POPULATIONS) == published["pop"]
    assert list(mc.SIZES) == published["N"]
    assert [list(row) for row in mc.SYNAPSES] == published["synapse_numbers[target][source]"]
    assert list(mc.EXTERNAL_INDEGREE) == published["K_ext"]
    assert published["bg_rate_Hz"] == mc.EXTERNAL_RATE
    assert published["w_exc_pA"] == mc.WEIGHT
    assert published["g"] == mc.RELATIVE_INHIBITION
    assert published["weight_rel_std"] == mc.RELATIVE_WEIGHT_STD
    assert {"E": published["delay_exc_ms"], "I": published["delay_inh_ms"]} == mc.DELAY
    assert published["delay_rel_std"] == mc.RELATIVE_DELAY_STD
    units = {"C_m": "pF", "tau_m": "ms", "E_L": "mV", "V_th": "mV", "V_reset": "mV", "t_ref": "ms"}
    expected = {name: neuron[f"{name}_{unit}"] for name, unit in units.items()}
    assert expected == mc.NEURON
    assert neuron["tau_syn_ms"] == mc.TAU_SYN
    assert list(mc.V_MEAN) == published["V0_optimized_mean"]
    assert list(mc.V_STD) == published["V0_optimized_std"]
    assert list(mc.RATES) == published["mean_rates_Hz"]
    assert thalamus["N"] == mc.THALAMUS_SIZE
    assert list(mc.THALAMUS_PROBABILITY) == thalamus["conn_prob"]


def test_one_current_does_for_excitation_and_inhibition_of_one_time_constant():
    def voltages(model, **parameters):
        net = nj.Network(seed=3)
        cell = net.create(1, model, **mc.NEURON, **parameters)
        for sign in (1.0, -0.5):
            times = np.arange(5.0, 100.0, 7.0 + sign)
            net.connect(net.create(1, "spike_generator", spike_times=times), cell, weight=sign * 900.0, delay=0.5)
        net.record(cell, "V_m")
        return nj.Simulation(net, precision="double", threads=1).run(100.0).traces[cell.name]["V_m"]

    both = voltages(nj.models.iaf_psc_exp, tau_syn_ex=mc.TAU_SYN, tau_syn_in=mc.TAU_SYN)
    one = voltages(nj.models.iaf_psc_exp_multisynapse([mc.TAU_SYN]))
    assert np.ptp(one) > 0.5
    np.testing.assert_allclose(one, both, rtol=0, atol=1e-10)


def test_the_bench_uses_the_same_tables():
    bench = Microcircuit()

    assert (bench.populations, bench.full_sizes, bench.full_synapses) == (mc.POPULATIONS, mc.SIZES, mc.SYNAPSES)
    assert (bench.external_indegree, bench.external_rate) == (mc.EXTERNAL_INDEGREE, mc.EXTERNAL_RATE)
    assert (bench.w, bench.g, bench.w_std) == (mc.WEIGHT, mc.RELATIVE_INHIBITION, mc.RELATIVE_WEIGHT_STD)
    assert ({"E": bench.delay_exc, "I": bench.delay_inh}, bench.delay_std) == (mc.DELAY, mc.RELATIVE_DELAY_STD)
    own = {name: getattr(bench, name) for name in ("C_m", "tau_m", "E_L", "V_th", "V_reset", "t_ref")}
    assert (own, bench.tau_syn) == (mc.NEURON, mc.TAU_SYN)
    assert (bench.V_mean, bench.V_std, bench.rates) == (mc.V_MEAN, mc.V_STD, mc.RATES)


@pytest.mark.parametrize("scale", [1.0, 0.1, 0.013])
def test_the_bench_describes_the_same_projections(scale):
    bench = Microcircuit(scale=scale)
    made = {(one.pre.name, one.post.name): one for one in between(nj.networks.microcircuit(scale))}

    for i, target in enumerate(bench.populations):
        for j, source in enumerate(bench.populations):
            number = bench.synapses[i][j]
            assert ((source, target) in made) == (number > 0)
            if number:
                one = made[source, target]
                assert one.rule.number == number
                assert one.weight.first == bench.weight(source, target)
                assert one.weight.second == pytest.approx(bench.w_std * abs(bench.weight(source, target)))
                assert one.delay.first == bench.delay(source)
                assert one.delay.second == bench.delay_std * bench.delay(source)
    assert tuple(population.size for population in cells(nj.networks.microcircuit(scale))) == bench.sizes


def test_sizes_at_a_hundredth():
    sizes = [population.size for population in cells(nj.networks.microcircuit(0.01))]

    assert sizes == [207, 58, 219, 55, 48, 11, 144, 29]


def test_the_full_network_has_the_published_number_of_neurons_and_synapses():
    net = nj.networks.microcircuit()

    assert sum(population.size for population in cells(net)) == NEURONS
    assert sum(one.rule.number for one in between(net)) == SYNAPSES
    assert nj.estimate(net).synapses == SYNAPSES


@pytest.mark.parametrize("scale", [0.5, 0.05, 0.01])
def test_indegrees_are_kept_when_scaled_down(scale):
    for one in between(nj.networks.microcircuit(scale)):
        i, j = mc.POPULATIONS.index(one.post.name), mc.POPULATIONS.index(one.pre.name)
        full = mc.SYNAPSES[i][j] / mc.SIZES[i]
        assert abs(one.rule.number - full * len(one.post)) <= 0.5  # a whole number of synapses


def test_delays_and_weights_stay_on_their_side():
    sim = nj.Simulation(nj.networks.microcircuit(0.002, seed=1), threads=1)

    for one in between(sim.network):
        weight, delay = sim[one].to_scipy().data, sim[one].to_scipy("delay").data
        assert (weight >= 0).all() if one.pre.name.endswith("E") else (weight <= 0).all()
        assert delay.min() >= 0.1 - 1e-9  # one step


def test_dc_drive_is_the_mean_of_the_poisson_drive():
    poisson, dc = nj.networks.microcircuit(0.01), nj.networks.microcircuit(0.01, drive="dc")
    drives = {one.post.name: one for one in poisson.projections if one.is_private}

    assert not [one for one in dc.projections if one.is_private]
    for population in cells(dc):
        drive = drives[population.name]
        rate = float(np.asarray(drive.pre.populations[0].values["rate"]))
        mean = rate / 1000.0 * drive.weight * mc.TAU_SYN  # spikes/ms times the charge of each
        assert float(np.asarray(population.values["I_e"])) == pytest.approx(mean, rel=1e-12)


def test_a_thalamic_pulse_raises_the_rates_of_layers_4_and_6():
    # so small a network fires in volleys, on one of which the pulse may fall; hence the sum over eight noise seeds
    def spikes(thalamus):
        sim = nj.Simulation(nj.networks.microcircuit(0.04, seed=1, thalamus=thalamus), threads=1)
        counts = dict.fromkeys(("L4E", "L6E"), 0)
        for noise in range(8):
            sim.reset(seed=noise)
            sim.run(PULSE[0])
            answer = sim.run(12.0).spikes  # the pulse of 10 ms and its delays
            counts = {name: count + len(answer[name]) for name, count in counts.items()}
        return counts

    without, with_pulse = spikes(None), spikes(PULSE)

    assert with_pulse["L4E"] > 1.5 * without["L4E"]
    assert with_pulse["L6E"] > 1.5 * without["L6E"]


def test_the_thalamus_changes_nothing_before_its_pulse():
    def spikes(thalamus):
        return nj.Simulation(nj.networks.microcircuit(0.01, seed=2, thalamus=thalamus), threads=1).run(50.0).spikes

    without, with_pulse = spikes(None), spikes((50.0, 10.0, 120.0))

    assert all(without[name] == with_pulse[name] for name in mc.POPULATIONS)


@pytest.mark.parametrize("scale", [0.0, -0.1, 1.01, float("nan")])
def test_a_scale_outside_0_to_1_is_refused(scale):
    with pytest.raises(nj.ParameterError, match="scale must be in"):
        nj.networks.microcircuit(scale)


def test_an_unknown_drive_is_refused():
    with pytest.raises(nj.ParameterError, match="drive must be 'poisson' or 'dc', got 'ac'"):
        nj.networks.microcircuit(0.01, drive="ac")


@pytest.mark.parametrize(("wrong", "words"), [
    ({"thalamus": (700.0, 10.0)}, "thalamus must be"), ({"thalamus": "x"}, "thalamus must be"),
    ({"thalamus": True}, "thalamus must be"), ({"thalamus": 700.0}, r"\(start, duration, rate\)"),
    ({"dt": None}, "dt must be"), ({"dt": "a"}, "dt must be"), ({"dt": 0.0}, "dt must be"),
    ({"dt": -1.0}, "dt must be")])
def test_arguments_that_cannot_be_are_refused(wrong, words):
    with pytest.raises(nj.ParameterError, match=words):
        nj.networks.microcircuit(0.01, seed=1, **wrong)
