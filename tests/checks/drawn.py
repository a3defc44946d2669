"""Tables drawn in text, as small as a test needs them.

A first line of `一级 | 二级 | 三级 | 目标 | …` or `资金 | 年初 | 全年 | …` says what the columns are; each
cell's place is its line and column name, so that a finding's place can be read.
"""

from dataclasses import fields, replace

from scoring.checks import check
from scoring.engine import score
from scoring.model import Claimed, Declared, Facts, Funds, FundsRow, Goal, Indicator, Project, Row, Spending, Submission
from scoring.source import Finding, Source
from scoring.standard import Standard
from scoring.standards import read

FUNDS = {
    "资金": "name", "年初": "initial", "全年": "budget", "执行": "spent",
    "分值": "points", "执行率": "rate", "得分": "claimed",
}  # fmt: skip
INDICATOR = {"目标": "target", "说明": "note", "分值": "points", "单位": "unit"}
FACTS = {"完成": "actual", "得分": "claimed", "原因": "remark", "扣分": "deduction", "档": "band", "评判": "judged"}


def standard(settings: dict | None = None, severity: dict | None = None) -> Standard:
    """The default standard, with bars or severities of a test's own."""
    base = read("mof-2020")[0]
    return replace(base, settings=replace(base.settings, **(settings or {})), severity=severity or {})


def submission(table: str, **around: object) -> Submission:
    """A table drawn in text with what stands around it."""
    funds: list[FundsRow] = []
    rows: list[Row] = []
    head: list[str] = []
    for at, line in enumerate((line for line in table.strip().splitlines() if line.strip()), 1):
        cells = [cell.strip() for cell in line.split("|")]
        if cells[0] in ("资金", "一级"):
            head = cells
            continue
        said = {key: cell for key, cell in zip(head, cells, strict=False) if cell}
        places = {"": Source("表", None, f"第{at}行")}
        names = FUNDS if head[0] == "资金" else INDICATOR | FACTS
        places |= {field: Source("表", None, f"第{at}行{key}") for key, field in names.items() if key in head}
        if head[0] == "资金":
            funds.append(FundsRow(Funds(**{FUNDS[key]: cell for key, cell in said.items()}), places))
        else:
            path = (said.get("一级", ""), said.get("二级", ""), said.get("三级", ""))
            indicator = Indicator(path, **{INDICATOR[k]: v for k, v in said.items() if k in INDICATOR})
            rows.append(Row(indicator, Facts(**{FACTS[k]: v for k, v in said.items() if k in FACTS}), places))
    return Submission(funds=tuple(funds), rows=tuple(rows), **_around(around))


def _around(said: dict) -> dict:
    claimed = Claimed(**{f.name: said.pop(f.name, None) for f in fields(Claimed)})
    goal = Goal(said.pop("expected", ""), said.pop("done", ""))
    declared = Declared(said.pop("declared_projects", None), said.pop("declared_budget", None))
    projects = tuple(Project(name, budget) for name, budget in said.pop("projects", {}).items())
    spending = tuple(Spending(name, amount) for name, amount in said.pop("spending", {}).items())
    findings = (
        (Finding("R02", "warning", Source("表"), "这一行没有识别：培训人数 | ≥10人 | 10"),)
        if said.pop("partial", False)
        else ()
    )
    keys = ("total", "points", "grade", "narrative", "goal", "declared", "spending")
    places = {"": Source("表"), **{key: Source("表", None, f"表外 {key}") for key in keys}}
    return {
        "claimed": claimed, "goal": goal, "declared": declared, "projects": projects, "spending": spending,
        "findings": findings, "places": places, "problems": tuple(said.pop("problems", ())), **said,
    }  # fmt: skip


def findings(
    table: str, settings: dict | None = None, severity: dict | None = None, **around: object
) -> tuple[Finding, ...]:
    """What the checks find in a drawn table."""
    rules = standard(settings, severity)
    return check(score(submission(table, **around), rules), rules)
