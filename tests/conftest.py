"""What all tests share: four numba threads, so that threads=3 is real on any machine, and `bench` importable."""

import os
import sys
from pathlib import Path

os.environ["NUMBA_NUM_THREADS"] = "4"  # before the first import of numba
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
