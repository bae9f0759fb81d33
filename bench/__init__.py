"""Benchmarks: the same networks in neurojit, Brian2 and NEST, and one program that times them."""
