"""What a self-assessment says, drawn at random but without a contradiction: the truth a file is made from.

Scores follow the plain rules every standard shares (met → full, below → in proportion, judged → inside its band)
by arithmetic of our own, so that the engine is not its own witness.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


@dataclass
class Item:
    """One indicator row as it should be read."""

    path: tuple[str, str, str]
    target: str
    actual: str
    points: str
    claimed: str
    remark: str = ""
    kind: str = "most"  # least (≥), most (≤), bare, zero, told, date
    goal: int = 0  # the number of the target, where it has one
    unit: str = ""
    sign: str = ""


@dataclass
class Money:
    name: str
    initial: str
    budget: str
    spent: str
    rate: str


@dataclass
class Table:
    """One self-assessment; `faults` are pairs of code and the name of the row ("" where it is no row)."""

    project: str
    department: str
    unit: str
    year: int
    money_unit: str
    money: list[Money]
    items: list[Item]
    execution_points: str = "10"
    execution_claim: str = "10"
    total: str = ""
    points: str = "100"
    grade: str = ""
    goal: str = ""
    goal_actual: str = ""
    reason: str = ""
    narrative: str = ""
    notes: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)
    levels: dict[str, str] = field(default_factory=dict)  # points printed beside a 一级, where they are wrong
    digits: int = 2

    def printed(self, value: Fraction) -> str:
        return half_up(value, self.digits)

    def settle(self) -> None:
        """Add up what stands in the rows; the grade and the narrative follow from the total."""
        total = sum((Fraction(i.claimed) for i in self.items), Fraction(self.execution_claim or 0))
        most = max(_decimals(text) for text in (self.execution_claim, *(i.claimed for i in self.items)))
        self.total = half_up(total, max(most, self.digits))
        value = Decimal(self.total)
        self.grade = "优" if value >= 90 else "良" if value >= 80 else "中" if value >= 60 else "差"


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def half_up(value: Fraction, digits: int) -> str:
    step = Decimal(1).scaleb(-digits)
    whole = Decimal(value.numerator) / Decimal(value.denominator)
    return str(whole.quantize(step, ROUND_HALF_UP))


#: 一级, 二级, 三级, kind, unit, targets
POOL = [
    ("产出指标", "数量指标", "培训基层业务人员数量", "least", "人次", (120, 300, 735)),
    ("产出指标", "数量指标", "新建村级文化活动室", "least", "个", (3, 12, 28)),
    ("产出指标", "数量指标", "道路养护里程", "least", "公里", (36, 85, 210)),
    ("产出指标", "数量指标", "系统巡检次数", "bare", "次", (4, 12, 24)),
    ("产出指标", "数量指标", "病虫害防治面积", "least", "亩", (1500, 2600)),
    ("产出指标", "数量指标", "免费发放宣传手册", "least", "份", (2400, 10000)),
    ("产出指标", "质量指标", "工程竣工验收合格率", "least", "%", (95, 98)),
    ("产出指标", "质量指标", "培训考核合格率", "least", "%", (90, 96)),
    ("产出指标", "质量指标", "设备完好率", "bare", "%", (100,)),
    ("产出指标", "质量指标", "重大安全责任事故", "zero", "起", (0,)),
    ("产出指标", "质量指标", "设备故障率", "most", "%", (2, 5)),
    ("产出指标", "时效指标", "故障平均修复时间", "most", "小时", (4, 24, 48)),
    ("产出指标", "时效指标", "补助资金发放及时率", "least", "%", (95, 99)),
    ("产出指标", "时效指标", "项目完成时间", "date", "", (0,)),
    ("产出指标", "时效指标", "验收工作完成时限", "date", "", (0,)),
    ("产出指标", "成本指标", "人均培训成本", "most", "元", (450, 1200)),
    ("效益指标", "社会效益指标", "受益群众户数", "least", "户", (480, 1260)),
    ("效益指标", "社会效益指标", "提升公共服务能力", "told", "", (0,)),
    ("效益指标", "社会效益指标", "群众政策知晓率", "least", "%", (85, 90)),
    ("效益指标", "经济效益指标", "带动农户增收金额", "least", "万元", (60, 150)),
    ("效益指标", "生态效益指标", "水土流失治理率", "least", "%", (80, 92)),
    ("效益指标", "可持续影响指标", "管护机制健全程度", "told", "", (0,)),
    ("效益指标", "可持续影响指标", "设施正常使用年限", "least", "年", (5, 10)),
    ("满意度指标", "服务对象满意度指标", "受益群众满意度", "least", "%", (90, 95)),
    ("满意度指标", "服务对象满意度指标", "参训学员满意度", "least", "%", (92, 95)),
]  # fmt: skip
TOLD = [("作用显著", "作用显著"), ("机制健全", "机制健全"), ("效果明显", "效果明显"), ("有效保障", "有效保障")]
REASONS = [
    "受连续降雨影响，两个标段推迟到次年二季度完工；已重新排定工期", "部分学员外出务工未能参训；下年改在农闲时分两批组织",
    "设备供货周期比合同约定长18天，影响了进度，已约谈供货商并扣除违约金", "主汛期抢险占用施工力量，剩余工程量已列入下年首月计划",
]  # fmt: skip
PLACES = ["临江县", "安阳区", "青川县", "河源市", "固原市", "西山区", "平罗县", "沅陵县"]
BUREAUS = ["水利局", "农业农村局", "教育体育局", "文化和旅游局", "交通运输局", "人力资源和社会保障局", "林业局"]
WORKS = [
    "农村公路养护", "中小学校舍维修", "公共文化设施免费开放", "水土保持监测", "就业技能培训", "义务教育营养改善", "数据中心运行维护", "森林病虫害防治",
]  # fmt: skip


def clean(seed: int) -> Table:
    """A table a careful clerk filled in."""
    rng = random.Random(seed)
    place, digits = rng.choice(PLACES), rng.choice((0, 1, 2, 2))
    bureau = place + rng.choice(BUREAUS)
    project = f"{place}{rng.choice(('2022年', '2023年', ''))}{rng.choice(WORKS)}项目"
    table = Table(
        project, bureau, rng.choice((bureau, f"{place}{rng.choice(WORKS)[:4]}中心")), rng.choice((2021, 2022, 2023)),
        rng.choice(("万元", "万元", "万元", "元")), [], [], digits=digits,
    )  # fmt: skip
    _money(table, rng)
    _items(table, rng)
    _texts(table, rng)
    table.settle()
    return table


def _money(table: Table, rng: random.Random) -> None:
    yuan = table.money_unit == "元"
    parts = [rng.randint(200, 90000) * (100 if yuan else 1) for _ in range(rng.randint(1, 3))]
    share = rng.choice((100, 100, 100, rng.randint(90, 99)))
    spent = [part * share // 100 for part in parts]
    rate_digits = rng.choice((0, 1, 2, 2))
    names = ["年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"]
    for name, budget, out in zip(names, [sum(parts), *parts], [sum(spent), *spent], strict=False):
        rate = half_up(Fraction(out, budget) * 100, rate_digits) + "%"
        text = half_up(Fraction(budget, 100), 2)
        table.money.append(Money(name, text, text, half_up(Fraction(out, 100), 2), rate))
    whole = table.money[0]
    exact = 10 * Fraction(whole.spent) / Fraction(whole.budget)
    table.execution_claim = table.printed(exact)
    if Fraction(table.execution_claim) == 10 > exact:
        table.execution_claim = half_up(exact, 2)


def _items(table: Table, rng: random.Random) -> None:
    output = [p for p in POOL if p[0] == "产出指标"]
    effect = [p for p in POOL if p[0] == "效益指标"]
    satisfied = [p for p in POOL if p[0] == "满意度指标"]
    rows = sorted(rng.sample(output, rng.randint(4, 7)), key=POOL.index)
    rows += sorted(rng.sample(effect, rng.randint(2, 4)), key=POOL.index)
    rows += rng.sample(satisfied, rng.choice((1, 1, 2)))
    rows.sort(key=POOL.index)
    for dimension, sum_ in (("产出指标", 50), ("效益指标", 30), ("满意度指标", 10)):
        mine = [row for row in rows if row[0] == dimension]
        table.items += [
            _item(table, row, points, rng) for row, points in zip(mine, _split(sum_, len(mine), rng), strict=True)
        ]


def _split(total: int, count: int, rng: random.Random) -> list[str]:
    """Points that add up; halves now and then."""
    if count == 1:
        return [str(total)]
    share = total // count
    points = [Fraction(share)] * count
    points[-1] += total - share * count
    for _ in range(count):
        a, b = rng.sample(range(count), 2)
        step = rng.choice((Fraction(1), Fraction(1), Fraction(1, 2)))
        if points[a] - step >= 2:
            points[a] -= step
            points[b] += step
    return [half_up(p, 0 if p.denominator == 1 else 1) for p in points]


def _item(table: Table, row: tuple[str, str, str, str, str, tuple[int, ...]], points: str, rng: random.Random) -> Item:
    dimension, aspect, name, kind, unit, goals = row
    goal, full = rng.choice(goals), Fraction(points)
    item = Item((dimension, aspect, name), "", "", points, "", "", kind, goal, unit)
    missed = rng.random() < 0.25 and goal > 3
    if kind in ("least", "most", "bare"):
        item.sign = {"least": "≥", "most": "≤", "bare": ""}[kind]
        item.target = f"{item.sign}{goal}{unit}"
        if kind == "most":
            actual = goal + max(1, goal // 8) if missed else max(1, goal - rng.randint(0, goal // 4))
            score = full * goal / actual if actual > goal else full
        else:
            top = 100 if unit == "%" else goal * 12 // 10
            actual = goal * rng.randint(70, 97) // 100 if missed else rng.randint(goal, max(top, goal))
            score = full * min(Fraction(actual, goal), 1)
        item.actual = f"{actual}{unit}"
    elif kind == "zero":
        item.target = item.actual = f"0{unit}"
        score = full
    elif kind == "date":
        item.target, item.actual = f"{table.year}年12月31日前", f"{table.year}年11月{rng.randint(2, 28)}日"
        score = full
    else:
        item.target, item.actual = rng.choice(TOLD)
        score = full if rng.random() < 0.7 else full * rng.choice((90, 95)) / 100
    item.claimed = table.printed(score)
    if Fraction(item.claimed) >= full and score < full:  # would print as full points: nobody may print that
        item.claimed = half_up(score, 2)
    if Fraction(item.claimed) > full:
        item.claimed = points
    if Fraction(item.claimed) < full:
        item.remark = rng.choice(REASONS)
    if "满意" in name:
        item.remark += ("；" if item.remark else "") + f"发放调查问卷{rng.choice((120, 300, 500))}份"
    return item


def _texts(table: Table, rng: random.Random) -> None:
    work = table.project.removesuffix("项目")
    table.goal = f"按计划完成{work}年度任务，保障相关工作正常开展，受益对象满意。"
    table.goal_actual = f"全年{work}各项任务已按计划实施，相关工作运行正常，群众反映良好。"
    table.notes = rng.choice(("无", "无", "本表数据截至当年12月31日。"))
