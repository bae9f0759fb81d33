"""
Balance a pole with spikes
==========================

A cart is pushed left or right so that the pole on it stays up. Every 20 ms of biological time a callback reads how
often two motor populations fired, pushes the cart with the difference, and tells eight sensory populations where cart
and pole are: one for either sign of position, speed, angle and angular speed. Physics is plain NumPy, and the network
is simulated in one run: the loop is closed by ``every=`` and ``callback=``.
"""
import sys

import numpy as np

import neurojit as nj

SENSORS = 40  # neurons for either sign of a quantity
MOTORS = 100  # neurons a side
FULL = np.array([2.4, 2.0, 0.2, 1.5])  # what drives a sensory population fully: m, m/s, rad, rad/s
GAINS = np.array([3.0, 5.0, 14.0, 20.0])  # pA, the weights onto the motor neurons


class CartPole:
    """A pole of 1 m and 0.1 kg on a cart of 1 kg (Barto, Sutton & Anderson 1983, doi:10.1109/TSMC.1983.6313077)."""

    def __init__(self, angle: float):
        self.state = np.array([0.0, 0.0, angle, 0.0])  # position, speed, angle, angular speed

    def push(self, force: float, seconds: float, steps: int = 20) -> None:
        """Let a force (N) act for some time."""
        for _ in range(steps):
            _, speed, angle, turning = self.state
            pole = 0.1 * 0.5  # mass times half of the length
            along = (force + pole * turning**2 * np.sin(angle)) / 1.1
            turn = (9.8 * np.sin(angle) - np.cos(angle) * along) / (0.5 * (4 / 3 - 0.1 * np.cos(angle) ** 2 / 1.1))
            pull = along - pole * turn * np.cos(angle) / 1.1
            self.state += np.array([speed, pull, turning, turn]) * (seconds / steps)

    @property
    def stands(self) -> bool:
        """Whether the pole is up and the cart on its track."""
        return abs(self.state[0]) < 2.4 and abs(self.state[2]) < 0.21


def network(seed: int = 1) -> nj.Network:
    """Sensory neurons for -x and +x of four quantities, which excite the motor neurons of one side each."""
    net = nj.Network(seed=seed)
    start = nj.random.uniform(-70.0, -55.0)
    sensors = net.create(2 * 4 * SENSORS, nj.models.iaf_psc_exp, name="sensors", V_m=start)
    noise = net.create(1, nj.models.poisson_generator, rate=4000.0)
    for side, name in enumerate(("left", "right")):
        motor = net.create(MOTORS, nj.models.iaf_psc_exp, name=name, V_m=start, I_e=300.0)
        net.connect(noise, motor, weight=10.0)
        for quantity, gain in enumerate(GAINS):
            first = (2 * quantity + side) * SENSORS
            net.connect(sensors[first : first + SENSORS], motor, weight=gain, delay=1.0, name=f"{quantity} {name}")
    net.record(sensors + net["left"] + net["right"], "spikes")
    return net


def balance(seconds: float, seed: int = 1, controlled: bool = True, **options) -> tuple[np.ndarray, nj.Result]:
    """Balance for a while; returns (time, position, speed, angle, angular speed, force) by rows, and the spikes."""
    sim = nj.Simulation(network(seed), **options)
    cart, history = CartPole(angle=0.08), []

    def control(sim):
        spikes = sim.recent.spikes
        force = 0.08 * (len(spikes["right"]) - len(spikes["left"])) if controlled else 0.0
        cart.push(np.clip(force, -10.0, 10.0), 0.02)
        history.append([sim.time / 1000.0, *cart.state, force])
        level = np.clip(np.column_stack([-cart.state / FULL, cart.state / FULL]), 0.0, 1.0)
        sim[sim.network["sensors"]]["I_e"] = np.repeat(370.0 + 300.0 * level.ravel(), SENSORS)

    result = sim.run(1000.0 * seconds, every=20.0, callback=control, until=lambda sim: not cart.stands)
    return np.array(history).T, result


def figure(history: np.ndarray, result: nj.Result):
    """Position and angle over time, and the spikes of the two sides."""
    import matplotlib.pyplot as plt
    made, axes = plt.subplots(3, 1, sharex=True, figsize=(8, 6))
    axes[0].plot(history[0], history[1])
    axes[0].set_ylabel("position (m)")
    axes[1].plot(history[0], np.degrees(history[3]), color="C1")
    axes[1].set_ylabel("angle (degrees)")
    for row, name in enumerate(("left", "right")):
        train = result.spikes[name]
        axes[2].plot(train.times / 1000.0, train.senders + row * MOTORS, "|", ms=1, color=f"C{row + 2}", label=name)
    axes[2].set(ylabel="motor neuron", xlabel="time (s)")
    axes[2].legend(loc="upper right")
    made.tight_layout()
    return made


if __name__ == "__main__":
    found = balance(10.0)
    print(f"the pole stood for {found[0][0, -1]:.2f} s")
    drawn = figure(*found)
    if len(sys.argv) > 1:
        drawn.savefig(sys.argv[1], dpi=120)
