"""A Sphinx extension: formulas as MathML, made when the site is built. A formula that cannot be set is an error."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

COMMAND = re.compile(r"\\[A-Za-z]+")


def mathml(latex: str, display: str) -> str:
    """The formula as a MathML element that carries its LaTeX for whoever cannot read MathML. Raises ExtensionError where a command of it
    is not known: the converter would show its name as text."""
    try:
        made = str(convert(latex, display=display))
    except Exception as error:  # the converter has no family of its own errors
        raise ExtensionError(f"the formula {latex!r} cannot be set: {error!r}") from error
    if COMMAND.search(made):
        raise ExtensionError(f"the formula {latex!r} has a command that cannot be set")
    return made.replace("<math ", f'<math alttext="{escape(latex)}" ', 1)


def visit_inline(self: Any, node: Any) -> None:
    self.body.append(mathml(node.astext(), "inline"))
    raise_skip()


def visit_block(self: Any, node: Any) -> None:
    self.body.append(f'<div class="math-block" tabindex="0" role="group" aria-label="Formula">{mathml(node.astext(), "block")}</div>\n')
    raise_skip()


def raise_skip() -> None:
    """Tell Sphinx that what is inside has been written."""
    from docutils.nodes import SkipNode

    raise SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
