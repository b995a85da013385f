"""A headquarters that is only planned has nobody at its desk today: opening it takes all its officers from the pool."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.skeleton import write_skeleton
from model.data.variants import apply
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.solving.solve import solve
from model.verify import verify_posture

OFFICERS = 8
NEW_HQ = "NEW,New headquarters,NORTH,tokyo,REAR,9,,1,,new_desk,,planned,,drawn\n"
NEW_DESK = f"new_desk,{OFFICERS},0,0,2,,,drawn\n"
HEAD = 'title = "Open"\nwhy = "To see."\nsource = "drawn"\n'
OPEN = HEAD + '[[mandate]]\nid = "m"\nkind = "active"\nsays = "It opens."\nhq = ["NEW"]\nactive = true\n'
KEEP = '[[mandate]]\nid = "k"\nkind = "keep_desk"\nsays = "Desks stay."\n'


def planned(folder: Path) -> Path:
    """The skeleton with one more HQ, planned, whose desk needs 8 officers and has nobody; variants open it, one keeping the desks."""
    write_skeleton(folder)
    for name, row in (("headquarters", NEW_HQ), ("desks", NEW_DESK)):
        with (folder / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(row)
    (folder / "variants" / "open.toml").write_text(OPEN, encoding="utf-8")
    (folder / "variants" / "keep.toml").write_text(OPEN + KEEP, encoding="utf-8")
    return folder


def opened(base: Instance, variant: str, pool: int) -> tuple[Instance, Outcome]:
    """The outcome of a variant where the pool has so many new officers."""
    changed = apply(base, variant, [("pools.now@NORTH.desk_officers", str(pool))])
    return changed, solve(changed, SolveOptions())


@pytest.mark.parametrize("variant", ["open", "keep"])
def test_opening_takes_every_officer_from_the_pool(tmp_path: Path, variant: str) -> None:
    """With 7 new officers the desk of 8 cannot be filled and the variant is infeasible; with 8 it is optimal, the desk has 8 and the
    other stays at 20. Were the 8 counted as today's, 7 would do; were nobody kept as today's size, 8 would not."""
    base = load_instance(planned(tmp_path / "first"))
    assert opened(base, variant, OFFICERS - 1)[1].status is Status.INFEASIBLE
    changed, outcome = opened(base, variant, OFFICERS)
    assert outcome.status is Status.OPTIMAL
    assert outcome.posture is not None
    assert outcome.posture.officers == {("now", "new_desk"): OFFICERS, ("now", "rear_desk"): 20}
    assert not verify_posture(changed, outcome)


def test_a_closed_headquarters_takes_nobody(tmp_path: Path) -> None:
    """Without a mandate to open it the HQ stays closed where the pool is empty, and its desk has nobody. Would be infeasible if the desk
    had to have one of its sizes."""
    base = load_instance(planned(tmp_path / "first"))
    changed, outcome = opened(base, "forward", 0)
    assert outcome.posture is not None
    assert outcome.posture.officers["now", "new_desk"] == 0
    assert not verify_posture(changed, outcome)
