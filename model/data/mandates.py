"""Mandates: what a policy variant forces, over and above the rules."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from model.data.kinds import Count, Flag, Grade, Id, Record, Selector, Text


class MandateBase(Record):
    """Common part of every mandate: a name, the sentence that explanations quote, and the phases it holds in (none named: in all)."""

    id: Id
    says: Annotated[Text, Field(min_length=1)]
    phase: Selector = ()

    def holds_in(self, phase: str) -> bool:
        """Whether it holds in the phase."""
        return not self.phase or "*" in self.phase or phase in self.phase


class HolderMandate(MandateBase):
    """The selected authorities are held only by the selected HQs (ids or nations)."""

    kind: Literal["holder"]
    holder: Selector
    authority: Selector = ()
    relation: Selector = ()
    nation: Selector = ()
    condition: Selector = ()


class KeepHolderMandate(MandateBase):
    """The selected authorities stay with exactly the HQs that hold them today."""

    kind: Literal["keep_holder"]
    authority: Selector = ()
    relation: Selector = ()
    nation: Selector = ()
    condition: Selector = ()


class ActiveMandate(MandateBase):
    """The selected HQs (ids or nations) are open, or closed."""

    kind: Literal["active"]
    hq: Selector
    active: Flag


class GradeMandate(MandateBase):
    """The commanders of the selected HQs have this grade where the HQ is open."""

    kind: Literal["grade"]
    hq: Selector
    grade: Grade


class LevelMandate(MandateBase):
    """Channels with one end among `from_hq` and the other among `to_hq` (ids, nations, * or empty: any) have one of their levels
    from `at_least` to `at_most`, by number: any higher level satisfies `at_least`. A channel that is direct or has level 0
    alone and has no such level stays as it is, unless the mandate selects no other."""

    kind: Literal["level"]
    from_hq: Selector = ()
    to_hq: Selector = ()
    at_least: Count = 0
    at_most: Count = 1_000_000


class KeepLevelMandate(MandateBase):
    """Channels with one end among `from_hq` and the other among `to_hq` keep today's liaison level."""

    kind: Literal["keep_level"]
    from_hq: Selector = ()
    to_hq: Selector = ()


class KeepDeskMandate(MandateBase):
    """The selected desks keep today's number of officers. A desk of planned HQs that has nobody today (`officers_now` 0, none of its
    sizes) opens with any of its sizes, unless the mandate selects no other."""

    kind: Literal["keep_desk"]
    desk: Selector = ()


class MayUndoMandate(MandateBase):
    """The selected HQs (ids or nations) may be closed after they have opened, and their commanders may have a lower grade than before."""

    kind: Literal["may_undo"]
    hq: Selector


Mandate = Annotated[
    HolderMandate | KeepHolderMandate | ActiveMandate | GradeMandate | LevelMandate | KeepLevelMandate | KeepDeskMandate | MayUndoMandate,
    Field(discriminator="kind"),
]
