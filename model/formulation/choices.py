"""The choices that are left for every decision."""

from __future__ import annotations

from dataclasses import dataclass

from model.data.instance import Instance
from model.delay.physics import Physics
from model.formulation.affordable import ChannelKey


@dataclass(frozen=True)
class Scope:
    """The options left. Every mapping lists them in sorted order; an empty tuple means that nothing is left.

    `open_options` (phase, hq): which of False, True are possible; `grades` (phase, hq): empty for civil principals;
    `holders` (phase, condition, authority); `levels` (phase, channel); `officers` (phase, desk).
    """

    instance: Instance
    worlds: dict[str, Physics]
    open_options: dict[tuple[str, str], tuple[bool, ...]]
    grades: dict[tuple[str, str], tuple[int, ...]]
    holders: dict[tuple[str, str, str], tuple[str, ...]]
    levels: dict[tuple[str, ChannelKey], tuple[int, ...]]
    officers: dict[tuple[str, str], tuple[int, ...]]

    def may_open(self, phase: str, hq: str) -> bool:
        """Whether the HQ can be open in the phase."""
        return True in self.open_options[phase, hq]

    def must_open(self, phase: str, hq: str) -> bool:
        """Whether the HQ cannot be closed in the phase."""
        return self.open_options[phase, hq] == (True,)
