"""Whether every link of a built site leads somewhere in it. Links to other sites are not fetched."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADS = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


class Links(HTMLParser):
    """What a page links to, what it loads, and the names of its parts."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.parts: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        self.parts |= {value for name in ("id", "name") if (value := about.get(name))}
        if tag == "a" and (address := about.get("href")):
            self.links.append(address)
        if (address := about.get(LOADS.get(tag, ""))) and about.get("rel") not in ("next", "prev", "index", "search", "canonical"):
            self.loads.append(address)


def dead_links(site: Path) -> list[str]:
    """A line for each link or file of a page that is not there, and for each file that a page would load from elsewhere."""
    read = {page.resolve(): Links(page) for page in sorted(site.rglob("*.html"))}
    found = []
    for page, about in read.items():
        name = page.relative_to(site.resolve())
        found += [f"{name}: loads {address} from elsewhere" for address in about.loads if urlsplit(address).netloc]
        for address in [*about.links, *about.loads]:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if not target.exists():
                found.append(f"{name}: {address} is not there")
            elif parts.fragment and target in read and unquote(parts.fragment) not in read[target].parts:
                found.append(f"{name}: {address} has no such part")
    return found
