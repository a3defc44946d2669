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
