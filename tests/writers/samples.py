"""The ministry's 金保工程 table of 2023, drawn by hand as the central form of 2021 looks on paper."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from scoring.grid import Align, Cell, Grid
from scoring.writers import Page, Paragraph

LONG = 60  # a longer text is prose and reads from the left
WIDTHS = (5, 6, 7, 7, 7, 5, 5, 6, 8)
_MONEY, _POINTS, _RATE = "0.00", "0.0", "0.0%"

INFO = """
项目名称 | 金保工程建设及运行维护项目 | < | < | < | < | < | < | <
主管部门 | [117] 人力资源社会保障部 | < | < | 实施单位 | 人力资源和社会保障部信息中心 | < | < | <
项目资金（万元） | < | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 | <
年度资金总额 | < | 1503.44 | 1503.44 | 1352.79 | 10.0 | 90.0% | 9.0 | <
其中：财政拨款 | < | 1395.74 | 1395.74 | 1245.09 | -- | 89.2% | -- | <
上年结转 | < | 107.70 | 107.70 | 107.70 | -- | 100.0% | -- | <
其他资金 | < | 0.00 | 0.00 | 0.00 | -- | 0.0% | -- | <
年度总体目标 | 预期目标 | < | < | < | 实际完成情况 | < | < | <
^ | 确保人力资源社会保障部本级金保工程项目建设成果的安全稳定运行，不断完善人力资源社会保障部数据中心的运行管理体系，逐步健全基础设施运维保障、基础软件和应用软件的安全稳定运行保障、统一应用软件维护等机制，保障金保工程建设成效及其运行维护工作的顺利进行。在此基础上，为提升金保工程项目建设应用成效，不断完善人力资源社会保障信息化发展规划提供支持。 | < | < | < | 金保工程建设及运维项目2023年完成了17个项目执行工作,预算执行率达到90%。金保工程建设及运维项目的实施，确保了人力资源社会保障部本级金保工程项目建设成果的安全稳定运行，完善了人力资源社会保障部数据中心的运行管理体系，逐步健全基础设施运维保障、基础软件和应用软件的安全稳定运行保障、统一应用软件维护等机制，保障金保工程建设成效及其运行维护工作的顺利进行。基本达到了项目执行的预期目标。 | < | < | <
"""

INDICATORS = """
一级指标 | 二级指标 | 三级指标 | < | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
成本指标 | 经济成本指标 | 项目预算执行数 | < | ≤1503.44万元 | 1352.7万元 | 20.0 | 20.0 |
产出指标 | 数量指标 | 维护视频会议系统的巡检次数 | < | 12次 | 12次 | 4.0 | 4.0 |
^ | 质量指标 | 部省业务专网主备用线路线路稳定率 | < | ≥99% | 99.9% | 4.0 | 4.0 |
^ | ^ | 安全防护系统影响网络和应用服务中断次数 | < | ≤2次 | 0次 | 4.0 | 4.0 |
^ | ^ | 应用系统运维过程中，针对系统用户提出的技术问题（包括电话、QQ、邮件等形式）的解答率 | < | ≥95% | 99% | 4.0 | 4.0 |
^ | ^ | 由网络安全系统运维服务及相关产品直接引发的重要安全事件次数 | < | 0次 | 0次 | 4.0 | 4.0 |
^ | 时效指标 | 当年发生小型机、磁盘阵列等设备故障停机的平均时间 | < | ≤8小时 | 5.7小时 | 4.0 | 4.0 |
^ | ^ | 网络安全硬件系统、应用系统软件及广域网设备故障处理时间 | < | ≤48小时 | 3小时 | 4.0 | 4.0 |
^ | ^ | 应用系统运维过程中软件故障的平均响应时间 | < | ≤72小时 | 38.2小时 | 4.0 | 4.0 |
^ | ^ | 机房环境系统的各设备、各系统发生故障到场服务的平均响应时间 | < | ≤4小时 | 2小时 | 4.0 | 4.0 |
^ | ^ | 网络安全系统现场服务的平均响应时间 | < | ≤2小时 | 1.6小时 | 4.0 | 4.0 |
效益指标 | 社会效益指标 | 保障系统持续有效运行，支持业务顺利开展 | < | 作用显著 | 作用较显著 | 30.0 | 28.0 | 系统稳定运行保障了各项业务顺利开展，效益较明显。但各项目运维服务相关佐证材料收集、保存方面尚有提升空间。下一步将注重效益资料的收集、保存。
总分 | < | < | < | < | < | 100.0 | 97.0 |
"""


def drawn(drawing: str, *, header: int = 0, widths: tuple[float, ...] = (), title: str = "") -> Grid:
    """A grid from its drawing, the inverse of `str(grid)`: `<` continues the cell at left, `^` the one above."""
    rows = [[text.strip() for text in line.split("|")] for line in drawing.strip("\n").split("\n")]
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in ("<", "^"):
                continue
            columns = 1
            while c + columns < len(row) and row[c + columns] == "<":
                columns += 1
            height = 1
            while r + height < len(rows) and rows[r + height][c] == "^":
                height += 1
            align: Align = "left" if len(text) > LONG else "center"
            cells.append(Cell(r, c, text, height, columns, align=align, **_number(text)))
    return Grid(cells, header=header, widths=widths, title=title)


def _number(text: str) -> dict[str, Any]:
    """What a form gives with a figure: its exact value and its printed precision."""
    bare = text.removesuffix("%")
    if not bare.replace(".", "", 1).isdigit() or not bare.isascii():
        return {}
    decimals = len(bare.partition(".")[2])
    digits = "0" + ("." + "0" * decimals if decimals else "")
    if text.endswith("%"):
        return {"number": str(Decimal(bare) / 100), "number_format": digits + "%"}
    return {"number": bare, "number_format": digits}


def long_table(rows: int = 60, group: int = 13) -> Grid:
    """An indicator table over several sheets of paper; each 一级指标 covers `group` rows."""
    cells = [Cell(0, 0, "一级指标"), Cell(0, 1, "三级指标"), Cell(0, 2, "得分")]
    for r in range(1, rows + 1):
        if (r - 1) % group == 0:
            cells.append(Cell(r, 0, f"第{r // group + 1}类", min(group, rows + 1 - r)))
        cells += [Cell(r, 1, f"指标{r}号的名称"), Cell(r, 2, "4.0")]
    return Grid(cells, header=1, widths=(4, 10, 4))


def jinbao(*, landscape: bool = False) -> Page:
    return Page(
        title="项目支出绩效自评表",
        subtitle="（2023年度）",
        blocks=(
            drawn(INFO, widths=WIDTHS),
            drawn(INDICATORS, header=1, widths=WIDTHS),
            Paragraph("说明：得分一档最高不能超过该指标分值上限。", "note"),
            Paragraph("填报单位（盖章）：　　　　　　负责人（签名）：　　　　　　2024年3月1日", "sign"),
        ),
        landscape=landscape,
    )
