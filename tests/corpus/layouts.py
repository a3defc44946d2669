"""How a department draws a table: one truth in many layouts.

A block is a paragraph (str) or a matrix of texts where `<` continues the cell at left and `^` the cell above.
"""

from __future__ import annotations

import random
from fractions import Fraction

from tests.corpus.content import Item, Table, half_up
from tests.corpus.looks import WORDS, Look

Matrix = list[list[str]]
Block = str | Matrix


def drawn(table: Table, look: Look, seed: int) -> list[Block]:
    """The blocks of one file from top to bottom."""
    return _Drawing(table, look, random.Random(seed)).blocks()


class _Drawing:
    def __init__(self, table: Table, look: Look, rng: random.Random) -> None:
        self.table, self.look, self.rng = table, look, rng
        self.words = {key: rng.choice(words) for key, words in WORDS.items()}
        self.words |= {
            "seq": "序号",
            "source": "数据来源",
            "proof": "佐证材料",
            "rule": "评分标准",
            "review": "复核分",
            "deduction": "扣分",
        }
        if look.name == "plain":
            self.words |= {key: words[0] for key, words in WORDS.items()}
        if "score" in look.columns and self.words["name"] == "绩效指标" and look.levels == "none":
            self.words["name"] = "指标名称"
        self.width = max(len(look.columns), 8)

    # -- parts --

    def blocks(self) -> list[Block]:
        look, table = self.look, self.table
        title = self.rng.choice(("项目支出绩效自评表", "财政支出项目绩效自评表", "项目绩效目标自评表"))
        title = self.rng.choice((f"{table.year}年度{title}", f"{title}（{table.year}年度）"))
        paragraphs: list[Block] = []
        rows: Matrix = []
        if look.title == "row":
            rows.append(self.line(title))
            if self.rng.random() < 0.5:
                rows.append(self.line(f"填报单位：{table.unit}　　　　　　金额单位：{table.money_unit}"))
        elif look.title == "paragraph":
            paragraphs = [title, f"金额单位：{table.money_unit}"]
        info, funds, goals = self.info(), self.funds(), self.goals() if look.goals else []
        table_rows = self.indicators()
        if look.total == "top":
            info.insert(1, self.line(self.words["total"], table.total, self.words["grade"], table.grade))
        if look.narrative:
            paragraphs += [self.story()]
        after: list[Block] = []
        if look.signed:
            after = [f"填报人：（略）　　　　审核人：（略）　　　　填报日期：{table.year + 1}年1月15日"]
        tail = self.tail()
        if look.apart:
            tables = [rows + info + funds + goals, table_rows + tail]
        elif look.cut:
            half = 1 + (len(table_rows) - 1) // 2
            while half < len(table_rows) - 1 and "^" in table_rows[half]:
                half += 1
            tables = [rows + info + funds + goals + table_rows[:half], table_rows[:1] + table_rows[half:] + tail]
        else:
            tables = [rows + info + funds + goals + table_rows + tail]
        return [*paragraphs, *(self.finished(t) for t in tables if t), *after]

    def finished(self, rows: Matrix) -> Matrix:
        if self.look.merges == "repeated":
            for r, row in enumerate(rows):
                for c, mark in enumerate(row):
                    if mark == "^" and c < 3:
                        row[c] = rows[r - 1][c]
        if self.look.merges == "lost":
            rows = [["" if mark in ("<", "^") else mark for mark in row] for row in rows]
        if self.look.gaps:
            at = self.rng.choice((0, len(rows[0])))
            rows = [[*row[:at], "", *row[at:]] for row in rows]
            for _ in range(2):
                rows.insert(self.rng.choice((0, 3)), [""] * len(rows[0]))
        return rows

    def line(self, *cells: str) -> list[str]:
        """A row whose last cell reaches to the right edge."""
        return [*cells, *["<"] * (self.width - len(cells))]

    def info(self) -> Matrix:
        t, w = self.table, self.words
        half = ["<"] * (self.width - 6)
        return [
            [w["project"], "<", t.project, *["<"] * (self.width - 3)],
            [w["department"], "<", t.department, "<", w["implementer"], t.unit, *half],
        ]

    def funds(self) -> Matrix:
        t, w, unit = self.table, self.words, self.table.money_unit
        scored = self.look.execution == "funds"
        if self.look.funds == "none":
            return []
        if self.look.funds == "beside":
            m = t.money[0]
            return [
                [
                    "项目资金",
                    "<",
                    f"{w['budget']}",
                    m.budget,
                    w["spent"],
                    m.spent,
                    w["rate"],
                    m.rate,
                    *["<"] * (self.width - 8),
                ]
            ]
        if self.look.funds == "turned":
            names = [m.name.removeprefix("其中：") for m in t.money]
            pad = [""] * (self.width - 2 - len(names))
            rows = [[f"项目资金（{unit}）", "资金来源", *names, *pad]]
            for key, word in (("budget", w["budget"]), ("spent", w["spent"]), ("rate", w["rate"].replace("（%）", ""))):
                rows.append(["^", word, *(getattr(m, key) for m in t.money), *pad])
            return rows
        if self.look.funds == "three":
            pad = ["<"] * (self.width - 6)
            rows = [[f"项目资金（{unit}）", "<", "", w["budget"], w["spent"], w["rate"].replace("（%）", ""), *pad]]
            return rows + [["^", "<", m.name, m.budget, m.spent, m.rate, *pad] for m in t.money]
        bare = w["rate"] == "执行率（%）"
        pad = ["<"] * (self.width - 8)
        points, score = (w["points"], w["score"]) if scored else ("", "")
        rows = [[f"项目资金（{unit}）", "", w["initial"], w["budget"], w["spent"], points, w["rate"], score, *pad]]
        for n, m in enumerate(t.money):
            rate = m.rate.removesuffix("%") if bare else m.rate
            own = (t.execution_points, t.execution_claim) if scored and not n else ("—", "—") if scored else ("", "")
            rows.append(["^", m.name, m.initial, m.budget, m.spent, own[0], rate, own[1], *pad])
        return rows

    def goals(self) -> Matrix:
        t, w = self.table, self.words
        left = self.width // 2 - 1
        right = self.width - left - 2
        return [
            [w["goal"], w["expected"], *["<"] * left, w["done"], *["<"] * (right - 1)],
            ["^", t.goal, *["<"] * left, t.goal_actual, *["<"] * (right - 1)],
        ]

    def indicators(self) -> Matrix:
        columns, w = self.look.columns, dict(self.words)
        if self.look.levels == "sections":
            w["name"] = "三级指标"
        names = [w[c] for c in columns]
        pad = ["<"] * (self.width - len(columns))
        rows: Matrix = []
        if self.look.header == "two":
            rows = [["绩效指标", "<", "<", "指标完成情况", "<", "评分情况", "<", w["remark"]], [*names[:-1], "^"]]
        elif self.look.header == "noisy":
            rows = [[_noisy(name, self.rng) for name in names] + pad]
        else:
            rows = [names + pad]
        before: tuple[str, str] = ("", "")
        for n, item in enumerate(self.entries(), 1):
            if self.look.levels == "sections" and item.path[0] != before[0]:
                rows.append(self.line(f"{item.path[0]}（{self.level(item.path[0])}分）"))
            rows.append([self.cell(c, item, n, before) for c in columns] + pad)
            before = item.path[:2]
        return rows

    def entries(self) -> list[Item]:
        if self.look.execution != "row":
            return self.table.items
        t = self.table
        actual = half_up(Fraction(t.money[0].spent) / Fraction(t.money[0].budget) * 100, 2) + "%"
        item = Item(("预算执行率", "预算执行率", "预算执行率"), "100%", actual, t.execution_points, t.execution_claim)
        if item.claimed and Fraction(item.claimed) < Fraction(item.points):
            item.remark = "部分尾款按合同约定次年支付"
        return [item, *t.items] if self.rng.random() < 0.5 else [*t.items, item]

    def cell(self, column: str, item: Item, number: int, before: tuple[str, str]) -> str:
        dimension, aspect, name = item.path
        if column == "dimension":
            text = f"{dimension}（{self.level(dimension)}分）" if self.look.levels == "named" else dimension
            return "^" if before[0] == dimension else text
        if column == "aspect":
            same = before == item.path[:2] and self.look.columns[0] != "name"
            return "^" if same else aspect
        value = item.target.removeprefix(item.sign).removesuffix(item.unit) if item.unit else item.target
        lost = Fraction(item.points) - Fraction(item.claimed)
        texts = {
            "seq": str(number), "name": name, "target": item.target, "actual": item.actual, "points": item.points,
            "score": item.claimed, "remark": item.remark, "review": item.claimed, "source": "业务台账", "proof": "见附件",
            "rule": "完成得满分，未完成按比例得分", "sign": item.sign or ("=" if item.unit else "定性"), "value": value, "unit": item.unit,
            "deduction": "" if not lost else f"{float(lost):.4f}".rstrip("0").rstrip("."),
        }  # fmt: skip
        return texts[column]

    def level(self, dimension: str) -> str:
        if dimension in self.table.levels:
            return self.table.levels[dimension]
        points = [Fraction(i.points) for i in self.table.items if i.path[0] == dimension]
        return str(float(sum(points))).removesuffix(".0")

    def tail(self) -> Matrix:
        t, w, look = self.table, self.words, self.look
        rows: Matrix = []
        columns = look.columns
        own = "deduction" if "deduction" in columns else "score"
        if look.total in ("row", "grade_row") and own in columns:
            total = f"{float(100 - Fraction(t.total)):.4f}".rstrip("0").rstrip(".") if own == "deduction" else t.total
            first = min(columns.index("points"), columns.index(own))
            row = [
                w["total"],
                *["<"] * (first - 1),
                *["" for _ in columns[first:]],
                *["<"] * (self.width - len(columns)),
            ]
            row[columns.index("points")], row[columns.index(own)] = t.points, total
            if own == "deduction":
                row = self.line(w["total"], "<", "<", t.total)
            rows.append(row)
        if look.total == "grade_row":
            rows.append([w["grade"], "<", "<", t.grade, *["<"] * (self.width - 4)])
        if look.total == "split":
            rows += [
                [w["total"], "<", "总分值", "<", "总得分", "<", w["grade"], *["<"] * (self.width - 7)],
                ["^", "^", t.points, "<", t.total, "<", t.grade, *["<"] * (self.width - 7)],
            ]
            rows[1][1] = "^"
        if t.reason:
            rows.append(["偏差大或目标未完成原因分析", "<", t.reason, *["<"] * (self.width - 3)])
        rows.append([w["notes"], t.notes, *["<"] * (self.width - 2)])
        return rows

    def story(self) -> str:
        t, m = self.table, self.table.money[0]
        return t.narrative or (
            f"“{t.project}”绩效自评综述：根据年初设定的绩效目标，项目自评得分{t.total}分。全年预算数为{m.budget}{t.money_unit}，"
            f"执行数为{m.spent}{t.money_unit}，完成预算的{m.rate}。项目各项工作按计划开展，完成情况较好。"
        )


def _noisy(text: str, rng: random.Random) -> str:
    """A header as it is typed: spaces, line breaks, brackets, full-width figures."""
    kind = rng.randrange(5)
    if kind == 0:
        return " ".join(text)
    if kind == 1 and len(text) > 3:
        return f"{text[: len(text) // 2]}\n{text[len(text) // 2 :]}"
    if kind == 2 and not text.endswith("）"):
        return f"{text}（必填）"
    if kind == 3:
        return f"　{text}："
    return text
