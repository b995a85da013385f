"""Ways to spoil a workbook's file: its bytes, its archive, its XML. Each chooses by the random source it is given."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable

Parts = list[tuple[str, bytes]]
BytesDamage = Callable[[random.Random, bytes], bytes]
PartsDamage = Callable[[random.Random, Parts], None]
ENTRY = b"PK\x01\x02"  # begins what the archive's directory says of a part
LOCAL = b"PK\x03\x04"  # begins what stands before a part
ODD_NUMBERS = (0, 1, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF)
ODD_XML = (
    b"",
    b"<",
    b"&",
    b"&#0;",
    b"&undefined;",
    b"]]>",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbf\xbf",
    b"<a>" * 200,
    b"</row>",
    b"</c>",
    b"<!-- ",
    b"<![CDATA[",
    b"<?xml?>",
    b"<v>99999999</v>",
    b"<f/>",
    b'<c r="A1"><v>1</v></c>',
    b'<row r="0"/>',
)
DOCUMENT_TYPE = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "' + b"&b;" * 50 + b'">]>'
ENCODINGS = (b"utf-7", b"rot13", b"cp037", b"shift_jis", b"idna", b"hex", b"", b"utf-16", b"latin-1", b"x" * 300)


def parts_of(raw: bytes) -> Parts:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        return [(part.filename, packed.read(part)) for part in packed.infolist()]


def packed_anew(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A whole archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, data in parts:
            packed.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data, method)
    return out.getvalue()


def _flipped(rng: random.Random, raw: bytes) -> bytes:
    changed = bytearray(raw)
    for _ in range(rng.choice((1, 1, 1, 5, 50, 1000))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _shuffled(rng: random.Random, raw: bytes) -> bytes:
    """Blocks of the file in another order, as a broken disk gives them."""
    size = rng.choice((512, 4096))
    blocks = [raw[at : at + size] for at in range(0, len(raw), size)]
    rng.shuffle(blocks)
    return b"".join(blocks)


def _zeroed(rng: random.Random, raw: bytes) -> bytes:
    start = rng.randrange(len(raw))
    length = min(rng.choice((1, 100, 4096)), len(raw) - start)
    return raw[:start] + bytes(length) + raw[start + length :]


def _inserted(rng: random.Random, raw: bytes) -> bytes:
    at = rng.choice((0, len(raw), rng.randrange(len(raw))))
    return raw[:at] + rng.randbytes(rng.choice((1, 2, 1000))) + raw[at:]


def _headers(raw: bytes, mark: bytes) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(mark), raw)]


def _field(mark: bytes, offset: int, form: str, values: tuple[int, ...]) -> BytesDamage:
    """One number in one header of the archive (or in all of them) becomes another."""

    def damage(rng: random.Random, raw: bytes) -> bytes:
        changed, value = bytearray(raw), rng.choice(values)
        places = _headers(raw, mark)
        for at in rng.choice((places, [rng.choice(places)])):
            struct.pack_into(form, changed, at + offset, value)
        return bytes(changed)

    return damage


def _end_record(rng: random.Random, raw: bytes) -> bytes:
    """The numbers at the end of the archive: how many parts, how long the directory is and where."""
    changed, at = bytearray(raw), raw.rindex(b"PK\x05\x06")
    offset, form = rng.choice(((8, "<H"), (10, "<H"), (12, "<L"), (16, "<L"), (20, "<H")))
    struct.pack_into(form, changed, at + offset, rng.choice(ODD_NUMBERS) & (0xFFFF if form == "<H" else 0xFFFFFFFF))
    return bytes(changed)


BYTES: dict[str, BytesDamage] = {
    "flipped": _flipped,
    "cut": lambda rng, raw: raw[: rng.randrange(len(raw))],
    "beheaded": lambda rng, raw: raw[rng.randrange(1, len(raw)) :],
    "shuffled": _shuffled,
    "zeroed": _zeroed,
    "inserted": _inserted,
    "twice": lambda rng, raw: raw + raw,
    "method": _field(ENTRY, 10, "<H", (0, 1, 9, 12, 14, 93, 95, 99, 65535)),
    "flags": _field(ENTRY, 8, "<H", (1, 0x20, 0x40, 0x800, 0x2000, 65535)),
    "local flags": _field(LOCAL, 6, "<H", (1, 0x20, 0x40, 0x800, 65535)),
    "version": _field(ENTRY, 6, "<H", (63, 64, 255, 65535)),
    "check sum": _field(ENTRY, 16, "<L", ODD_NUMBERS),
    "packed size": _field(ENTRY, 20, "<L", ODD_NUMBERS),
    "unpacked size": _field(ENTRY, 24, "<L", ODD_NUMBERS),
    "length of name": _field(ENTRY, 28, "<H", (0, 1, 200, 65535)),
    "length of extra": _field(ENTRY, 30, "<H", (1, 4, 200, 65535)),
    "place": _field(ENTRY, 42, "<L", ODD_NUMBERS),
    "end record": _end_record,
}


def _some(rng: random.Random, parts: Parts, of: str = "") -> int:
    """A part that is read, most of the time; `of`: with this in its name."""
    read = [at for at, (name, _) in enumerate(parts) if of in name and re.search(r"sheet\d|sharedStrings|styles|workbook|_rels/", name)]
    return rng.choice(read if of or rng.random() < 0.9 else range(len(parts)))


def _changed(rng: random.Random, parts: Parts, change: Callable[[bytes], bytes], of: str = "") -> None:
    at = _some(rng, parts, of)
    parts[at] = (parts[at][0], change(parts[at][1]))


def _removed(rng: random.Random, parts: Parts) -> None:
    del parts[_some(rng, parts)]


def _swapped(rng: random.Random, parts: Parts) -> None:
    """Two parts change places: sheets of each other's name, or texts where styles should be."""
    one, other = _some(rng, parts), _some(rng, parts)
    parts[one], parts[other] = (parts[one][0], parts[other][1]), (parts[other][0], parts[one][1])


