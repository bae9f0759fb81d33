"""The code that the README and the pages print runs as printed, and the translation covers the catalogue."""
import inspect
import os
import re
import sys
from pathlib import Path

import pytest

from neurojit import models, rules

ROOT = Path(__file__).parents[2]
PAGES = {"README.md": "spikes['exc']", "docs/tour.md": "spikes['exc']", "docs/own_model.md": "did you mean 'tau'?",
         "docs/translation.md": "exponential_euler", "docs/plasticity.md": "homeostatic_pair",
         "docs/howto/delays.md": "0.2", "docs/howto/results.md": "spikes['cells']",
         "docs/howto/sweep.md": "12 runs, rate", "docs/howto/threads.md": "", "docs/howto/reproducibility.md": "",
         "docs/control.md": "Profile: a step takes", "docs/neuromodulation.md": "less adaptation"}


@pytest.mark.parametrize("page", PAGES)
def test_printed_code_runs(page, capsys, monkeypatch, tmp_path):
    monkeypatch.setitem(os.environ, "MPLBACKEND", "Agg")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf8"), re.DOTALL)
    assert blocks
    namespace = {}
    for block in blocks:
        exec(compile(block, page, "exec"), namespace)
    assert PAGES[page] in capsys.readouterr().out
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def test_the_translation_names_every_model_and_rule_and_no_other():
    text = (ROOT / "docs" / "translation.md").read_text(encoding="utf8")
    named = set(re.findall(r"\w+", text)) | {f"glif_psc_{level}" for level in range(1, 6)}
    assert models.all_models().keys() - {"seed"} <= named
    made = {name for name, one in vars(rules).items() if inspect.isfunction(one) and one.__module__ == rules.__name__}
    assert {one for one in made if not one.startswith("_")} - {"as_rule"} <= named
    assert set(re.findall(r"nj\.rules\.(\w+)", text)) <= made
    assert all(hasattr(models, one) for one in re.findall(r"nj\.models\.(\w+)", text))
    table = text.partition("## Models")[2].partition("## Parameters")[0]
    first = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    assert set(re.findall(r"`(\w+)", "".join(first))) <= models.all_models().keys()
