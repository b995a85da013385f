"""The XML of a workbook as a stream of events, whatever its size. What a parser can raise is caught here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from model.data.workbook.archive import broken, too_much

START, END, TEXT = "start", "end", "text"
Event = tuple[str, str, dict[str, str]]  # what, the element's name without its prefix (or the text), its attributes
DEEPEST = 100  # elements inside one another; sheets have seven
LONGEST_TAG = 1_000_000  # bytes; a parser reads an unfinished tag from its beginning each time more of it comes
ENCODINGS = ("utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1")  # the format asks for the first two


def events(pieces: Iterable[bytes], part: str) -> Iterator[Event]:
    """The events of a part in their order. Raises Unreadable where it is not whole XML or means to do harm."""
    taken = _Taken(part)
    parser = _parser(taken)
    fed = 0
    for piece in pieces:
        _feed(parser, piece, part)
        fed += len(piece)
        if fed - parser.CurrentByteIndex > LONGEST_TAG + len(piece):
            raise too_much(f"part {part} has a tag of more than {LONGEST_TAG:,} bytes")
        yield from taken.hand_over()
    _feed(parser, b"", part, last=True)
    yield from taken.hand_over()


@dataclass
class _Taken:
    """What the parser has said since it was last asked."""

    part: str
    found: list[Event] = field(default_factory=list)
    depth: int = 0

    def hand_over(self) -> list[Event]:
        """The events so far, which are then forgotten."""
        found, self.found = self.found, []
        return found

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise broken(f"part {self.part} is nested too deeply")
        self.found.append((START, name.rpartition(":")[2], attributes))

    def end(self, name: str) -> None:
        """An element ends."""
        self.depth -= 1
        self.found.append((END, name.rpartition(":")[2], {}))

    def text(self, text: str) -> None:
        """A piece of text; one text may come in several."""
        self.found.append((TEXT, text, {}))

    def declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        """Other encodings would be looked up among all that Python knows."""
        if encoding is not None and encoding.lower() not in ENCODINGS:
            raise broken(f"part {self.part} is in the encoding {encoding}, not in UTF-8")

    def document_type(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        """Workbooks have none; what it declares could unfold to any size."""
        raise broken(f"part {self.part} declares a document type")


def _parser(taken: _Taken) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = taken.start
    parser.EndElementHandler = taken.end
    parser.CharacterDataHandler = taken.text
    parser.XmlDeclHandler = taken.declaration
    parser.StartDoctypeDeclHandler = taken.document_type
    return parser


def _feed(parser: expat.XMLParserType, piece: bytes, part: str, last: bool = False) -> None:
    try:
        parser.Parse(piece, last)
    except expat.ExpatError as error:
        raise broken(f"part {part}: {error}") from None
