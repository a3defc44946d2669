"""The register with a million submissions: lists, charts, search, opening one, on SQLite and PostgreSQL; and the desk
over HTTP.

python -m benchmarks.desk register|http [COUNT] [sqlite|postgresql|URL or file of a register filled before]
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from scoring.register import Register, charts, create, drafts, history, lists, submissions
from scoring.register.bulk import load
from scoring.register.flat import Prepared, prepared
from scoring.register.schema import NOTHING

UNITS, YEARS = 1000, range(2020, 2026)
KINDS = (
    "养老服务",
    "低保发放",
    "农村道路",
    "城市绿化",
    "校舍维修",
    "河道治理",
    "信息系统",
    "疫苗接种",
    "职业培训",
    "垃圾分类",
    "食品抽检",
    "法律援助",
)
VERBS = ("按时完成", "基本完成", "超额完成", "未能完成", "部分完成")
THINGS = ("补助资金拨付", "设施建设", "人员培训", "设备采购", "日常运维", "监督检查", "宣传活动", "满意度调查")
CODES = [
    f"{letter}{number:02}"
    for letter, most in (("T", 6), ("F", 6), ("I", 16), ("C", 6), ("R", 3))
    for number in range(1, most + 1)
]
GRADES = ("优",) * 12 + ("良",) * 5 + ("中",) * 2 + ("差",)
STAGES = ("self-scored",) * 14 + ("declared",) * 3 + ("monitored",) * 2 + ("reviewed",)
STATUSES = ("已报送",) * 5 + ("复核中", "已退回", "已通过", "已通过", "已通过")


def made(count: int) -> Iterator[Prepared]:
    """Submissions each of its own: numbers, texts, six rows, none to eight findings. Seeded."""
    chance = random.Random(2025)
    base = _base()
    for number in range(1, count + 1):
        unit = chance.randrange(UNITS)
        kind, thing = chance.choice(KINDS), chance.choice(THINGS)
        grade, recomputed = chance.choice(GRADES), chance.randrange(5000, 10_000)
        gap = 0 if chance.random() < 0.7 else chance.randrange(-300, 1200)
        found = (
            []
            if chance.random() < 0.3
            else chance.choices(CODES, weights=range(len(CODES), 0, -1), k=chance.randrange(1, 9))
        )
        goal = f"{chance.choice(VERBS)}{kind}{thing}{chance.randrange(5, 5000)}项，覆盖{chance.randrange(2, 300)}个村（社区）"
        narrative = f"全年预算{chance.randrange(10, 9000)}万元，{chance.choice(VERBS)}{chance.choice(THINGS)}，{chance.choice(KINDS)}{chance.choice(VERBS)}"
        record = {
            **base, "file": f"{unit}/{number}.xlsx", "project": {"name": f"{kind}{thing}项目{number}", "department": f"第{unit % 40}主管局", "unit": f"第{unit}实施单位", "year": str(chance.choice(YEARS))},
            "total": {"claimed": f"{(recomputed + gap) / 100:.2f}", "recomputed": f"{recomputed / 100:.2f}"},
            "grade": {"claimed": chance.choice((grade, "优")), "recomputed": grade},
            "funds": [{"budget": f"{chance.randrange(10, 90000)}", "spent": "9", "rate": f"{chance.randrange(4000, 10_100) / 100:.2f}%"}],
            "texts": {"goal": goal, "goal_actual": goal, "narrative": narrative, "reason": chance.choice(VERBS)},
            "findings": [{"code": c, "severity": "error" if c < "I05" else "warning", "place": f"Sheet1!D{n + 9}", "row": thing, "message": f"{thing}得分与办法不符，差{gap / 100}分"} for n, c in enumerate(found)],
        }  # fmt: skip
        stage = chance.choice(STAGES)
        yield _packed(record, stage)


def _base() -> dict[str, object]:
    line = {"target": "≥99%", "actual": "98.5%", "points": "10", "claimed": "9.9", "judged": None, "score": "9.95", "status": "scored", "why": "10 × min(98.5% ÷ 99%, 1) = 9.95", "remark": "无", "place": "Sheet1!D12"}  # fmt: skip
    lines = [{**line, "path": ["产出指标", "数量指标", f"指标{n}"]} for n in range(6)]
    return {"table": 1, "status": "ok", "stage": "assessment", "form": "jinhua-2020", "money_unit": "万元", "lines": lines, "standard": {"id": "mof-2020", "hash": "000000000000", "version": "1"}, "declarations": []}  # fmt: skip


def _packed(record: dict[str, object], stage: str) -> Prepared:
    """As `flat.prepared`, compressed fast: what is measured is the register."""
    one = prepared(record, {"project": record["project"]["name"]}, None, exact=False, level=1)  # type: ignore[index]
    return Prepared(
        one.unit, one.department, one.values | {"stage": stage}, one.findings, one.record, one.packed, one.size
    )


def filled(url: str, count: int) -> Register:
    """A register with so many submissions; one that is there already is used as it is."""
    register = create(url)
    with register.reading() as connection:
        there = connection.exec_driver_sql("SELECT count(*) FROM (SELECT 1 FROM submission LIMIT 1000) AS s").scalar()
    if there:
        return register
    start = perf_counter()
    done = load(register, "导入", made(count), expected=count)
    seconds = perf_counter() - start
    print(f"filled with {done.new:,} in {seconds:,.0f} s, {done.new / seconds:,.0f} a second")
    return register


def timed(name: str, job: Callable[[int], object], times: int = 15) -> None:
    """Median and worst of a job given other numbers each time, after one to warm up."""
    taken = []
    for turn in range(times + 1):
        start = perf_counter()
        job(turn)
        taken.append(perf_counter() - start)
    taken = taken[1:]
    print(f"  {name:52} {median(taken) * 1000:8.1f} ms   worst {max(taken) * 1000:8.1f} ms")


def lists_and_charts(register: Register) -> None:
    sorts = (
        "event",
        "urgency",
        "difference",
        "claimed",
        "recomputed",
        "rate",
        "year",
        "unit",
        "grade",
        "status",
        "project",
    )
    filters: dict[str, Callable[[int], lists.Filter]] = {
        "everything": lambda n: lists.Filter(),
        "a year": lambda n: lists.Filter(year=2020 + n % 6),
        "a unit": lambda n: lists.Filter(unit=n * 37 % UNITS + 1),
        "a unit and year": lambda n: lists.Filter(unit=n * 37 % UNITS + 1, year=2020 + n % 6),
        "grade 差": lambda n: lists.Filter(grade="差"),
        "code R03 (rare)": lambda n: lists.Filter(codes=("R03",)),
        "code T01 (frequent)": lambda n: lists.Filter(codes=("T01",)),
        "status, year, stage": lambda n: lists.Filter(status="已退回", year=2020 + n % 6, stage="self-scored"),
        "difference above 11 points": lambda n: lists.Filter(least="11", year=2020 + n % 6),
        "four codes, 差, a year (nearly nothing)": lambda n: lists.Filter(codes=("R03", "R02", "R01", "C06"), grade="差", year=2020 + n % 6),
    }  # fmt: skip
    for name, made_filter in filters.items():
        timed(
            f"list: {name}, each order",
            lambda n, f=made_filter: lists.page(register, f(n), lists.Order(sorts[n % 11], n % 2 == 0)),
            22,
        )  # type: ignore[misc]
    first = lists.page(register, lists.Filter(), lists.Order("difference"))
    timed(
        "list: next page", lambda n: lists.page(register, lists.Filter(), lists.Order("difference"), after=first.next)
    )
    timed(
        "list: with its count", lambda n: lists.page(register, lists.Filter(grade="差", year=2020 + n % 6), count=True)
    )
    for measure in ("grade", "claimed", "rate", "difference", "code"):
        timed(f"chart: {measure}, everything", lambda n, m=measure: charts.bars(register, m))  # type: ignore[misc]
    timed("chart: grade year on year", lambda n: charts.grouped(register, "grade", "year"))
    timed(
        "chart: codes by unit, a year",
        lambda n: charts.grouped(register, "code", "unit", charts.Scope(year=2020 + n % 6)),
    )
    timed("chart: codes by unit, all years", lambda n: charts.grouped(register, "code", "unit"))
    timed("chart: one unit", lambda n: charts.bars(register, "grade", charts.Scope(unit=n * 31 % UNITS + 1)))


def search_and_open(register: Register, count: int) -> None:
    find = lambda text, **more: lists.page(register, lists.Filter(text=text, **more))  # noqa: E731
    timed("search: 低保 (one in six)", lambda n: find("低保"))
    timed("search: 未能完成 (four characters)", lambda n: find("未能完成"))
    timed("search: 道路 设备采购 超额 (three words)", lambda n: find("道路 设备采购 超额"))
    timed("search: 项目12345 (one in many)", lambda n: find(f"项目{(n * 7919 + 12345) % count}"))
    timed("search: 绿化 in a unit and year", lambda n: find("绿化", unit=n * 37 % UNITS + 1, year=2020 + n % 6))
    timed("search: 甲乙丙丁 (nothing)", lambda n: find("甲乙丙丁"))
    timed("open one", lambda n: submissions.opened(register, (n * 7919) % count + 1))
    timed("history of one", lambda n: history.of_submission(register, (n * 7919) % count + 1))
    timed("its project", lambda n: history.of_project(register, "低保发放", n + 1))
    draft = drafts.begin(register, "张三", "第1实施单位")
    timed(
        "save a cell",
        lambda n: drafts.save(register, "张三", draft, [drafts.Save(f"rows/{n}/actual", f"{n}次", 0)]),
        50,
    )
    one = next(made(1))
    timed("submit one", lambda n: submissions.submit(register, "张三", Prepared(one.unit, one.department, one.values | {"project": f"新项目{n}", "claimed_units": NOTHING}, one.findings, one.record, one.packed, one.size)))  # fmt: skip


def run(where: str, count: int) -> None:
    register = filled(where, count)
    lists_and_charts(register)
    search_and_open(register, count)
    if register.sqlite:
        print(f"  {Path(register.place).stat().st_size / 1e9:.1f} GB")
    register.close()


def main(count: str = "1000000", *where: str) -> None:
    """The register itself."""
    each(run, count, where)


def http(count: str = "20000", *where: str) -> None:
    """The desk over HTTP."""
    from benchmarks import desk_http

    each(lambda place, many: desk_http.run(filled(place, many), place, many), count, where)


def each(run: Callable[[str, int], None], count: str, where: tuple[str, ...]) -> None:
    """On every database asked for."""
    for place in where or ("sqlite", "postgresql"):
        print(f"== {place}, {int(count):,} submissions")
        if place == "sqlite":
            with tempfile.TemporaryDirectory() as folder:
                run(f"{folder}/台账.db", int(count))
        elif place == "postgresql":
            from tests.register.server import Server

            server = Server(durable=True)
            try:
                run(server.url(), int(count))
            finally:
                server.close()
        else:
            run(place, int(count))


if __name__ == "__main__":
    part, *arguments = sys.argv[1:] or ["register"]
    {"register": main, "http": http}[part](*arguments)
