"""Layouts by name: which columns a table has, in which words, and where its money, total and levels stand."""

from __future__ import annotations

from dataclasses import dataclass, field

WORDS = {
    "dimension": ["一级指标"], "aspect": ["二级指标"],
    "name": ["三级指标", "三级指标", "指标名称", "指标内容", "三级指标名称", "绩效指标"],
    "target": ["年度指标值", "年初目标值", "指标值", "目标值", "年度目标值", "预期指标值", "年初设定目标值", "计划完成值"],
    "actual": ["实际完成值", "全年完成值", "完成情况", "实际完成情况", "全年实际完成值", "完成值", "实际值", "年末完成值"],
    "points": ["分值", "权重", "标准分", "指标分值", "分值（权重）", "赋分"],
    "score": ["得分", "自评得分", "自评分", "评价得分", "实际得分", "单位自评分"],
    "remark": ["偏差原因分析及改进措施", "未完成原因分析", "偏差原因分析与改进措施", "未完成原因和改进措施", "原因说明", "存在问题及改进措施"],
    "sign": ["指标性质"], "unit": ["度量单位", "计量单位"], "value": ["指标值", "目标值"],
    "initial": ["年初预算数", "年初预算", "年初预算金额"], "budget": ["全年预算数", "预算数（A）", "调整后预算数", "全年预算数（A）"],
    "spent": ["全年执行数", "执行数（B）", "全年执行数（B）", "实际支出数"], "rate": ["执行率", "执行率（B/A）", "预算执行率", "执行率（%）"],
    "project": ["项目名称"], "department": ["主管部门", "主管部门名称", "预算主管部门"], "implementer": ["实施单位", "项目实施单位", "项目单位"],
    "total": ["总分", "合计", "总计", "自评总分", "总得分"], "grade": ["评价等级", "自评等级", "评价结果", "自评结论"],
    "goal": ["年度总体目标", "年度绩效目标", "总体目标"], "expected": ["预期目标", "年初设定目标", "年初目标"],
    "done": ["实际完成情况", "目标实际完成情况", "全年实际完成情况"], "notes": ["说明", "其他需要说明的问题", "备注"],
}  # fmt: skip


@dataclass
class Look:
    """One layout: which columns, where the money stands, what goes round the table."""

    name: str
    columns: list[str] = field(
        default_factory=lambda: ["dimension", "aspect", "name", "target", "actual", "points", "score", "remark"]
    )
    funds: str = "columns"  # columns, three, beside, turned, none
    execution: str = "funds"  # where 执行率 is scored: funds, row, none
    total: str = "row"  # row, grade_row, top, split, none
    title: str = "row"  # row, paragraph, none
    header: str = "one"  # one, two, noisy
    merges: str = "kept"  # kept, lost, repeated
    levels: str = "columns"  # columns, named (产出指标（50分）), sections, none
    narrative: bool = False
    signed: bool = False
    cut: bool = False  # goes on in a further table, its header repeated
    apart: bool = False  # information, money and indicators are tables of their own
    gaps: bool = False  # blank rows and columns
    goals: bool = True


LOOKS = [
    Look("plain"), Look("words", signed=True), Look("named_levels", levels="named"),
    Look("grade_row", total="grade_row"), Look("total_on_top", total="top"), Look("total_split", total="split"),
    Look("two_row_header", header="two"), Look("noisy_header", header="noisy", title="paragraph"),
    Look("split_target", ["dimension", "aspect", "name", "sign", "value", "unit", "actual", "points", "score", "remark"]),
    Look("points_first", ["dimension", "aspect", "name", "points", "target", "actual", "score", "remark"]),
    Look("score_before_actual", ["seq", "dimension", "aspect", "name", "points", "score", "target", "actual", "remark"]),
    Look("extra_columns", ["seq", "dimension", "aspect", "name", "target", "actual", "points", "score", "remark", "source", "proof"]),
    Look("standard_column", ["dimension", "aspect", "name", "points", "rule", "target", "actual", "score", "remark"]),
    Look("reviewed", ["dimension", "aspect", "name", "target", "actual", "points", "score", "review", "remark"]),
    Look("execution_row", execution="row", total="grade_row"),
    Look("execution_row_three", execution="row", funds="three"),
    Look("funds_beside", funds="beside", execution="row"), Look("funds_turned", funds="turned", execution="row"),
    Look("funds_three", funds="three", execution="row"),
    Look("lost_merges", merges="lost"), Look("repeated_labels", merges="repeated"),
    Look("sections", ["name", "aspect", "target", "actual", "points", "score", "remark"], levels="sections"),
    Look("pages", cut=True), Look("tables_apart", apart=True, title="paragraph"), Look("gaps", gaps=True),
    Look("narrative", narrative=True, title="paragraph", apart=True),
    Look("no_remark", ["dimension", "aspect", "name", "target", "actual", "points", "score"]),
    Look("flat", ["name", "target", "actual", "points", "score", "remark"], levels="none", goals=False),
    Look("transfer", ["dimension", "aspect", "name", "target", "actual", "remark"], funds="three", execution="none", total="none"),
    Look("deduction", ["dimension", "aspect", "name", "target", "actual", "points", "deduction", "remark"], execution="row"),
]  # fmt: skip
