"""Networks that several tests share."""

import numpy as np

import neurojit as nj
from neurojit.equations.evaluate import evaluate
from neurojit.models import NeuronModel, SourceModel

NEURONS = [m for m in nj.models.all_models().values() if isinstance(m, NeuronModel)]
SOURCES = [m for m in nj.models.all_models().values() if isinstance(m, SourceModel)]
names = [m.name for m in NEURONS]


def drive_of(model):
    """(weight, current) that make a neuron of this model fire now and then, from its own units.

    A new model is tested with weights of a tenth of the distance to threshold, in its receptor's unit.
    """
    return DRIVES.get(model.name, (50.0, 200.0))


DRIVES = {
    "iaf_psc_delta": (4.0, 380.0), "iaf_psc_exp": (250.0, 380.0), "iaf_psc_alpha": (120.0, 380.0),
    "iaf_psc_exp_multisynapse": (250.0, 380.0),
    "iaf_cond_exp": (25.0, 300.0), "iaf_cond_alpha": (10.0, 300.0), "iaf_cond_beta": (10.0, 300.0),
    "iaf_cond_exp_sfa_rr": (15.0, 400.0), "iaf_chxk_2008": (40.0, 1500.0),
    "aeif_psc_delta": (4.0, 900.0), "aeif_psc_exp": (1500.0, 900.0), "aeif_psc_alpha": (700.0, 900.0),
    "aeif_cond_exp": (40.0, 900.0), "aeif_cond_alpha": (20.0, 900.0),
    "aeif_psc_delta_clopath": (4.0, 900.0),
    "mat2_psc_exp": (400.0, 450.0), "amat2_psc_exp": (200.0, 250.0),
    "glif_psc_1": (100.0, 280.0), "glif_psc_2": (100.0, 280.0), "glif_psc_3": (150.0, 500.0),
    "glif_psc_4": (150.0, 500.0), "glif_psc_5": (150.0, 500.0),
    "gif_psc_exp": (60.0, 200.0), "gif_cond_exp": (3.0, 200.0), "pp_psc_delta": (3.0, 500.0),
    "izhikevich": (6.0, 6.0), "izhikevich_2007": (6.0, 150.0), "qif": (6.0, 60.0), "theta": (0.4, 60.0),
    "hh_psc_alpha": (150.0, 900.0), "hh_cond_exp_traub": (4.0, 400.0), "hh_cond_beta_gap_traub": (4.0, 600.0),
    "pospischil_rs": (6.0, 150.0), "pospischil_fs": (6.0, 150.0), "pospischil_ib": (6.0, 150.0),
    "pospischil_lts": (6.0, 30.0), "wang_buzsaki": (6.0, 200.0), "connor_stevens": (6.0, 1500.0),
    "fitzhugh_nagumo": (0.5, 50.0), "morris_lecar": (15.0, 110.0), "hindmarsh_rose": (0.4, 100.0),
    "intfire1": (0.4, 0.0), "parrot_neuron": (1.0, 0.0), "seed": (9.0, 0.0),
}


def takes_current(model):
    """Whether current sources can be connected."""
    return "I_stim" in model.inputs


def some_parameter(model):
    """The name of a parameter that may differ between neurons, with a spread that keeps the model alive."""
    for name in ("V_th", "V_reset", "c", "E_L"):
        if name in model.parameters:
            return name
    return next(iter(model.parameters))


def random_edges(rng, n_pre, n_post, count):
    """Random pairs with multapses and, where the sides are one population, autapses."""
    pre, post = rng.integers(0, n_pre, count), rng.integers(0, n_post, count)
    pre[:3], post[:3] = pre[0], post[0]
    pre[3], post[3] = 1, 1
    return pre, post


def small_network(model, per_neuron, seed=7):
    """A network of one neuron model with everything the oracle knows.

    Two populations, slices and unions, both signs, delays of 1 to 30 steps, multapses, autapses, two
    projections between the same populations, spike generators, currents of all kinds and shared Poisson units.
    """
    rng = np.random.default_rng(seed)
    weight, current = drive_of(model)
    values = {}
    if per_neuron and model.parameters:
        key = some_parameter(model)
        values[key] = model.parameters[key].default + rng.uniform(-1.0, 1.0, 30)
    if "I_e" in model.parameters:
        values["I_e"] = np.linspace(0.0, current, 30) if per_neuron else current / 2
    net = nj.Network(seed=seed)
    times = [np.sort(rng.choice(np.arange(1, 2000), 60, replace=False)) * 0.1 for _ in range(5)]
    driver = net.create(5, "spike_generator", name="driver", spike_times=[np.round(t, 1) for t in times])
    a = net.create(30, model, name="a", **values)
    noise = net.create(8, "poisson_source", name="noise", rate=np.linspace(50.0, 300.0, 8), start=5.0, stop=150.0)
    first = next(iter(model.variables))
    b = net.create(15, model, name="b", **{first: nj.random.normal(_resting(model), 1.0)})
    net.connect(driver, a, weight=weight * rng.normal(1.0, 1.0, (5, 30)), delay=rng.uniform(0.1, 3.0, (5, 30)))
    net.connect(noise, a[:10] + b, weight=weight, delay=1.5)
    net.connect(noise, b[3:9], nj.rules.fixed_indegree(3), weight=-weight / 2, delay=0.1)
    pre, post = random_edges(rng, 45, 45, 400)
    net.connect(a + b, a + b, (pre, post), weight=weight / 4 * rng.normal(0.5, 1.0, 400),
                delay=rng.integers(1, 31, 400) * 0.1)
    net.connect(a + b, a + b, nj.rules.pairwise_bernoulli(0.05), weight=nj.random.normal(0.0, weight / 4),
                delay=nj.random.uniform(0.1, 3.0))
    net.connect(a, b[::2], nj.rules.fixed_total_number(40), weight=weight / 8, delay=0.7)
    net.connect(b, b, nj.rules.one_to_one(), weight=-weight / 8, delay=0.3)
    if takes_current(model):
        dc = net.create(2, "dc_generator", name="dc", amplitude=[current, -current / 2], start=20.0, stop=160.0)
        step = net.create(1, "step_current_generator", name="step", amplitude_times=[10.0, 60.0, 120.3],
                          amplitude_values=[current, -current / 3, current / 2])
        net.connect(dc, b, weight=0.5)
        ac = net.create(2, "ac_generator", name="ac", amplitude=current / 4, offset=[0.0, current / 8], frequency=30.0,
                        phase=45.0, start=15.0, stop=190.0)
        net.connect(step, a[10:20], weight=rng.uniform(0.2, 1.0, 10))
        net.connect(ac, a[15:] + b[:5], weight=rng.uniform(0.2, 1.0, (2, 20)))
        net.drive(b[4:], "I_stim", current / 3 * rng.normal(0.0, 1.0, (90, 11)), 2.0, start=12.3)
    net.record(a, ["spikes", *model.variables])
    net.record(b, ["spikes", *model.variables])
    net.record(noise, "spikes")
    net.record(driver, "spikes")
    return net


def _resting(model):
    defaults = {name: one.default for name, one in model.parameters.items()}
    return float(evaluate(next(iter(model.initial.values())), defaults))
