"""What a form prints is what it reads back: over random results, and through every format."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import form, readers, writers
from scoring.engine import score
from scoring.form.slots import converted, is_execution, printed, split
from scoring.grid import Grid
from scoring.model import Claimed, Facts, Funds, FundsRow, Goal, Indicator, Row, Submission
from scoring.recognise import read
from scoring.standards import get

STANDARD = get("mof-2020")
WORDS = st.text("甲乙丙丁戊己庚辛壬癸", min_size=1, max_size=8)
SENTENCE = WORDS.map(lambda word: f"完成{word}等工作。")
COUNT = st.integers(1, 9999).map(str)
MONEY = st.decimals("0", "99999", places=2).map(str)
VALUES = st.sampled_from(
    [
        ("≥99%", "98.5%"),
        ("12次", "12次"),
        ("≤48小时", "3小时"),
        ("作用显著", "作用较显著"),
        ("0次", "0次"),
        ("≥3.5万元", "4"),
    ]
)
LEVELS = st.sampled_from(
    [
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
        ("效益指标", "社会效益指标"),
        ("满意度指标", "服务对象满意度指标"),
    ]
)


@st.composite
def submissions(draw):
    """A self-assessment with everything some form carries."""
    rows = []
    for at, level in enumerate(sorted(draw(st.lists(LEVELS, min_size=1, max_size=6)), key=str)):
        name, (target, actual) = f"第{at + 1}项{draw(WORDS)}", draw(VALUES)
        points = draw(st.integers(1, 30).map(str))
        facts = Facts(
            name=name, actual=actual, claimed=draw(st.none() | st.just(points)), remark=draw(st.just("") | SENTENCE)
        )
        rows.append(Row(Indicator((*level, name), target, points), facts))
    if draw(st.booleans()):
        path = ("执行率指标", "资金执行率", "资金执行率：0.994*10")
        indicator = Indicator(path, "执行率×10", "10", note="计算方式：执行率自评得分=资金执行率*10")
        rows.append(Row(indicator, Facts(name=path[2], remark="招标结余")))
    names = ["年度资金总额", "其中：财政拨款", "其他资金"][: draw(st.integers(1, 3))]
    funds = [
        Funds(name, draw(MONEY), draw(MONEY), draw(MONEY), "10" if not at else None) for at, name in enumerate(names)
    ]
    return Submission(
        project=draw(WORDS) + "工程", department=draw(WORDS) + "局", implementer=draw(WORDS) + "中心",
        year=draw(st.integers(2015, 2030)), funds=tuple(map(FundsRow, funds)), rows=tuple(rows),
        details={"起止时间": "2023.1-12", "项目类别": draw(WORDS), "监控月份": "6月", "项目期": "1年"},
        level_points={"产出指标": "50"} if any(r.indicator.dimension == "产出指标" for r in rows) else {},
        goal=Goal(draw(SENTENCE), draw(SENTENCE)), measures=tuple(draw(st.lists(SENTENCE, max_size=2))),
        reason=draw(SENTENCE), narrative=draw(SENTENCE), notes=draw(SENTENCE), claimed=Claimed(grade="优"),
    )  # fmt: skip


def carried(f, s: Submission, title: str) -> Submission:
    """What a form has room for, said independently of how it is drawn."""
    has = f.slots.__contains__
    unit = f.drawing.head.get("unit", s.money_unit)

    def money(item: Funds, at: int) -> Funds:
        head = next((h for h in ("funds.", f"funds{at + 1}.") if has(h + "name")), "-")
        figures = {k: getattr(item, k) for k in ("initial", "budget", "spent") if has(head + k)}
        figures = {k: None if v is None else converted(v, s.money_unit, unit) for k, v in figures.items()}
        texts = {k: getattr(item, k) for k in ("points", "rate") if has(head + k)}
        if has(head + "score"):
            texts["claimed"] = item.claimed
        if f.id == "hubei-2019" and not at:
            texts["points"] = "20"  # printed in the label
        return Funds(item.name, **figures, **texts)

    def row(item: Row) -> Row:
        i, facts = item.indicator, item.facts
        levels = i.path[:2] if has("dimension") else ("", "")
        points = i.points if has("points") else None
        done = {"actual": facts.actual if has("actual") else None, "remark": facts.remark if has("remark") else ""}
        done["claimed"] = facts.claimed if has("score") else None
        done["deduction"] = facts.deduction if has("deduction") else None
        target, note, unit = i.target, "", ""
        if is_execution(item) and has("execution"):
            note = i.note
        elif has("target.unit"):
            sign, number, unit = split(i.target)
            target = sign + number
        return Row(Indicator((*levels, i.name), target, points, unit, note=note), Facts(name=i.name, **done))

    room = 99 if has("funds.name") else 2 if has("funds2.name") else 0
    funds = tuple(FundsRow(money(item.funds, at)) for at, item in enumerate(s.funds[:room]))
    keep = {
        k: getattr(s, k)
        for k in ("project", "department", "implementer", "reason", "notes", "narrative", "measures")
        if has(k)
    }
    return Submission(
        **keep, year=s.year, title=title, form=f.id, standard=f.standard, money_unit=unit, funds=funds, rows=tuple(map(row, s.rows)),
        details={k: v for k, v in s.details.items() if has(f"details.{k}")},
        level_points=s.level_points if has("dimension") else {},
        goal=Goal(*(getattr(s.goal, k) if has(f"goal.{k}") else "" for k in ("expected", "actual"))),
        claimed=Claimed(
            s.claimed.total if has("total.score") else None,
            s.claimed.points if has("total.points") else None,
            s.claimed.grade if has("grade") else None,
        ),
    )  # fmt: skip


def seen(page) -> tuple[list[Grid], str]:
    """A page as a reader would hand it over."""
    texts = [page.title, page.subtitle, *(b.text for b in page.blocks if not isinstance(b, Grid))]
    return [b for b in page.blocks if isinstance(b, Grid)], "\n".join(texts)


@pytest.mark.parametrize("name", form.names())
@given(submission=submissions())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_a_form_prints_it_reads_back(name, submission):
    f = form.get(name)
    result = score(submission, STANDARD)
    page = f.fill(result)
    assert f.read(*seen(page)) == carried(f, printed(result, f.drawing.rate_step()), page.title)


@pytest.mark.parametrize("name", form.names())
@given(submission=submissions())
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_printed_form_is_recognised_among_all_others(name, submission):
    f = form.get(name)
    tables, text = seen(f.fill(score(submission, STANDARD)))
    assert read(tables, text) == [f.read(tables, text)]


@pytest.mark.parametrize("format_", ["docx", "xlsx", "html", "pdf"])
@pytest.mark.parametrize("name", form.names())
def test_a_form_comes_back_from_every_format_that_keeps_merges(name, format_, tmp_path, example):
    f = form.get(name)
    result = score(example, STANDARD)
    page, path = f.fill(result), tmp_path / f"表.{format_}"
    writers.write(page, path)
    document = readers.read(path)
    [back] = read(document.tables, document.text)
    assert back == carried(f, printed(result, f.drawing.rate_step()), page.title)
    assert [str(finding) for finding in back.findings] == []
    assert back.rows[0].place().file == str(path)
    assert back.rows[0].place("actual").cell or not back.rows[0].facts.actual


@pytest.fixture
def example() -> Submission:
    """The first ministry project of the seeds, cut to a handful of rows and given what other forms ask for."""
    rows = [
        Row(
            Indicator(("成本指标", "经济成本指标", "项目预算执行数"), "≤1503.44万元", "20"),
            Facts("项目预算执行数", actual="1352.7万元"),
        ),
        Row(Indicator(("产出指标", "质量指标", "线路稳定率"), "≥99%", "40"), Facts("线路稳定率", actual="99.9%")),
        Row(
            Indicator(
                ("产出指标", "质量指标", "影响网络和应用服务中断次数，包括电话、邮件等各种形式报告的"), "≤2次", "10"
            ),
            Facts("影响网络和应用服务中断次数，包括电话、邮件等各种形式报告的", actual="0次"),
        ),
        Row(
            Indicator(("效益指标", "社会效益指标", "保障系统持续有效运行"), "作用显著", "20"),
            Facts(
                "保障系统持续有效运行",
                actual="作用较显著",
                claimed="17",
                remark="佐证材料收集方面尚有提升空间。下一步将注重效益资料的收集、保存。",
            ),
        ),
    ]
    funds = [
        Funds("年度资金总额", "1503.44", "1503.44", "1352.79", "10"),
        Funds("其中：财政拨款", "1395.74", "1395.74", "1245.09"),
    ]
    return Submission(
        project="金保工程建设及运行维护项目", department="人力资源社会保障部", implementer="信息中心", year=2023,
        funds=tuple(map(FundsRow, funds)), rows=tuple(rows), level_points={"产出指标": "50"},
        details={"起止时间": "2023.1-12", "项目类别": "部门预算项目", "监控月份": "6月"},
        goal=Goal("确保系统安全稳定运行。", "系统安全稳定运行。"), measures=("加强管理。",), reason="无。", notes="另有说明。",
        narrative="工作总体良好。",
    )  # fmt: skip
