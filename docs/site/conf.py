"""How Sphinx makes the documentation site. `build.py` gathers the pages and calls it."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]  # our extensions, and the package that is documented

project = "Command posture optimiser"
author = "The command-posture contributors"
project_copyright = f"{author}, MIT licence"
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "mathml", "plain_docstrings"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
exclude_patterns = ["_build"]
root_doc = "index"
# Generated pages carry quotations and tables that no reader of source needs to see again.
html_copy_source = False
html_show_sourcelink = False

# Mathematics is set as MathML when the site is built: nothing is loaded, nothing runs, screen readers read it.
html_math_renderer = "mathml"

autodoc_typehints = "description"
autodoc_member_order = "bysource"
default_role = "code"

html_theme = "furo"
html_title = "Command posture optimiser"
html_static_path = [str(HERE / "static")]
html_css_files = ["site.css"]
html_last_updated_fmt = None  # the same pages give the same bytes
# Snippets of found pages are fetched, which browsers refuse where pages are opened as files; titles and links are enough.
html_show_search_summary = False
html_theme_options = {"navigation_with_keys": False}
