"""The first screen of a run's page: six questions, answered from the tables in plain words."""

from __future__ import annotations

from model.reporting.figures.record import compared, within
from model.reporting.figures.rows import beside, change, counted, grouped, listed, maybe, percent, real, text, told, words
from model.reporting.page.findings import Findings, LawPair
from model.reporting.page.parts import Answer, Told
from model.study.methods.compare import percent as in_percent
from model.tables.column import Row

MEASURE = "solve.py sweep INSTANCE STUDY, with a study of method prices, measures what each rule costs"


def headline(about: Findings) -> str:
    """The finding in one sentence."""
    if about.best is None:
        whom = f"None of {len(about.runs)} variants has a" if len(about.runs) > 1 else "The variant has no"
        return f"{whom} posture: what stands in the way is listed below."
    best = text(about.best, "variant")
    total = counted(len(about.runs), "variant")
    base = about.delay(about.baseline)
    less = None if base is None else in_percent(real(about.best, "weighted_delay") - base, base)
    if len(about.runs) == 1 or best == about.baseline or less is None:
        return f"Of {total}, {best} waits least: {told(real(about.best, 'weighted_delay'))} urgency-weighted hours a day."
    kept = " within the law" if about.set_aside else ""
    return f"Of {total}, {best} waits least{kept}: {percent(less)} weighted delay against {about.baseline}."


def answers(about: Findings) -> tuple[Answer, ...]:
    """Which, by how much, why, where, at what price of law, and what is left open."""
    if about.best is None:
        return (_open(about), _law(about))
    best = text(about.best, "variant")
    return (_which(about, best), _how_much(about, best), _why(about, best), _where(about, best), _law(about), _open(about))


def _which(about: Findings, best: str) -> Answer:
    row = about.best
    assert row is not None  # asked only where there is a best
    proof = (
        "proved optimal"
        if row["status"] == "optimal"
        else f"best found, at most {percent(100 * (maybe(row, 'gap') or 0.0))} from the optimum"
    )
    more = f"{text(row, 'title')} ({proof})."
    same = about.level_with(row)
    if same:
        more += f" Within 0.1 % of it, so not to be told apart: {listed(same)}."
    better = [text(other, "variant") for other in about.ranked if real(other, "weighted_delay") < real(row, "weighted_delay")]
    if better:
        more += f" {listed(better)} would wait less, but set a law aside."
    if about.delays_by_phase:
        changes, summed = "changes from phase to phase", f", summed over the {len(about.phases)} phases"
    else:
        changes, summed = "changes from today", ""
    more += f" It takes {text(row, 'changes')} {changes} and {text(row, 'four_stars')} four-star commanders{summed}."
    return Answer("Which variant waits least?", best, more)


def _how_much(about: Findings, best: str) -> Answer:
    value, base = about.delay(best) or 0.0, about.delay(about.baseline)
    if base is None or best == about.baseline or not base:
        return Answer("By how much?", told(value, "h/day"), "It is itself what the others are compared with.")
    more = f"{told(value)} against {told(base)} urgency-weighted hours a day in {about.baseline}."
    behind = [row for row in about.lawful if text(row, "variant") != best]
    if behind:
        margin = real(behind[0], "weighted_delay") - value
        more += f" The next, {text(behind[0], 'variant')}, is {told(margin, 'h/day')}{beside(margin, value)} behind."
    return Answer("By how much?", f"{change(value - base, 'h/day')}{beside(value - base, base)}", more)


def _why(about: Findings, best: str) -> Answer:
    changed = [(words(part), more) for part, more in about.part_changes(best)]
    if not changed or best == about.baseline:
        return Answer("Because of which parts of the delay?", "not to be told", "There is no other posture to compare it with.")
    (first, most), rest = changed[0], [one for one in changed[1:] if abs(one[1]) >= 0.5][:3]
    share = in_percent(most, sum(more for _, more in changed)) or 0.0
    of_all = f", {share:.0f} % of the change" if 0 < share <= 100 else ""
    more = f"{change(most, 'h/day')}{of_all}."
    more += f" Then {listed([f'{part} {change(hours)}' for part, hours in rest])} h/day." if rest else ""
    return Answer("Because of which part of the delay?", first, more)


