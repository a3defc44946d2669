"""What is entered comes back as it was, on both databases."""

from collections.abc import Sized
from dataclasses import asdict
from datetime import datetime

import pytest
from sqlalchemy import event

from scoring.register import Register, accounts, charts, drafts, flat, history, lists, reviews, submissions
from scoring.register.verify import verify
from scoring.source import ScoringError
from tests.register.samples import assessed, one, varied

NAMES = (
    "guangzhou-2023-declarations", "huangpi-2021-jinbao", "huangpi-2021-zhengti", "jinhua-2020-yunwei",
    "jinhua-2020-zhuanwang", "rsb-2023-dianzizhengwu", "rsb-2023-jinbao", "yunfu-2017-jinbao",
)  # fmt: skip


def test_a_submission_comes_back_exactly_and_scores_the_same(register: Register) -> None:
    for name in NAMES:
        result, standard = assessed(name)
        number = submissions.submit(register, "张三", one(name))
        opened = submissions.opened(register, number)
        assert asdict(opened.submission) == asdict(result.submission)
        kept = submissions.standard_of(register, standard.hash)
        assert (kept, kept.hash) == (standard, standard.hash)
        assert flat.disagreements(opened.submission, kept, opened.record) == []
        assert [f["code"] for f in opened.findings] == [f["code"] for f in opened.record["findings"]]
    done = verify(register, results=True)
    assert (done.problems, done.rescored, done.unknown) == ([], len(NAMES), 0)


def test_a_record_without_its_file_is_rebuilt_and_scores_the_same() -> None:
    for name in NAMES:
        made = flat.of_record(one(name).record)
        assert made is not None
        assert made.values["exact"], name


def test_a_record_under_a_standard_we_do_not_have_is_kept_but_not_called_exact(register: Register) -> None:
    record = one().record | {"standard": {"id": "某省-2030", "title": "", "cite": "", "version": "1", "hash": "0" * 12}}
    made = flat.of_record(record)
    assert made is not None
    assert not made.values["exact"]
    submissions.submit(register, "导入", made)
    assert verify(register, results=True).unknown == 1


def test_the_same_project_year_unit_and_stage_is_one_row(register: Register) -> None:
    first = submissions.submit(register, "张三", varied(1, claimed="90"))
    again = submissions.submit(register, "李四", varied(1, claimed="91"))
    other = submissions.submit(register, "张三", varied(1, claimed="92", year=2023))
    assert first == again != other
    assert submissions.opened(register, first).row["claimed"] == "91"
    entries = history.of_submission(register, first)
    assert [(e.who, e.kind) for e in entries] == [("张三", "报送"), ("李四", "重新报送")]
    assert entries[1].changed["claimed"] == ("90", "91")
    assert verify(register).problems == []


def test_what_is_being_reviewed_is_not_replaced(register: Register) -> None:
    number = submissions.submit(register, "张三", varied(1))
    reviews.take_up(register, "王五", number)
    with pytest.raises(ScoringError, match="复核中，不能替换。请先由复核人退回"):
        submissions.submit(register, "张三", varied(1, claimed="95"))
    reviews.give_back(register, "王五", number, "第9行得分不对")
    submissions.submit(register, "张三", varied(1, claimed="95"))
    assert submissions.opened(register, number).row["status"] == "已报送"


def test_accepting_enters_the_reviewed_row_beside_it(register: Register) -> None:
    number = submissions.submit(register, "张三", one())
    reviews.take_up(register, "王五", number)
    reviews.accept(register, "王五", number, "88.5", "核减一项")
    row = submissions.opened(register, number).row
    rows = history.of_project(register, row["project"], row["unit_id"])
    assert [(r["stage"], r["status"], r["claimed"], r["grade_claimed"]) for r in rows] == [
        ("self-scored", "已通过", "96.94", "优"), ("reviewed", "已通过", "88.5", "良"),
    ]  # fmt: skip
    opened = submissions.opened(register, number)
    assert [(r["decision"], r["score"], r["remarks"], r["who"]) for r in opened.reviews] == [
        ("通过", "88.5", "核减一项", "王五")
    ]
    assert verify(register, results=True).problems == []
    with pytest.raises(ScoringError, match="现在是“已通过”"):
        reviews.take_up(register, "王五", number)


def test_a_finding_counts_again_when_its_waiver_has_run_out(register: Register) -> None:
    number = submissions.submit(register, "张三", varied(1))
    before = submissions.opened(register, number)
    found = next(f for f in before.findings if f["severity"] == "error")
    register.clock = lambda: datetime(2025, 12, 31, 23, 0).astimezone()
    reviews.waive(register, "王五", number, found["code"], found["place"], "已核对凭证", "2025-12-31")
    assert reviews.expire(register) == 0  # it holds to the end of its day
    assert submissions.opened(register, number).row["errors"] == before.row["errors"] - 1
    register.clock = lambda: datetime(2026, 1, 1, 0, 1).astimezone()
    assert reviews.expire(register) == 1
    after = submissions.opened(register, number)
    assert (after.row["errors"], after.row["urgency"]) == (before.row["errors"], before.row["urgency"])
    assert len(after.waivers) == 1 and reviews.expire(register) == 0
    reviews.waive(register, "王五", number, found["code"], found["place"], "又核对了", "2026-06-30")
    assert submissions.opened(register, number).row["errors"] == before.row["errors"] - 1
    assert verify(register).problems == []


