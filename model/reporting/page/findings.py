"""What the tables of a run say at first sight: which variant, by how much, why, where, and at what price of law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from model.reporting.figures.ranking import ranked
from model.reporting.figures.rows import maybe, of, ordered, real, text
from model.reporting.figures.waterfall import weighted_parts
from model.tables.column import Row

Tables = Mapping[str, Sequence[Row]]
NEAR = 0.001  # relative difference of weighted delay below which no ranking is told


@dataclass(frozen=True)
class LawPair:
    """Variants that laws shut out, and the variant that sets aside just these laws, with its weighted delay (h/day)."""

    laws: tuple[str, ...]
    shut_out: tuple[str, ...]
    counterfactual: str
    delay: float


@dataclass(frozen=True)
class Findings:
    """The tables of a run, and what follows from them. `prices` are rows of studies of prices about the same instance."""

    tables: Tables
    prices: tuple[Row, ...] = ()

    @cached_property
    def runs(self) -> Sequence[Row]:
        return self.tables["runs"]

    @cached_property
    def baseline(self) -> str:
        """The variant that all are compared with; empty where nothing ran."""
        rows = self.tables["comparison"]
        return text(rows[0], "baseline") if rows else ""

    @cached_property
    def ranked(self) -> list[Row]:
        """The runs with a posture, least delay first."""
        return ranked(self.runs)

    @cached_property
    def set_aside(self) -> dict[str, tuple[str, ...]]:
        """Variant -> rules of law that it sets aside although most variants keep them: in force elsewhere, off here."""
        laws = of(self.tables["rules"], basis="law")
        kept = {text(row, "rule") for row in of(laws, status="in force", variant=self.baseline)}
        found = {
            name: tuple(text(row, "rule") for row in of(laws, variant=name, status="off") if row["rule"] in kept) for name in self.variants
        }
        return {name: rules for name, rules in found.items() if rules}

    @cached_property
    def laws(self) -> set[str]:
        """The rules that are law."""
        return set(ordered(of(self.tables["rules"], basis="law"), "rule"))

    @cached_property
    def variants(self) -> tuple[str, ...]:
        return ordered(self.runs, "variant")

    @cached_property
    def lawful(self) -> list[Row]:
        """The ranked runs that set no law aside."""
        return [row for row in self.ranked if text(row, "variant") not in self.set_aside]

    @cached_property
    def best(self) -> Row | None:
        """The lawful run that waits least; the best of all where none is lawful; None where none has a posture."""
        found = self.lawful or self.ranked
        return found[0] if found else None

    @cached_property
    def unanswered(self) -> list[Row]:
        """The runs without a posture."""
        return [row for row in self.runs if row["weighted_delay"] is None]

    @property
    def transitions(self) -> Sequence[Row]:
        """What changes from phase to phase; nothing where the run is of no plan."""
        return self.tables.get("transitions", ())

    @property
    def delays_by_phase(self) -> Sequence[Row]:
        """The delay of each phase; nothing where the run is of no plan."""
        return self.tables.get("delay_by_phase", ())

    @property
    def fragility(self) -> Sequence[Row]:
        """Each variant over many futures; nothing where none were drawn."""
        return self.tables.get("fragility", ())

    @property
    def drivers(self) -> Sequence[Row]:
        """What decides who leads, the first most; nothing where no futures were drawn."""
        return self.tables.get("drivers", ())

    @property
    def slider_paths(self) -> Sequence[Row]:
        """The numbers that the sliders of the page move; nothing where no futures were drawn."""
        return self.tables.get("slider_paths", ())

    @property
    def slider_hours(self) -> Sequence[Row]:
        """What moving them does to the hours; nothing where no futures were drawn."""
        return self.tables.get("slider_hours", ())

    @cached_property
    def phases(self) -> tuple[str, ...]:
        """The phases in their order, as far as a posture tells of them."""
        return ordered(self.tables["authorities"], "phase")

    def delay(self, variant: str) -> float | None:
        """The variant's weighted delay (h/day); None without a posture."""
        rows = of(self.runs, variant=variant)
        return maybe(rows[0], "weighted_delay") if rows else None

    def level_with(self, row: Row) -> list[str]:
        """Other lawful variants whose weighted delay cannot be told from the row's: within 0.1 %."""
        value = real(row, "weighted_delay")
        return [
            text(other, "variant")
            for other in self.lawful
            if other is not row and abs(real(other, "weighted_delay") - value) <= NEAR * value
        ]

    def part_changes(self, variant: str) -> list[tuple[str, float]]:
        """(part, change in weighted h/day against the baseline), largest change first."""
        parts = weighted_parts([row for name in (self.baseline, variant) for row in of(self.tables["routes"], variant=name)])
        if self.baseline not in parts or variant not in parts:
            return []
        changed = [(part, value - parts[self.baseline][part]) for part, value in parts[variant].items()]
        return sorted(changed, key=lambda one: (-abs(one[1]), one[0]))

    def condition_changes(self, variant: str) -> list[tuple[str, float, float]]:
        """(condition in words, change in weighted h/day, change of mean hours in percent), largest weighted change first."""
        found = []
        mean = {text(row, "scope"): maybe(row, "difference_percent") for row in self._means(variant)}
        for condition, words in self.condition_names.items():
            then, now = (self._weighted(name, condition) for name in (variant, self.baseline))
            found.append((words, then - now, mean.get(condition) or 0.0))
        return sorted(found, key=lambda one: (-abs(one[1]), one[0]))

    def _means(self, variant: str) -> list[Row]:
        return of(self.tables["comparison"], variant=variant, measure="mean_hours_by_condition")

    def _weighted(self, variant: str, condition: str) -> float:
        return sum(
            real(row, "weighted_hours_per_day") for row in of(self.tables["delay_by_condition"], variant=variant, condition=condition)
        )

    @cached_property
    def condition_names(self) -> dict[str, str]:
        """Condition -> its name for people."""
        return {text(row, "condition"): text(row, "condition_name") for row in self.tables["conditions"]}

    def conflict(self, variant: str) -> list[Row]:
        """What cannot hold together in an infeasible variant."""
        return of(self.tables["conflicts"], variant=variant)

    @cached_property
    def law_pairs(self) -> list[LawPair]:
        """The counterfactuals of what law shuts out, least delay first. A variant with laws off for other ends is none of them."""
        found = []
        for name, off in self.set_aside.items():
            shut_out = tuple(other for other in self.variants if self._is_counterfactual(off, other))
            delay = self.delay(name)
            if shut_out and delay is not None:
                laws = tuple(law for law in off if any(law in self._laws_against(other) for other in shut_out))
                found.append(LawPair(laws, shut_out, name, delay))
        return sorted(found, key=lambda pair: (pair.delay, pair.counterfactual))

    def _is_counterfactual(self, off: Sequence[str], shut_out: str) -> bool:
        """Whether `off` is what the infeasible variant itself sets aside and the laws it clashes with, and nothing more."""
        against = self._laws_against(shut_out)
        return bool(against) and set(off) == against | set(self.set_aside.get(shut_out, ()))

    def _laws_against(self, variant: str) -> set[str]:
        """The laws that an infeasible variant clashes with."""
        return {text(row, "name") for row in of(self.conflict(variant), kind="rule")} & self.laws

    def forbidden_by(self, rules: Sequence[str]) -> list[str]:
        """Variants that one of these rules leaves without a posture."""
        return list(
            dict.fromkeys(text(row, "variant") for row in self.tables["conflicts"] if row["kind"] == "rule" and row["name"] in rules)
        )

    @cached_property
    def law_prices(self) -> list[Row]:
        """Prices of rules that are measured, dearest first."""
        rows = [row for row in of(self.prices, kind="rule") if text(row, "what") in self.laws and row["price"] is not None]
        return sorted(rows, key=lambda row: (-real(row, "price"), text(row, "variant"), text(row, "what")))