def _where(about: Findings, best: str) -> Answer:
    changed = about.condition_changes(best)
    if not changed or best == about.baseline:
        return Answer("Under which condition does it matter?", "not to be told", "There is no other posture to compare it with.")
    first, most, percents = changed[0]
    more = f"{change(most, 'h/day')} there; a request waits {percent(percents)} on the mean. "
    more += "Elsewhere: " + ", ".join(f"{name} {percent(share)}" for name, _, share in changed[1:]) + "." if len(changed) > 1 else ""
    return Answer("Under which condition does it matter most?", first, more)


def _law(about: Findings) -> Answer:
    question = "What does the law cost?"
    if about.best is not None and about.lawful and about.law_pairs:
        gain = real(about.best, "weighted_delay") - about.law_pairs[0].delay
        short = told(gain, "h/day") if gain > 0 else "nothing: the best keeps it"
        told_ = []
        for (laws, shut_out), pairs in grouped(about.law_pairs, lambda pair: (pair.laws, pair.shut_out)).items():
            told_.append(f"{listed(laws)} {'shut' if len(laws) > 1 else 'shuts'} out {listed(shut_out)}.")
            told_ += [_told_pair(pair, about.best) for pair in pairs]
        return Answer(question, short, f"{' '.join(told_)} {_priced(about)}")
    if about.law_prices:
        dearest = about.law_prices[0]
        short = f"at most {told(real(dearest, 'price'), 'h/day')} a rule" if real(dearest, "price") > 0 else "nothing, rule by rule"
        return Answer(question, short, _priced(about))
    return Answer(question, "not measured here", f"No variant of this run sets aside just the law that shuts another out. {MEASURE}.")


def _told_pair(pair: LawPair, best: Row) -> str:
    """How long what laws shut out would wait without them."""
    gain = real(best, "weighted_delay") - pair.delay
    less = f"{told(abs(gain), 'h/day')} {'less' if gain > 0 else 'more'} than {text(best, 'variant')} within the law"
    return f"With {'them' if len(pair.laws) > 1 else 'it'} set aside, {pair.counterfactual} needs {told(pair.delay, 'h/day')}, {less}."


def _priced(about: Findings) -> str:
    if not about.law_prices:
        return f"{MEASURE}."
    dearest = [row for row in about.law_prices if real(row, "price") > 0][:2]
    if not dearest:
        return "Left out one by one, no law changes the delay of the variants priced."
    return (
        "Left out one by one: "
        + ", ".join(f"{text(row, 'what')} {told(real(row, 'price'), 'h/day')} in {text(row, 'variant')}" for row in dearest)
        + "."
    )


def _open(about: Findings) -> Answer:
    question = "What has no answer?"
    if not about.unanswered:
        return Answer(
            question, "nothing", f"All {len(about.runs)} variants have a posture." if len(about.runs) > 1 else "The variant has a posture."
        )
    row = about.unanswered[0]
    clash = [f"{text(item, 'kind')} {text(item, 'name')}" for item in about.conflict(text(row, "variant"))]
    more = f"{text(row, 'variant')} is {text(row, 'status')}"
    more += f": these cannot hold together: {listed(clash)}." if clash else f". {text(row, 'reason')}"
    rest = [text(other, "variant") for other in about.unanswered[1:]]
    more += f" So are or have none: {listed(rest)}; see below." if rest else ""
    return Answer(question, f"{len(about.unanswered)} of {len(about.runs)} variants", more)


def told_in_words(about: Findings, manifest_title: str) -> tuple[Told, ...]:
    """What was asked, proved, assumed and not answered."""
    return (_asked(about, manifest_title), _proved(about), _assumed(about), _not_answered(about))


