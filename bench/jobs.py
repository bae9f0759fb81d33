"""One simulator, one network, one number of threads: a fresh process and the report it prints."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from bench.parameters import BRUNEL, COBA, CUBA, MICROCIRCUIT, SEED
from bench.parameters_rich import ADEX, COBAHH, IZHIKEVICH, PLASTIC

ROOT = Path(__file__).resolve().parent.parent
PARAMETERS = {
    "brunel": BRUNEL, "coba": COBA, "cuba": CUBA, "cobahh": COBAHH, "adex": ADEX, "izhikevich": IZHIKEVICH,
    "plastic": PLASTIC, "plastic-static": replace(PLASTIC, learns=False), "microcircuit": MICROCIRCUIT, "seed": SEED,
}  # fmt: skip
SIMULATORS = ("neurojit", "brian2", "nest")
STATIC = "-static"  # of a network's name: without learning
MAX_SEEDS = 12
LARGE_SCALE = 0.15  # of the microcircuit: beyond, Brian2 does not fit in memory, and NEST runs with most threads alone
FEW_ROUNDS = 3  # of our own large microcircuit


class JobError(RuntimeError):
    """A script failed, or never ran the network it should."""


@dataclass
class Job:
    """What to run; `seed` moves on while the network falls silent, and stays where it lived.

    `scale` is the microcircuit's; `rounds` bounds the repeats of what takes minutes (None: no bound).
    """

    simulator: str
    network: str
    threads: int
    time_ms: float
    seed: int
    scale: float | None = None
    rounds: int | None = None

    @property
    def label(self):
        """Name for messages."""
        network = self.network if self.scale is None else f"{self.network}-{self.scale:g}"
        return f"{network} {self.simulator} {self.threads} thread(s)"

    @property
    def parameters(self):
        """The network's, from `bench.parameters`."""
        found = PARAMETERS[self.network]
        return found if self.scale is None else replace(found, scale=self.scale)

    def command(self):
        """The process to start."""
        python = sys.executable if self.simulator == "neurojit" else str(peers_python())
        module = _script(self.simulator, self.network)
        options = {"--threads": self.threads, "--time": self.time_ms, "--seed": self.seed}
        if self.scale is not None:
            options["--scale"] = self.scale
        found = [python, "-m", module, *(str(part) for pair in options.items() for part in pair)]
        return [*found, "--static"] if self.network.endswith(STATIC) else found

    def measure(self):
        """Run until the rate is the network's.

        Returns
        -------
        dict
            The script's report and the seed.

        Raises
        ------
        JobError
            If the script fails, or the rate is out of range for `MAX_SEEDS` seeds.
        """
        low, high = self.parameters.rate_range
        rates = []
        for _ in range(MAX_SEEDS):
            report = run_process(self.command())
            if low <= report["rate_hz"] <= high:
                return {**report, "seed": self.seed}
            rates.append(report["rate_hz"])
            if self.network == "seed":
                break  # its seed is part of the example
            self.seed += 1
        raise JobError(f"{self.label}: rate must lie in {low}-{high} Hz, got {rates}")


def run_process(command):
    """Start a script, wait for it, return the JSON object in its last line."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise JobError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return last_json(done.stdout)


def last_json(text):
    """The JSON object in the last line of what a script printed."""
    return json.loads(text.strip().splitlines()[-1])


def peers_python():
    """The interpreter with Brian2 and NEST ($NEUROJIT_PEERS, else .venv-peers), or None."""
    python = Path(os.environ.get("NEUROJIT_PEERS", ROOT / ".venv-peers" / "bin" / "python"))
    return python if python.exists() else None


def plan(networks, simulators, threads, time_ms, scales=()):
    """All jobs of a benchmark, in the order of one round.

    Simulators are left out where they have no such network, peers also where their environment is missing.

    Parameters
    ----------
    networks, simulators : list of str
    threads : list of int
    time_ms : float
    scales : sequence of float
        Of the microcircuit.

    Returns
    -------
    list of Job
    """
    if peers_python() is None:
        simulators = [name for name in simulators if name == "neurojit"]
    jobs = []
    for network in networks:
        for scale in scales if network == "microcircuit" else [None]:
            for count in [1] if network == "seed" else threads:
                jobs += [
                    Job(name, network, count, time_ms, SEED.seed if network == "seed" else 1, scale,
                        _rounds(name, scale))
                    for name in simulators if _has(name, network, scale, count == max(threads))
                ]  # fmt: skip
    return jobs


def _script(simulator, network):
    """The module that runs a network."""
    network = network.removesuffix(STATIC)
    return f"bench.networks.{network}" if simulator == "neurojit" else f"bench.peers.{simulator}_{network}"


def _has(simulator, network, scale, most_threads):
    if not (ROOT / _script(simulator, network).replace(".", "/")).with_suffix(".py").exists():
        return False
    large = simulator != "neurojit" and scale is not None and scale > LARGE_SCALE
    return not large or (simulator == "nest" and most_threads)


def _rounds(simulator, scale):
    if scale is None:
        return None
    if simulator != "neurojit":
        return 1
    return FEW_ROUNDS if scale > LARGE_SCALE else None
