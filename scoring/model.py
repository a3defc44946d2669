"""The things a self-assessment is made of: frozen, no behaviour beyond properties.

Numbers are kept as the text that was printed, because the printed digits carry the precision.
What is declared here is also the shape of the TOML files, so each field says in Chinese what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import ConfigDict, Field

from scoring.source import Finding, Source, value
from scoring.toml_file import Number, Text
from scoring.when import Direction

if TYPE_CHECKING:
    from scoring.understand import Comparison, Target

Status = Literal["scored", "judged", "not_calculable", "not_applicable"]
STATUSES: dict[Status, str] = {
    "scored": "已计分", "judged": "由人评判", "not_calculable": "无法计算", "not_applicable": "不适用",
}  # fmt: skip

_STRICT = ConfigDict(extra="forbid")


@value(frozen=True, slots=True)
class Indicator:
    """One 三级指标 as declared."""

    __pydantic_config__ = _STRICT
    path: Annotated[tuple[Text, Text, Text], Field(description="[一级指标, 二级指标, 三级指标]")]
    target: Annotated[Text, Field(description="年度指标值，照表上写：≥99%、12次、作用显著、执行率×10")] = ""
    points: Annotated[Number | None, Field(description="分值；没有分值的表不写")] = None
    unit: Annotated[Text, Field(description="度量单位（另有一格时）")] = ""
    direction: Annotated[
        Direction | None, Field(description="裸数字的方向：at_least 至少、at_most 至多、equal 等于")
    ] = None
    note: Annotated[Text, Field(description="指标说明")] = ""

    @property
    def dimension(self) -> str:
        return self.path[0]

    @property
    def aspect(self) -> str:
        return self.path[1]

    @property
    def name(self) -> str:
        return self.path[2]


@dataclass(frozen=True, slots=True)
class IndicatorSet:
    """What was promised: hierarchy, points, targets (绩效目标)."""

    __pydantic_config__ = _STRICT
    title: Annotated[Text, Field(description="名称，一般就是项目名称")]
    indicator: Annotated[list[Indicator], Field(description="三级指标，每行一个 [[indicator]]")] = field(
        default_factory=list
    )
    year: Annotated[int | None, Field(description="年度", ge=1990, le=2100)] = None
    department: Annotated[Text, Field(description="主管部门")] = ""
    standard: Annotated[Text, Field(description="评分办法的编号，如 mof-2020")] = "mof-2020"
    form: Annotated[Text, Field(description="表样的编号，如 central-2021")] = "generic"
    execution_points: Annotated[Number | None, Field(description="预算执行率的分值（在资金栏计分时）")] = None
    level_points: Annotated[dict[str, Number], Field(description="表上印出的一级（或“一级/二级”）分值")] = field(
        default_factory=dict
    )


@value(frozen=True, slots=True)
class Funds:
    """One row of the money table, in the submission's money unit."""

    __pydantic_config__ = _STRICT
    name: Annotated[Text, Field(description="资金来源，如 年度资金总额、其中：财政拨款")]
    initial: Annotated[Number | None, Field(description="年初预算数")] = None
    budget: Annotated[Number | None, Field(description="全年预算数（调整后）")] = None
    spent: Annotated[Number | None, Field(description="全年执行数")] = None
    points: Annotated[Number | None, Field(description="执行率分值")] = None
    rate: Annotated[Text | None, Field(description="表上印出的执行率，如 90.0%")] = None
    claimed: Annotated[Number | None, Field(description="表上印出的执行率得分")] = None
    total: Annotated[bool | None, Field(description="是否合计行；不写时第一行为合计")] = None


@value(frozen=True, slots=True)
class Facts:
    """What happened on one indicator, and what was claimed for it."""

    __pydantic_config__ = _STRICT
    name: Annotated[Text | None, Field(description="三级指标名称；或改用 path")] = None
    path: Annotated[tuple[Text, Text, Text] | None, Field(description="[一级, 二级, 三级]，名称有重复时用")] = None
    actual: Annotated[Text | None, Field(description="实际完成值")] = None
    judged: Annotated[Number | None, Field(description="评判人给的分（定性指标）")] = None
    band: Annotated[Text | None, Field(description="评判的档，如 达成")] = None
    claimed: Annotated[Number | None, Field(description="自评得分")] = None
    deduction: Annotated[Number | None, Field(description="扣分栏")] = None
    remark: Annotated[Text, Field(description="偏差原因分析及改进措施")] = ""
    not_applicable: Annotated[Text | None, Field(description="不适用的原因")] = None


