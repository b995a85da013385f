"""Ways to spoil the bytes of a file. Each chooses by the random source it is given."""

from __future__ import annotations

import random
from collections.abc import Callable


def flip(data: bytearray, chance: random.Random) -> None:
    """One bit."""
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def many(data: bytearray, chance: random.Random) -> None:
    """Two hundred bits all over the file."""
    for _ in range(200):
        flip(data, chance)


def letters(data: bytearray, chance: random.Random) -> None:
    """Something that no text holds, in the names of tables and columns."""
    place = bytes(data).index(b"CREATE TABLE questions") + chance.randrange(120)
    data[place] = chance.randrange(128, 256)


def digit(data: bytearray, chance: random.Random) -> None:
    """One digit of some number becomes another: SQLite cannot see it."""
    place = chance.choice([place for place in range(len(data)) if data[place] in b"123456789"])
    data[place] = ord("1") + (data[place] - ord("0")) % 9


def blank(data: bytearray, chance: random.Random) -> None:
    """A stretch of zeros, as a disk gives back for what it has lost."""
    start = chance.randrange(len(data))
    length = min(len(data) - start, chance.choice([1, 16, 512, 4096, 20000]))
    data[start : start + length] = bytes(length)


def noise(data: bytearray, chance: random.Random) -> None:
    """A stretch of anything."""
    start = chance.randrange(len(data))
    length = min(len(data) - start, chance.choice([1, 16, 512, 4096]))
    data[start : start + length] = chance.randbytes(length)


def cut(data: bytearray, chance: random.Random) -> None:
    """The end is missing."""
    del data[chance.randrange(1, len(data)) :]


def swap(data: bytearray, chance: random.Random) -> None:
    """Two pages have changed places."""
    one, other = (4096 * chance.randrange(len(data) // 4096) for _ in range(2))
    data[one : one + 4096], data[other : other + 4096] = data[other : other + 4096], data[one : one + 4096]


def shift(data: bytearray, chance: random.Random) -> None:
    """Some bytes too many somewhere."""
    place = chance.randrange(len(data))
    data[place:place] = chance.randbytes(chance.randrange(1, 300))


Kind = Callable[[bytearray, random.Random], None]
KINDS: list[Kind] = [flip, many, letters, digit, blank, noise, cut, swap, shift]
