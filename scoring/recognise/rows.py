"""A row of the indicator table → a Row with the place of each of its values."""

from __future__ import annotations

import re

from scoring.grid import Cell
from scoring.model import Facts, Indicator, Row, Subtotal
from scoring.notation.text import is_placeholder
from scoring.recognise.cells import failed, flat, joined, level, named, number
from scoring.recognise.draft import Draft
from scoring.recognise.strips import Heading, Strip
from scoring.when import Direction

_NUMBERS = {"points": "points", "score": "claimed", "judged": "judged", "deduction": "deduction"}
_CONTENT = ("name", "target", "adjusted", "actual", "points", "score", "deduction", "remark", "sign", "judged")
_FORMULA = re.compile(r"([\d.]+%?)\s*[*×xX✕＊]\s*([\d.]+)")
_NOTE = re.compile(r"^(.*?)\s*[（(](计算方式.*?)[)）]?$", re.S)
_LINE = re.compile(r"[^\n]*[^\s][^\n]*")
_ENTRY = re.compile(r"^\s*(?:\d{1,2}[.、)）](?!\d)|[①-⑳])\s*")
_OF_RATE = re.compile(r"(?:资金|预算)?执行率\s*[*×xX✕＊]\s*(\d+)")


def begin(draft: Draft, over: Heading, strip: Strip) -> None:
    """Stand under a heading: its columns, and whether a blank level repeats the one above it.

    Where a column has cells merged downwards, a blank in it is a blank; where it has none, the merges were
    lost on the way and a blank stands for the cell above.
    """
    draft.over = over
    levels = {c for meaning in ("dimension", "aspect") for c in over.columns.get(meaning, ())[:1]}
    tall = draft.tall.get(id(strip.grid))
    if tall is None:
        tall = draft.tall[id(strip.grid)] = [c for c in strip.grid.cells if c.rows > 1 and c.columns < 3]
    merged = {c.column for c in tall if c.row > strip.row and c.column in levels}
    draft.carries = {column: column not in merged for column in levels}


def take(strip: Strip, draft: Draft) -> bool:
    """Read a row under the indicator heading; False when it is something else."""
    over = draft.over
    assert over is not None
    cells = _cells(strip, over)
    if over.unknown:
        strange(strip, over, draft)
    for field, column in over.fields.items():
        if column < strip.grid.columns:
            draft.set(field, strip.at(column).text, strip.at(column))
    if _subtotal(strip, cells, draft):
        return True
    if wide := _wide(cells):
        return _execution(wide, strip, cells, draft) or _section(wide, strip, draft)
    if (alone := _alone(strip)) is not None:
        if "dimension" not in over.columns and _section(alone, strip, draft):  # a 一级 over its rows
            return True
        if not _is_level(alone, over):
            return False
    if (entries := _entries(cells)) > 1:
        _levels(strip, cells, draft)
        for at in range(entries):
            texts = {meaning: _entry(meaning, found, at, entries) for meaning, found in cells.items()}
            _add(draft, strip, cells, texts, named(texts["name"]))
        return True
    row = strip.row
    texts = {
        meaning: found[0].text if len(found) == 1 and found[0].row == row else _said(meaning, found, row)
        for meaning, found in cells.items()
    }
    for meaning in ("points", "score"):
        if len(own := [c for c in cells.get(meaning, ()) if c.text and c.row == row]) > 1:
            said = f"“{flat(over.cells[own[0].column].text)[:10]}”下面有几列，只读取了第一列"
            if all(f.message != said for f in draft.findings):
                draft.repaired("R02", own[1].source, said)
    for cell in (*cells.get("points", ()), *cells.get("score", ())):
        if cell.row < row and cell.text:
            draft.repaired("R03", cell.source, f"“{cell.text[:10]}”由几行合用一格，只在第一行计一次")
            break
    fresh = _levels(strip, cells, draft)
    name = named(texts.get("name", ""))
    if not name and not any(texts.get(m) for m in _CONTENT if m != "name"):
        if fresh and cells.get("aspect"):  # a 二级指标 printed with nothing beside it
            _add(draft, strip, cells, texts, "")
        return True
    if not name:
        name = draft.aspect if fresh else ""
        if not name and draft.dimension and fresh:
            name = draft.dimension
    _add(draft, strip, cells, texts, name)
    return True


