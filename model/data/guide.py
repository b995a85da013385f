"""The page that explains every file, column, rule kind and mandate of an instance, generated from the records."""

from __future__ import annotations

from typing import get_args

from model.data.cells import columns
from model.data.column import Column
from model.data.files import MOST_TABLE_BYTES, MOST_TEXT_BYTES
from model.data.kinds import Record
from model.data.mandates import Mandate, MandateBase
from model.data.markdown import in_cell
from model.data.parameters import DEFAULTS, OPTIONAL_PARAMETERS, PARAMETERS, PHASE_PARAMETERS
from model.data.records import TABLES, Parameter, Phase, Rule
from model.data.rule_kinds import RULE_KINDS, RuleKind
from model.data.toml_text import DEEPEST, MOST_PARTS
from model.errors import MOST_TOLD

SPREADSHEETS = """\
Tables are also read as spreadsheets of other countries save them, where that can be done in one way only; what the program writes has
commas and decimal points. Cells may be separated by semicolons or tabs, one separator throughout a file, and a first line such as
`sep=;` may name it. In such a file numbers may have decimal commas: all of them, and none that could as well be thousands (`1,234` is
told apart by the other numbers of the file; where there is none to tell by, it is an error). Thousands are never separated.
Empty rows at the end of a file and columns without heading and cells are left out.

Columns whose name begins with `note` are yours: they are kept in the files and in the workbook, and read by nobody. They change no
answer and no digest, and no path leads to them.

`export INSTANCE --xlsx FILE.xlsx` puts all of it into one workbook to edit, and `import-xlsx` reads that back. A workbook may have up
to 20 MB and 10,000 parts, and 50 MB, 250,000 filled cells and 50,000,000 characters once it is unpacked; formatted empty cells are
left out, and 1,500,000 XML elements are read at most. A merged area is an error where it begins among the lines and columns in use,
since it hides cells. A workbook under a password, of the formats .xls, .xlsb or .ods, or with damage in a part that is read is refused
as a whole; damaged pictures, comments and themes are not looked at."""
LIMITS = f"""\
What is no regular file (a pipe, a device, a folder) and links to none is refused unread, and so is what no person writes: tables
of more than {MOST_TABLE_BYTES // 1_000_000} MB, TOML and other text files of more than {MOST_TEXT_BYTES // 1_000_000} MB, lists or tables
nested deeper than {DEEPEST}, names of more than {MOST_PARTS} parts. Of one file at most {MOST_TOLD:,} mistakes are listed, and how many
more were found. The folder's own name must be UTF-8."""
PHASES = """\
Phases are listed in the order of their starts; each lasts until the next one begins. With several, the answer is a plan: who holds what,
from when on. A table `[phases.set]` under a phase has `"path" = value` lines (see variants): what it sets holds from that phase on, until a
later phase sets it again. What is not set there is as in the phase before, and before the first phase as the tables say. Every number and
cell may change so, sites, duty hours, demand and whether a rule is `active` among them, but for the state of today (`holder_now`,
`grade_now`, `level_now`, `officers_now`, `status`), an HQ's nations and `available_from`, and phases themselves. Pools have a row for each
phase instead. What is set to the value that it has there already is an error.

From phase to phase what has opened stays open and no commander gets a lower grade, unless a mandate of kind `may_undo` names the HQ. An
authority changes hands in a phase where its holders differ, in any condition, from those of the phase before; before the first phase
stands what is there today. A desk works a phase in which one of its HQs takes over an authority with less than its capacity
(`transition_loss`), in all conditions of that phase. Where there is one phase, none of this shows."""
BASED_ON = """\
A folder may be based on another. Its `instance.toml` has `format`, `title`, `description`, `based_on` (the other folder, relative to this
one, as `../us-japan`) and `[[phases]]`, nothing else; tables and variants come from there, and only `studies/` may stand beside it. Its
phases are some of those of the other folder, in their order, with names, starts, weights and limits of their own: a limit that is not
given is none. In each of them everything is as it is there in the other folder, under every variant: what a phase that is left out
changes counts from the next on that is kept, its pools' rows go with it, and so do mandates that hold only there. `[phases.set]`
changes more. With one phase kept it is the question without the way: what is best at once."""
VARIANTS = """\
A variant has `title`, `why` and `source`; optionally `extends` (one name, or several in a list), `political_score` (0 to 3, reported and
never added to hours), `[set]` with `"path" = value` lines, `[[mandate]]` tables, `[rules]` with `disable` and `enable` lists, and
`[record]` with named numbers that are reported beside the results. A path is the address of one number or cell: `parameters.NAME`,
`phases.ID.COLUMN`, `TABLE.KEY.COLUMN` (two keys are joined by `@`, as `demand.THREAD@CONDITION.requests_per_day`),
`pools.PHASE@NATION.RESOURCE`. A child overrides what its parents set and their mandates of the same `id`; two parents that differ are an
error unless the child says which wins. A variant that changes nothing is an error.

What `[set]` sets it sets in all phases, whatever phases say of it; `[phase.ID.set]` sets from the phase `ID` on. Wherever a path is typed,
in `ranges.csv`, studies and `--set` too, `ID:PATH` is the number from that phase on (`2027:headquarters.STAFF.decision_factor`) and a path
without a phase the number in all phases. `[rules]` switches in all phases; `"rules.NAME.active"` under `[phase.ID.set]` from one on.

Every mandate has an `id` and `says`, the sentence that explanations quote. Selectors are lists of ids (or nations, for HQs) and may be
`["*"]`; left out, they mean any. `phase` lists the phases in which the mandate holds; left out: all."""


