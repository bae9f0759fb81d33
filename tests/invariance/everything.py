"""A network that exercises everything at once, and a digest of what it did."""

import hashlib

import numpy as np

import neurojit as nj


def network(seed=11, extra=False):
    """Several models, all drives, weights across zero, spread delays, unions and slices.

    With `extra` a population and a projection that concern nobody else are added in the middle.
    """
    net = nj.Network(seed=seed)
    exp = net.create(61, "iaf_psc_exp", name="exp", V_m=nj.random.uniform(-70.0, -55.0), I_e=300.0)
    if extra:
        lonely = net.create(17, "iaf_psc_delta", name="lonely", I_e=400.0, V_m=nj.random.normal(-70.0, 2.0))
        noise = net.create(1, "poisson_generator", name="lonely_noise", rate=5000.0)
        net.connect(noise, lonely, weight=1.0)
        net.connect(lonely, lonely, nj.rules.pairwise_bernoulli(0.2), weight=0.5, delay=1.0)
        net.record(lonely, "spikes")
    delta = net.create(37, "iaf_psc_delta", name="delta", V_th=nj.random.normal(-55.0, 1.0, low=-58.0), I_e=200.0)
    cond = net.create(40, "iaf_cond_exp", name="cond", g_ex=nj.random.exponential(3.0), C_m=200.0)
    izhi = net.create(20, "izhikevich", name="izhi", a=nj.random.uniform(0.02, 0.1), I_e=4.0)
    cells = exp + delta + cond
    uniform = net.create(2, "poisson_generator", name="uniform", rate=4000.0, start=3.0)
    listed = net.create(37, "poisson_generator", name="listed", rate=np.linspace(0.0, 9000.0, 37), stop=200.0)
    shared = net.create(9, "poisson_source", name="shared", rate=nj.random.uniform(20.0, 400.0))
    times = net.create(3, "spike_generator", name="times",
                       spike_times=[[5.0, 5.1, 90.0], [17.3], np.arange(1.0, 250.0)])
    volley = net.create(50, "spike_generator", name="volley", spike_times=np.arange(4.0, 250.0, 7.0))
    step = net.create(1, "step_current_generator", name="step", amplitude_times=[20.0, 47.3, 133.7],
                      amplitude_values=[120.0, -80.0, 60.0])
    dc = net.create(1, "dc_generator", name="dc", amplitude=100.0, start=60.1, stop=150.0)
    net.connect(uniform, exp, weight=25.0, delay=1.0)
    net.connect(uniform[:1], cond[10:], weight=2.0, delay=0.5)
    net.connect(listed, delta, nj.rules.one_to_one(), weight=0.5)
    net.connect(shared, cells, nj.rules.fixed_indegree(4), weight=nj.random.normal(3.0, 6.0),
                delay=nj.random.uniform(0.5, 4.0))
    net.connect(times, exp + izhi, weight=12.0, delay=0.8)
    # many spikes of one step onto one target, in weights that do not add exactly: the order of sums shows
    net.connect(volley, cells, weight=nj.random.normal(0.1, 0.3), delay=1.0)
    net.connect(exp, cells, nj.rules.pairwise_bernoulli(0.2), weight=nj.random.normal(2.0, 5.0),
                delay=nj.random.normal(1.5, 0.8, low=0.4))
    net.connect(exp, exp, nj.rules.fixed_total_number(300), weight=nj.random.lognormal(1.0, 0.5), delay=0.9)
    net.connect(delta + cond, izhi, nj.rules.fixed_outdegree(5), weight=1.0, delay=2.0)
    net.connect(izhi, delta[::3], nj.rules.fixed_indegree(3), weight=-0.5, delay=nj.random.uniform(0.3, 9.0))
    net.connect(step, exp[5:50] + izhi[:10], weight=0.3)
    net.connect(dc, delta)
    net.record(cells + izhi + shared + _changing(net, exp, delta, cond, izhi), "spikes")
    net.record(exp[3:40:5], ["V_m", "I_syn_ex"], interval=0.5)
    net.record(delta + izhi, "V_m")
    net.record(cond, ["g_ex", "g_in"], interval=1.3)
    return net


def _changing(net, exp, delta, cond, izhi):
    """Sources whose rate or current changes all the time, and trains with memory; returns the recordable ones."""
    wave = net.create(1, "sinusoidal_poisson_generator", name="wave", rate=3000.0, amplitude=3500.0, frequency=40.0)
    rates = net.create(40, "inhomogeneous_poisson_generator", name="rates", rate_times=[3.0, 77.7, 130.0],
                       rate_values=[500.0, 9000.0, 100.0], start=np.arange(40.0))
    gamma = net.create(3, "gamma_sup_generator", name="gamma", rate=40.0, gamma_shape=[2, 3, 4], n_proc=20)
    dead = net.create(37, "ppd_sup_source", name="dead", rate=80.0, dead_time=nj.random.uniform(0.0, 8.0), n_proc=2,
                      frequency=20.0, relative_amplitude=0.8)
    renewal = net.create(20, "gamma_sup_source", name="renewal", rate=60.0, gamma_shape=5)
    pulses = net.create(5, "pulsepacket_generator", name="pulses", pulse_times=[30.0, 150.0, 151.0], activity=9,
                        sdev=4.0)
    net.connect(wave, exp, weight=4.0, delay=1.7)
    net.connect(rates, cond, nj.rules.one_to_one(), weight=nj.random.normal(0.5, 1.0), delay=0.4)
    net.connect(gamma, exp[3:] + cond, weight=0.8, delay=0.6)
    net.connect(dead, delta, nj.rules.one_to_one(), weight=0.4, delay=1.2)
    net.connect(renewal, izhi, nj.rules.fixed_indegree(3), weight=1.0, delay=nj.random.uniform(0.3, 2.0))
    net.connect(pulses, exp + izhi, weight=3.0, delay=0.9)
    ac = net.create(2, "ac_generator", name="ac", amplitude=[30.0, 60.0], frequency=33.0, offset=10.0, start=11.1)
    noise = net.create(1, "noise_generator", name="noise", mean=20.0, std=40.0, dt=0.7)
    net.connect(ac, exp + cond[::2], weight=nj.random.uniform(0.5, 1.0))
    net.connect(noise, delta + cond)
    net.drive(delta[3:], "I_stim", np.sin(np.arange(34 * 90.0)).reshape(90, 34) * 30.0, 2.5, start=1.3, name="array")
    return dead + renewal + pulses


def digest(result):
    """A hash of every bit of a result."""
    hashed = hashlib.blake2b(digest_size=16)
    for name, train in sorted(result.spikes.items()):
        hashed.update(f"{name} {len(train)}".encode())
        hashed.update(train.steps.tobytes())
        hashed.update(train.senders.tobytes())
    for name, traces in sorted(result.traces.items()):
        for variable in sorted(traces):
            hashed.update(f"{name} {variable} {traces[variable].shape}".encode())
            hashed.update(np.ascontiguousarray(traces[variable]).tobytes())
    return hashed.hexdigest()


def state(sim):
    """Every state variable of a simulation, bit by bit."""
    return {(p.name, v): np.array(sim[p][v]) for p in sim.network.populations
            for v in getattr(p.model, "variables", {})}


if __name__ == "__main__":
    print(digest(nj.Simulation(network(), dt=0.1, threads=2).run(250.0)))
