"""Stored traces of NEST's plastic synapses."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[1] / "reference" / "make_nest_synapses.py"


def test_the_stored_synapses_are_what_their_script_says():
    """The rules in NumPy, without neurojit, find the stored weights."""
    found = subprocess.run([sys.executable, SCRIPT, "--verify"], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr[-2000:]
    assert found.stdout.count("nest_synapse_") == 14
