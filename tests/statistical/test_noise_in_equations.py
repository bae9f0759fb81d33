"""White noise in equations: Ornstein-Uhlenbeck statistics, and the weak order of the stochastic methods."""

import math

import numpy as np
import pytest
from scipy.linalg import solve_continuous_lyapunov

import neurojit as nj

TAU, SIGMA = 10.0, 2.0  # ms, mV
N = 4000
WIDE = 5.0  # allowed standard errors; seeds are fixed

OU = "dV/dt = -V/tau + sigma*sqrt(2/tau)*xi : mV"
# the decay rate r stays 1, but as a variable, so that the exponential Euler step itself is tested
EXPONENTIAL = "dV/dt = -r*V/tau + sigma*sqrt(2/tau)*xi : mV\ndr/dt = (1 - r)/tau : 1"


def process(method):
    text = EXPONENTIAL if method == "exponential_euler" else OU
    initial = {"r": 1.0} if method == "exponential_euler" else {}
    return nj.NeuronModel("ou", text, {"tau": (TAU, "ms"), "sigma": (SIGMA, "mV")}, method=method, initial=initial)


def kept(method, dt):
    """What of V is left after a step, and the variance after long, as the method has them."""
    h = dt / TAU
    if method == "euler":
        return 1 - h, SIGMA**2 / (1 - h / 2)
    if method == "heun":
        a, b = 1 - h + h**2 / 2, 2 * h * (1 - h / 2) ** 2
        return a, SIGMA**2 * b / (1 - a**2)
    return math.exp(-h), SIGMA**2


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("dt", [0.1, 2.0, 10.0])
@pytest.mark.parametrize("method", ["exact", "exponential_euler", "heun", "euler"])
def test_an_ornstein_uhlenbeck_process_has_its_variance_and_correlation_time(method, dt, seed):
    model = process(method)
    assert model.integration.method == method
    decay, variance = kept(method, dt)
    interval = max(dt, 2.0)
    net = nj.Network(seed=seed)
    cells = net.create(N, model, name="cells", V=nj.random.normal(0.0, math.sqrt(variance)))
    net.record(cells, "V", interval=interval)
    V = nj.Simulation(net, dt=dt, threads=1).run(200.0).traces["cells"]["V"]
    independent = N * len(V) * interval / (2 * TAU)  # samples of V, of which each holds for a while
    assert abs(V.mean()) < WIDE * math.sqrt(variance / independent)
    assert V.var() == pytest.approx(variance, rel=WIDE * math.sqrt(2 / independent))
    for lag in (1, 5):
        left = decay ** (lag * interval / dt)
        found = (V[lag:] * V[:-lag]).mean() / (V**2).mean()
        assert found == pytest.approx(left, abs=WIDE / math.sqrt(independent))


def test_noise_of_different_names_neurons_and_seeds_is_independent():
    two = nj.NeuronModel("two", "dx/dt = xi : ms**0.5\ndy/dt = xi : ms**0.5\ndz/dt = xi_z : ms**0.5")
    found = []
    for seed in (1, 2):
        net = nj.Network(seed=seed)
        cells = net.create(N, two, name="cells")
        net.record(cells, ["x", "y", "z"], interval=1.0)
        found.append(nj.Simulation(net, dt=1.0, threads=1).run(50.0).traces["cells"])
    steps = [np.diff(one[v], axis=0) for one in found for v in "xz"]
    assert np.array_equal(found[0]["x"], found[0]["y"])  # one name is one process
    pairs = [(a, b) for i, a in enumerate(steps) for b in steps[:i]]
    pairs += [(steps[0][:, 1:], steps[0][:, :-1]), (steps[0][1:], steps[0][:-1])]
    for a, b in pairs:
        assert abs((a * b).mean()) < WIDE / math.sqrt(a.size)
    assert (steps[0] ** 2).mean() == pytest.approx(1.0, rel=WIDE * math.sqrt(2 / steps[0].size))


