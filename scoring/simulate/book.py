"""试算清单.xlsx: flow of grades, differences, units, rules, and every submission that changes; native charts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scoring.atomic import replacing
from scoring.recheck.ledger_sheets import Book, Column, Sheet
from scoring.recheck.short import NO_UNIT, short
from scoring.simulate.screen import average, example, grades, headline, main_name
from scoring.simulate.steps import counts
from scoring.simulate.tally import Tally

_BARS = 20  # of one chart
_UNITS = (
    Column("单位", 36), Column("件", 9, "n"), Column("总分升", 9, "n"), Column("总分降", 9, "n"), Column("平均差", 9, "n"),
    Column("等级升", 9, "n"), Column("等级降", 9, "n"), Column("等级待定等", 10, "n"), Column("等级改变", 9, "n"), Column("主要由", 30),
)  # fmt: skip
_CAUSES = (
    Column("引起改变的条款", 30), Column("条文", 50), Column("涉及件", 10, "n"), Column("涉及行", 10, "n"),
    Column("分数合计", 12, "n"), Column("等级因此改变", 12, "n"), Column("例", 50), Column("例的报送件", 26),
)  # fmt: skip
_CHANGES = (
    Column("序", 8, "n"), Column("报送件", 34), Column("单位", 20), Column("项目", 28), Column("原总分", 9, "n"),
    Column("新总分", 9, "n"), Column("差", 9, "n"), Column("原等级", 8), Column("新等级", 8), Column("主要由", 28),
    Column("各条款的差", 44),
)  # fmt: skip


def write(path: Path, tally: Tally, differences: Sequence[str], *, force: bool = False) -> None:
    """Write the workbook; `differences` are the words of `scoring standards diff`.

    Raises ScoringError when the file exists (unless `force`) or the disk refuses.
    """
    with replacing(path, force=force) as file:
        book = Book(file, "评分办法试算清单")
        about = book.sheet("说明", (Column("试算", 120),))
        for line in (headline(tally), grades(tally), *tally.notes, "两个办法的不同：", *differences):
            about.row(line)
        drawn = book.sheet("等级", (Column("等级", 14), Column("原办法", 10, "n"), Column("新办法", 10, "n")))
        flow = book.sheet(
            "等级流向", (Column("原等级＼新等级", 16), *(Column(name, 10, "n") for name in tally.names()))
        )
        steps = book.sheet("分差", (Column("新总分 − 原总分", 20), Column("件", 10, "n")))
        causes, units = book.sheet("按条款", _CAUSES), book.sheet("按单位", _UNITS)
        _grades(drawn, flow, tally)
        for name, count in counts(tally):
            steps.row(name, str(count))
        _causes(causes, tally)
        _units(units, tally)
        _charts(book, drawn, flow, steps, causes, units, tally)
        _changes(book.sheet("受影响的报送件", _CHANGES), tally)
        book.close()


def _grades(drawn: Sheet, flow: Sheet, tally: Tally) -> None:
    names = tally.names()
    for name in names:
        old, new = (sum(n for move, n in tally.grades.items() if move[at] == name) for at in (0, 1))
        drawn.row(name, str(old), str(new))
        flow.row(name, *(str(tally.grades[name, other]) for other in names))


def _causes(sheet: Sheet, tally: Tally) -> None:
    for cause in tally.by_cause():
        shown = tally.examples.get(cause)
        sheet.row(
            cause.name, tally.pair.clause(cause), str(tally.owners[cause]), str(tally.rows[cause]),
            _plain(tally.gap(tally.sums[cause])), str(tally.main[cause]), example(shown), shown.submission if shown else "",
        )  # fmt: skip


def _units(sheet: Sheet, tally: Tally) -> None:
    for name, u in tally.by_unit():
        numbers = (u.better, u.worse, u.other, u.grades)
        sheet.row(
            name, str(u.count), str(u.up), str(u.down), _plain(average(tally, u)), *map(str, numbers), main_name(u)
        )


def _changes(sheet: Sheet, tally: Tally) -> None:
    for order, c in enumerate(tally.changes(), 1):
        why = "；".join(f"{cause.name} {tally.gap(delta)}" for cause, delta, _ in c.causes)
        sheet.row(
            str(order), short(c.submission), short(c.unit, 100) or NO_UNIT, short(c.project, 100), tally.score(c.a),
            tally.score(c.b), _plain(tally.gap(c.difference)), c.grade_a, c.grade_b, c.main.name if c.main else "", why,
        )  # fmt: skip


def _charts(book: Book, drawn: Sheet, flow: Sheet, steps: Sheet, causes: Sheet, units: Sheet, tally: Tally) -> None:
    """Native charts on one sheet; what they draw stands on the sheets of sums."""
    names = tally.names()
    book.chart(drawn, "column", "等级：原办法与新办法（件）", drawn, 0, [1, 2], len(names), (0, 4))
    book.chart(drawn, "column", "新总分 − 原总分（件）", steps, 0, [1], len(counts(tally)), (0, 13))
    book.chart(drawn, "bar", "等级因哪一条改变（件）", causes, 0, [5], min(len(tally.owners), _BARS), (19, 4))
    book.chart(drawn, "bar", "等级改变的件数（各单位）", units, 0, [8], min(len(tally.units), _BARS), (19, 13))
    book.chart(flow, "bar", "等级流向：原等级各到哪里（件）", flow, 0, list(range(1, len(names) + 1)), len(names), (0, len(names) + 2), stacked=True)  # fmt: skip


def _plain(text: str) -> str:
    """A difference as a number of the sheet."""
    return text.replace("−", "-").removeprefix("+")
