"""Runs the Python blocks of the pages listed in `executed_pages` in order, and shows what they print and draw.

A page stays plain Markdown: the blocks are those between ```python and ```, with one namespace a page.
"""
import contextlib
import io
import re
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

BLOCK = re.compile(r"^```python\n(.*?)^```\n", re.DOTALL | re.MULTILINE)


def run_blocks(text, name, folder):
    """The page with what its blocks print after them, and the figures they draw, saved in `folder`."""
    namespace, figures = {"__name__": name}, 0

    def shown(match):
        nonlocal figures
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(match[1], f"{name}.md", "exec"), namespace)
        parts = [match[0]]
        if printed.getvalue().strip():
            parts.append(f"```text\n{printed.getvalue().rstrip()}\n```\n")
        for number in plt.get_fignums():
            figures += 1
            plt.figure(number).savefig(folder / f"{name}_{figures}.svg", metadata={"Date": None}, bbox_inches="tight")
            parts.append(f"![what the code above draws]({folder.name}/{name}_{figures}.svg)\n")
        plt.close("all")
        return "\n".join(parts)

    return BLOCK.sub(shown, text)


def _read(app, name, source):
    if name in app.config.executed_pages:
        folder = Path(app.srcdir) / "_figures"
        folder.mkdir(exist_ok=True)
        source[0] = run_blocks(source[0], name, folder)


def setup(app):
    """Register with Sphinx."""
    app.add_config_value("executed_pages", [], "env")
    app.connect("source-read", _read)
    return {"parallel_read_safe": True}
