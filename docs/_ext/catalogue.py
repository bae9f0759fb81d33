"""Writes the model catalogue from the declarations: a page a family, with equations, parameters and an example."""
import re
from pathlib import Path

from example_figures import draw, tidy

import neurojit as nj
from neurojit.equations.expr import to_text
from neurojit.models.meanings import meaning
from neurojit.models.registry import FAMILIES
from neurojit.models.show import arrival_text

TITLES = {
    "integrate_and_fire": "Integrate-and-fire, current-based", "conductance": "Integrate-and-fire, conductance-based",
    "adaptive_exponential": "Adaptive exponential", "adaptive_threshold": "Moving threshold",
    "clopath": "For voltage-based plasticity",
    "glif": "Generalised, of the Allen Institute", "escape": "Spikes by chance", "quadratic": "Quadratic, Izhikevich",
    "hodgkin_huxley": "Hodgkin and Huxley", "cortical": "Cortical and thalamic cells with channels",
    "oscillators": "Oscillators and simple units", "teaching": "Teaching", "sources": "Sources of spikes and current",
}
HEAD = """# Models

Every model is a declaration, and these pages are made from them. `print(model)` shows one, `nj.source(model)` the code
that is compiled for it, and [Write your own model](own_model.md) how to declare another.
"""


def _unit(unit):
    return "" if unit == "1" else unit


def _number(value):
    return f"{value:.6g}"


def _parameters(model):
    if not model.parameters:
        return ["It has no parameters."]
    rows = ["| parameter | default | unit | valid | meaning |", "|---|---|---|---|---|"]
    for one in model.parameters.values():
        default = "none" if one.is_list else _number(one.default)
        valid = "" if one.range_text() == "a number" else one.range_text()
        rows.append(f"| `{one.name}` | {default} | {_unit(one.unit)} | {valid} | {meaning(model, one.name)} |")
    return rows


def _spike(model):
    given, lines = model.declaration(), []
    if given["threshold_rate"] is not None:
        lines.append(f"spike at the rate   {given['threshold_rate']}")
    elif given["threshold"] is not None:
        lines.append(f"spike when   {given['threshold']}")
    if model.reset:
        lines.append("reset        " + "; ".join(f"{one.name} = {to_text(one.expr)}" for one in model.reset))
    if model.refractory is not None:
        held = f", holding {', '.join(model.clamped)}" if model.clamped else ""
        lines.append(f"refractory   {to_text(model.refractory)}{held}")
    return lines


def _neuron(model):
    equations = [line.strip() for line in model.equations_text.strip().splitlines()]
    method = model.integration.method.replace("_", " ")
    lines = ["```text", *equations, "", *_spike(model), "```", "", f"Integration: {method}."]
    rows = ["| receptor | an arriving spike does | unit of w |", "|---|---|---|"]
    rows += [f"| `{name}` | `{arrival_text(one)}` | {_unit(model.receptor_units[name])} |"
             for name, one in model.receptors.items()]
    starts = ", ".join(f"`{v}` = {to_text(one)}" for v, one in model.initial.items() if to_text(one) != "0")
    lines += [f"Initially {starts}; what is not named is 0.", ""] if starts else ["Initially all variables are 0.", ""]
    return [*lines, *rows, ""]


def _linked(text):
    """The documentation string as Markdown, its DOIs as links."""
    paragraphs = [" ".join(one.split()) for one in text.split("\n\n")]
    return re.sub(r"doi:(10\.[^\s;,]+[^\s;,.])", r"[doi:\1](https://doi.org/\1)", "\n\n".join(paragraphs))


def _example(model, folder):
    picture, caption = draw(model, folder)
    return [f"```{{figure}} {picture}\n:alt: {model.name}\n\n{caption}\n```", ""]


def page(family, folder):
    """Text of the page of a family; figures are drawn into the folder `figures` beside it."""
    lines = [f"# {TITLES[family]}", ""]
    for name in FAMILIES[family]:
        model = nj.models.get(name)
        lines += [f"({name})=", f"## {name}", "", _linked(model.doc), ""]
        lines += _neuron(model) if isinstance(model, nj.NeuronModel) else [f"Source of {model.emits}.", ""]
        lines += [*_parameters(model), "", *_example(model, folder)]
    return "\n".join(lines) + "\n"


def front():
    """Text of the page that leads to the families."""
    rows = ["| model | what it is |", "|---|---|"]
    for names in FAMILIES.values():
        for name in names:
            what = re.split(r"\.\s", " ".join(nj.models.get(name).doc.split()) + " ")[0]
            rows.append(f"| [{name}](#{name}) | {what} |")
    tree = ["```{toctree}", ":maxdepth: 2", "", *(f"models/{family}" for family in FAMILIES), "```"]
    return "\n".join([HEAD, *rows, "", *tree, ""])


def _keep(target, text):
    """Write a file unless it says so already, so that Sphinx reads only what changed."""
    if not target.exists() or target.read_text(encoding="utf8") != text:
        target.write_text(text, encoding="utf8")


def _write(app):
    folder = Path(app.srcdir) / "models"
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    for family in FAMILIES:
        _keep(folder / f"{family}.md", page(family, folder))
    _keep(Path(app.srcdir) / "models.md", front())
    tidy(folder)


def setup(app):
    """Register with Sphinx."""
    app.connect("builder-inited", _write)
    return {"parallel_read_safe": True}