def _subtotal(strip: Strip, cells: dict[str, list[Cell]], draft: Draft) -> bool:
    """A line 小计, with the sums of the rows above it."""
    label = next((strip.cells[i] for i in strip.fresh if strip.keys[i].endswith("小计")), None)
    if label is None or any(c.text and c is not label for m in ("target", "actual") for c in cells.get(m, ())):
        return False
    printed: dict[str, str | None] = {}
    places = {"": label.source}
    for meaning in ("points", "score"):
        for cell in cells.get(meaning, ())[:1]:
            printed[meaning], understood = number(cell.text) if cell.row == strip.row else (None, True)
            places[_NUMBERS[meaning]] = cell.source
            if not understood:
                draft.repaired("R02", cell.source, f"“{cell.text[:30]}”不是数字，没有作为小计读取")
    first = draft.subtotals[-1].end if draft.subtotals else 0
    draft.subtotals.append(Subtotal(printed.get("points"), printed.get("score"), first, len(draft.rows), places))
    return True


def filled(strip: Strip, over: Heading | None) -> bool:
    """Whether a row under the indicator heading has a figure under 分值 or 得分, and so is no heading itself, though
    each of its words may be one (预算执行率 | 预算执行率 | 执行数/预算数)."""
    if over is None or over.kind != "row":
        return False
    columns = [c for m in ("points", "score") for c in over.columns.get(m, ()) if c < strip.grid.columns]
    return any(number(text)[0] is not None for c in columns if (text := strip.at(c).text))


def _said(meaning: str, found: list[Cell], row: int) -> str:
    """What stands under a heading: a figure merged downwards counts where it begins, and a number before a name
    is none of it."""
    if meaning in _NUMBERS:
        return next((c.text for c in found if c.row == row and c.text), "")
    if meaning == "name" and len(found) > 1:
        found = [c for c in found if not c.text.strip().isdigit()] or found
    return "".join(c.text for c in found)


def _entries(cells: dict[str, list[Cell]]) -> int:
    """How many indicators are written into one row, one a line: names, targets and scores have as many lines."""
    names = cells.get("name")
    if not names or "\n" not in names[0].text:
        return 1
    counts = []
    for meaning in ("name", "target", "points", "score"):
        for cell in cells.get(meaning, ())[:1]:
            if meaning in ("points", "score") and "\n" not in cell.text:
                return 1
            counts.append(len(_LINE.findall(cell.text)))
    numbered = all(_ENTRY.match(c.text) for m in ("name", "target") for c in cells.get(m, ())[:1])
    scored = any(cells.get(m) for m in ("points", "score"))
    return counts[0] if len(counts) > 1 and len(set(counts)) == 1 and (scored or numbered) else 1


def _entry(meaning: str, found: list[Cell], at: int, count: int) -> str:
    """One line of a cell that has a line for each indicator, without its number; a text of other length belongs
    to all. In a list numbered throughout, 1.120人次 is the first entry, 120人次."""
    text = found[0].text if found else ""
    lines = [line.strip() for line in _LINE.findall(text)]
    if len(lines) != count:
        return text
    numbered = meaning not in _NUMBERS and all(line.startswith(f"{n}.") for n, line in enumerate(lines, 1))
    return lines[at].removeprefix(f"{at + 1}.").strip() if numbered else _ENTRY.sub("", lines[at])


