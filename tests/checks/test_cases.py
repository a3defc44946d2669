"""Every code: the smallest table that triggers it, one that must not, and its sentence."""

import tomllib
from pathlib import Path

import pytest

from scoring.checks import codes
from tests.checks.drawn import findings

FILES = sorted((Path(__file__).parent / "cases").glob("*.toml"))
CASES = [case for path in FILES for case in tomllib.loads(path.read_text("utf-8"))["case"]]
ELSEWHERE = {"C01", "C06", "R01", "R02"}  # across files and while reading: tests/recheck


@pytest.mark.parametrize("case", CASES, ids=[f"{c['code']} {c['name']}" for c in CASES])
def test_a_table_and_what_is_found_in_it(case):
    case = dict(case)
    code, says, severity, only = (case.pop(k, None) for k in ("code", "says", "severity", "only"))
    case.pop("name")
    case.pop("page", None)  # shown by `scoring rules`
    found = findings(case.pop("table"), severity=case.pop("severities", None), **case)
    ours = [f for f in found if f.code == code]
    assert [f.message for f in ours] == says
    assert all(f.severity == (severity or codes()[code].severity) for f in ours)
    if only:
        assert {f.code for f in found if f.severity != "info"} == {code}


def test_every_code_has_a_case_for_and_a_case_against():
    checked = set(codes()) - ELSEWHERE
    assert {c["code"] for c in CASES if c["says"]} == checked
    assert {c["code"] for c in CASES if not c["says"]} == checked
