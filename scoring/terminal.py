"""Results for the eye, in a terminal: 自评表, reasons, summaries."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from unicodedata import category

from tabulate import tabulate
from wcwidth import wcswidth, wcwidth

from scoring.model import STATUSES, Execution, Line, Outcome, Result
from scoring.notation import parse
from scoring.number import decimals, parse_decimal, round_to, show
from scoring.source import SEVERITIES, Finding
from scoring.standard import Standard
from scoring.summary import COLUMNS, SUMS, Summary
from scoring.understand import Target
from scoring.whatif import Change, full_marks, next_grade
from scoring.why import in_words, verdict, why

MARKS = {"error": "✗", "warning": "!", "info": "·"}


def wrap(text: str, width: int) -> str:
    """Break text so that no line is wider than `width` columns; a Chinese character takes two."""
    lines, line, used = [], "", 0
    for char in text.replace("\r", ""):
        size = max(wcwidth(char), 0)
        if char == "\n" or used + size > width:
            lines.append(line)
            line, used = "", 0
        if char != "\n":
            line, used = line + char, used + size
    return "\n".join([*lines, line])


def printable(text: str) -> str:
    """Without control characters, so that nothing submitted can steer the terminal."""
    return "".join(c if c == "\n" or category(c)[0] != "C" else "�" for c in text)


def table(result: Result, standard: Standard, width: int = 120) -> str:
    """The 自评表 with recomputed scores, merged cells blank, total and grade below."""
    pointed = any(line.row.indicator.points is not None for line in result.lines)
    parts = [_head(result)]
    if result.submission.projects:
        parts.append(_declarations(result))
    if result.funds:
        parts.append(_funds(result.funds))
    if result.lines:
        parts.append(_rows(result.lines, pointed, width))
    parts += [_spending(result), _foot(result, pointed)]
    return printable("\n".join(p for p in parts if p))


def _head(result: Result) -> str:
    s = result.submission
    year = f"（{s.year}年度）" if s.year else ""
    who = " · ".join(x for x in (s.department, s.implementer) if x)
    stamp = f"办法 {result.stamp.id}（{result.stamp.cite}，版本 {result.stamp.version}，{result.stamp.hash}）"
    return "\n".join(x for x in (f"{s.project}{year}", who, f"{stamp}　金额单位：{s.money_unit}") if x)


def _declarations(result: Result) -> str:
    projects = result.submission.projects
    total = sum((parse_decimal(p.budget) or Fraction(0) for p in projects), Fraction(0))
    rows = [[str(i), wrap(p.name, 60), p.budget] for i, p in enumerate(projects, 1)]
    rows.append(["", f"合计 {len(projects)} 项", show(total)])
    declared = result.submission.declared.budget
    agrees = declared is not None and parse_decimal(declared) == total
    note = f"\n各项目之和与申报合计 {declared} 一致" if agrees else ""
    return _listed(rows) + note


def _listed(rows: list[list[str]]) -> str:
    return tabulate(
        rows,
        ["序号", "申报项目", "预算"],
        tablefmt="simple_grid",
        disable_numparse=True,
        colalign=("right", "left", "right"),
    )


def _funds(funds: Sequence[Execution]) -> str:
    rows = []
    for item in funds:
        f = item.row.funds
        rate = "--" if item.raw is None else f"{show(item.raw * 100, 2)}%"
        score = str(item.counted) if item.counted is not None else ("--" if item.outcome is None else "无法计算")
        rows.append(
            [
                wrap(f.name, 24),
                f.initial or "",
                f.budget or "",
                f.spent or "",
                f.points or "--",
                rate,
                score,
                f.claimed or "--",
            ]
        )
    head = ["资金", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分", "自评"]
    return tabulate(rows, head, tablefmt="simple_grid", disable_numparse=True, colalign=("left", *["right"] * 7))


def _spending(result: Result) -> str:
    """What the money went to, with its sum; and a rate above 100%, which counts as 100%."""
    out = []
    items = result.submission.spending
    if items:
        digits = max(decimals(item.amount) for item in items)
        total = sum((parse_decimal(item.amount) or Fraction(0) for item in items), Fraction(0))
        rows = [[wrap(item.name, 60), item.amount] for item in items]
        rows.append([f"合计 {len(items)} 笔", str(round_to(total, Decimal(1).scaleb(-digits)))])
        out.append(
            tabulate(
                rows, ["支出明细", "金额"], tablefmt="simple_grid", disable_numparse=True, colalign=("left", "right")
            )
        )
    over = [(item.row.funds.name, item.raw) for item in result.funds if item.raw is not None and item.raw > 1]
    out += [f"{name}执行率 {show(rate * 100, 2)}% 超过100%，按100%计" for name, rate in over]
    return "\n".join(out)


def _rows(lines: Sequence[Line], pointed: bool, width: int) -> str:
    room = max(10, (width - (78 if pointed else 66)) // 2 + 8)
    rows: list[list[str]] = []
    above: tuple[str, ...] = ("", "")
    for line in lines:
        indicator, facts, outcome = line.row.indicator, line.row.facts, line.outcome
        first = indicator.dimension if indicator.dimension != above[0] else ""
        second = indicator.aspect if first or indicator.aspect != above[1] else ""
        above = indicator.path[:2]
        cells = [
            wrap(first, 10),
            wrap(second, 12),
            wrap(indicator.name, room),
            wrap(indicator.target, 16),
            wrap(facts.actual or "", 16),
        ]
        if pointed:
            cells += [indicator.points or "", _score(line), facts.claimed or "", STATUSES[outcome.status]]
        else:
            cells += [verdict(outcome.met)]
        rows.append(cells)
    head = ["一级", "二级", "三级指标", "年度指标值", "实际完成值"]
    head += ["分值", "得分", "自评", "状态"] if pointed else ["达标情况"]
    align = ["left"] * 5 + (["right", "right", "right", "left"] if pointed else ["left"])
    return tabulate(rows, head, tablefmt="simple_grid", disable_numparse=True, colalign=align)


def _score(line: Line) -> str:
    if line.counted is not None:
        return str(line.counted)
    if line.outcome.admissible is not None:
        low, high = line.outcome.admissible
        return f"{show(low)}～{show(high)}"
    return "—"


def _foot(result: Result, pointed: bool) -> str:
    total, claimed = result.total, result.submission.claimed
    text = ""
    if pointed and total.score is not None and total.points is not None:
        text = f"总分 {total.score}（满分 {show(total.points)}，{total.counted} 行计入，其中 {total.judged - total.open} 行由人评判"
        text += f"，{total.open} 行待评判" if total.open else ""
        text += f"，{total.not_calculable} 行无法计算" if total.not_calculable else ""
        text += f"，{total.not_applicable} 行不适用" if total.not_applicable else ""
        text += "）"
        text += f"　等级 {result.grade}" if result.grade else "　等级待定" if not total.complete else ""
        text += f"\n{total.cap}" if total.cap else ""
    elif result.lines:
        met = [line.outcome.met for line in result.lines]
        text = f"达标 {met.count(True)} 行，未达标 {met.count(False)} 行，需判断 {met.count(None)} 行；这张表没有分值，不计总分"
    if claimed.total is not None:
        text += f"\n自评总分 {claimed.total}" + (f"　自评等级 {claimed.grade}" if claimed.grade else "")
    return text


def reasons(result: Result, standard: Standard) -> str:
    """公式 → 代入 → 得分 · 依据, a paragraph for each row."""
    out = [f"· {f.row.funds.name}：{why(f.outcome, standard)}" for f in result.funds if f.outcome is not None]
    out += [f"· {line.row.indicator.name}：{why(line.outcome, standard)}" for line in result.lines]
    return printable("\n".join(out))


def finding(item: Finding) -> str:
    """One finding on a line: mark, code, place, sentence."""
    return printable(f"{MARKS[item.severity]} {item.code} {SEVERITIES[item.severity]}　{item}")


def findings(items: Sequence[Finding]) -> str:
    """All findings and how many there are of each severity."""
    if not items:
        return "没有疑点"
    count = "，".join(f"{name} {n}" for key, name in SEVERITIES.items() if (n := sum(f.severity == key for f in items)))
    return "\n".join([*(finding(f) for f in items), f"共 {len(items)} 条：{count}"])


def summary(results: Sequence[Result]) -> str:
    """Several files at a glance."""
    rows = []
    for r in results:
        bad = sum(f.severity == "error" for f in r.findings)
        total = str(r.total.score) if r.total.score is not None else "—"
        rows.append(
            [
                wrap(r.submission.project, 44),
                total,
                r.grade or "—",
                r.submission.claimed.total or "—",
                r.submission.claimed.grade or "—",
                bad,
                len(r.findings) - bad,
            ]
        )
    head = ["项目", "总分", "等级", "自评总分", "自评等级", "错误", "其他疑点"]
    return printable(
        tabulate(rows, head, tablefmt="simple_grid", disable_numparse=True, colalign=("left", *["right"] * 6))
    )


def pairs(items: Sequence[tuple[str, str]]) -> str:
    """Label and text, labels aligned."""
    width = max((wcswidth(label) for label, _ in items), default=0)
    return printable("\n".join(f"{label}{' ' * (width - wcswidth(label))}　{text}" for label, text in items))


def explanation(
    target: Target, text: str, actual: str | None, points: str, outcome: Outcome, standard: Standard
) -> str:
    """How one pair is understood, met or not, what it scores and why."""
    items = [("目标", f"{text}　理解为：{in_words(target.value)}")]
    items.append(("实际", "没有填写" if not actual else f"{actual}　理解为：{in_words(parse(actual))}"))
    items.append(("达标", {True: "达到", False: "未达到", None: "看不出，须由人判断"}[outcome.met]))
    if outcome.score is not None:
        items.append(("得分", f"{outcome.score}（分值 {points}）"))
    elif outcome.admissible is not None:
        low, high = outcome.admissible
        items.append(("得分", f"由人在 {show(low)}～{show(high)} 之间评判（分值 {points}）"))
    else:
        items.append(("得分", STATUSES[outcome.status]))
    items.append(("理由", why(outcome, standard)))
    notes = dict.fromkeys((*target.assumptions, *outcome.assumptions))
    items += [("假设", note) for note in notes]
    items.append(("办法", f"{standard.id}　{standard.title}（{standard.cite}）"))
    return pairs(items)


def whatif(before: Result, after: Result, changes: Sequence[Change], standard: Standard) -> str:
    """Changed rows, new total and grade, what full marks need, how far the next grade is."""
    out = []
    if changes:
        rows = [
            [
                wrap(c.after.row.indicator.name, 36),
                wrap(c.before.row.facts.actual or "", 16),
                wrap(c.after.row.facts.actual or "", 16),
                _score(c.before),
                _score(c.after),
            ]
            for c in changes
        ]
        head = ["改动的指标", "原完成值", "新完成值", "原得分", "新得分"]
        out.append(tabulate(rows, head, tablefmt="simple_grid", disable_numparse=True))
        out.append(
            f"总分 {before.total.score} → {after.total.score}　等级 {before.grade or '—'} → {after.grade or '—'}"
        )
    else:
        out.append(f"总分 {after.total.score}　等级 {after.grade or '—'}")
    out.append(next_grade(after, standard))
    rows = []
    for line in after.lines:
        indicator = line.row.indicator
        rows.append(
            [
                wrap(indicator.name, 36),
                wrap(indicator.target, 14),
                wrap(line.row.facts.actual or "", 14),
                indicator.points or "",
                _score(line),
                wrap(full_marks(line, standard), 28),
            ]
        )
    head = ["三级指标", "年度指标值", "实际完成值", "分值", "得分", "怎样得满分"]
    out.append(tabulate(rows, head, tablefmt="simple_grid", disable_numparse=True))
    return printable("\n".join(out))


def standards(items: Sequence[Standard]) -> str:
    """The standards there are."""
    rows = [[s.id, wrap(s.title, 40), wrap(s.cite, 40), s.effective, s.extends or ""] for s in items]
    return tabulate(rows, ["编号", "名称", "文号或出处", "施行", "沿用"], tablefmt="simple_grid", disable_numparse=True)


def roll_up(summary: Summary) -> str:
    """The roll-up of several projects, with sums and what does not agree with the declared totals."""
    rows = [[wrap(cell, 30) for cell in entry.cells(at + 1)] for at, entry in enumerate(summary.entries)]
    sums = {name: show(value) for name, value in summary.sums.items()}
    rows.append(["", "合计", *(sums.get(name, "") if name in SUMS else "" for name in COLUMNS[2:])])
    text = tabulate(rows, COLUMNS, tablefmt="simple_grid", disable_numparse=True)
    grades = "，".join(f"{name} {count} 个" for name, count in summary.grades.items())
    return printable(f"{text}\n等级：{grades}\n{findings(summary.findings)}")


def forms(items: Sequence[tuple[str, str, str]]) -> str:
    """The forms there are: id, name, where each comes from."""
    rows = [[name, wrap(title, 40), wrap(cite, 60)] for name, title, cite in items]
    return tabulate(rows, ["编号", "名称", "出处"], tablefmt="simple_grid", disable_numparse=True)
