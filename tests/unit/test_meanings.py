"""Every parameter of every built-in model is explained, and nothing else is."""

import pytest

from neurojit import models
from neurojit.models.meanings import MEANINGS, meaning

MODELS = models.all_models()


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_every_parameter_has_a_meaning(model):
    for name in model.parameters:
        assert meaning(model, name)
        assert not meaning(model, name).endswith(".")


def test_every_meaning_belongs_to_a_parameter():
    own = {f"{model.name}.{name}" for model in MODELS.values() for name in model.parameters}
    shared = {key.partition(".")[2] for key in own}
    assert MEANINGS.keys() <= own | shared