def _doubled(rng: random.Random, parts: Parts) -> None:
    name, _ = parts[_some(rng, parts)]
    parts.append((rng.choice((name, name.upper())), parts[_some(rng, parts)][1]))


def _renamed(rng: random.Random, parts: Parts) -> None:
    at = _some(rng, parts)
    parts[at] = (rng.choice(("x", "../" + parts[at][0], parts[at][0].replace("/", "\\"), "/" + parts[at][0], "\u6771")), parts[at][1])


def _cut_xml(rng: random.Random, parts: Parts) -> None:
    _changed(rng, parts, lambda data: data[: rng.randrange(len(data) + 1)])


def _lost_piece(rng: random.Random, parts: Parts) -> None:
    def change(data: bytes) -> bytes:
        at = rng.randrange(len(data) + 1)
        return data[:at] + data[at + rng.choice((1, 10, 1000)) :]

    _changed(rng, parts, change)


def _odd_xml(rng: random.Random, parts: Parts) -> None:
    def change(data: bytes) -> bytes:
        # Between two tags, or anywhere.
        places = [found.end() for found in re.finditer(b">", data)]
        at = rng.choice(places) if places and rng.random() < 0.7 else rng.randrange(len(data) + 1)
        return data[:at] + rng.choice(ODD_XML) + data[at:]

    _changed(rng, parts, change)


def _odd_attribute(rng: random.Random, parts: Parts) -> None:
    """A reference, a kind, a style or a link becomes something that it cannot be."""

    def change(data: bytes) -> bytes:
        found = list(re.finditer(rb'\b(r|s|t|ref|name|Id|id|Target|Type|numFmtId|formatCode)="[^"]*"', data))
        if not found:
            return data
        one = rng.choice(found)
        value = rng.choice((b"", b"0", b"-1", b"A0", b"XFE1", b"A1048577", b"ZZZZ1", b"1e9", b"b", b"e", b"d", b"inlineStr", b"9" * 5000))
        return data[: one.start(1)] + one[1] + b'="' + value + b'"' + data[one.end() :]

    _changed(rng, parts, change)