def column_guide() -> str:
    """A page that explains every file and column, generated from the records."""
    parts = [
        "# Files of an instance",
        "",
        "Edit the tables in a spreadsheet and save them as CSV (UTF-8, separated by commas). `solve.py check FOLDER` lists every",
        "mistake with its file and line. Empty cells are allowed only where it says so. Every row names its source.",
        "",
        *SPREADSHEETS.splitlines(),
        "",
        *LIMITS.splitlines(),
    ]
    parts += ["", "## instance.toml", "", "`format` is 1; `title`, `description` and `as_of` (a date) tell what the instance is;"]
    parts += ["`utilisation_bands` lists how busy desks may be. `[[phases]]` has:", "", *_guide_table(Phase)]
    parts += ["", "`[parameters.NAME]` has:", "", *_guide_table(Parameter), "", "The parameters are:", ""]
    parts += [f"- `{name}`: {meaning}" for name, meaning in PARAMETERS.items()]
    parts += [f"- `{name}` (where there are several phases): {meaning}" for name, meaning in PHASE_PARAMETERS.items()]
    parts += [f"- `{name}` (may be left out: {DEFAULTS[name]:g}): {meaning}" for name, meaning in OPTIONAL_PARAMETERS.items()]
    parts += ["", "### Several phases", "", *PHASES.splitlines(), "", "### A folder based on another", "", *BASED_ON.splitlines()]
    for name, (record, keys) in TABLES.items():
        says = (record.__doc__ or "").strip().splitlines()[0]
        rows = f"One row for each {' and '.join(f'`{key}`' for key in keys)}."
        parts += ["", f"## {name}.csv", "", f"{says} {rows}", "", *_guide_table(record)]
        if record is Rule:
            parts += ["", "What the rule kinds demand:", "", "| kind | demands | limit | must name |", "|---|---|---|---|"]
            parts += [f"| {name} | {kind.demands} | {_limit(kind)} | {_must_name(kind)} |" for name, kind in RULE_KINDS.items()]
    return "\n".join([*parts, *_variant_guide()]) + "\n"


def _limit(kind: RuleKind) -> str:
    """The unit of a kind's limit and its bounds."""
    if kind.limit is None:
        return ""
    return f"{kind.limit.unit}, {kind.limit.bounds[0]} to {kind.limit.bounds[1]}" if kind.limit.bounds else kind.limit.unit


def _must_name(kind: RuleKind) -> str:
    """What the row of a kind may not leave to "any"."""
    named = [f"`{name}`" for name in kind.needs]
    if kind.pair:
        named.append(f"two in `{kind.pair}`")
    if kind.together:
        named.append("at least two authorities")
    return ", ".join(named)


def _variant_guide() -> list[str]:
    """How a variant file is written, with every kind of mandate and its keys."""
    lines = ["", "## variants/NAME.toml", "", VARIANTS, "", "| kind of mandate | forces | keys |", "|---|---|---|"]
    for kind, mandate in mandate_kinds().items():
        says = " ".join((mandate.__doc__ or "").split())
        keys = ", ".join(f"`{key}`" for key in mandate.model_fields if key not in ("id", "says", "kind"))
        lines.append(f"| {kind} | {says} | {keys} |")
    return lines


def mandate_kinds() -> dict[str, type[MandateBase]]:
    """Every kind of mandate by its name in a variant file."""
    union = get_args(get_args(Mandate)[0])
    return {get_args(mandate.model_fields["kind"].annotation)[0]: mandate for mandate in union}


def _guide_table(record: type[Record]) -> list[str]:
    head = ["| column | unit | cell | meaning |", "|---|---|---|---|"]
    rows = [
        f"| {item.name} | {item.unit} | {in_cell(cell_in_words(item))} | {in_cell(item.description)} |" for item in columns(record).values()
    ]
    return head + rows


def cell_in_words(column: Column) -> str:
    """What a cell of a column can be."""
    what = ", ".join(column.choices) if column.choices else column.kind
    if column.kind in ("integers", "texts"):
        what = f"{'whole numbers' if column.kind == 'integers' else 'names'} separated by {column.separator}"
    refers = f" of {column.refers}" if column.refers else ""
    where = f" where {column.unless}" if column.unless else ""
    return f"{what}{refers}" + ("" if column.required else f"; may be empty{where}")
