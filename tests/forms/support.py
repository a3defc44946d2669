"""Tables written as drawings, each cell knowing its place."""

from scoring.form.drawing import spans
from scoring.grid import Cell, Grid
from scoring.recognise import read
from scoring.source import Source


def table(drawing: str, number: int = 1) -> Grid:
    """A grid from a drawing: `<` continues the cell at left, `^` the cell above, `⏎` breaks a line."""
    rows = [[cell.strip() for cell in line.split("|")] for line in drawing.strip().split("\n")]
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    cells = [
        Cell(r, c, rows[r][c].replace("⏎", "\n"), *size, Source("表.docx", None, f"表{number} 第{r + 1}行第{c + 1}列"))
        for (r, c), size in spans(rows).items()
    ]
    return Grid(cells, source=Source("表.docx", None, f"表{number}"))


def assess(*drawings: str, text: str = ""):
    """The one self-assessment in some drawn tables."""
    [found] = read([table(drawing, n) for n, drawing in enumerate(drawings, 1)], text)
    return found


def lines(submission) -> str:
    """The indicator rows, one a line, as a person would check them."""
    return "\n".join(
        " | ".join(
            x or ""
            for x in (
                *row.indicator.path, row.indicator.target + row.indicator.unit, row.facts.actual,
                row.indicator.points, row.facts.claimed,
            )
        )
        for row in submission.rows
    )  # fmt: skip


def money(submission) -> str:
    """The rows of money, one a line."""
    rows = (row.funds for row in submission.funds)
    return "\n".join(
        " | ".join(x or "" for x in (f.name, f.initial, f.budget, f.spent, f.points, f.rate, f.claimed)) for f in rows
    )


#: rows of a Jinhua table, its execution rate the last of them
JINHUA = """
    项目名称 | < | 安全运维服务维护 | < | < | < | < | < | <
    主管部门 | < | 金华市人力资源和社会保障局 | < | 实施单位 | 数据安全管理中心 | < | < | <
    起止时间 | < | 2020.1-12 | < | < | < | < | < | <
    项目资金（万元） | < |  | < | 年初预算数 | 全年预算数 | 全年执行数 | < | <
    ^ | ^ | 年度资金总额 | < | 25 | 25 | 24.86 | < | <
    ^ | ^ | 其中：市本级⏎⏎安排资金 | < | 25 | 25 | 24.86 | < | <
    年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | < | < | <
    ^ | 做到预警。 | < | < | 已做到。 | < | < | < | <
    绩 效 指 标 | 一级 指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 指标分值 | 自评得分 | 偏差原因分析及改进措施（必填项，可另附说明）
    ^ | 产出指标（50分） | 数量指标 | 指标1：1、提供漏洞扫描服务2、安全基线核查服务 | 10 | 10 | 10 | 10 | 无
    ^ | 满意度指标（10分） | 服务对象满意度指标 | 指标1：提供安全保障 | 10 | 10 | 10 | ⏎9 | 提升服务对象满意度和保障度。
    ^ | 执行率指标（10分） | 资金执行率：0.994*10⏎⏎（计算方式：执行率自评得分=资金执行率*10） | < | < | < | 10 | 9.94 | 招标结余
    总分 | < | < | < | < | < | 100 | 96.94 |
    评价结果 | < | 优：90分≤得分≤100分；良：80分≤得分<90分；中：60分≤得分<80分；差：得分<60分 | < | < | < | < | 优 | -
"""
