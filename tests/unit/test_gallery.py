"""The scripts of the gallery run as printed and draw something; the longer ones among the slow tests."""
import runpy
from pathlib import Path

import pytest

pyplot = pytest.importorskip("matplotlib.pyplot")
GALLERY = Path(__file__).parents[2] / "docs" / "gallery"
SCRIPTS = sorted(GALLERY.glob("*/*.py"))
QUICK = ("first_neuron", "own_model", "short_term", "stdp_window", "analysis", "report")
_marked = [pytest.param(one, id=one.stem, marks=() if one.stem in QUICK else pytest.mark.slow) for one in SCRIPTS]


def test_there_are_enough_and_each_begins_with_a_title():
    assert len(SCRIPTS) >= 15
    for script in SCRIPTS:
        opening, title, line = script.read_text(encoding="utf8").split("\n")[:3]
        assert opening == '"""'
        assert line == "=" * len(title), f"{script.name}: the line under the title has its length"


@pytest.mark.parametrize("script", _marked)
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_script_runs_and_draws(script, monkeypatch):
    pyplot.switch_backend("Agg")
    monkeypatch.setattr(pyplot, "show", lambda: None)
    monkeypatch.setattr("sys.argv", [str(script)])  # not pytest's, which a script may take for the name of a picture
    runpy.run_path(str(script), run_name="__main__")
    drawn = [pyplot.figure(number) for number in pyplot.get_fignums()]
    assert drawn
    assert all(figure.axes for figure in drawn)
    pyplot.close("all")