@pytest.mark.parametrize("dt", [0.1, 2.0])
def test_noise_that_passes_through_variables_has_their_covariance(dt):
    """A current with memory, a membrane, and adaptation that acts back on it; every other membrane is slower."""
    model = nj.NeuronModel(
        "coloured", """
            dI/dt = -I/5/ms + s*xi : pA
            dV/dt = -V/tau + (I - w)/C : mV
            dw/dt = (a*V - w)/30/ms + s/4*xi_w : pA""",
        {"s": (30.0, "pA/ms**0.5"), "tau": (10.0, "ms"), "C": (100.0, "pF"), "a": (20.0, "nS")})
    net = nj.Network(seed=1)
    cells = net.create(2 * N, model, name="cells", tau=np.tile([10.0, 20.0], N))
    sim = nj.Simulation(net, dt=dt, threads=1)
    sim.run(300.0)
    state = np.stack([sim[cells][name] for name in ("I", "V", "w")])
    for k, tau in enumerate((10.0, 20.0)):
        drift = np.array([[-1 / 5, 0.0, 0.0], [1 / 100, -1 / tau, -1 / 100], [0.0, 20 / 30, -1 / 30]])
        expected = solve_continuous_lyapunov(drift, -np.diag([30.0, 0.0, 7.5]) ** 2)
        spread = np.sqrt((np.outer(expected.diagonal(), expected.diagonal()) + expected**2) / N)
        found = state[:, k::2]
        assert (np.abs(found @ found.T / N - expected) < WIDE * spread).all()


MU, NU, LENGTH, MANY = 1.0, 0.4, 1.0, 400_000


def moments(method, dt, seed=3):
    """Mean and second moment of geometric Brownian motion at time LENGTH, and their standard errors."""
    model = nj.NeuronModel("gbm", "dx/dt = mu*x + nu*x*xi : 1", {"mu": (MU, "1"), "nu": (NU, "1")}, method=method,
                           initial={"x": 1.0})
    net = nj.Network(seed=seed)
    cells = net.create(MANY, model, name="cells")
    sim = nj.Simulation(net, dt=dt, threads=1)
    sim.run(LENGTH)
    x = sim[cells]["x"]
    return [(power.mean(), power.std() / math.sqrt(MANY)) for power in (x, x**2)]


def truth(method):
    """The exact moments: Ito's for euler, Stratonovich's for heun."""
    drift = MU + NU**2 / 2 if method == "heun" else MU
    return math.exp(drift * LENGTH), math.exp((2 * drift + NU**2) * LENGTH)


def stepped(method, dt):
    """The moments after steps x (1 + A) or x (1 + A + A**2/2) with A normal, of mean m and variance v."""
    m, v = MU * dt, NU**2 * dt
    if method == "euler":
        one, two = 1 + m, (1 + m) ** 2 + v
    else:
        m2, m3, m4 = m**2 + v, m**3 + 3 * m * v, m**4 + 6 * m**2 * v + 3 * v**2
        one, two = 1 + m + m2 / 2, 1 + 2 * m + 2 * m2 + m3 + m4 / 4
    return one ** round(LENGTH / dt), two ** round(LENGTH / dt)


@pytest.mark.parametrize("method", ["euler", "heun"])
def test_moments_of_geometric_brownian_motion_converge_with_weak_order_one(method):
    steps = (0.25, 0.125, 0.0625)
    found = {dt: moments(method, dt) for dt in steps}
    for which in (0, 1):
        errors = []
        for dt in steps:
            value, spread = found[dt][which]
            assert abs(value - stepped(method, dt)[which]) < WIDE * spread
            errors.append(abs(value - truth(method)[which]))
        assert errors[0] / errors[1] > 1.5
        assert errors[1] / errors[2] > 1.5
        assert errors[0] / errors[2] > 3.0  # 4 for small steps
