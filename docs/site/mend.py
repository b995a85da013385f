"""What a reader without a mouse or without eyes needs and the theme leaves out, put into the built pages."""

from __future__ import annotations

import re
from pathlib import Path

# What stands in a page -> what stands there instead. Boxes that may have to be moved sideways become stops of the Tab key, headings and
# landmarks get their level and name, and headings of table columns that say nothing are cells.
MENDED = (
    (re.compile(r"<pre>"), '<pre tabindex="0">'),
    (re.compile(r'<div class="table-wrapper([^"]*)">'), r'<div class="table-wrapper\1" tabindex="0" role="group" aria-label="Table">'),
    (re.compile(r'<p class="caption" role="heading">'), '<p class="caption" role="heading" aria-level="2">'),
    (re.compile(r'<aside class="sidebar-drawer">'), '<aside class="sidebar-drawer" aria-label="All pages">'),
    (re.compile(r'<aside class="toc-drawer([^"]*)">'), r'<aside class="toc-drawer\1" aria-label="On this page">'),
    (re.compile(r'<th class="head([^"]*)">(?:<p></p>)?</th>'), r'<td class="head\1"></td>'),
)
SEARCH = "search.html"
ARTICLE = re.compile(r'(<article role="main"[^>]*>)')


def mend(site: Path) -> None:
    """Mend every page of a built site."""
    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        for pattern, instead in MENDED:
            text = pattern.sub(instead, text)
        if page.name == SEARCH and "<h1" not in text:
            text = ARTICLE.sub(r"\1<h1>Search</h1>", text)
        page.write_text(text, encoding="utf-8")