@dataclass(frozen=True, slots=True)
class Goal:
    """年度总体目标."""

    __pydantic_config__ = _STRICT
    expected: Annotated[Text, Field(description="预期目标")] = ""
    actual: Annotated[Text, Field(description="实际完成情况")] = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the table itself prints below the line."""

    __pydantic_config__ = _STRICT
    total: Annotated[Number | None, Field(description="自评总分")] = None
    points: Annotated[Number | None, Field(description="分值合计")] = None
    grade: Annotated[Text | None, Field(description="评价等级")] = None


@dataclass(frozen=True, slots=True)
class Spending:
    """One item the money went to (支出明细)."""

    __pydantic_config__ = _STRICT
    name: Text
    amount: Number


@dataclass(frozen=True, slots=True)
class Declared:
    """What the unit's own summary says of all its projects (汇总数)."""

    __pydantic_config__ = _STRICT
    projects: Annotated[int | None, Field(description="项目数")] = None
    budget: Annotated[Number | None, Field(description="预算合计")] = None


@dataclass(frozen=True, slots=True)
class Project:
    """A project of which only budget and goal are known: a year-start declaration (年初申报)."""

    __pydantic_config__ = _STRICT
    name: Text
    budget: Number
    goal: Text = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What happened: one evaluation file (自评), referring to its indicator set; or a list of declarations."""

    __pydantic_config__ = _STRICT
    indicator_set: Annotated[Text | None, Field(description="指标文件的相对路径")] = None
    indicators: Annotated[IndicatorSet | None, Field(description="不另立文件时，直接写在这里的指标 [indicators]")] = (
        None
    )
    project: Annotated[Text, Field(description="项目名称；不写则取指标文件的 title")] = ""
    implementer: Annotated[Text, Field(description="实施单位")] = ""
    department: Annotated[Text, Field(description="主管部门；不写则取指标文件的")] = ""
    year: Annotated[int | None, Field(description="年度；不写则取指标文件的", ge=1990, le=2100)] = None
    title: Annotated[Text, Field(description="表的标题")] = ""
    standard: Annotated[Text, Field(description="评分办法的编号；不写则取指标文件的")] = ""
    form: Annotated[Text, Field(description="表样的编号；不写则取指标文件的")] = ""
    money_unit: Annotated[Literal["元", "万元", "亿元"], Field(description="金额单位")] = "万元"
    details: Annotated[dict[str, Text], Field(description="表头上的其他栏，如 起止时间、项目类别")] = field(
        default_factory=dict
    )
    funds: Annotated[list[Funds], Field(description="资金，每行一个 [[funds]]，合计在前")] = field(default_factory=list)
    row: Annotated[list[Facts], Field(description="各指标的完成情况，每行一个 [[row]]")] = field(default_factory=list)
    spending: Annotated[list[Spending], Field(description="支出明细，每笔一个 [[spending]]")] = field(
        default_factory=list
    )
    goal: Annotated[Goal, Field(description="年度总体目标")] = Goal()
    problems: Annotated[list[Text], Field(description="发现的问题及原因，每条一句")] = field(default_factory=list)
    measures: Annotated[list[Text], Field(description="下一步改进措施，每条一句")] = field(default_factory=list)
    reason: Annotated[Text, Field(description="整表的偏差原因（表上只有一格时）")] = ""
    narrative: Annotated[Text, Field(description="随表报送的自评综述")] = ""
    notes: Annotated[Text, Field(description="说明")] = ""
    claimed: Annotated[Claimed, Field(description="表上印出的总分与等级")] = Claimed()
    declared: Annotated[Declared, Field(description="单位汇总数")] = Declared()
    declaration: Annotated[list[Project], Field(description="年初申报的项目，每个一个 [[declaration]]")] = field(
        default_factory=list
    )


# -- a submission, ready to be scored --

Places = Mapping[str, Source]


@value(frozen=True, slots=True)
class Row:
    """One line of the table: what was promised beside what happened."""

    indicator: Indicator
    facts: Facts = Facts()
    places: Places = field(default_factory=dict, compare=False, repr=False)

    def place(self, key: str = "") -> Source:
        """Where a value of this row was written; the row's own place when that is not known."""
        return self.places.get(key) or self.places.get("", Source())


