"""Ready networks from the literature."""
from .microcircuit import microcircuit

__all__ = ["microcircuit"]