def _asked(about: Findings, title: str) -> Told:
    conditions = list(dict.fromkeys(about.condition_names.values()))
    asked = [
        f"{title}: which headquarters should hold which authority, with which commanders, teams and desks, so that requests wait least?",
        f"{counted(len(about.runs), 'policy variant')} under {counted(len(conditions), 'condition')}: {listed(conditions)}.",
    ]
    if len(about.phases) > 1:
        how = "decided one after the other" if any(row.get("foresight") == "myopic" for row in about.runs) else "planned together"
        asked.append(f"{counted(len(about.phases), 'phase')}, {how}: {listed(about.phases)}.")
    if about.baseline:
        asked.append(f"All are compared with {about.baseline}.")
    return Told("What was asked", tuple(asked))


def _proved(about: Findings) -> Told:
    optimal = [row for row in about.ranked if row["status"] == "optimal"]
    loose = [row for row in about.ranked if row["status"] != "optimal"]
    told_ = [f"{counted(len(optimal), 'variant')}: no posture waits less, within the rules and people of the variant."] if optimal else []
    for row in loose:
        least, found = told(maybe(row, "bound"), "h/day"), told(real(row, "weighted_delay"))
        gap = percent(100 * (maybe(row, "gap") or 0.0))
        told_.append(f"{text(row, 'variant')}: at best {least} is possible, {found} was found (gap {gap}).")
    decomposed = [text(row, "variant") for row in about.runs if row["method"] == "decomposition"]
    if decomposed:
        told_.append(f"Solved by decomposition, since the whole model would be too large or since it was asked for: {listed(decomposed)}.")
    ties = [text(row, "variant") for row in about.ranked if not row["tie_break_proved"]]
    if ties:
        told_.append(f"Not proved to be the one with fewest people, stars and changes among equals: {listed(ties)}.")
    infeasible = [text(row, "variant") for row in about.runs if row["status"] == "infeasible"]
    if infeasible:
        told_.append(f"No posture exists for {listed(infeasible)}: that, too, is proved.")
    return Told("What was proved", tuple(told_) or ("Nothing.",))


def _assumed(about: Findings) -> Told:
    rows = [row for row in about.tables["assumptions"] if text(row, "variant") == about.variants[0]] if about.variants else []
    guesses = [row for row in rows if text(row, "source").lower().startswith("assumption")]
    out = [text(row, "path") for row in about.tables["assumptions"] if row["in_range"] is False]
    sentences = [
        f"{counted(len(rows), 'number')} with a range, reason and source, listed at the end of the page"
        + (f"; {len(guesses)} are assumptions." if guesses else "."),
        "Everything here holds at the base values. A ranking that turns when a number moves inside its range is not a finding; "
        "studies (solve.py sweep) tell which do.",
    ]
    if out:
        sentences.append(f"Set outside their range in some variant: {listed(list(dict.fromkeys(out)))}.")
    return Told("What was assumed", tuple(sentences))


def _held(about: Findings) -> str:
    """How the model stands beside the public record, where there is one."""
    known = compared(about.tables.get("record", ()))
    if not known:
        return ""
    said = counted(len(known), "documented episode")
    return f" Of {said}, {len(within(known))} lie inside what the ranges allow: see What really happened."


def _not_answered(about: Findings) -> Told:
    sentences = []
    for row in about.unanswered:
        clash = "; ".join(
            f"{text(item, 'says').rstrip('.')} [{text(item, 'kind')} {text(item, 'name')}]" for item in about.conflict(text(row, "variant"))
        )
        why = f"these cannot hold together: {clash}" if clash else text(row, "reason") or "no reason is given"
        sentences.append(f"{text(row, 'variant')} ({text(row, 'title')}) is {text(row, 'status')}: {why}")
    sentences.append("Whether the hours come true: they are comparative indices under stated assumptions, never forecasts." + _held(about))
    sentences.append("Political cost: it is an ordinal score beside the hours, never part of them.")
    return Told("What was not answered", tuple(sentences))
