"""The kinds of rules, each said once: what it demands, what its limit means and which cells of its row it needs.

The column `kind` and its schema, the checks of rules, the selectors and the page of the files are all made from here, and the
formulation has one module for each kind, named as the kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal


@dataclass(frozen=True)
class Limit:
    """What the number in `limit` counts. It is whole and at least 0; `bounds` are the least and the most, where there is a most."""

    unit: str
    bounds: tuple[int, int] | None = None


@dataclass(frozen=True)
class RuleKind:
    """A kind of rule.

    `demands`: in words; where a limit bounds it, "so many" stands for it. `limit`: None where the kind takes none. `about`: what
    its selectors choose; headquarters are chosen by their own nation, authorities by that of their forces, and requests by threads
    too. `needs`: selectors that must not be empty. `pair`: the selector that names exactly two, in their order. `together`: it
    relates authorities and must select at least two.
    """

    name: str
    demands: str
    limit: Limit | None = None
    about: Literal["authorities", "headquarters", "requests"] = "authorities"
    needs: tuple[str, ...] = ()
    pair: str = ""
    together: bool = False


_KINDS = (
    RuleKind("forbid_holder", "the authorities are not held by the HQs in `holder`", needs=("holder",)),
    RuleKind("require_holder", "the authorities are held only by the HQs in `holder`", needs=("holder",)),
    RuleKind(
        "min_grade",
        "a holder's commander has at least the grade; civil principals satisfy it",
        Limit("grade", (1, 10)),
    ),
    RuleKind(
        "max_grade_count",
        "so many commanders at most have at least the grade in `grade`; one of several HQs counts once",
        Limit("commanders"),
        about="headquarters",
    ),
    RuleKind(
        "parity",
        "holders of the two authorities differ by at most so many grades; civil principals satisfy it",
        Limit("grade steps"),
        pair="authority",
    ),
    RuleKind(
        "grade_gap",
        "the commanders of the HQs in `holder` differ by at most so many grades where they are open; civil principals satisfy it",
        Limit("grade steps"),
        about="headquarters",
        needs=("holder",),
    ),
    RuleKind("not_outranked", "a holder of OPCON or TACON over a component is not junior in grade to its commander"),
    RuleKind(
        "within_chain",
        "the holder of the first authority is the holder of the second or below it in the chain of command",
        pair="authority",
    ),
    RuleKind("same_holder", "the authorities have a holder in common", together=True),
    RuleKind(
        "exclusive_active",
        "so many of the HQs in `holder` are open at most",
        Limit("HQs"),
        about="headquarters",
        needs=("holder",),
    ),
    RuleKind("span", "an HQ holds so many of the authorities at most", Limit("authorities")),
    RuleKind(
        "stable",
        "so many of the authorities change holder at most between the two conditions",
        Limit("authorities"),
        pair="condition",
    ),
    RuleKind(
        "host_limit",
        "an HQ in `holder` hosts so many foreign liaison staff at most",
        Limit("people"),
        about="headquarters",
    ),
    RuleKind("deadline", "no request of the threads takes longer than its `deadline_hours`", about="requests"),
)
# In this order the kinds stand on every page and their rows in the model.
RULE_KINDS = {kind.name: kind for kind in _KINDS}

# The words the column `kind` may hold. A checker of types sees text, since it reads no values.
if TYPE_CHECKING:
    KindName = str
else:
    KindName = Literal[tuple(RULE_KINDS)]
