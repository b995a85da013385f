"""Which time zone a site was meant to have: the one spelt most alike, that of the abbreviation, or that of the nearest place."""

from __future__ import annotations

import datetime as dt
import functools
import importlib.resources
import math
import re
import zoneinfo

from model.data.records import Site
from model.errors import nearest

PLACE = re.compile(r"([+-])(\d{2})(\d{2})(?:\d{2})?([+-])(\d{3})(\d{2})(?:\d{2})?")  # ISO 6709: degrees, minutes, perhaps seconds
WINTER, SUMMER = 1, 7  # months


@functools.cache
def timezones() -> frozenset[str]:
    """Every IANA time zone this machine knows."""
    return frozenset(zoneinfo.available_timezones())


def meant_zone(site: Site) -> str:
    """The zone that a site with an unknown one most likely has. Zones are Region/City; what has no stroke is an abbreviation (JST) or
    a word, and of the zones that go by it the one of the nearest place is meant."""
    spelt = nearest(site.timezone, timezones()) if "/" in site.timezone else ""
    if spelt:
        return spelt
    places = zone_places()
    alike = {zone: places[zone] for zone in abbreviated().get(site.timezone.upper(), ())} or places
    return min(alike, key=lambda zone: (_angle(site, alike[zone]), zone))


@functools.cache
def zone_places() -> dict[str, tuple[float, float]]:
    """Latitude and longitude, in degrees, of the city that each zone is named for."""
    table = importlib.resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return {row[2]: _degrees(row[1]) for row in rows if row[2] in timezones()}


def _degrees(text: str) -> tuple[float, float]:
    found = PLACE.fullmatch(text)
    assert found is not None, f"zone.tab has the place {text}"
    north, east = (sum(int(part) / share for part, share in zip(found.group(n + 1, n + 2), (1, 60), strict=True)) for n in (1, 4))
    return (north if found[1] == "+" else -north), (east if found[4] == "+" else -east)


@functools.cache
def abbreviated() -> dict[str, tuple[str, ...]]:
    """The zones that go by each abbreviation, in winter or in summer."""
    found: dict[str, set[str]] = {}
    for zone in zone_places():
        for month in (WINTER, SUMMER):
            name = dt.datetime(2025, month, 1, tzinfo=zoneinfo.ZoneInfo(zone)).tzname() or zone
            found.setdefault(name, set()).add(zone)
    return {name: tuple(sorted(zones)) for name, zones in found.items()}


def _angle(site: Site, place: tuple[float, float]) -> float:
    """Between two places as seen from the middle of the earth, in radians."""
    north, other = math.radians(site.latitude), math.radians(place[0])
    apart = math.radians(site.longitude - place[1])
    cosine = math.sin(north) * math.sin(other) + math.cos(north) * math.cos(other) * math.cos(apart)
    return math.acos(max(-1.0, min(1.0, cosine)))
