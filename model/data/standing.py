"""What stands at one time: who holds what, which HQs are open under which grades, which teams there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """`holders` (condition, authority), `open_hqs`, `grades` by HQ (of open ones), liaison `levels` by channel."""

    holders: Mapping[tuple[str, str], tuple[str, ...]]
    open_hqs: frozenset[str]
    grades: Mapping[str, int]
    levels: Mapping[tuple[str, str], int]
