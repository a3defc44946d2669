"""What has been read of one self-assessment so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from scoring.grid import Cell
from scoring.model import Claimed, FundsRow, Goal, Row, Submission, Subtotal
from scoring.number import half_width
from scoring.recognise.cells import flat, number
from scoring.recognise.labels import Labels
from scoring.recognise.strips import Heading, Strip
from scoring.source import Finding, Source

_UNIT = re.compile(
    r"[(（](?:金额)?(?:单位)?[:：]?(万元|亿元|元)[)）]|(?:单位|金额)[:：]\s*(?:人民币)?\s*(万元|亿元|元)"
)
UNIT_ASSUMED = "表上没有写明金额单位，按万元理解"
_TICKS, _EMPTY = "■☑☒√✓✔●▣", "□☐○"
_BOX = re.compile(rf"[{_TICKS}{_EMPTY}]")
_ENTRY = re.compile(r"^\d{1,2}[.、]\s*")
_HEADS = re.compile(r"^\D*(?:指标|绩效|标准|评价|评分|目标|完成)\D*$")  # over several columns of a heading
_EXPLAINED = re.compile(r"[（(].*$")  # ☑优（90-100分）
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(slots=True)
class Draft:
    """The values found, each with its place; becomes a Submission when the table is at its end."""

    labels: Labels
    fields: dict[str, str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    places: dict[str, Source] = field(default_factory=dict)
    funds: list[FundsRow] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    levels: dict[str, str] = field(default_factory=dict)
    subtotals: list[Subtotal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unit: str = ""
    over: Heading | None = None  # the heading the rows now stand under
    dimension: str = ""
    aspect: str = ""
    carries: dict[int, bool] = field(default_factory=dict)  # by column: a blank repeats what stands above
    tall: dict[int, list[Cell]] = field(default_factory=dict)  # by grid: its cells merged downwards
    sources: dict[int, int] = field(default_factory=dict)  # by column: the row of funds laid out downwards in it
    last: tuple[Strip, Finding] | None = None  # the last row nobody could make sense of
    used: set[int] = field(default_factory=set)  # cells read ahead of their row, by identity

    def set(self, name: str, text: str, cell: Cell) -> None:
        """A field as printed; the first one wins, and a blank one says nothing."""
        text = flat(text, items=True)
        if not text:
            return
        if name.startswith("details."):
            self.details.setdefault(name[8:], text)
        elif name == "notes":
            self.notes.append(text)
        elif name == "goal":
            self.fields.setdefault("goal.expected", text)
        elif name in ("total", "total.points"):
            value, understood = number(text)
            if value is not None:
                self.fields.setdefault(name, value)
            elif not understood:
                self.repaired("R02", cell.source, f"“{text[:30]}”不是数字，没有读取")
        elif name == "grade":
            self.grade(text)
        else:
            self.fields.setdefault(name, text)
        key = {"goal.expected": "goal", "goal.actual": "goal", "total.points": "points"}.get(name, name)
        self.places.setdefault(key, cell.source)

    def grade(self, text: str) -> bool:
        """A grade, if the text is one."""
        word = _ticked(flat(text)).strip('“”"（）() 。')
        word = word.removesuffix("级") if word.removesuffix("级") in self.labels.grades else word
        if word not in self.labels.grades:
            return False
        self.fields.setdefault("grade", word)
        return True

    def is_unit(self, text: str) -> bool:
        """Whether a text is a unit of money and nothing else."""
        return half_width(text).strip("()人民币 ") in ("元", "万元", "千元", "百万元", "亿元")

    def see_unit(self, text: str) -> None:
        """The money unit, wherever a label or a line above the table states it."""
        if not self.unit and "元" in text and (found := _UNIT.search(half_width(text).replace(" ", ""))):
            self.unit = found[1] or found[2]

    def repaired(self, code: str, source: Source, message: str) -> None:
        """R02: not recognised; R03: repaired or assumed."""
        self.findings.append(Finding(code, "warning" if code == "R02" else "info", source, message))

    def failed(self, text: str, place: Source) -> None:
        """A formula that came to nothing."""
        self.repaired("R02", place, f"公式出错（{text.strip()}），没有数值可读；请改正公式，或填写数值")

    def unread(self, strip: Strip) -> None:
        """A row nobody could make sense of."""
        first = next((cell for cell in strip.cells if cell.text), strip.cells[0])
        self.repaired("R02", first.source, f"这一行没有识别：{str(strip)[:80]}")
        self.last = strip, self.findings[-1]

    def headed(self, strip: Strip) -> None:
        """A heading: words in the row above it, over several of its columns (评价指标 | 绩效标准), are its upper half."""
        if self.last is None:
            return
        above, finding = self.last
        upper = 1 < len(above.fresh) < len(strip.fresh) and all(_HEADS.search(above.keys[i]) for i in above.fresh)
        if above.grid is strip.grid and above.row == strip.row - 1 and upper:
            self.findings.remove(finding)

    def submission(self, form: str, standard: str, title: str, place: Source) -> Submission:
        """Everything read, as a submission; what was assumed is among its findings."""
        f = self.fields
        if not self.unit and self.funds:
            self.repaired("R03", self.funds[0].place(), UNIT_ASSUMED)
        year = _YEAR.search(half_width(f.get("year", "")))
        return Submission(
            project=flat(f.get("project", "")),
            department=flat(f.get("department", "")),
            implementer=flat(f.get("implementer", "")),
            year=int(year[0]) if year else None,
            title=flat(title),
            standard=f.get("standard", standard),
            form=f.get("form", form),
            money_unit=self.unit or "万元",
            details=self.details,
            funds=tuple(self.funds),
            rows=tuple(self.rows),
            level_points=self.levels,
            goal=Goal(f.get("goal.expected", ""), f.get("goal.actual", "")),
            problems=_lines(f.get("problems", "")),
            measures=_lines(f.get("measures", "")),
            reason=f.get("reason", ""),
            narrative=f.get("narrative", ""),
            notes="\n".join(self.notes),
            claimed=Claimed(f.get("total"), f.get("total.points"), f.get("grade")),
            places={"": place, **self.places},
            findings=tuple(self.findings),
            subtotals=tuple(self.subtotals),
        )


def _ticked(text: str) -> str:
    """The word with a tick among words with boxes: ■优 □良, 优☑ 良□; a text without boxes as it is."""
    boxes = _BOX.findall(text)
    if not boxes:
        return text
    first = text.lstrip()[0] in _TICKS + _EMPTY
    pairs = re.findall(rf"([{_TICKS}{_EMPTY}])\s*([^\s{_TICKS}{_EMPTY}]+)", text)
    if not first:
        pairs = [(box, word) for word, box in re.findall(rf"([^\s{_TICKS}{_EMPTY}]+)\s*([{_TICKS}{_EMPTY}])", text)]
    ticked = [word for box, word in pairs if box in _TICKS]
    return _EXPLAINED.sub("", ticked[0]) if len(ticked) == 1 else text


def _lines(text: str) -> tuple[str, ...]:
    """The entries of a list in one cell, without their numbers."""
    return tuple(_ENTRY.sub("", line.strip()) for line in text.split("\n") if line.strip())