def strange(strip: Strip, over: Heading, draft: Draft) -> None:
    """Report a column nobody knows, once, where it first says something."""
    for column, header in list(over.unknown.items()):
        if column >= strip.grid.columns:
            continue
        cell = strip.at(column)
        if cell.text and cell.columns == 1 and cell.row == strip.row:
            draft.repaired("R02", header.source, f"“{flat(header.text)[:30]}”这一列没有识别，没有读取")
            del over.unknown[column]


def _cells(strip: Strip, over: Heading) -> dict[str, list[Cell]]:
    """The cells under each heading; a heading over several columns has several."""
    line, found = strip.grid.across(strip.row), {}
    width = len(line)
    for meaning, columns in over.columns.items():
        if len(columns) == 1:
            found[meaning] = [line[columns[0]]] if columns[0] < width else []
            continue
        cells: list[Cell] = []
        for column in columns:
            if column < width and (not cells or line[column] is not cells[-1]):
                cells.append(line[column])
        found[meaning] = cells
    return found


def _wide(cells: dict[str, list[Cell]]) -> Cell | None:
    """The cell that reaches over name and values, as in no ordinary row."""
    found = cells.get("name") or cells.get("aspect") or cells.get("dimension")
    if not found:
        return None
    first = found[0]
    if first.columns > 1:
        for meaning in ("target", "actual", "points", "remark"):
            if (beyond := cells.get(meaning)) and beyond[0] is first:
                return first
    return None


def _alone(strip: Strip) -> Cell | None:
    """The only text of a row, where it begins in it."""
    if len(strip.fresh) > 1:
        return None
    texts = [cell for cell in strip.cells if cell.text]
    return texts[0] if len(texts) == 1 and texts[0].row == strip.row and strip.grid.columns > 2 else None


def _is_level(cell: Cell, over: Heading) -> bool:
    """Whether a text alone in its row stands under 一级 or 二级, or is a name whose row was not filled in."""
    levels = [c for m in ("dimension", "aspect", "name") for c in over.columns.get(m, ())]
    return cell.column in levels and len(cell.text) <= 40 and "：" not in cell.text and ":" not in cell.text


_OWN_POINTS = {"dimension": "dimension.points", "aspect": "aspect.points"}


def _levels(strip: Strip, cells: dict[str, list[Cell]], draft: Draft) -> bool:
    """Take up the 一级 and 二级指标 of this row; True when one of them begins here."""
    begins = False
    for meaning in ("dimension", "aspect"):
        found = cells.get(meaning)
        if not found:
            continue
        cell = found[0] if found[0].text else next((c for c in found if c.text), found[0])
        text, points = level(cell.text)
        if points is None and (own := cells.get(_OWN_POINTS[meaning])):
            beside = next((c for c in own if c.row == cell.row == strip.row), None)
            points = number(beside.text, percent=True)[0] if beside is not None else None
        if not text or is_placeholder(text):
            if cell.row == strip.row and not draft.carries.get(cell.column, True):
                setattr(draft, meaning, "")
            continue
        if meaning == "dimension" and text != draft.dimension:
            draft.aspect = ""
        begins = begins or cell.row == strip.row
        setattr(draft, meaning, text)
        if points is not None:
            _points(draft, text if meaning == "dimension" else f"{draft.dimension}/{text}", points, cell)
    return begins


def _points(draft: Draft, path: str, points: str, cell: Cell) -> None:
    draft.levels.setdefault(path, points)
    draft.places.setdefault(f"level:{path}", cell.source)