def test_waivers_are_never_asked_for_one_by_one(register: Register) -> None:
    """A database takes only so many values in one question."""
    for at in range(1, 21):
        number = submissions.submit(register, "张三", varied(1, project=f"第{at}个"))
        found = submissions.opened(register, number).findings[0]
        reviews.waive(register, "王五", number, found["code"], found["place"], "已核对凭证", "2024-12-31")
    asked: list[int] = []

    @event.listens_for(register.engine, "before_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, values: Sized, *_: object) -> None:
        asked.append(len(values) if statement.startswith("SELECT") else 0)

    register.clock = lambda: datetime(2026, 1, 1, 12, 0).astimezone()
    assert reviews.expire(register) == 0  # they had run out when they were made
    assert max(asked) < 10


@pytest.mark.parametrize("score", ["九十", "101", "-1"])
def test_a_reviewed_score_is_a_number_up_to_a_hundred(register: Register, score: str) -> None:
    number = submissions.submit(register, "张三", varied(1))
    with pytest.raises(ScoringError, match="应当是 0 到 100 的数"):
        reviews.accept(register, "王五", number, score)


def test_a_waived_finding_no_longer_counts_and_counts_again_when_taken_back(register: Register) -> None:
    number = submissions.submit(register, "张三", varied(1))
    before = submissions.opened(register, number)
    found = next(f for f in before.findings if f["severity"] == "error")
    waiver = reviews.waive(register, "王五", number, found["code"], found["place"], "已核对凭证", "2099-12-31")
    after = submissions.opened(register, number)
    assert after.row["errors"] == before.row["errors"] - 1
    assert after.row["urgency"] < before.row["urgency"]
    assert [f["waived"] for f in after.findings].count(True) == 1
    reviews.take_back(register, "王五", waiver)
    again = submissions.opened(register, number)
    assert (again.row["errors"], again.row["urgency"]) == (before.row["errors"], before.row["urgency"])
    assert verify(register).problems == []
    for reason, until, code, said in (
        ("", "", "T02", "理由"),
        ("对", "明年", "T02", "日期"),
        ("对", "2025-W52-3", "T02", "日期"),
        ("对", "", "T99", "没有这条疑点"),
    ):
        with pytest.raises(ScoringError, match=said):
            reviews.waive(register, "王五", number, code, "", reason, until)


def test_a_unit_sees_only_its_own(register: Register) -> None:
    mine = submissions.submit(register, "张三", varied(1, unit="甲局"))
    theirs = submissions.submit(register, "李四", varied(2, unit="乙局"))
    accounts.add(register, "管理员", "张三", "填报", "长长的一个密码吧", "甲局")
    me, _ = accounts.login(register, "张三", "长长的一个密码吧")
    assert submissions.opened(register, mine, me.within).row["unit"] == "甲局"
    for look in (
        lambda: submissions.opened(register, theirs, me.within),
        lambda: history.of_submission(register, theirs, me.within),
        lambda: history.of_project(register, "第2号道路项目", 2, me.within),
    ):
        with pytest.raises(ScoringError, match="没有"):
            look()
    assert [r["id"] for r in lists.page(register, lists.Filter(within=me.within)).rows] == [mine]
    assert [r["id"] for r in lists.page(register, lists.Filter(within=me.within, text="项目")).rows] == [mine]
    assert sum(b.count for b in charts.bars(register, "grade", charts.Scope(within=me.within))) == 1
    draft = drafts.begin(register, "李四", "乙局")
    file = reviews.attach(register, "李四", 2, "a.xlsx", b"x", submission_id=theirs)
    for look in (
        lambda: drafts.opened(register, draft, me.within),
        lambda: reviews.attached(register, file, me.within),
    ):
        with pytest.raises(ScoringError, match="没有"):
            look()
    assert drafts.listed(register, me.within) == []


def test_a_file_comes_back_under_a_harmless_name(register: Register) -> None:
    number = submissions.submit(register, "张三", varied(1))
    file = reviews.attach(
        register, "张三", 1, "../../etc/自评\u202e表\x00.xlsx", b"\x00\xff" * 1000, submission_id=number
    )
    assert reviews.attached(register, file) == ("_.._etc_自评_表_.xlsx", b"\x00\xff" * 1000)
    assert [f["name"] for f in submissions.opened(register, number).files] == ["_.._etc_自评_表_.xlsx"]
    with pytest.raises(ScoringError, match="超过 30 MB"):
        reviews.attach(register, "张三", 1, "大.xlsx", bytes(30_000_001))


def test_odd_characters_do_no_harm(register: Register) -> None:
    made = varied(1, project="\x00项\ud800目'; DROP TABLE event; --")
    number = submissions.submit(register, "张\x00三", made)
    row = submissions.opened(register, number).row
    assert row["project"].startswith("\ufffd项\ufffd")
    assert row["project"].endswith("目'; DROP TABLE event; --")
    assert verify(register).problems == []
