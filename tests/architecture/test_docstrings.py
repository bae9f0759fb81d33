"""Everything public explains itself: a sentence, its parameters, an example; the examples are run as doctests."""
import enum
import inspect
import re

import pytest

import neurojit as nj

MODULES = (nj.plot, nj.rules, nj.random, nj.synapses, nj.models, nj.networks, nj.receptors, nj.statistics)


def is_ours(thing):
    return (inspect.isfunction(thing) or inspect.isclass(thing)) and thing.__module__.startswith("neurojit")


def public():
    """Functions and classes by the name under which a user finds them, each once."""
    found = {}
    for prefix, home, names in [("nj", nj, nj.__all__)] + [
            (f"nj.{module.__name__.split('.')[-1]}", module,
             getattr(module, "__all__", None) or [one for one in vars(module) if not one.startswith("_")])
            for module in MODULES]:
        for name in names:
            thing = getattr(home, name)
            if is_ours(thing):
                found.setdefault(id(thing), (f"{prefix}.{name}", thing))
    return dict(found.values())


PUBLIC = public()
METHODS = {f"{name}.{key}": getattr(thing, key) for name, thing in PUBLIC.items() if inspect.isclass(thing)
           for key, value in vars(thing).items()
           if not key.startswith("_") and (inspect.isfunction(value) or isinstance(value, classmethod | staticmethod))}


def section(text, title):
    """The lines of a section of a numpydoc docstring; empty where there is none."""
    found = re.search(rf"^{title}\n-+\n(.*?)(?=^\w[\w ]*\n-{{3,}}\n|\Z)", text, re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


def described(text):
    """Names in the sections of parameters and attributes."""
    heads = re.findall(r"^(\S.*?)(?: :.*)?$", section(text, "Parameters") + section(text, "Attributes"), re.MULTILINE)
    return {name.strip().lstrip("*") for head in heads for name in head.split(",")}


def parameters(thing):
    """What a user gives in a call; nothing to exceptions, members of enumerations, and what the network makes."""
    if inspect.isclass(thing) and (issubclass(thing, Exception | enum.Enum) or "made by `Network" in thing.__doc__):
        return set()
    return {name for name in inspect.signature(thing).parameters if name not in ("self", "cls")}


def test_the_public_face_is_looked_at():
    assert {"nj.Network", "nj.sweep", "nj.plot.raster", "nj.rules.fixed_indegree", "nj.random.normal",
            "nj.statistics.cv", "nj.synapses.stdp_pair", "nj.models.get"} <= PUBLIC.keys()
    assert len(PUBLIC) > 60
    assert "nj.Network.connect" in METHODS


@pytest.mark.parametrize("name", PUBLIC)
def test_functions_and_classes_explain_their_parameters_and_show_an_example(name):
    thing = PUBLIC[name]
    text = inspect.cleandoc(vars(thing).get("__doc__") or "") if inspect.isclass(thing) else inspect.getdoc(thing)
    assert text.split("\n\n")[0].rstrip().endswith((".", ":")), "begins with a sentence"
    assert ">>>" in section(text, "Examples")
    assert parameters(thing) <= described(text)


@pytest.mark.parametrize("name", METHODS)
def test_methods_explain_their_parameters(name):
    text = inspect.getdoc(METHODS[name]) or ""
    assert text
    assert parameters(METHODS[name]) <= described(text)
