"""A form in progress: every cell kept, nobody's typing overwritten in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.register import Register, create, drafts, history, submissions, undo
from scoring.register.drafts import Save
from scoring.register.verify import verify
from scoring.source import ScoringError
from tests.register.samples import assessed, one


def test_a_cell_is_kept_with_its_version(register: Register) -> None:
    draft = drafts.begin(register, "张三", "甲局", project="某项目", year=2024, form="jinhua-2020")
    saved = drafts.save(register, "张三", draft, [Save("rows/0/actual", "12次", 0), Save("rows/1/actual", "", 0)])
    assert [(c.key, c.value, c.version) for c in saved.accepted] == [
        ("rows/0/actual", "12次", 1),
        ("rows/1/actual", "", 1),
    ]
    drafts.save(register, "李四", draft, [Save("rows/0/actual", "13次", 1)])
    opened = drafts.opened(register, draft)
    cell = opened.cells["rows/0/actual"]
    assert (cell.value, cell.version, cell.who) == ("13次", 2, "李四")
    assert (opened.project, opened.year, opened.unit, opened.state) == ("某项目", 2024, "甲局", "填写中")
    undo = history.of_draft(register, draft, "rows/0/actual")
    assert [e.changed["value"] for e in undo] == [(None, "12次"), ("12次", "13次")]


def test_what_was_typed_is_taken_back_up_to_where_the_rows_were_rearranged(register: Register) -> None:
    base = assessed()[0].submission
    draft = drafts.begin(register, "张三", "甲局", base=base)
    drafts.save(register, "张三", draft, [Save("row.0.actual", "一", 0), Save("notes", "二", 0)])
    before = drafts.opened(register, draft)
    with pytest.raises(ScoringError, match="刚刚有人改过"):
        drafts.rearrange(register, "张三", draft, base, before.event - 1)
    drafts.rearrange(register, "张三", draft, replace(base, rows=base.rows[1:]), before.event)
    now = drafts.opened(register, draft)
    assert list(now.cells) == ["notes"] and now.rows != before.rows and now.event > before.event
    with pytest.raises(ScoringError, match="行不一样了"):
        drafts.save(register, "张三", draft, [Save("row.0.actual", "三", 1)], rows=before.rows)
    drafts.save(register, "张三", draft, [Save("row.0.actual", "四", 0), Save("notes", "五", 1)], rows=now.rows)
    drafts.save(register, "李四", draft, [Save("notes", "六", 2)])
    steps, below = [], None
    while step := undo.last(register, draft, "张三", lambda _: "", below):
        steps.append((step.key, step.before, step.theirs))
        below = step.seq
    assert steps == [("notes", "二", True), ("row.0.actual", "", False), ("notes", "", True)]
    assert undo.last(register, draft, "王五", lambda _: "") is None
    assert verify(register).problems == []


def test_a_late_save_is_refused_and_gets_both_values(register: Register) -> None:
    draft = drafts.begin(register, "张三", "甲局")
    drafts.save(register, "张三", draft, [Save("a", "一", 0)])
    drafts.save(register, "李四", draft, [Save("a", "二", 1)])
    late = drafts.save(register, "张三", draft, [Save("a", "三", 1), Save("b", "四", 0)])
    (conflict,) = late.refused
    assert (conflict.yours, conflict.theirs.value, conflict.theirs.version, conflict.theirs.who) == (
        "三",
        "二",
        2,
        "李四",
    )
    assert [c.key for c in late.accepted] == ["b"]
    assert drafts.opened(register, draft).cells["a"].value == "二"
    chosen = drafts.save(register, "张三", draft, [Save("a", "三", conflict.theirs.version)])
    assert chosen.refused == ()


def test_a_save_whose_answer_was_lost_may_be_repeated(register: Register) -> None:
    draft = drafts.begin(register, "张三", "甲局")
    first = drafts.save(register, "张三", draft, [Save("a", "一", 0)])
    again = drafts.save(register, "张三", draft, [Save("a", "一", 0)])
    assert (again.accepted[0].version, again.refused) == (first.accepted[0].version, ())
    assert len(history.of_draft(register, draft, "a")) == 1


def test_another_tab_asks_what_came_meanwhile(register: Register) -> None:
    draft = drafts.begin(register, "张三", "甲局")
    drafts.save(register, "张三", draft, [Save("a", "一", 0), Save("b", "一", 0)])
    seen = drafts.opened(register, draft).event
    assert drafts.changes(register, draft, seen) == []
    drafts.save(register, "李四", draft, [Save("b", "二", 1), Save("c", "三", 0)])
    assert [(c.key, c.value) for c in drafts.changes(register, draft, seen)] == [("b", "二"), ("c", "三")]


def test_a_submitted_draft_is_closed_and_names_its_submission(register: Register) -> None:
    result, _ = assessed()
    draft = drafts.begin(register, "张三", "甲局", base=result.submission)
    assert drafts.opened(register, draft).base == result.submission
    seen = drafts.opened(register, draft).event
    with pytest.raises(ScoringError, match="刚刚有人改过"):
        drafts.submit(register, "张三", draft, one(), seen - 1)
    number = drafts.submit(register, "张三", draft, one(), seen)
    opened = drafts.opened(register, draft)
    assert (opened.state, opened.submission_id) == ("已报送", number)
    assert submissions.opened(register, number).row["claimed"] == "96.94"
    with pytest.raises(ScoringError, match="已报送，不能再改"):
        drafts.save(register, "张三", draft, [Save("a", "一", 0)])
    assert drafts.listed(register) == []
    other = drafts.begin(register, "张三", "甲局")
    drafts.describe(register, "张三", other, {"project": "改了名"})
    assert [d.project for d in drafts.listed(register)] == ["改了名"]
    drafts.discard(register, "张三", other)
    assert [d.id for d in drafts.listed(register, state="已作废")] == [other]
    assert verify(register).problems == []


def test_a_refused_submission_leaves_the_draft_open(register: Register) -> None:
    number = submissions.submit(register, "张三", one())
    from scoring.register import reviews

    reviews.take_up(register, "王五", number)
    draft = drafts.begin(register, "张三", "甲局")
    with pytest.raises(ScoringError, match="复核中"):
        drafts.submit(register, "张三", draft, one(), drafts.opened(register, draft).event)
    assert drafts.opened(register, draft).state == "填写中"
    assert verify(register).problems == []


def test_a_cell_has_a_limit(register: Register) -> None:
    draft = drafts.begin(register, "张三", "甲局")
    with pytest.raises(ScoringError, match="一格最多 20000 个字"):
        drafts.save(register, "张三", draft, [Save("a", "字" * 20_001, 0)])


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    register = create(str(tmp_path_factory.mktemp("two") / "台账.db"))
    yield register
    register.close()


@settings(max_examples=30)
@given(steps=st.lists(st.tuples(st.sampled_from("ab"), st.text(max_size=4), st.booleans()), max_size=8))
def test_two_people_never_lose_what_was_accepted(shared: Register, steps: list[tuple[str, str, bool]]) -> None:
    """Whoever types what, on pages old or new: the cell holds the last accepted value, and each refusal shows it."""
    register = shared
    draft = drafts.begin(register, "甲", "甲局")
    seen, now = {"a": 0, "b": 0}, ("", 0)
    for who, typed, looks in steps:
        if looks:
            seen[who] = now[1]
        saved = drafts.save(register, who, draft, [Save("x", typed, seen[who])])
        for conflict in saved.refused:
            assert (conflict.theirs.value, conflict.theirs.version) == now
        for cell in saved.accepted:
            now = (cell.value, cell.version)
            seen[who] = cell.version
    cells = drafts.opened(register, draft).cells
    assert not steps or (cells["x"].value, cells["x"].version) == now
