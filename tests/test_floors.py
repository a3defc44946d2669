"""The house: two towers, one bridge, one roof; imports run one way only."""

import ast
from pathlib import Path

import scoring

ROOT = Path(scoring.__file__).parent

#: floor of each module; a module may import from its own floor and from those it stands on
GROUND = {"number", "source", "atomic", "toml_file", "toml_slips", "library"}
DOMAIN = {
    "quantity", "formula", "kinds", "intervals", "notation", "model", "when", "standard", "standards", "lint", "examples", "articles",
    "derive", "understand", "applying", "engine", "scorer", "columns", "documents", "checks", "why", "whatif", "to_toml",
}  # fmt: skip
PAPER = {"grid", "readers", "writers", "charts"}
BRIDGE = {"form", "recognise", "narrative", "summary", "workbook", "forms_on_paper"}
ROOF = {
    "review",
    "recheck",
    "schemas",
    "rules",
    "cli",
    "terminal",
    "stable_json",
    "register",
    "simulate",
    "desk",
    "__init__",
}
FLOORS = {
    **dict.fromkeys(GROUND, "ground"),
    **dict.fromkeys(DOMAIN, "domain"),
    **dict.fromkeys(PAPER, "paper"),
    **dict.fromkeys(BRIDGE, "bridge"),
    **dict.fromkeys(ROOF, "roof"),
}
STANDS_ON = {
    "ground": {"ground"},
    "domain": {"ground", "domain"},
    "paper": {"ground", "paper"},
    "bridge": {"ground", "domain", "paper", "bridge"},
    "roof": {"ground", "domain", "paper", "bridge", "roof"},
}


def room(path: Path) -> str:
    """The module or package directly under scoring that a file belongs to."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The rooms a file imports from, wherever in the file the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "scoring":
            parts = node.module.split(".")[1:]
            found |= {parts[0]} if parts else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("scoring.")}
    return found


def test_every_module_has_a_floor():
    assert sorted({room(p) for p in ROOT.rglob("*.py")} - set(FLOORS)) == []


def test_imports_run_one_way():
    broken = [
        f"{path.relative_to(ROOT)} → {other}"
        for path in sorted(ROOT.rglob("*.py"))
        for other in sorted(imported(path))
        if other in FLOORS and FLOORS[other] not in STANDS_ON[FLOORS[room(path)]]
    ]
    assert broken == []


def test_readers_and_writers_never_meet():
    for path in (ROOT / "readers").rglob("*.py"):
        assert "writers" not in imported(path), path
    for path in (ROOT / "writers").rglob("*.py"):
        assert "readers" not in imported(path), path
