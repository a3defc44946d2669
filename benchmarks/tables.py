"""Self-assessments as departments submit them, made up from real expressions: in registered forms and in layouts
that no form describes, 8 to 30 indicators each, a third of them with a small fault. Seeded: the same count and
seed give the same tables.

With `distinct` every row has its own name and numbers; without, rows are drawn from a few hundred, as the units
of one city repeat each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

from benchmarks.corpus import pairs
from scoring import form as forms
from scoring.engine import score
from scoring.form import Form
from scoring.form.slots import printed
from scoring.model import Claimed, Facts, Funds, FundsRow, Goal, Indicator, Line, Row, Submission
from scoring.number import show
from scoring.standards import get

FORMS = ("central-2021", "jinhua-2020", "hubei-2019", "yunnan", "generic", "wuhan-2021-project")
_LAYOUTS = (
    """id: layout-a
title: {project}绩效情况表
cite: 各部门自行设计的表
--- 6 12 8 8 8 8 8
填报单位 | {implementer} | < | < | 上级部门 | {department} | <
项目名称 | {project} | < | < | < | < | <
资金（{unit}） | < | 年初预算 | 调整后预算 | 实际支出 | 权重 | 自评得分
*{funds.name} | < | {funds.initial} | {funds.budget} | {funds.spent} | {funds.points=-} | {funds.score=-}
--- 6 6 12 8 8 5 5 10
一级 | 二级 | 指标名称 | 年初目标值 | 全年完成值 | 权重 | 自评分 | 未完成原因
*{dimension^} | {aspect^} | {name} | {target} | {actual} | {points} | {score} | {remark}
合计 | < | < | < | < | {total.points} | {total.score} |
""",
    """id: layout-b
