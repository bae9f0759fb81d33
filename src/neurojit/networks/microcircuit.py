"""The cortical microcircuit of Potjans & Diesmann (2014), 77,169 neurons and 298.9 million synapses.

Potjans TC, Diesmann M (2014) The cell-type specific cortical microcircuit: relating structure and activity in
a full-scale spiking network model. Cereb Cortex 24:785-806, doi:10.1093/cercor/bhs358.
"""
from __future__ import annotations

import math

from .. import models, random, rules
from ..errors import ParameterError
from ..network import Network, Population
from ..network.values import positive_time

POPULATIONS = ("L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I")
SIZES = (20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948)
# synapses from population (column) to population (row)
SYNAPSES = (
    (45499805, 22323577, 20253647, 9670918, 3293578, 0, 2271404, 0),
    (17443694, 5018763, 4105338, 1690074, 2221213, 0, 353461, 0),
    (3503670, 756561, 24482849, 17413576, 714524, 7003, 14624432, 0),
    (8114254, 92832, 9933538, 5223272, 87836, 0, 8810905, 0),
    (10613575, 1817058, 5507804, 151900, 2040738, 2407889, 1438969, 0),
    (1241436, 169424, 607667, 12851, 319602, 430444, 132414, 0),
    (4681225, 556108, 6727570, 1320234, 4112225, 305029, 8372649, 10827677),
    (2260836, 17207, 220033, 8078, 401638, 25218, 2888426, 1354320),
)
EXTERNAL_INDEGREE = (1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100)
EXTERNAL_RATE = 8.0  # Hz, of every external synapse
WEIGHT = 87.80849352920843  # pA: 0.15 mV of postsynaptic potential
RELATIVE_INHIBITION = -4.0
RELATIVE_WEIGHT_STD = 0.1
DELAY = {"E": 1.5, "I": 0.75}  # ms
RELATIVE_DELAY_STD = 0.5
NEURON = {"C_m": 250.0, "tau_m": 10.0, "E_L": -65.0, "V_th": -50.0, "V_reset": -65.0, "t_ref": 2.0}
TAU_SYN = 0.5  # ms, of excitation and inhibition alike: one synaptic current serves both
V_MEAN = (-68.28, -63.16, -63.33, -63.45, -63.11, -61.66, -66.72, -61.43)  # mV, close to the stationary state
V_STD = (5.36, 4.57, 4.74, 4.94, 4.94, 4.55, 5.46, 4.48)
THALAMUS_SIZE = 902
THALAMUS_PROBABILITY = (0.0, 0.0, 0.0983, 0.0619, 0.0, 0.0, 0.0512, 0.0196)
RATES = (0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829)  # Hz, of the full network


def microcircuit(scale: float = 1.0, *, seed: int | None = None, dt: float = 0.1, drive: str = "poisson",
                 thalamus: tuple[float, float, float] | None = None) -> Network:
    """Describe the microcircuit below 1 mm2 of cortical surface.

    Parameters
    ----------
    scale : float
        Share of the neurons, in (0, 1]. In-degrees are kept, so the mean input is too; correlations grow.
    seed : int, optional
    dt : float
        ms; delays are drawn again below half of it.
    drive : {"poisson", "dc"}
        Independent Poisson input to every neuron, or its mean as a constant current.
    thalamus : (start, duration, rate), optional
        A pulse of the thalamic neurons in ms, ms and Hz; the paper's is (700.0, 10.0, 120.0).

    Returns
    -------
    Network
        Populations L23E ... L6I of iaf_psc_exp_multisynapse with one current, I_syn_1, into which excitation and
        inhibition go, since their time constants are equal; all their spikes are recorded.

    Examples
    --------
    >>> import neurojit as nj
    >>> net = nj.networks.microcircuit(scale=0.01, seed=1)
    >>> [p.size for p in net.populations][:2]
    [207, 58]
    """
    if not isinstance(scale, int | float) or not 0.0 < scale <= 1.0:
        raise ParameterError(f"scale must be in (0, 1], got {scale!r}")
    dt = positive_time("dt", dt)
    if thalamus is not None and (not isinstance(thalamus, tuple | list) or len(thalamus) != 3):
        raise ParameterError("thalamus must be (start, duration, rate) in ms, ms and Hz, such as (700.0, 10.0, 120.0), "
                             f"got {thalamus!r}")
    if drive not in ("poisson", "dc"):
        raise ParameterError(f"drive must be 'poisson' or 'dc', got {drive!r}")
    net = Network(seed=seed)
    cells = [_create(net, i, max(1, round(SIZES[i] * scale)), drive) for i in range(len(POPULATIONS))]
    for i, target in enumerate(cells):
        for j, source in enumerate(cells):
            _connect(net, source, target, SYNAPSES[i][j] * target.size / SIZES[i], dt)
        if drive == "poisson":
            generator = net.create(1, models.poisson_generator, name=f"drive_{target.name}",
                                   rate=EXTERNAL_INDEGREE[i] * EXTERNAL_RATE)
            net.connect(generator, target, weight=WEIGHT, delay=1.5)
    if thalamus is not None:
        _add_thalamus(net, cells, *thalamus, scale=scale, dt=dt)
    for population in cells:
        net.record(population, "spikes")
    return net


def _create(net: Network, i: int, size: int, drive: str) -> Population:
    mean_input = EXTERNAL_INDEGREE[i] * EXTERNAL_RATE * 1e-3 * TAU_SYN * WEIGHT
    return net.create(size, models.iaf_psc_exp_multisynapse([TAU_SYN]), name=POPULATIONS[i],
                      V_m=random.normal(V_MEAN[i], V_STD[i]), I_e=mean_input if drive == "dc" else 0.0, **NEURON)


def _delay(kind: str, dt: float) -> random.Distribution:
    return random.normal(DELAY[kind], RELATIVE_DELAY_STD * DELAY[kind], low=0.5 * dt)


def _connect(net: Network, source: Population, target: Population, synapses: float, dt: float) -> None:
    if synapses < 1:
        return
    kind = source.name[-1]
    mean = WEIGHT * (1.0 if kind == "E" else RELATIVE_INHIBITION)
    if (source.name, target.name) == ("L4E", "L23E"):
        mean *= 2.0
    std = RELATIVE_WEIGHT_STD * abs(mean)
    weight = random.normal(mean, std, low=0.0) if kind == "E" else random.normal(mean, std, high=0.0)
    net.connect(source, target, rules.fixed_total_number(round(synapses)), weight=weight, delay=_delay(kind, dt))


def _add_thalamus(net: Network, cells: list[Population], start: float, duration: float, rate: float, *,
                  scale: float, dt: float) -> None:
    relay = net.create(max(1, round(THALAMUS_SIZE * scale)), models.poisson_source, name="thalamus", rate=rate,
                       start=start, stop=start + duration)
    for probability, target in zip(THALAMUS_PROBABILITY, cells, strict=True):
        if probability > 0:
            # pairs are drawn with repetition; the number that makes a pair connected with the published probability
            full_size = SIZES[POPULATIONS.index(target.name)]
            pairs = THALAMUS_SIZE * full_size
            number = math.log1p(-probability) / math.log1p(-1.0 / pairs) * target.size / full_size
            net.connect(relay, target, rules.fixed_total_number(round(number)),
                        weight=random.normal(WEIGHT, RELATIVE_WEIGHT_STD * WEIGHT, low=0.0), delay=_delay("E", dt))



