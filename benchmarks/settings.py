"""What a call of the benchmarks is asked for."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

# Options of the command line by their name here; the rest are fixed.
FORMULATION_CASES = (
    "teaching/four-star",
    "us-japan/v11-upgrade-cancelled",
    "us-japan/v01-jfhq-three-star",
)
OPTION_CASES = (
    "us-japan/v01-jfhq-three-star",
    "us-japan/v03-coordination-centre",
    "us-japan/v05-standing-staff",
    "us-japan/v06-phased",
    "us-japan/v10-trilateral-link",
)
PEER_CASES = ("teaching/four-star", "us-japan/v11-upgrade-cancelled")


@dataclass(frozen=True)
class Settings:
    """`repeats` of a job, but one job only where it takes more than `long` seconds (`main_job_repeats` for the shipped command,
    whatever it takes); `time_limit` seconds of one solve (`main_job_time_limit` in the main job, whose point is the proof); `gap`
    relative gap at which anyone but the shipped program (which goes to 1e-9) may stop; `workers` processes of whole jobs;
    `points` of the sweep and how many of them the peer gets."""

    repeats: int = 3
    main_job_repeats: int = 3
    main_job_peer_repeats: int = 1
    time_limit: float = 60.0
    main_job_time_limit: float = 300.0
    long: float = 10.0
    gap: float = 1e-6
    workers: int = 2
    points: int = 100
    peer_points: int = 6
    instance: str = "us-japan"
    formulation_cases: tuple[str, ...] = FORMULATION_CASES
    option_cases: tuple[str, ...] = OPTION_CASES
    peer_cases: tuple[str, ...] = PEER_CASES

    def shown(self) -> dict[str, Any]:
        """As plain values."""
        return dataclasses.asdict(self)
