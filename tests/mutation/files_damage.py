"""Ways to spoil whole files: their place, their bytes, their encoding."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.mutation.tables_damage import Damage


def some_file(rng: random.Random, folder: Path) -> Path:
    """Any file of the instance that its reader would open."""
    return rng.choice([path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix in (".csv", ".toml")])


TOO_LARGE = 10_000_000  # bytes: more than is read of any file, few enough for other kinds of damage
NO_FILES: dict[str, Callable[[Path], None]] = {
    "folder": Path.mkdir,
    "pipe": os.mkfifo,
    "circular link": lambda path: path.symlink_to(path),
    "dead link": lambda path: path.symlink_to(path.parent / "nowhere"),
    "link to a folder": lambda path: path.symlink_to(path.parent),
    **{f"link to {device}": lambda path, device=device: path.symlink_to(device) for device in ("/dev/zero", "/dev/null", "/dev/tty")},
}


def replaced_file(rng: random.Random, folder: Path) -> str:
    """Missing, empty, only its first line, no file at all, a link to what is none, endless, renamed."""
    path = some_file(rng, folder)
    text = path.read_bytes()
    what = rng.choice(("missing", "empty", "blank", "first line", "too large", "renamed", "upper", "extra", *NO_FILES))
    if what == "extra":
        path.with_name(rng.choice(("desk.csv", "Desks.csv", "copy of desks.csv", "=x.toml", "ü.csv", "~$desks.csv"))).write_bytes(text)
        return f"extra file beside {path.name}"
    path.unlink()
    if what == "empty":
        path.touch()
    elif what == "blank":
        path.write_text(rng.choice((" ", "\n", "\r\n\r\n", ",,,\n", "\ufeff")), encoding="utf-8")
    elif what == "first line":
        path.write_bytes(text.split(b"\n", 1)[0] + b"\n")
    elif what == "too large":
        path.touch()
        os.truncate(path, TOO_LARGE)
    elif what in NO_FILES:
        NO_FILES[what](path)
    elif what == "renamed":
        path.with_name(path.name + rng.choice((".bak", "~", ".csv", ".toml"))).write_bytes(text)
    elif what == "upper":
        path.with_name(path.name.upper()).write_bytes(text)
    return f"{path.name}: {what}"


def _flip(rng: random.Random, raw: bytes) -> bytes:
    changed = bytearray(raw)
    for _ in range(rng.choice((1, 3, 20))):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _insert(rng: random.Random, raw: bytes, what: bytes) -> bytes:
    spot = rng.randrange(len(raw) + 1)
    return raw[:spot] + what + raw[spot:]


BYTES: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "utf-16": lambda rng, raw: raw.decode("utf-8", "replace").encode(rng.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32"))),
    "latin-1": lambda rng, raw: _insert(rng, raw, "é".encode("latin-1")),
    "shift-jis": lambda rng, raw: _insert(rng, raw, "東京".encode("shift-jis")),
    "byte order mark": lambda rng, raw: b"\xef\xbb\xbf" + raw,
    "two marks": lambda rng, raw: b"\xef\xbb\xbf" * 2 + raw,
    "mark inside": lambda rng, raw: _insert(rng, raw, b"\xef\xbb\xbf"),
    "nul": lambda rng, raw: _insert(rng, raw, b"\x00"),
    "control": lambda rng, raw: _insert(rng, raw, bytes([rng.choice((7, 8, 11, 12, 27, 28, 127))])),
    "surrogate": lambda rng, raw: _insert(rng, raw, b"\xed\xa0\x80"),
    "crlf": lambda rng, raw: raw.replace(b"\n", b"\r\n"),
    "cr": lambda rng, raw: raw.replace(b"\n", b"\r"),
    "mixed ends": lambda rng, raw: b"".join(line + rng.choice((b"\n", b"\r\n", b"\r")) for line in raw.split(b"\n")),
    "no last end": lambda rng, raw: raw.rstrip(b"\n"),
    "semicolons": lambda rng, raw: raw.replace(b",", b";"),
    "tabs": lambda rng, raw: raw.replace(b",", b"\t"),
    "quotation mark": lambda rng, raw: _insert(rng, raw, b'"'),
    "quoted line end": lambda rng, raw: _insert(rng, raw, b'"\n"'),
    "line end": lambda rng, raw: _insert(rng, raw, b"\n"),
    "commas": lambda rng, raw: _insert(rng, raw, b"," * rng.choice((1, 5000))),
    "cut": lambda rng, raw: raw[: rng.randrange(len(raw) + 1)],
    "twice": lambda rng, raw: raw + raw,
    "junk": lambda rng, raw: rng.randbytes(rng.choice((1, 10, 4096))),
    "printable junk": lambda rng, raw: bytes(rng.choices(b'abc,"\n=[]#. 19', k=500)),
    "flipped bytes": _flip,
    "huge line": lambda rng, raw: _insert(rng, raw, b"x" * 2_000_000),
    "huge quoted": lambda rng, raw: _insert(rng, raw, b'"' + b"x\n" * 20_000 + b'"'),
}


def spoiled_bytes(rng: random.Random, folder: Path) -> str:
    """The bytes of a file are changed: encoding, line ends, separators, junk, cuts."""
    path = some_file(rng, folder)
    what = rng.choice(list(BYTES))
    path.write_bytes(BYTES[what](rng, path.read_bytes()))
    return f"{path.name}: {what}"


def spoiled_folder(rng: random.Random, folder: Path) -> str:
    """The folder of variants is missing, a file, or holds another folder."""
    home = folder / "variants"
    what = rng.choice(("missing", "file", "folder inside"))
    if what == "folder inside":
        (home / "more.toml").mkdir(parents=True, exist_ok=True)
    elif home.is_dir():
        shutil.rmtree(home)
        if what == "file":
            home.write_text("title = 1\n", encoding="utf-8")
    return f"variants: {what}"


FILE_DAMAGE: tuple[tuple[int, Damage], ...] = ((4, replaced_file), (8, spoiled_bytes), (1, spoiled_folder))
