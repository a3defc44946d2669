"""A slice of the corpus with floors; `python -m benchmarks.accuracy` measures the whole of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.recheck.one import check_file
from tests.corpus import suite
from tests.corpus.measure import Tally, measure


def tally(cases: list[suite.Case]) -> Tally:
    """What is read of these files and found in them."""
    whole = Tally()
    for case in cases:
        form = case.look.name.startswith("form ")
        records = check_file(case.path, name=case.path.name)
        whole.add(measure(records, case.table, case.look, case.name, findings=not form))
    return whole


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Tally:
    return tally(list(suite.clean_cases(tmp_path_factory.mktemp("clean"), 1, every=3)))


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Tally:
    kinds = ("docx", "xlsx", "html", "csv")
    return tally(list(suite.faulty_cases(tmp_path_factory.mktemp("faulty"), 1, kinds, every=4)))


def test_every_row_and_field_of_clean_tables_is_read(clean: Tally) -> None:
    assert clean.misses == []
    assert (clean.unread, clean.extra, clean.read) == (0, 0, clean.rows)
    assert clean.exact == clean.fields


def test_clean_tables_have_no_false_errors(clean: Tally) -> None:
    assert clean.clean >= 100
    assert clean.false_errors == 0


def test_planted_faults_are_found_at_their_row(faulty: Tally) -> None:
    assert faulty.planted.total() >= 200
    assert len(faulty.planted) >= 24
    assert {c: (faulty.found[c], n) for c, n in faulty.planted.items() if faulty.found[c] < 0.98 * n} == {}


def test_nothing_else_is_found_beside_them(faulty: Tally) -> None:
    assert {c: (faulty.right[c], n) for c, n in faulty.raised.items() if faulty.right[c] < 0.95 * n} == {}


def test_registered_forms_come_back_from_our_own_writers(tmp_path: Path) -> None:
    assert tally(list(suite.form_cases(tmp_path, 1, ("docx", "xlsx", "html")))).misses == []


def test_a_truth_that_is_not_read_is_missed(tmp_path: Path) -> None:
    """The measure itself: another truth is told apart in rows, fields and findings."""
    [case, other] = list(suite.clean_cases(tmp_path, 2, ("html",)))[:2]
    wrong = measure(check_file(other.path), case.table, case.look, case.name)
    assert wrong.read < wrong.rows
    assert wrong.exact["project"] == 0
    case.table.faults.append(("T05", ""))
    assert measure(check_file(case.path), case.table, case.look, case.name).found["T05"] == 0
