"""Ways to spoil instance.toml and the variants: syntax, types, keys, paths, mandates, circles."""

from __future__ import annotations

import random
from pathlib import Path

from tests.mutation.tables_damage import Damage

ODD_VALUES: tuple[str, ...] = (
    *('""', '" "', '"x"', "true", "0", "-1", "1.5", "1e9", "1e-9", "1e308", "1e400", "nan", "inf", "-inf", "9" * 400, "0x10", "1_000"),
    *("[]", "[[]]", "{}", "{ a = 1 }", '["*"]', '["a", "a"]', "[0.5, true]", "[0.8, 0.5]", "[0.5]", "[1]", "[-0.5, nan]", "2026-01-05"),
    *("2026-01-05T08:00:00Z", "0001-01-01", "9999-12-31", "08:00:00", "2026-02-30", "unquoted", '"\\u0000"', '"\\ud800"', '"=1+1"'),
    *(
        '"東京"',
        '"a\\nb"',
        "'''a\nb'''",
        "[" * 3000,
        "[" * 400 + "]" * 400,
        "{ a = " * 400 + "1" + " }" * 400,
        "0x" + "f" * 9000,
        "9" * 5000,
        '"' + "x" * 50_000 + '"',
        '"US"',
        '"JSO"',
        '["USFJ", "JJOC"]',
        '"keep_level"',
        "10",
    ),
)
ODD_LINES: tuple[str, ...] = (
    *("[set", "[[mandate]]", "[mandate]", "[set]", "[rules]", "[record]", "= 1", "title", "title = title", 'title = "again"', "x = 1"),
    *("[parameters]", "[parameters.relay_hours]", "[[phases]]", '[phases.x]\nid = "y"', "format = 2", 'extends = "nobody"', "# é", "\\"),
    *(
        '"conditions.peacetime.tempo" = 2',
        '"conditions.peace.tempo" = 2',
        "conditions.peacetime.tempo = 2",
        '"=1+1" = 2',
        '"" = 2',
        "'' = ''",
    ),
    *(
        'disable = ["no_such_rule"]',
        'enable = ["*"]',
        'kind = "holder"',
        'holder = ["nobody"]',
        "a.b.c.d = 1",
        f"{'.'.join('a' * 50_000)} = 1",
        f'"{".".join("a" * 50_000)}" = 1',
        f"[{'.'.join('a' * 50_000)}]",
        f'"liaison_levels.{"9" * 5000}.staff" = 1',
        f'"demand.{"x" * 50_000}.urgency" = 1',
        "political_score = 9",
        "saving = nan",
    ),
)
VARIANTS: dict[str, str] = {
    "bad path": '[set]\n"headquarters.NOBODY.grades" = 9\n',
    "bad value": '[set]\n"conditions.crisis.tempo" = "fast"\n',
    "too much": '[set]\n"conditions.crisis.tempo" = 1e9\n',
    "too little": '[set]\n"conditions.crisis.tempo" = 1e-9\n',
    "share": '[set]\n"conditions.crisis.share" = 0.9\n',
    "band": "[set]\nutilisation_bands = [0.8, 0.5]\n",
    "key column": '[set]\n"conditions.crisis.condition" = "war"\n',
    "nothing": "",
    "twice": '[set]\n"conditions.crisis.tempo" = 0.5\nconditions.crisis.tempo = 0.6\n',
    "level": '[[mandate]]\nid = "m"\nkind = "level"\nsays = "s"\nat_least = 2\nat_most = 1\n',
    "level 9": '[[mandate]]\nid = "m"\nkind = "level"\nsays = "s"\nat_least = 9\n',
    "all closed": '[[mandate]]\nid = "m"\nkind = "active"\nsays = "s"\nhq = ["*"]\nactive = false\n',
    "open and closed": '[[mandate]]\nid = "m"\nkind = "active"\nsays = "s"\nhq = ["JJOC"]\nactive = true\n'
    '[[mandate]]\nid = "n"\nkind = "active"\nsays = "s"\nhq = ["JJOC"]\nactive = false\n',
    "grade": '[[mandate]]\nid = "m"\nkind = "grade"\nsays = "s"\nhq = ["*"]\ngrade = 1\n',
    "grade 11": '[[mandate]]\nid = "m"\nkind = "grade"\nsays = "s"\nhq = ["US"]\ngrade = 11\n',
    "foreign holder": '[[mandate]]\nid = "m"\nkind = "holder"\nsays = "s"\nholder = ["JP"]\n',
    "no holder": '[[mandate]]\nid = "m"\nkind = "holder"\nsays = "s"\nholder = []\n',
    "same id": '[[mandate]]\nid = "m"\nkind = "keep_desk"\nsays = "s"\n[[mandate]]\nid = "m"\nkind = "keep_level"\nsays = "s"\n',
    "unknown kind": '[[mandate]]\nid = "m"\nkind = "keep_everything"\nsays = "s"\n',
    "all rules off": '[rules]\ndisable = ["jp_no_foreign_command", "us_no_foreign_command", "us_chain"]\n',
    "on and off": '[rules]\ndisable = ["us_chain"]\nenable = ["us_chain"]\n',
    "itself": 'extends = "extra"\n',
    "many paths": "[set]\n" + "".join(f'"demand.warning{n}@crisis.urgency" = {n}\n' for n in range(3000)),
    "many mandates": "".join(f'[[mandate]]\nid = "m{n}"\nkind = "active"\nsays = "s"\nhq = ["HQ{n}"]\n' for n in range(2000)),
    "two spellings": '[set]\n"parameters.relay_hours" = 1\nparameters.relay_hours.value = 2\n',
    "nobody": 'extends = ["nobody", "today"]\n',
    "conflict": 'extends = ["today", "four-star", "liaison"]\n',
    "no officers": '[set]\n"desks.INDOPACOM.officers" = 0\n',
    "no people": '[set]\n"pools.2026@US.liaison_staff" = 0\n"pools.2026@JP.liaison_staff" = 0\n',
}
HEAD = 'title = "Extra"\nwhy = "To see what happens."\nsource = "made up"\n'


