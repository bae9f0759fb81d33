"""The pieces of a page: tables, pictures, style."""
from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222;
       background: #fff; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin-top: 2rem; border-bottom: 1px solid #ddd; }
p.sub { margin-top: .2rem; color: #666; }
table { border-collapse: collapse; font-size: .9rem; } div.wide { overflow-x: auto; }
th, td { text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #eee; vertical-align: top; }
th { font-weight: 600; color: #555; } td.number { text-align: right; font-variant-numeric: tabular-nums; }
img { max-width: 100%; height: auto; } pre { font-size: .85rem; overflow-x: auto; background: #f6f6f6; padding: .6rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; } dt { color: #666; } dd { margin: 0; }
details { margin: .5rem 0; } summary { cursor: pointer; font-weight: 600; }
"""


def page(title: str, sub: str, sections: Iterable[str]) -> str:
    """A whole page; nothing in it points outside."""
    return (f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n<link rel="icon" href="data:,">\n'
            f"<style>{STYLE}</style></head>\n<body><h1>{escape(title)}</h1>\n"
            f'<p class="sub">{escape(sub)}</p>\n' + "\n".join(sections) + "\n</body></html>\n")


def section(title: str, content: str) -> str:
    """A heading and what stands under it."""
    return f"<section><h2>{escape(title)}</h2>\n{content}</section>"


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table; numbers stand to the right."""
    cells = "".join(f"<th>{escape(one)}</th>" for one in head)
    body = "\n".join("<tr>" + "".join(_cell(one) for one in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{cells}</tr></thead>\n<tbody>{body}</tbody></table></div>'


def _cell(value: Any) -> str:
    if isinstance(value, int):
        return f'<td class="number">{value:,}</td>'
    if isinstance(value, float):
        return f'<td class="number">{"-" if value != value else f"{value:.4g}"}</td>'
    return f"<td>{escape(str(value))}</td>"


def facts(named: dict[str, str]) -> str:
    """Names and values."""
    return "<dl>" + "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in named.items()) + "</dl>"


def folded(title: str, content: str) -> str:
    """Content that opens at a click."""
    return f"<details><summary>{escape(title)}</summary>\n{content}</details>"


def picture(ax: Any, description: str) -> str:
    """The figure of these axes as an inline SVG; it is closed."""
    from matplotlib import pyplot

    buffer = io.StringIO()
    ax.figure.savefig(buffer, format="svg", dpi=150, metadata={"Date": None})
    pyplot.close(ax.figure)
    data = base64.b64encode(buffer.getvalue().encode()).decode()
    return f'<img alt="{escape(description)}" src="data:image/svg+xml;base64,{data}">'
