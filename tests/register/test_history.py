"""History only grows, and says when somebody was at it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from scoring.register import Register, accounts, drafts, history, reviews, submissions
from scoring.register.drafts import Save
from scoring.register.verify import verify
from scoring.source import ScoringError
from tests.register.conftest import Copied
from tests.register.samples import one, varied


def fill(register: Register) -> None:
    """A register in which a little of everything has happened."""
    for number in range(1, 5):
        submissions.submit(register, "张三", varied(number))
    submissions.submit(register, "张三", one())
    reviews.take_up(register, "王五", 1)
    reviews.accept(register, "王五", 1)
    accounts.add(register, "管理员", "李四", "填报", "长长的一个密码吧", "甲局")
    draft = drafts.begin(register, "李四", "甲局")
    drafts.save(register, "李四", draft, [Save("a", "一", 0)])
    drafts.save(register, "李四", draft, [Save("a", "二", 1)])
    reviews.attach(register, "李四", 1, "表.xlsx", b"...", submission_id=1)
    assert verify(register, results=True).problems == []


@pytest.fixture
def used(copied: Copied) -> Iterator[Register]:
    opened = Register(copied(fill))
    yield opened
    opened.close()


def forced(register: Register, *statements: str) -> None:
    """As somebody would who holds the database itself and takes the guards away first."""
    guards = (
        [f"DROP TRIGGER {t}_no_{what}" for t in ("event", "blob") for what in ("update", "delete", "replace")]
        if register.sqlite
        else [
            f"ALTER TABLE {t} DISABLE TRIGGER ALL" for t in ("event", "blob", "cell", "submission", "finding", "review")
        ]
    )
    with register.engine.begin() as connection:
        if register.sqlite:
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        for statement in (*guards, *statements):
            connection.execute(text(statement))


@pytest.mark.parametrize("table", ["event", "blob"])
@pytest.mark.parametrize("change", ["UPDATE {t} SET {c} = 'x'", "DELETE FROM {t}", "INSERT OR REPLACE INTO {t} SELECT * FROM {t}", "TRUNCATE {t} CASCADE"])  # fmt: skip
def test_the_database_itself_refuses_to_change_history(used: Register, table: str, change: str) -> None:
    if ("TRUNCATE" in change) == used.sqlite or (("REPLACE" in change) != used.sqlite and "REPLACE" in change):
        change = "DELETE FROM {t}"
    column = {"event": "who", "blob": "hash"}[table]
    with pytest.raises(DBAPIError, match="append-only"), used.engine.begin() as connection:
        connection.execute(text(change.format(t=table, c=column)))
    assert verify(used).problems == []


@pytest.mark.parametrize("column", ["at", "shown", "who", "kind", "subject", "key", "before", "after", "standard", "standard_version", "standard_hash", "previous", "hash"])  # fmt: skip
def test_any_field_of_an_event_changed_breaks_the_chain_there(used: Register, column: str) -> None:
    forced(used, f"UPDATE event SET {column} = 'x' WHERE seq = 7")
    done = verify(used)
    assert done.broken == 7
    assert done.problems[0].startswith("历史从第 7 条断开：")


def test_an_event_taken_out_or_put_in_breaks_the_chain(used: Register) -> None:
    forced(used, "DELETE FROM event WHERE seq = 5")
    assert verify(used).broken == 6


def test_an_end_cut_off_is_seen_by_the_rows_and_by_an_anchor(used: Register) -> None:
    head = verify(used).head
    last = int(head.split(":")[0])
    forced(used, f"DELETE FROM event WHERE seq > {last - 1}", "DELETE FROM file")
    done = verify(used)
    assert (done.broken, done.problems) == (None, [])  # a chain alone cannot show it
    assert verify(used, anchor=head).problems == [f"上次记下的第 {last} 条历史不在了或已改变：历史被截断或重写过"]
    forced_later = f"{last - 1}:"
    with pytest.raises(ScoringError, match="看不懂上次的末环"):
        verify(used, anchor=forced_later)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE submission SET claimed = '99' WHERE id = 2", "submission 2 与历史不符：claimed 应为"),
        ("UPDATE cell SET value = '三'", "cell 1/a 与历史不符：value 应为 二，现为 三"),
        ("UPDATE account SET role = '管理'", "account 1 与历史不符：role 应为 填报，现为 管理"),
        ("UPDATE cell SET value = '一', version = 1, event = (SELECT min(seq) FROM event WHERE subject = 'cell')", "被改回旧的内容"),
        ("DELETE FROM review", "review 1 不是历史第"),
        ("UPDATE tally SET count = count + 1 WHERE measure = 'grade'", "图表的计数不对：grade/"),
        ("UPDATE blob SET data = 'x' WHERE hash = (SELECT content FROM submission WHERE id = 3)", "与指纹不符"),
        ("UPDATE finding SET code = 'T01' WHERE submission_id = 5", "疑点与当时的记录不同"),
    ],
)  # fmt: skip
def test_a_row_changed_behind_the_history_is_named(used: Register, statement: str, said: str) -> None:
    forced(used, statement)
    done = verify(used, results=True)
    assert done.broken is None
    assert said in "\n".join(done.problems)


def test_a_result_that_no_longer_comes_out_is_named(used: Register) -> None:
    """Another standard under the same hash: the sums of the rows are right, the scores are not."""
    from scoring.register import content
    from scoring.standards import get

    plain = content.plain(get("jinhua-2020"))
    for rule in plain["rule"]:
        if rule["score"]:
            rule["score"] = "分值 × 0.5"
    with used.writing("坏人") as w:
        packed = content.packed(plain)
        name = content.keep(w.connection, packed, len(packed))
        stamp = next(r for r in w.connection.execute(text("SELECT hash FROM standard")).scalars())
        w.put("standard", {"hash": stamp}, {"content": name}, "换掉")
    assert verify(used).problems == []
    done = verify(used, results=True)
    assert done.problems
    assert all("重算不符" in problem for problem in done.problems)


def test_a_clock_set_back_changes_no_order(register: Register) -> None:
    now = datetime(2045, 6, 1, 12, tzinfo=UTC)
    for hours in (0, -5, -4, 1):
        register.clock = lambda hours=hours: now + timedelta(hours=hours)
        submissions.submit(register, "张三", varied(1, claimed=str(90 + hours)))
    entries = history.of_submission(register, 1)
    assert [e.changed["claimed"][1] for e in entries] == ["90", "85", "86", "91"]
    assert [e.said[11:13] for e in entries] == ["12", "07", "08", "13"]
    assert [e.at[11:13] for e in entries] == ["12", "12", "12", "13"]
    assert verify(register).problems == []


def test_the_latest_events_page_backwards(used: Register) -> None:
    first = history.latest(used, 3)
    then = history.latest(used, 3, before=first[-1].seq)
    assert [e.seq for e in (*first, *then)] == sorted((e.seq for e in (*first, *then)), reverse=True)
    assert {e.who for e in history.latest(used, 50, who="王五")} == {"王五"}
    assert all("password" not in e.changed for e in history.latest(used, 50))