def _some_toml(rng: random.Random, folder: Path) -> Path:
    return rng.choice([path for path in (folder / "instance.toml", *sorted(folder.glob("variants/*.toml"))) if path.is_file()])


def odd_value(rng: random.Random, folder: Path) -> str:
    """A key of instance.toml or of a variant gets a value it should not have, or might have."""
    path = _some_toml(rng, folder)
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    keys = [number for number, line in enumerate(lines) if " = " in line]
    if not keys:
        return odd_line(rng, folder)
    number, value = rng.choice(keys), rng.choice(ODD_VALUES)
    lines[number] = f"{lines[number].partition(' = ')[0]} = {value}"
    path.write_text("\n".join(lines), encoding="utf-8")
    return f"{path.name}:{number + 1}: {lines[number][:60]}"


def odd_line(rng: random.Random, folder: Path) -> str:
    """A line is added, deleted, doubled or moved."""
    path = _some_toml(rng, folder)
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    number, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    what = rng.choice(("add", "add", "delete", "double", "swap"))
    if what == "add":
        lines.insert(number, rng.choice(ODD_LINES))
    elif what == "delete":
        del lines[number]
    elif what == "double":
        lines.insert(other, lines[number])
    else:
        lines[number], lines[other] = lines[other], lines[number]
    path.write_text("\n".join(lines), encoding="utf-8")
    return f"{path.name}:{number + 1}: {what}"


def extra_variant(rng: random.Random, folder: Path) -> str:
    """One more variant, mostly a bad one."""
    what = rng.choice(list(VARIANTS))
    (folder / "variants").mkdir(exist_ok=True)
    extends = HEAD if "extends" in VARIANTS[what] or rng.random() < 0.7 else HEAD + 'extends = "today"\n'
    (folder / "variants" / "extra.toml").write_text(extends + VARIANTS[what], encoding="utf-8")
    return f"variant: {what}"


def circle_of_variants(rng: random.Random, folder: Path) -> str:
    """Variants that extend each other: a ring, everyone everyone, a ladder in which the ways double with every rung; and the
    instance's own, of any name, extend into it."""
    (folder / "variants").mkdir(exist_ok=True)
    what, size = rng.choice(("ring", "web", "ladder")), rng.choice((1, 2, 3, 12, 30))
    for number in range(size):
        if what == "ring":
            parents = [(number + 1) % size]
        elif what == "web":
            parents = [other for other in range(size) if other != number]
        else:
            parents = [below for below in (number - 1, number - 2) if below >= 0]
        own = f'extends = {[f"c{parent}" for parent in parents]}\n[set]\n"conditions.crisis.approval_hours" = {number + 2}\n'
        (folder / "variants" / f"c{number}.toml").write_text(HEAD + own, encoding="utf-8")
    others = [path for path in sorted(folder.glob("variants/*.toml")) if path.is_file() and not path.name.startswith("c")]
    for path in rng.sample(others, min(len(others), rng.choice((0, 1, 3)))):
        path.write_text(f'extends = ["c{rng.randrange(size)}"]\n' + path.read_text(encoding="utf-8", errors="replace"), encoding="utf-8")
    return f"variants: {what} of {size}"


TOML_DAMAGE: tuple[tuple[int, Damage], ...] = ((6, odd_value), (4, odd_line), (4, extra_variant), (1, circle_of_variants))
