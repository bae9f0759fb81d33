"""The benchmark networks in neurojit."""
