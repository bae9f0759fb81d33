"""Sphinx configuration."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

import neurojit

project = "neurojit"
author = "the neurojit developers"
copyright = "2026, the neurojit developers"
release = neurojit.__version__
extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc", "sphinx.ext.mathjax", "sphinx_gallery.gen_gallery",
              "catalogue", "executed"]
executed_pages = ["own_model"]
sphinx_gallery_conf = {
    "examples_dirs": "gallery", "gallery_dirs": "auto_gallery", "filename_pattern": r"\.py$",
    "within_subsection_order": "NumberOfCodeLinesSortKey", "abort_on_example_error": True,
    "remove_config_comments": True, "download_all_examples": False,
    "show_memory": False, "show_signature": False, "copyfile_regex": "",
    "min_reported_time": 1,
}
html_theme = "furo"
html_title = f"neurojit {release}"
exclude_patterns = ["_build", "_ext", "gallery", "sg_execution_times.rst"]
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
myst_enable_extensions = ["colon_fence", "dollarmath"]
suppress_warnings = ["myst.header"]
