"""Draws the headquarters of an invented alliance: a tree of them for each nation, spread over real time zones.

Every nation has a minister, a joint staff, component commands and formations, and plans for a joint operations command and a
coordination centre. Every fourth nation is a leading one: it keeps regional joint commands, with formations of its own, in the
time zones of its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

# Site, latitude, longitude and time zone, from east of the date line westward around the world.
PLACES = (
    ("auckland", -36.8, 174.8, "Pacific/Auckland"),
    ("sydney", -33.9, 151.2, "Australia/Sydney"),
    ("tokyo", 35.7, 139.7, "Asia/Tokyo"),
    ("seoul", 37.6, 127.0, "Asia/Seoul"),
    ("manila", 14.6, 121.0, "Asia/Manila"),
    ("singapore", 1.3, 103.8, "Asia/Singapore"),
    ("delhi", 28.6, 77.2, "Asia/Kolkata"),
    ("riyadh", 24.7, 46.7, "Asia/Riyadh"),
    ("warsaw", 52.2, 21.0, "Europe/Warsaw"),
    ("london", 51.5, -0.1, "Europe/London"),
    ("washington", 38.9, -77.0, "America/New_York"),
    ("honolulu", 21.3, -157.9, "Pacific/Honolulu"),
)
SERVICES = ("land", "sea", "air", "space", "cyber")
HQS_A_NATION = 22
# Posts every nation has before its first component command.
STAFFS = 4


@dataclass(frozen=True)
class Post:
    """One headquarters. `tier` is government, joint, planned, region, component or formation; `place` counts in PLACES."""

    hq: str
    nation: str
    tier: str
    service: str
    place: int
    superior: str
    grades: tuple[int, ...]

    @property
    def planned(self) -> bool:
        """Whether it would have to be opened."""
        return self.tier == "planned"


@dataclass(frozen=True)
class Nation:
    """A nation's posts in the order of their drawing, and its place among the others around the world."""

    name: str
    number: int
    leads: bool
    posts: tuple[Post, ...]

    def of(self, tier: str, service: str = "") -> list[Post]:
        """The posts of a tier, of one service where it is given."""
        return [post for post in self.posts if post.tier == tier and service in ("", post.service)]

    def post(self, suffix: str) -> Post:
        """The post of that name."""
        return next(post for post in self.posts if post.hq == f"{self.name}_{suffix}")


def draw_nations(random: Random, headquarters: int) -> list[Nation]:
    """Nations with `headquarters` posts in all (at least 16), in the order of their places around the world."""
    count = max(2, round(headquarters / HQS_A_NATION))
    shares = [headquarters // count + (number < headquarters % count) for number in range(count)]
    homes = [number * len(PLACES) // count for number in range(count)]
    return [_draw_nation(random, number, size, homes) for number, size in enumerate(shares)]


def _draw_nation(random: Random, number: int, size: int, homes: list[int]) -> Nation:
    name, home, leads = f"N{number + 1:02d}", homes[number], number % 4 == 0
    abroad = sorted({homes[number - 1], homes[(number + 1) % len(homes)]} - {home}) if leads else []
    components = SERVICES[: max(2, min(len(SERVICES), (size - STAFFS - len(abroad)) // 3))]
    posts = [
        Post(f"{name}_MOD", name, "government", "", home, "", ()),
        Post(f"{name}_JS", name, "joint", "joint", home, f"{name}_MOD", (10,)),
        Post(f"{name}_JOC", name, "planned", "joint", home, f"{name}_MOD", (9, 10)),
        Post(f"{name}_CC", name, "planned", "joint", random.choice(abroad or [home]), f"{name}_JS", (8,)),
    ]
    posts += [Post(f"{name}_R{i + 1}", name, "region", "joint", place, f"{name}_JS", (9, 10)) for i, place in enumerate(abroad)]
    posts += [Post(f"{name}_{service.upper()}", name, "component", service, home, f"{name}_JS", (9,)) for service in components]
    for i in range(size - len(posts)):
        service = components[i % len(components)]
        place = random.choice([home, home, *abroad]) if i % 2 else random.choice([home, *abroad])
        grades = (7,) if random.random() < 0.3 else (8,)
        posts.append(Post(f"{name}_{service.upper()}{i + 1}", name, "formation", service, place, f"{name}_{service.upper()}", grades))
    return Nation(name, number, leads, tuple(posts))


def partners(nations: list[Nation], nation: Nation) -> list[Nation]:
    """The nations it works with: its neighbours around the world and the nearest leading nation."""
    count = len(nations)
    near = {nations[(nation.number + step) % count].name for step in (-1, 1)}
    lead = min((other for other in nations if other.leads), key=lambda other: (abs(other.number - nation.number), other.number))
    return [other for other in nations if other.name in {*near, lead.name} - {nation.name}]


def distance(one: Post, other: Post) -> int:
    """Places around the world from one post to the other, the shorter way."""
    steps = abs(one.place - other.place)
    return min(steps, len(PLACES) - steps)
