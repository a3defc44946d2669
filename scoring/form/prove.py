"""Proving a drawing: which label belongs to which slot, and that what is written into it can be read again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

from scoring.form.drawing import SLOT, Block, Drawing, Template
from scoring.form.slots import kind
from scoring.grid import Grid
from scoring.model import Claimed, Facts, Funds, FundsRow, Goal, Indicator, Row, Submission
from scoring.recognise.labels import Labels, Section, common, key_of
from scoring.source import Problem, ScoringError, Source
from scoring.writers.page import Page, Paragraph

# what the reader calls a column, where that differs from the slot
_COLUMN = {
    "target.sign": "sign", "target.number": "target", "target.unit": "unit", "target.initial": "target",
    "target.adjusted": "adjusted", "coefficient": "other", "progress": "other", "light": "other", "n": "",
    "execution": "",
}  # fmt: skip


def labels(drawing: Drawing) -> Labels:
    """The common labels, and over them what this drawing puts beside or above its slots."""
    own: dict[Section, dict[str, str]] = {"row": {}, "funds": {}, "field": {}}
    details: set[str] = set()
    general = common()
    for block in drawing.blocks:
        for r, row in enumerate(block.rows):
            for c, cell in enumerate(row.cells):
                for found in SLOT.finditer(cell):
                    _note(found[1], block, r, c, row, own, details, general)
    return general.also(own, details, (*drawing.notes, *drawing.signs))


def _note(
    slot: str, block: Block, r: int, c: int, row: Template,
    own: dict[Section, dict[str, str]], details: set[str], general: Labels,
) -> None:  # fmt: skip
    if slot in ("grade", "total.points", "total.score", "unit", "year"):
        return  # read by their row and their looks
    if slot.startswith("details."):
        if key_of(slot[8:]) not in general.details:
            details.add(key_of(slot[8:]))
        return
    meaning = _COLUMN.get(slot, slot)
    if row.repeats:
        section: Section = "funds" if kind(slot) == "funds" else "row"
        label = _above(block, r, c)
        meaning = meaning.removeprefix("funds.")
    elif slot.startswith("funds"):
        section, meaning = "funds", slot.partition(".")[2]
        label = _left(row, c) if meaning != "points" else ""
    else:
        section = "field"
        label = _left(row, c)
        if label and slot.startswith("goal.") and general.field.get(label) == "goal":
            return
        if slot.startswith("goal.") and not label:
            label = _above(block, r, c)
    if not label or not meaning or (section == "row" and meaning in ("name", "dimension", "aspect")):
        return
    if getattr(general, section).get(label, "") != meaning:
        own[section][label] = meaning


def _above(block: Block, r: int, c: int) -> str:
    """The nearest label over a place, through merges."""
    for up in range(r - 1, -1, -1):
        cells, at = block.rows[up].cells, c
        while cells[at] == "<":
            at -= 1
        if cells[at] != "^" and not block.rows[up].repeats:
            return key_of(SLOT.sub("", cells[at])) if not _valued(cells[at]) else ""
    return ""


def _left(row: Template, c: int) -> str:
    """The label left of a place in the same row."""
    while c > 0:
        c -= 1
        if row.cells[c] not in ("<", ""):
            return key_of(SLOT.sub("", row.cells[c])) if row.cells[c] != "^" and not _valued(row.cells[c]) else ""
    return ""


def _valued(cell: str) -> bool:
    return any(found[1] not in ("unit", "year") for found in SLOT.finditer(cell))


# -- the proof --


def lost(
    drawing: Drawing, draw: Callable[[Submission], Page], read: Callable[[Sequence[Grid], str], Submission]
) -> list[Problem]:
    """What a filled form would lose: a problem for each drawn row whose values do not come back."""
    page = draw(probe(drawing))
    tables = [block for block in page.blocks if isinstance(block, Grid)]
    lines = [page.title, page.subtitle, *(b.text for b in page.blocks if isinstance(b, Paragraph))]
    try:
        back = [block for block in draw(read(tables, "\n".join(lines))).blocks if isinstance(block, Grid)]
    except ScoringError as error:
        return list(error.problems)
    problems: dict[int, Problem] = {}
    for block, before, after in zip(drawing.blocks, tables, back, strict=True):
        for cell in before.cells:
            there = cell.row < after.rows and after.at(cell.row, cell.column)
            if cell.text and not (there and there.text == cell.text):
                line = _line_of(block, cell.row, before.rows)
                message = f"写进这一行的“{cell.text[:30]}”读不回来"
                advice = "请在它左边或上面画上标签，或把标签写成 labels.toml 里有的说法"
                problems.setdefault(line, Problem(Source(str(drawing.path), line), message, advice))
    return list(problems.values())


def _line_of(block: Block, row: int, rows: int) -> int:
    """The line of the file a drawn row comes from."""
    starred = [at for at, template in enumerate(block.rows) if template.repeats]
    if not starred or row <= starred[0]:
        return block.rows[min(row, len(block.rows) - 1)].line
    after = len(block.rows) - starred[-1] - 1
    back = rows - row
    return block.rows[len(block.rows) - back].line if back <= after else block.rows[starred[0]].line


def probe(drawing: Drawing) -> Submission:
    """A submission with another value in every place a slot can draw."""
    serial = count(11)

    def n() -> str:
        return str(next(serial))

    found = {slot for block in drawing.blocks for row in block.rows for slot in row.slots()}
    rows = [_row(("产出指标", "数量指标", f"第{n()}项"), n), _row(("产出指标", "质量指标", f"第{n()}项合格率"), n)]
    rows.append(_row(("效益指标", "社会效益指标", f"第{n()}项影响"), n))
    if "execution" in found:
        path = ("执行率指标", "资金执行率", "资金执行率：0.994*10")
        indicator = Indicator(path, "执行率×10", n(), note="计算方式：执行率自评得分=资金执行率*10")
        rows.append(Row(indicator, replace(rows[0].facts, name=path[2], actual=None)))
    funds = [Funds(name, n(), n(), n(), n(), f"{n()}.5%", n()) for name in ("年度资金总额", "其中：财政拨款")]
    if not any(slot.startswith("funds.") and slot != "funds.name" for slot in found):
        funds = [replace(item, points=None) for item in funds]
    return Submission(
        project=f"项目{n()}", department=f"部门{n()}局", implementer=f"单位{n()}中心", year=2023, form=drawing.head["id"],
        standard=drawing.head.get("standard", "mof-2020"), money_unit=drawing.head.get("unit", "万元"),
        details={slot[8:]: f"内容{n()}" for slot in sorted(found) if slot.startswith("details.")},
        funds=tuple(FundsRow(item) for item in funds), rows=tuple(rows),
        level_points={"产出指标": n()},
        goal=Goal(f"完成工作{n()}。", f"已做工作{n()}。"),
        problems=(f"问题{n()}。",), measures=(f"措施{n()}。",), reason=f"原因{n()}。",
        narrative=f"综述{n()}。", notes=f"另有说明{n()}。",
        claimed=Claimed(n(), n(), "良"),
    )  # fmt: skip


def _row(path: tuple[str, str, str], n: Callable[[], str]) -> Row:
    facts = Facts(name=path[2], actual=f"{n()}次", claimed=n(), deduction=n(), remark=f"说明{n()}")
    return Row(Indicator(path, f"≥{n()}次", n()), facts)