def _odd_value(rng: random.Random, parts: Parts) -> None:
    value = rng.choice((b"", b"-1", b"1.5", b"1e999", b"nan", b"9" * 5000, b"x", b"_xD800_", b" ", b"2" * 20))
    _changed(rng, parts, lambda data: re.sub(rb"<v>\d+</v>", b"<v>" + value + b"</v>", data, count=rng.choice((1, 0))), "sheet")


def _declared(rng: random.Random, parts: Parts) -> None:
    encoding = rng.choice(ENCODINGS)
    _changed(rng, parts, lambda data: re.sub(rb'encoding="[^"]*"', b'encoding="' + encoding + b'"', data, count=1))


def _encoded(rng: random.Random, parts: Parts) -> None:
    """Another encoding than the one declared, or the other one that is allowed."""

    def change(data: bytes) -> bytes:
        text = data.decode().replace("UTF-8", rng.choice(("UTF-8", "UTF-16")), 1)
        return text.encode(rng.choice(("utf-16", "utf-16-le", "utf-32", "utf-8-sig")))

    _changed(rng, parts, change)


def _document_type(rng: random.Random, parts: Parts) -> None:
    _changed(rng, parts, lambda data: data.replace(b"?>", b"?>" + DOCUMENT_TYPE, 1).replace(b"<v>", b"<v>&c;", 1))


def _long_row(rng: random.Random, parts: Parts) -> None:
    cell = rng.choice((b'<c s="4"/>', b"<c><v>1</v></c>", b'<c t="s"><v>0</v></c>'))
    _changed(rng, parts, lambda data: data.replace(b"</sheetData>", b"<row>" + cell * 17_000 + b"</row></sheetData>"), "sheet")


def _far_cell(rng: random.Random, parts: Parts) -> None:
    place = rng.choice((b"A1048576", b"XFD1", b"XFD1048576"))
    row = place.lstrip(b"AXFD")
    cell = b'<row r="' + row + b'"><c r="' + place + b'" t="inlineStr"><is><t>far</t></is></c></row></sheetData>'
    _changed(rng, parts, lambda data: data.replace(b"</sheetData>", cell), "sheet")


def _merged(rng: random.Random, parts: Parts) -> None:
    area = rng.choice((b"A1:XFD1048576", b"A2:B2", b"Z900:AA999", b"A1", b"", b"B2:A1"))
    cells = b'</sheetData><mergeCells><mergeCell ref="' + area + b'"/></mergeCells>'
    _changed(rng, parts, lambda data: data.replace(b"</sheetData>", cells), "sheet")


PARTS: dict[str, PartsDamage] = {
    "removed": _removed,
    "swapped": _swapped,
    "doubled": _doubled,
    "renamed": _renamed,
    "cut XML": _cut_xml,
    "lost piece": _lost_piece,
    "odd XML": _odd_xml,
    "odd attribute": _odd_attribute,
    "odd value": _odd_value,
    "declared encoding": _declared,
    "other encoding": _encoded,
    "document type": _document_type,
    "long row": _long_row,
    "far cell": _far_cell,
    "merged": _merged,
}
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def damaged(raw: bytes, seed: int) -> tuple[bytes, str]:
    """A workbook with damage of one kind, or of two, and what was done, in words; the same for the same seed."""
    rng = random.Random(seed)
    if rng.random() < 0.45:
        kind = rng.choice(list(BYTES))
        return BYTES[kind](rng, raw), kind
    parts, kinds = parts_of(raw), rng.choices(list(PARTS), k=rng.choice((1, 1, 2)))
    for kind in kinds:
        PARTS[kind](rng, parts)
    method = rng.choices(METHODS, (4, 20, 1, 1))[0]
    return packed_anew(parts, method), f"{' and '.join(kinds)}, packed by {method}"