def _add(draft: Draft, strip: Strip, cells: dict[str, list[Cell]], texts: dict[str, str], name: str) -> None:
    places = {"": strip.cells[0].source}
    for meaning, found in cells.items():
        if found and meaning in _PLACES:
            places[_PLACES[meaning]] = found[0].source
    if "path" in places:
        places[""] = places["path"]
    values: dict[str, str | None] = {}
    for meaning, key in _NUMBERS.items():
        if text := texts.get(meaning):
            values[key], understood = number(text, percent=meaning == "points")
            if not understood:
                draft.repaired("R02", places[key], f"“{text[:30]}”不是数字，没有作为{_CHINESE[key]}读取")
            elif failed(text):
                draft.failed(text, places[key])
    said = texts.get
    target = joined(flat(said("sign", "")), flat(said("target", ""), items=True))
    note = said("note", "")
    if adjusted := flat(said("adjusted", ""), items=True):
        if target and target != adjusted:
            note = f"年初指标值：{target}"
        target = adjusted
    actual = flat(said("actual", ""), items=True)
    path = (draft.dimension, draft.aspect, name)
    direction = next((known for word, known in _DIRECTIONS.items() if word in said("sign", "")), None)
    indicator = Indicator(path, target, values.get("points"), flat(said("unit", "")), direction, note)
    facts = Facts(
        name,
        None,
        actual or None,
        values.get("judged"),
        flat(said("band", "")) or None,
        values.get("claimed"),
        values.get("deduction"),
        flat(said("remark", ""), items=True),
    )
    draft.rows.append(Row(indicator, facts, places))


_PLACES = {
    "name": "path", "target": "target", "actual": "actual", "points": "points", "score": "claimed", "unit": "unit",
    "judged": "judged", "deduction": "deduction", "band": "band", "remark": "remark", "dimension": "dimension", "aspect": "aspect",
}  # fmt: skip
_DIRECTIONS: dict[str, Direction] = {
    "正向": "at_least", "反向": "at_most", "逆向": "at_most", "负向": "at_most",
}  # fmt: skip
_CHINESE = {"points": "分值", "claimed": "得分", "judged": "复核分", "deduction": "扣分"}


def _execution(wide: Cell, strip: Strip, cells: dict[str, list[Cell]], draft: Draft) -> bool:
    """执行率 as an indicator row: name and formula in one cell over the value columns, or the name alone."""
    text = wide.text
    if wide.row != strip.row or "执行率" not in text or len(text) > 200:
        return False
    _levels(strip, {m: [c for c in found if c is not wide] for m, found in cells.items()}, draft)
    note = ""
    if found := _NOTE.match(text):
        text, note = found[1], found[2]
    name, points = level(text)
    rest = {m: found for m, found in cells.items() if m in ("points", "score", "judged", "deduction", "remark")}
    rest = {m: [c for c in found if c is not wide] for m, found in rest.items()}
    texts = {m: "".join(c.text for c in found) for m, found in rest.items()}
    if not draft.dimension or wide.column <= min(cells.get("dimension", [wide]), key=lambda c: c.column).column:
        draft.dimension, draft.aspect = name, ""
    draft.aspect = name.split("：")[0].split(":")[0] if draft.dimension != name else ""
    if points is not None:
        _points(draft, draft.dimension, points, wide)
    formula = _OF_RATE.search(note) or _OF_RATE.search(text)
    factor = formula[1] if formula else printed[2] if (printed := _FORMULA.search(text)) else None
    if factor is None:
        factor = number(texts.get("points", ""), percent=True)[0] or points
        if factor is not None:
            draft.repaired("R03", wide.source, f"“{name[:20]}”没有写明算法，按 执行率×{factor} 理解")
    texts["target"] = f"执行率×{factor}" if factor else ""
    texts["note"] = note
    if points is not None and not texts.get("points"):
        texts["points"] = points
    _add(draft, strip, {**rest, "name": [wide], "target": [wide]}, texts, name)
    return True


def _section(wide: Cell, strip: Strip, draft: Draft) -> bool:
    """A 一级指标 as a line of its own over the rows that belong to it."""
    text, points = level(wide.text)
    if wide.row != strip.row or len(text) > 12 or not (text.endswith("指标") or (points and len(text) > 1)):
        return False
    draft.dimension, draft.aspect = text, ""
    if points is not None:
        _points(draft, text, points, wide)
    return True
