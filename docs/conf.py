"""Sphinx configuration."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

import neurojit

project = "neurojit"
author = "the neurojit developers"
copyright = "2026, the neurojit developers"
release = neurojit.__version__
extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc", "sphinx.ext.mathjax", "catalogue", "executed"]
executed_pages = ["own_model"]
html_theme = "furo"
html_title = f"neurojit {release}"
exclude_patterns = ["_build", "_ext"]
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
myst_enable_extensions = ["colon_fence", "dollarmath"]
suppress_warnings = ["myst.header"]
