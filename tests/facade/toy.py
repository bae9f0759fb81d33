"""The documented dynamics of the facade in plain Python: slow, obvious, the judge of the compiled step."""


class ToyNeuron:
    """One neuron; `sign` is that of what its synapses deliver."""

    def __init__(self, sign=1.0, threshold=-55.0, refractory=2.0):
        self.sign, self.threshold, self.refractory = sign, threshold, refractory
        self.v, self.elapsed, self.input = -70.0, 1000.0, 0.0
        self.spiked = False
        self.trace, self.spike_times = [], []

    def update(self, dt):
        self.elapsed += dt
        self.spiked = False
        if self.elapsed < self.refractory:
            self.v = -80.0
        else:
            self.v += dt * (-0.3 * (self.v - -70.0) + self.input) / 1.0
            self.input = 0.0
            if self.v >= self.threshold:
                self.spiked = True
                self.spike_times.append(len(self.trace) * dt)
                self.v, self.elapsed = 30.0, 0.0
        self.trace.append(self.v)


class ToySynapse:
    """One synapse with the clock times at which its spikes are due."""

    def __init__(self, pre, post, weight, delay, rate=0.01):
        self.pre, self.post, self.weight, self.delay, self.rate = pre, post, weight, delay, rate
        self.due = []

    def deliver(self, clock):
        if self.pre.spiked:
            self.due.append(clock + self.delay)
        for _ in [time for time in self.due if time <= clock]:
            self.post.input += self.pre.sign * 8.0 * self.weight
        self.due = [time for time in self.due if time > clock]

    def learn(self):
        if self.pre.spiked and self.post.spiked:
            self.weight += self.rate * (10.0 - self.weight)
        elif self.pre.spiked:
            self.weight -= self.rate * 0.005 * self.weight
        else:
            return
        self.weight = min(10.0, max(0.0, self.weight))


class ToyBrain:
    """Neurons and synapses with one clock, the running sum of dt."""

    def __init__(self, dt):
        self.dt, self.clock = dt, 0.0
        self.neurons, self.synapses = [], []

    def step(self, learning):
        for neuron in self.neurons:
            neuron.update(self.dt)
        for synapse in self.synapses:
            synapse.deliver(self.clock)
            if learning:
                synapse.learn()
        self.clock += self.dt
