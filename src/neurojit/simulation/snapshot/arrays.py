"""What a room of a snapshot holds."""
from __future__ import annotations

from typing import TypeAlias

import numpy as np

Arrays: TypeAlias = dict[str, np.ndarray]
