"""`neurojit warmup` compiles what it is asked for, and by default little."""

import pytest

from neurojit import models, warmup
from neurojit.cli import main
from neurojit.errors import ParameterError


@pytest.fixture
def compiled(monkeypatch):
    """The models that would be compiled; nothing is."""
    found = []
    monkeypatch.setattr(warmup, "load_kernel", lambda model, per_neuron: found.append((model.name, per_neuron)))
    monkeypatch.setattr(warmup, "_run_small_network", lambda precision, threads: None)
    return found


def test_by_default_the_common_models_are_compiled_in_both_variants(compiled, capsys):
    assert main(["warmup"]) == 0
    assert compiled == [(name, each) for name in warmup.COMMON for each in (False, True)]
    assert "ready in" in capsys.readouterr().out


def test_models_can_be_named(compiled):
    assert main(["warmup", "hh_psc_alpha", "qif"]) == 0
    assert {name for name, _ in compiled} == {"hh_psc_alpha", "qif"}


def test_all_are_all_neurons():
    neurons = [m.name for m in models.all_models().values() if isinstance(m, models.NeuronModel)]
    assert [model.name for model in warmup.chosen_models(["all"])] == neurons


def test_an_unknown_model_is_named_before_anything_is_compiled(compiled, capsys):
    assert main(["warmup", "iaf_psc_exq"]) == 2
    assert "iaf_psc_exp" in capsys.readouterr().err
    assert not compiled


def test_a_source_is_refused():
    with pytest.raises(ParameterError, match="is a source"):
        warmup.chosen_models(["poisson_generator"])