@value(frozen=True, slots=True)
class FundsRow:
    """One row of the money table with its places."""

    funds: Funds
    places: Places = field(default_factory=dict, compare=False, repr=False)

    def place(self, key: str = "") -> Source:
        return self.places.get(key) or self.places.get("", Source())


@dataclass(frozen=True, slots=True)
class Subtotal:
    """A line 小计 among the indicators, and which rows stand between it and the one before."""

    points: str | None
    claimed: str | None
    first: int
    end: int
    places: Places = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Submission:
    """One self-assessment as submitted (报送件): everything the table says, and where it says it."""

    project: str = ""
    department: str = ""
    implementer: str = ""
    year: int | None = None
    title: str = ""
    standard: str = "mof-2020"
    form: str = "generic"
    money_unit: str = "万元"
    details: Mapping[str, str] = field(default_factory=dict)
    funds: tuple[FundsRow, ...] = ()
    rows: tuple[Row, ...] = ()
    level_points: Mapping[str, str] = field(default_factory=dict)
    goal: Goal = Goal()
    problems: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    reason: str = ""
    narrative: str = ""
    notes: str = ""
    claimed: Claimed = Claimed()
    subtotals: tuple[Subtotal, ...] = ()
    spending: tuple[Spending, ...] = ()
    declared: Declared = Declared()
    projects: tuple[Project, ...] = ()
    places: Places = field(default_factory=dict, compare=False, repr=False)
    findings: tuple[Finding, ...] = field(default=(), compare=False)  # what reading it found

    @property
    def file(self) -> str:
        return self.place().file

    @property
    def stage(self) -> Literal["declaration", "assessment"]:
        """Year-start declarations have targets or budgets only; nothing in them is scored."""
        return "declaration" if self.projects else "assessment"

    def place(self, key: str = "") -> Source:
        return self.places.get(key) or self.places.get("", Source())


# -- results --


@value(frozen=True, slots=True)
class Outcome:
    """What the rule says of one row. Keeps the inputs and the rule, not a log."""

    status: Status
    score: Decimal | None = None  # 得分, at the standard's precision
    admissible: tuple[Decimal, Decimal] | None = None  # the scores a judged row may get
    met: bool | None = None
    attainment: Fraction | None = None  # 完成程度
    rule: str = ""
    reason: str = ""  # why there is no score, or what was assumed
    assumptions: tuple[str, ...] = ()
    exact: Fraction | None = None  # the score before it was rounded
    names: Mapping[str, tuple[str, Fraction]] = field(default_factory=dict, compare=False)  # what the formula saw
    target: Target | None = field(default=None, compare=False, repr=False)  # how 年度指标值 was understood
    comparison: Comparison | None = field(default=None, compare=False, repr=False)  # and 实际完成值 beside it


@value(frozen=True, slots=True)
class Line:
    """A row with its outcome; `counted` is what goes into the total, `by` says why (得分、评判、自评)."""

    row: Row
    outcome: Outcome
    counted: Decimal | None = None
    by: str = ""


@value(frozen=True, slots=True)
class Execution:
    """预算执行率 of one funds row."""

    row: FundsRow
    rate: Decimal | None  # rounded as the standard prints it, capped at 1
    raw: Fraction | None  # executed ÷ budget
    outcome: Outcome | None = None  # only where the row carries points
    counted: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of the printed lines, on how many rows it rests, and what is still open."""

    score: Decimal | None
    points: Fraction | None
    counted: int = 0
    judged: int = 0
    open: int = 0  # judged rows without an admissible score
    not_calculable: int = 0
    not_applicable: int = 0
    cap: str = ""  # why the total was cut, if it was

    @property
    def complete(self) -> bool:
        return self.score is not None and not self.open and not self.not_calculable


@dataclass(frozen=True, slots=True)
class Stamp:
    """Under which standard a result was computed."""

    id: str
    title: str
    cite: str
    version: str
    hash: str


@dataclass(frozen=True, slots=True)
class Result:
    """A scored self-assessment."""

    submission: Submission
    stamp: Stamp
    funds: tuple[Execution, ...]
    lines: tuple[Line, ...]
    total: Total
    grade: str | None
    findings: tuple[Finding, ...] = ()
