"""Tables that go on over the next page, put together again.

A table goes on when it ends low on one page and begins at the top of the next with the same sides, and
nothing but a running header or a page number stands between.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scoring.grid import Span
from scoring.readers.lattice import Letter, Table, written
from scoring.readers.strokes import Matrix

_SAME = 4.0  # points by which the edges of one column may differ between pages
_MARGIN = 40  # characters of a running header or a page number
_LOW, _TOP = 0.6, 0.3  # parts of the height of a page
Origin = tuple[int, int, int]  # page, table on the page, row of the table: from 1


@dataclass(slots=True)
class Page:
    """One page: its tables from the top, and the letters outside them."""

    number: int
    width: float
    height: float
    tables: list[Table]
    outside: list[Letter]
    written: bool
    blank: bool = False  # shows nothing at all
    shown: Matrix | None = None  # from here to the page as it is shown, where its letters lie on their side there

    @property
    def text(self) -> str:
        return self._text(self.outside)

    def begins_with_table(self, before: Table) -> bool:
        """Whether its first table may go on with the one `before` it."""
        top = self.tables[0].ys[0]
        above = [a for a in self.outside if a.bottom <= top + 2]
        return top < self.height * _TOP and self._marginal(above, before)

    def ends_with_table(self, after: Table) -> bool:
        """Whether its last table may go on with the one `after` it."""
        bottom = max(table.ys[-1] for table in self.tables)
        below = [a for a in self.outside if a.top >= bottom - 2]
        return self.tables[-1].ys[-1] == bottom > self.height * _LOW and self._marginal(below, after)

    def _text(self, letters: list[Letter]) -> str:
        left = min((a.left for a in letters), default=0.0)
        right = max((a.right for a in letters), default=0.0)
        return written(letters, left, max(right, self.width - left))

    def _marginal(self, letters: list[Letter], other: Table) -> bool:
        """A running header or page number, or labels of the other page: a spreadsheet prints the label of a merged
        cell over two pages on both, in its middle, and on one of them that is outside the table."""
        text = self._text(letters)
        return (len(text) <= _MARGIN and "\n" not in text) or {*text.split("\n")} <= {*other.texts.values()}


@dataclass(slots=True)
class Piece:
    """A table of one page or of several, and where each of its rows stands."""

    table: Table
    origins: list[Origin] = field(default_factory=list)


def continued(pages: list[Page]) -> list[Piece]:
    """The tables of a document, those over several pages as one."""
    pieces: list[Piece] = []
    before: Page | None = None
    for page in pages:
        for number, table in enumerate(page.tables, 1):
            origins = [(page.number, number, row) for row in range(1, len(table.ys))]
            follows = number == 1 and before is not None and _goes_on(before, page, pieces[-1].table)
            if not (follows and _append(pieces[-1], table, origins)):
                pieces.append(Piece(table, origins))
        before = page if page.tables else None
    return pieces


def _goes_on(before: Page, page: Page, table: Table) -> bool:
    """Whether the last table of a page, with all that it continues, may go on at the top of the next."""
    return page.begins_with_table(table) and before.ends_with_table(page.tables[0])


def _append(piece: Piece, table: Table, origins: list[Origin]) -> bool:
    """Put a table below a piece, if their columns agree; a repeated header is left out."""
    above = piece.table
    edges = max(above.xs, table.xs, key=len)
    if not (_fits(above.xs, edges) and _fits(table.xs, edges)):
        return False
    _widen(above, edges)
    _widen(table, edges)
    skipped = _repeated(above, table)
    if _sewn(above, table, len(piece.origins), skipped):
        skipped += 1
    start = len(piece.origins) - skipped
    for row, column, rows, columns in table.spans:
        if row >= skipped:
            above.spans.append((row + start, column, rows, columns))
            above.texts[row + start, column] = table.texts.get((row, column), "")
    _heal(above, start + skipped)
    piece.origins += origins[skipped:]
    return True


def _fits(xs: list[float], edges: list[float]) -> bool:
    """Both sides agree, and each edge between has its match."""
    near = [min(edges, key=lambda edge: abs(edge - x)) for x in xs]
    agree = all(abs(a - b) <= _SAME for a, b in zip(xs, near, strict=True)) and len(set(near)) == len(xs)
    return agree and (near[0], near[-1]) == (edges[0], edges[-1])


def _widen(table: Table, edges: list[float]) -> None:
    """State a table in more columns than it has."""
    number = [min(range(len(edges)), key=lambda n: abs(edges[n] - x)) for x in table.xs]
    table.texts = {(row, number[column]): text for (row, column), text in table.texts.items()}
    table.spans = [(r, number[c], rows, number[c + columns] - number[c]) for r, c, rows, columns in table.spans]
    table.xs = edges


def _repeated(above: Table, table: Table) -> int:
    """How many rows at the top of a page only repeat the header: the same words, and no figure among them."""
    seen = list(_rows(above))
    new = list(_rows(table))
    best = 0
    for start in range(len(seen)):
        count = 0
        while start + count < len(seen) and count < len(new) and seen[start + count] == new[count]:
            count += 1
        best = max(best, count)
    while best and not _header(table, new[:best], best):
        best -= 1
    return best


def _rows(table: Table) -> Iterator[tuple[tuple[int, int, int, str], ...]]:
    """Each row as the cells that begin in it: column, extent, text."""
    rows: list[list[tuple[int, int, int, str]]] = [[] for _ in range(len(table.ys) - 1)]
    for row, column, height, width in sorted(table.spans):
        if row < len(rows):
            rows[row].append((column, height, width, table.texts.get((row, column), "")))
    return map(tuple, rows)


def _header(table: Table, rows: list[tuple[tuple[int, int, int, str], ...]], count: int) -> bool:
    texts = [text for row in rows for *_, text in row]
    closed = all(row + height <= count for row, _, height, _ in table.spans if row < count)
    return closed and sum(map(bool, texts)) > 1 and not any(c.isdigit() for text in texts for c in text)


def _sewn(above: Table, table: Table, seam: int, row: int) -> bool:
    """A row torn in two by the end of the page is one again: its second half has the same cells, most of them
    empty under cells that are not."""
    ends = {span[1]: n for n, span in enumerate(above.spans) if span[0] + span[2] == seam}
    halves = [span for span in table.spans if span[0] == row]
    pairs = [(ends[span[1]], span) for span in halves if span[1] in ends]
    if len(pairs) != len(ends) or len(pairs) != len(halves):
        return False
    if any(above.spans[n][3] != span[3] for n, span in pairs):
        return False
    texts = [(above.texts.get(above.spans[n][:2], ""), table.texts.get(span[:2], "")) for n, span in pairs]
    full, empty = sum(bool(b) for _, b in texts), sum(bool(a) and not b for a, b in texts)
    if full >= empty or any(b and not a for a, b in texts):
        return False
    for (n, span), (first, second) in zip(pairs, texts, strict=True):
        r, c, rows, columns = above.spans[n]
        above.spans[n] = (r, c, rows + span[2] - 1, columns)
        above.texts[r, c] = first + second
    return True


def _heal(table: Table, seam: int) -> None:
    """A merged cell cut by the end of the page is one again, whether its label was printed above or below the cut
    or on both sides; two single cells only in a column that has merged ones."""
    ends = {span[1]: span for span in table.spans if span[0] + span[2] == seam}
    begins = [span for span in table.spans if span[0] == seam]
    said = [s[1] for s in begins if s[1] in ends and table.texts.get(s[:2]) and table.texts.get(ends[s[1]][:2])]
    for below in begins:
        above = ends.get(below[1])
        if above is None or above[3] != below[3]:
            continue
        first, second = table.texts.get(above[:2], ""), table.texts.get(below[:2], "")
        if second not in ("", first) and first:
            continue
        levels = below[1] < min(said, default=0)  # left of the first column that says something on both sides
        if max(above[2], below[2]) == 1 and not (bool(first) != bool(second) and levels and _merging(table, above)):
            continue
        table.spans.remove(below)
        table.spans.remove(above)
        table.spans.append((above[0], above[1], above[2] + below[2], above[3]))
        table.texts.pop(below[:2], None)
        if first or second:
            table.texts[above[:2]] = first or second


def _merging(table: Table, cell: Span) -> bool:
    """Whether cells above this one in its column are merged downwards, as labels of levels are."""
    tall = (s for s in table.spans if s[2] > 1 and s[1] == cell[1] and s[3] == cell[3] and s[0] < cell[0])
    return any(table.texts.get(s[:2]) for s in tall)
