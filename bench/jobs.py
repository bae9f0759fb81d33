"""One simulator, one network, one number of threads: a fresh process and the report it prints."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.parameters import BRUNEL, COBA, SEED

ROOT = Path(__file__).resolve().parent.parent
PARAMETERS = {"brunel": BRUNEL, "coba": COBA, "seed": SEED}
SIMULATORS = ("neurojit", "brian2", "nest")
MAX_SEEDS = 12


class JobError(RuntimeError):
    """A script failed, or never ran the network it should."""


@dataclass
class Job:
    """What to run; `seed` moves on while the network falls silent, and stays where it lived."""

    simulator: str
    network: str
    threads: int
    time_ms: float
    seed: int

    @property
    def label(self):
        """Name for messages."""
        return f"{self.network} {self.simulator} {self.threads} thread(s)"

    def command(self):
        """The process to start."""
        ours = self.simulator == "neurojit"
        python = sys.executable if ours else str(peers_python())
        module = f"bench.networks.{self.network}" if ours else f"bench.peers.{self.simulator}_{self.network}"
        options = {"--threads": self.threads, "--time": self.time_ms, "--seed": self.seed}
        return [python, "-m", module, *(str(part) for pair in options.items() for part in pair)]

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
        low, high = PARAMETERS[self.network].rate_range
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


def plan(networks, simulators, threads, time_ms):
    """All jobs of a benchmark, in the order of one round.

    Peers are left out where their environment is missing, and where they have no such network.
    """
    if peers_python() is None:
        simulators = [name for name in simulators if name == "neurojit"]
    return [
        Job(simulator, network, count, time_ms, SEED.seed if network == "seed" else 1)
        for network in networks
        for count in ([1] if network == "seed" else threads)
        for simulator in simulators
        if network != "seed" or simulator == "neurojit"
    ]
