"""Time neurojit and its peers: ``python -m bench.run [--repeats 5] [--networks brunel,coba] [--time 1000] [--full]``.

Every run is a fresh process; simulators alternate within each round, so that a machine that slows down slows
all of them. What counts is the median. See bench/README.md.
"""

import argparse
import json
import sys
from pathlib import Path

from bench import machine, startup, summary
from bench.jobs import PARAMETERS, ROOT, SIMULATORS, JobError, peers_python, plan, run_process


def main():
    """Measure, print the table, write the JSON file."""
    options = _arguments()
    facts = machine.describe()
    if peers_python() is None:
        _say("no environment with peers (make bench-peers, or set NEUROJIT_PEERS): ours alone")
    scales = [*options.scales, *([1.0] if options.full and 1.0 not in options.scales else [])]
    jobs = plan(options.networks, options.simulators, options.threads, options.time, scales)
    runs, failures = measure(jobs, options.repeats)
    rows = summary.medians(runs)
    ours = "neurojit" in options.simulators
    seconds = startup.measure(options.repeats) if ours and not options.no_startup else {}
    micro = _micro(options.repeats, failures) if ours and not options.no_micro else {}
    parts = [summary.table(rows), summary.best_against_best(rows), summary.startup_table(seconds)]
    if micro:
        parts.append(summary.micro_table(micro))
    print(*parts, sep="\n\n")
    result = {"machine": facts, "settings": vars(options), "medians": rows, "startup": seconds, "micro": micro}
    write(options.output, {**result, "failures": failures, "runs": runs})
    return 1 if failures else 0


def measure(jobs, repeats):
    """Run all jobs in rounds.

    Parameters
    ----------
    jobs : list of Job
        One round.
    repeats : int
        Number of rounds.

    Returns
    -------
    runs : list of dict
        Reports with their round.
    failures : list of str
        Messages of jobs that failed; such a job is not tried again.
    """
    runs, failures, jobs = [], [], list(jobs)
    for round_number in range(repeats):
        for job in list(jobs):
            if job.rounds is not None and round_number >= job.rounds:
                continue
            try:
                report = job.measure()
            except JobError as error:
                jobs.remove(job)
                failures.append(str(error))
                _say(str(error))
                continue
            runs.append({**report, "round": round_number})
            _say(f"{round_number + 1}: {job.label}: {report['run_s']:.3f} s, {report['rate_hz']:.1f} Hz")
    return runs, failures


def _micro(repeats, failures):
    """The report of `bench.micro` from a process of its own; empty, with the message in `failures`, where it fails."""
    try:
        return run_process([sys.executable, "-m", "bench.micro", "--repeats", str(repeats)])
    except JobError as error:
        failures.append(str(error))
        _say(str(error))
        return {}


def write(path, result):
    """Write a result as JSON, making the folder where there is none."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1, default=str) + "\n")
    _say(f"written: {path}")


def _say(text):
    print(text, file=sys.stderr, flush=True)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--networks", type=_names(PARAMETERS), default=list(PARAMETERS))
    parser.add_argument("--simulators", type=_names(SIMULATORS), default=list(SIMULATORS))
    parser.add_argument("--threads", type=_numbers, default=[1, 2])
    parser.add_argument("--time", type=float, default=1000.0, help="biological time, ms")
    parser.add_argument("--scales", type=_fractions, default=[0.1], help="of the microcircuit, in (0, 1]")
    parser.add_argument("--full", action="store_true", help="the microcircuit at full scale too: minutes, NEST: 14 GB")
    parser.add_argument("--no-micro", action="store_true", help="leave out single operations")
    parser.add_argument("--no-startup", action="store_true", help="leave out the start of processes")
    parser.add_argument("--output", default=str(ROOT / "bench" / "results" / "latest.json"))
    return parser.parse_args()


def _numbers(text):
    return [int(part) for part in text.split(",")]


def _fractions(text):
    scales = [float(part) for part in text.split(",")]
    if not all(0.0 < scale <= 1.0 for scale in scales):
        raise argparse.ArgumentTypeError(f"must lie in (0, 1], got {text}")
    return scales


def _names(known):
    def read(text):
        names = text.split(",")
        unknown = [name for name in names if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"must be of {', '.join(known)}, got {', '.join(unknown)}")
        return names

    return read


if __name__ == "__main__":
    sys.exit(main())
