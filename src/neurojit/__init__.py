"""neurojit: fast simulation of networks of spiking neurons on the CPU."""
from ._version import __version__ as __version__
