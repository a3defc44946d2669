"""Tables → one submission, by their labels: the same walk for a registered form and for an unknown one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scoring.model import Submission
from scoring.recognise import around, fields, funds, rows
from scoring.recognise.cells import number
from scoring.recognise.draft import UNIT_ASSUMED, Draft
from scoring.recognise.labels import Labels, key_of
from scoring.recognise.strips import Strip, heading, under
from scoring.source import Source

ROWS = 2_000  # indicators of one self-assessment; the longest of a department has some hundred
MONEY = 200  # rows of its money table
REMARKS = 1_000  # what reading one table may have to say
SCRAP = 4  # characters: the end of a label that a page cut off from its beginning


def read(walk: Sequence[Strip], labels: Labels, form: str, standard: str) -> Submission:
    """One self-assessment from its rows. What could not be recognised or had to be assumed is in `findings`."""
    draft = Draft(labels)
    title = year = ""
    headed = False
    for strip in walk:
        if len(draft.rows) >= ROWS or len(draft.funds) >= MONEY or len(draft.findings) >= REMARKS:
            message = f"表格过长（已读 {len(draft.rows)} 行指标、{len(draft.funds)} 行资金），这一行以下没有读取；请拆分后重新报送"
            draft.repaired("R02", strip.cells[0].source, message)
            break
        if not headed and not (title and year):
            title, year = _title(strip, title, year)
        headed = (_take(strip, draft, headed) and not _annex(strip)) or headed
    draft.funds = funds.marked(draft.funds)
    funds.pointed(draft)
    if year and "year" not in draft.fields:
        draft.fields["year"] = year
    source = walk[0].grid.source if walk else Source()
    return draft.submission(form, standard, title, source)


def _annex(strip: Strip) -> bool:
    """附件, 附件2 alone in its row: the title comes below it."""
    return len(strip.fresh) == 1 and strip.keys[strip.fresh[0]].startswith("附")


def _title(strip: Strip, title: str, year: str) -> tuple[str, str]:
    cells = strip.fresh
    if not year:
        year = next((found for i in cells if (found := around.year_alone(strip.cells[i].text))), "")
    if not title and len(cells) == 1 and around.is_title(text := strip.cells[cells[0]].text):
        return around.untitled(text), year or around.year_in(text)
    return title, year


def _take(strip: Strip, draft: Draft, headed: bool) -> bool:
    """Read one row; True when a label of the form was in it."""
    fresh = strip.fresh
    if draft.used:
        fresh = [i for i in fresh if id(strip.cells[i]) not in draft.used]
    if not fresh:
        return False
    over = draft.over
    if not rows.filled(strip, over) and (found := heading(strip, draft.labels)):
        if over is not None and over.kind == found.kind == "row" and under(strip, over):
            found.columns = _overlaid(over.columns, found.columns)
            found.cells = {**over.cells, **found.cells}
            found.unknown = {c: cell for c, cell in (over.unknown | found.unknown).items() if c not in found.cells}
        for cell in strip.cells:
            draft.see_unit(cell.text)
        draft.headed(strip)
        if found.kind == "funds":
            funds.label_points(strip, draft)
            draft.over = found
        else:
            rows.begin(draft, found, strip)
            for cell in (found.cells[c] for c in found.columns.get("actual", ()) if c in found.cells):
                draft.set("details.监控月份", around.month_in(cell.text), cell)
        return True
    if over is not None and over.kind == "row":
        if under(strip, over):
            return True
        if not _is_field(strip, draft) and rows.take(strip, draft):
            return True
    if over is not None and over.kind == "funds":
        for cell in strip.cells:
            draft.see_unit(cell.text)
        if _in_funds(strip, draft):
            return True
    if not draft.rows and (
        funds.downwards(strip, draft) or funds.beside(strip, draft) or funds.in_a_line(strip, draft)
    ):
        for cell in strip.cells:
            draft.see_unit(cell.text if len(cell.text) < 40 else "")
        return True
    if fields.take(strip, draft):
        return True
    _leftover(strip, fresh, draft, headed)
    return False


def _overlaid(upper: dict[str, list[int]], lower: dict[str, list[int]]) -> dict[str, list[int]]:
    """A heading over two rows: where both say something of a column, the lower one knows better."""
    units = {m: {*upper.get(m, ())} & {*lower.get("unit", ())} for m in ("target", "actual")}
    if all(units.values()):  # 计划值 and 完成值, each over 数值 | 单位
        lower = {m: columns for m, columns in lower.items() if m != "unit"}
    taken = {column for columns in lower.values() for column in columns}
    kept = {m: [c for c in columns if c not in taken] for m, columns in upper.items()}
    return {m: sorted({*kept.get(m, ()), *lower.get(m, ())}) for m in [*upper, *lower] if kept.get(m) or lower.get(m)}


def _in_funds(strip: Strip, draft: Draft) -> bool:
    """A row of the money table; the table ends where a field begins."""
    over = draft.over
    assert over is not None
    name = fields.leading(strip, draft)
    if name in ("", "other", "total") and funds.take(strip, over, draft):
        return True
    if name and name != "other":
        draft.over = None
    return False


def _is_field(strip: Strip, draft: Draft) -> bool:
    """Whether a row among the indicators is 总分, 评价等级, 说明 …: it begins with that label, and no name stands
    in the column of names."""
    leading = fields.leading(strip, draft)
    if not leading:
        return False
    over = draft.over
    assert over is not None
    unused = [strip.cells[i] for i in strip.fresh if id(strip.cells[i]) not in draft.used]
    first = next(cell for cell in unused if not cell.text.strip().isdigit())
    named = first.column in over.columns.get("name", ())
    if (named or leading not in fields.TOTALS) and _is_filled(strip, draft, sums=leading in fields.TOTALS):
        return False
    own = min((c for m, columns in over.columns.items() if m != "other" for c in columns), default=0)
    if first.column + first.columns > own:
        return True
    names = [strip.at(c) for c in over.columns.get("name", ())[:1] if c < strip.grid.columns]
    values = [
        strip.at(c)
        for m in ("target", "points", "actual")
        for c in over.columns.get(m, ())[:1]
        if c < strip.grid.columns
    ]
    return not names or not names[0].text or any(value is names[0] for value in values)


def _is_filled(strip: Strip, draft: Draft, *, sums: bool) -> bool:
    """Whether a name, and beside it a target and an actual value or (but for sums) points and a score, stand in their
    columns, and no second label does: an indicator may be called like a field (绩效目标, 使用规范性, 综合得分)."""
    assert draft.over is not None
    at = {m: strip.at(c[0]) for m, c in draft.over.columns.items() if c[0] < strip.grid.columns}
    if sum(draft.labels.meaning(strip.keys[i]) != "" for i in strip.fresh) > 2:
        return False
    for pair in (("target", "actual"), ("points", "score"))[: 1 if sums else 2]:
        cells = [at[m] for m in ("name", *pair) if m in at]
        filled = all(cell.text and cell.row == strip.row for cell in cells)
        figures = pair[0] == "target" or all(number(cell.text)[0] is not None for cell in cells[1:])
        if len(cells) == 3 and filled and figures and len({id(cell) for cell in cells}) == 3:
            return True
    return False


def _leftover(strip: Strip, fresh: list[int], draft: Draft, headed: bool) -> None:
    """A row without a label: a line above the table, a note below it, or something not recognised."""
    texts = [strip.cells[i].text for i in fresh]
    if texts[0].strip() in draft.labels.lines:
        return
    for text in texts:
        draft.see_unit(text)
    if len(texts) == 1 and around.is_narrative(texts[0]):
        draft.set("narrative", texts[0], strip.cells[fresh[0]])
        return
    if len(texts) == 1 and not headed:  # title, year, number of the annex
        if (year := around.year_in(texts[0])) and "year" not in draft.fields:
            draft.fields["year"] = year
        return
    if not draft.rows and len(texts) % 2 == 0 and all(text.rstrip()[-1:] in (":", "：") for text in texts[::2]):
        for label, i in zip(texts[::2], fresh[1::2], strict=True):  # 是否经常性项目： | 是
            draft.set(f"details.{key_of(label)}", strip.cells[i].text, strip.cells[i])
        return
    if len(texts) == 1 and draft.rows and (len(texts[0]) > 15 or draft.notes):
        draft.set("notes", texts[0], strip.cells[fresh[0]])
        return
    if len(texts) == 1 and len(texts[0]) <= around.CAPTION and around.is_caption(texts[0]):
        return
    rest = any(id(cell) in draft.used for cell in strip.cells)
    if headed and not (rest and len("".join(texts)) <= SCRAP):
        draft.unread(strip)


def with_text(found: Sequence[Submission], text: str) -> list[Submission]:
    """Submissions with what the paragraphs around their tables say of them."""
    heads = around.titles(text)
    told = around.narratives(text)
    money, unit = around.stated(text)
    years = {year for _, year in heads if year}
    first = heads[0] if heads and (len(found) == 1 or len(years) < 2) else ("", "")
    out = []
    for at, item in enumerate(found):
        own = [head for head in heads if item.project and item.project in head[0]]
        title, year = own[0] if own else heads[at] if len(heads) >= len(found) else first
        year = year or ("" if title or len(years) > 1 else around.year_in(text))
        assumed = [f for f in item.findings if f.message == UNIT_ASSUMED] if money else []
        out.append(
            replace(
                item,
                title=item.title or title,
                year=item.year or (int(year) if year else None),
                implementer=item.implementer or unit,
                money_unit=money if assumed else item.money_unit,
                findings=tuple(f for f in item.findings if f not in assumed),
                narrative=item.narrative or around.about(item.project, told, len(found) == 1),
            )
        )
    return out
