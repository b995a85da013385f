"""The XML of a workbook as a stream, whatever its size. What a parser can raise is caught here and nowhere else."""

from __future__ import annotations

from xml.parsers import expat

from model.data.workbook.archive import Archive, broken, too_much

DEEPEST = 100  # elements inside one another; sheets have seven
MOST_ELEMENTS = 1_500_000  # of all parts that are read; an empty cell that has a style is one
LONGEST_TAG = 1_000_000  # bytes; a parser reads an unfinished tag from its beginning each time more of it comes
ENCODINGS = ("utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1")  # the format asks for the first two


class Listener:
    """Hears a part of a workbook: its elements by their names without prefix, and its texts, each of which may come in pieces."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """A piece of text."""


def tell(archive: Archive, part: str, listener: Listener) -> None:
    """Let the listener hear a part. Raises Unreadable where it is not whole XML or means to do harm."""
    parser = _Watch(archive, part, listener).parser()
    fed = 0
    for piece in archive.pieces(part):
        _feed(parser, piece, part)
        fed += len(piece)
        if fed - parser.CurrentByteIndex > LONGEST_TAG + len(piece):
            raise too_much(f"has a tag of more than {LONGEST_TAG:,} bytes in part {part}")
    _feed(parser, b"", part, last=True)


def _feed(parser: expat.XMLParserType, piece: bytes, part: str, last: bool = False) -> None:
    try:
        parser.Parse(piece, last)
    except expat.ExpatError as error:
        raise broken(f"part {part}: {error}") from None


class _Watch:
    """Hands on what the parser says, and refuses what no spreadsheet writes."""

    def __init__(self, archive: Archive, part: str, listener: Listener) -> None:
        self._archive, self._part, self._listener = archive, part, listener
        self._depth = 0

    def parser(self) -> expat.XMLParserType:
        """A parser that tells it all."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._listener.text
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._document_type
        return parser

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._archive.elements += 1
        if self._depth > DEEPEST:
            raise broken(f"part {self._part} is nested too deeply")
        if self._archive.elements > MOST_ELEMENTS:
            raise too_much(f"has more than {MOST_ELEMENTS:,} cells and other elements, empty cells included")
        self._listener.start(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._listener.end(name.rpartition(":")[2])

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        """Other encodings would be looked up among all that Python knows."""
        if encoding is not None and encoding.lower() not in ENCODINGS:
            raise broken(f"part {self._part} is in the encoding {encoding}, not in UTF-8")

    def _document_type(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        """Workbooks have none; what it declares could unfold to any size."""
        raise broken(f"part {self._part} declares a document type")