title: 绩效自评情况表（{year}年度）
cite: 各部门自行设计的表
--- 7 12 8 12 8 8
项目名称 | {project} | < | 项目负责人 | {details.项目负责人} | <
主管部门 | {department} | < | 实施单位 | {implementer} | <
资金来源 | 全年预算数 | < | 全年执行数 | 执行率 | 分值
*{funds.name} | {funds.budget} | < | {funds.spent} | {funds.rate} | {funds.points=/}
--- 12 6 6 9 9 5 5
三级指标 | 一级指标 | 二级指标 | 计划值 | 实际值 | 标准分 | 评价得分
*{name} | {dimension} | {aspect} | {target} | {actual} | {points} | {score}
自评总分 | < | < | < | < | < | {total.score}
自评等级 | < | < | < | < | < | {grade}
偏差原因分析及改进措施 | < | {reason} | < | < | < | <
""",
)

_LEVELS = {  # 一级指标 → its points, and its 二级指标 with the names that stand under them
    "产出指标": (50, {
        "数量指标": ("{}完成数量", "{}覆盖数", "开展{}次数", "{}任务数"),
        "质量指标": ("{}验收合格率", "{}完好率", "{}准确率", "{}达标率"),
        "时效指标": ("{}完成及时率", "{}平均响应时间", "{}按期完成情况"),
        "成本指标": ("{}成本", "{}单位成本", "{}支出控制数"),
    }),
    "效益指标": (30, {
        "社会效益指标": ("{}受益面", "保障{}正常运转", "提升{}服务水平"),
        "可持续影响指标": ("{}长效机制", "{}持续发挥作用"),
    }),
    "满意度指标": (10, {"服务对象满意度指标": ("{}服务对象满意度", "参与{}的群众满意度")}),
}  # fmt: skip
_PLACES = [
    "东城",
    "西岭",
    "南浦",
    "北塘",
    "江口",
    "河湾",
    "青山",
    "云溪",
    "桃源",
    "长桥",
    "石门",
    "平安",
    "新华",
    "和平",
    "光明",
    "向阳",
    "临江",
    "武陵",
    "丰城",
    "永泰",
]
_KINDS = [
    "道路养护",
    "河道治理",
    "校舍维修",
    "社保卡制发",
    "专网运维",
    "信息系统升级",
    "技能培训",
    "普法宣传",
    "垃圾清运",
    "路灯改造",
    "图书购置",
    "疫苗接种",
]
_WORK = ["项目", "工程", "工作", "服务", "任务", "活动", "专项", "计划"]
_REASONS = (
    "受汛期影响，第三季度停工四十天，已与施工单位商定赶工方案，次年三月底前补足",
    "年中调整了采购计划，两批设备到货推迟，已签订补充协议并安排专人跟踪",
    "报名人数少于预期，今后提前一个月发布通知并增加线上名额",
)
_EXECUTION = {"jinhua-2020": None, "hubei-2019": "20", "wuhan-2021-project": None}  # points of 执行率, else 10
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_DATED = re.compile(r"[年月×*:：/]")


def _aspect_of(target: str) -> str:
    """Where a target of such looks usually stands."""
    if "%" in target or "百分" in target:
        return "质量指标"
    if re.search("时|天|日|月|季", target):
        return "时效指标"
    if "元" in target:
        return "成本指标"
    return "数量指标" if re.search(r"\d", target) else "社会效益指标"


class Tables:
    """Makes one submission after the other."""

    def __init__(self, seed: int, distinct: bool) -> None:
        self.chance = Random(seed)
        self.known: dict[str, list[tuple[str, str]]] = {}
        for target, actual in pairs():
            if not target or not actual or "执行率" in target:
                continue
            self.known.setdefault(_aspect_of(target), []).append((target, actual))
        self.known["服务对象满意度指标"] = [p for p in self.known["质量指标"] if p[0][:1] in "≥>"]
        self.known["可持续影响指标"] = self.known["社会效益指标"]
        self.pool: dict[str, list[tuple[str, str, str]]] = {}
        self.serial = 0
        if not distinct:
            self.pool = {aspect: [self._row(aspect) for _ in range(60)] for aspect in self.known}

    def _thing(self) -> str:
        self.serial += 1
        chance = self.chance
        return f"{chance.choice(_PLACES)}{chance.choice(_KINDS)}{chance.choice(_WORK)}"

    def _row(self, aspect: str) -> tuple[str, str, str]:
        """三级指标, 年度指标值, 实际完成值; the numbers of both varied alike, one actual in five by itself."""
        chance = self.chance
        target, actual = chance.choice(self.known[aspect])
        alone = chance.random() < 0.2 and actual[:1] not in "≥≤"
        if not _DATED.search(target + actual):
            changed: dict[str, str] = {}

            def varied(match: re.Match[str]) -> str:
                return changed.setdefault(
                    match[0], self._figure(match[0], "%" in match.string or "百分" in match.string)
                )

            target = _FIGURE.sub(varied, target)
            if alone:
                changed.clear()
            actual = _FIGURE.sub(varied, actual)
        names = next(a[aspect] for _, a in _LEVELS.values() if aspect in a)
        return chance.choice(names).format(self._thing()), target, actual

    def _figure(self, text: str, percent: bool) -> str:
        digits, value, chance = len(text.partition(".")[2]), float(text), self.chance
        if percent:
            return text if value in (0, 100) else f"{min(value * chance.uniform(0.9, 1.1), 100):.{digits}f}"
        return f"{max(value * chance.uniform(0.5, 2), 1):.{digits}f}" if value else text

    def rows(self, rest: int) -> list[Row]:
        """8 to 30 indicators; `rest` is what 执行率 leaves of the 100 points."""
        count, out = self.chance.randint(8, 30), []
        for dimension, (points, aspects) in _LEVELS.items():
            points -= 90 - rest if dimension == "效益指标" else 0
            many = max(len(aspects), round(count * points / 90))
            shares = [self.chance.choice((1, 2, 2, 3)) for _ in range(many)]
            given = [points * share // sum(shares) or 1 for share in shares]
            given[0] += points - sum(given)
            names = sorted(list(aspects) * (many // len(aspects) + 1))[:many]
            order = {aspect: at for at, aspect in enumerate(aspects)}
            for aspect, own in zip(sorted(names, key=order.__getitem__), given, strict=True):
                name, target, actual = self.chance.choice(self.pool[aspect]) if self.pool else self._row(aspect)
                out.append(Row(Indicator((dimension, aspect, name), target, str(own)), Facts(name, actual=actual)))
        return out

    def funds(self, points: str | None) -> tuple[FundsRow, ...]:
        initial = Decimal(self.chance.randint(1000, 9000000)).scaleb(-2)
        budget = initial if self.chance.random() < 0.7 else round(initial * Decimal("1.1"), 2)
        spent = round(budget * Decimal(self.chance.choice(("1", "1", "0.98", "0.9131", "0.85"))), 2)
        amounts = (str(initial), str(budget), str(spent))
        whole = Funds("年度资金总额", *amounts, points=points)
        own, other = Funds("其中：财政拨款", *amounts), Funds("其他资金", "0", "0", "0")
        return FundsRow(whole), FundsRow(own), FundsRow(other)

    def submission(self, form: Form) -> Submission:
        """One whose figures all follow from each other."""
        project = f"{self.chance.randint(2019, 2024)}年{self._thing()}（{self.serial}）"
        rows = self.rows(100 - int(_EXECUTION.get(form.id, "10") or 10))
        if form.id == "jinhua-2020":
            execution = Indicator(("预算执行率指标", "", "预算执行率"), "执行率×10", "10")
            rows.append(Row(execution, Facts("预算执行率")))
        standard = get(form.standard)
        made = Submission(
            project, self.chance.choice(_PLACES) + "区财政局", self.chance.choice(_PLACES) + "区服务中心",
            self.chance.randint(2019, 2024), form=form.id, standard=form.standard, rows=tuple(rows),
            funds=self.funds(_EXECUTION.get(form.id, "10")),
            goal=Goal(f"完成{project}，按期投入使用。", f"{project}已于年底前完成，投入使用后运行平稳。"),
            reason="", narrative="", claimed=Claimed(),
        )  # fmt: skip
        result = score(made, standard)
        claims = [self._claim(line) for line in result.lines]
        made = printed(result, form.drawing.rate_step())
        rows = [self._filled(row, claim) for row, claim in zip(made.rows, claims, strict=True)]
        scores = [row.facts.claimed for row in rows] + [f.funds.claimed for f in made.funds]
        total = sum((Decimal(text) for text in scores if text), Decimal(0))
        grade = standard.grade_of(total)
        claimed = replace(made.claimed, total=show(total), grade=grade)
        return replace(made, rows=tuple(rows), claimed=claimed, reason=self.chance.choice(_REASONS))

    def _claim(self, line: Line) -> Decimal:
        """What the row counts; a judged row gets the most it may, and one that cannot be computed its points."""
        if line.counted is not None:
            return line.counted
        return line.outcome.admissible[1] if line.outcome.admissible else Decimal(line.row.indicator.points or 0)

    def _filled(self, row: Row, claim: Decimal) -> Row:
        lost = claim < Decimal(row.indicator.points or 0)
        remark = self.chance.choice(_REASONS) if lost else self.chance.choice(("", "", "无"))
        return replace(row, facts=replace(row.facts, claimed=show(claim), remark=remark))

    def faulty(self, s: Submission) -> Submission:
        """The same with one thing wrong in it."""
        at, chance = self.chance.randrange(len(s.rows)), self.chance
        row, total = s.rows[at], s.claimed.total
        match chance.randrange(6):
            case 0:
                return replace(s, claimed=replace(s.claimed, total=total and show(Decimal(total) - 1)))
            case 1:
                row = replace(row, facts=replace(row.facts, claimed=row.facts.claimed and row.facts.claimed + "5"))
            case 2:
                row = replace(row, facts=replace(row.facts, actual=row.indicator.target))
            case 3:
                row = replace(row, facts=replace(row.facts, actual=""))
            case 4:
                row = replace(row, facts=replace(row.facts, remark="无"))
            case _:
                wrong = replace(s.funds[0], funds=replace(s.funds[0].funds, rate="96.5%"))
                return replace(s, funds=(wrong, *s.funds[1:]))
        return replace(s, rows=(*s.rows[:at], row, *s.rows[at + 1 :]))


def drawn(count: int, seed: int = 2023, distinct: bool = True) -> Iterator[tuple[Form, Submission]]:
    """The tables, each with the form it is to be drawn in."""
    made = Tables(seed, distinct)
    known = [forms.get(name) for name in FORMS]
    known += [forms.load(Path(f"{text[4:12]}.txt"), text) for text in _LAYOUTS]
    for at in range(count):
        form = known[at % len(known)]
        submission = made.submission(form)
        yield form, made.faulty(submission) if at % 3 == 0 else submission


def files(folder: Path, count: int, kind: str, seed: int = 2023, distinct: bool = True) -> list[Path]:
    """The tables written as files of a kind (xlsx, docx …) into a folder."""
    from scoring.writers import write

    out = []
    for at, (form, submission) in enumerate(drawn(count, seed, distinct), 1):
        path = folder / f"{at:05d}.{kind}"
        write(form.draw(submission), path)
        out.append(path)
    return out
