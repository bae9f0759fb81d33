"""Writes the model catalogue from the declarations: equations, integrator, parameters, reference."""
from pathlib import Path

import neurojit as nj


def _parameters(model):
    rows = ["| parameter | default | unit |", "|---|---|---|"]
    for parameter in model.parameters.values():
        default = "none" if parameter.is_list else f"{parameter.default:g}"
        rows.append(f"| `{parameter.name}` | {default} | {'' if parameter.unit == '1' else parameter.unit} |")
    return rows


def _neuron(model):
    lines = ["```text", *(line.strip() for line in model.equations_text.strip().splitlines()), "```", ""]
    receptors = ", ".join(f"`{name}` (weight in {model.receptor_units[name]})" for name in model.receptors)
    lines += [f"Integration: {model.integration.method.replace('_', ' ')}. Receptors: {receptors or 'none'}.", ""]
    return lines


def page():
    """Text of the catalogue page."""
    lines = ["# Models", "", "Every model is a declaration; this page is made from them. `nj.source(model)` shows the "
             "code that is compiled for one.", ""]
    for name, model in nj.models.all_models().items():
        lines += [f"## {name}", "", " ".join(model.doc.split()), ""]
        lines += _neuron(model) if isinstance(model, nj.NeuronModel) else [f"Source of {model.emits}.", ""]
        lines += [*_parameters(model), ""]
    return "\n".join(lines)


def _write(app):
    target = Path(app.srcdir) / "models.md"
    text = page()
    if not target.exists() or target.read_text(encoding="utf8") != text:
        target.write_text(text, encoding="utf8")


def setup(app):
    """Register with Sphinx."""
    app.connect("builder-inited", _write)
    return {"parallel_read_safe": True}
