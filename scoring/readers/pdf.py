"""PDF with ruled tables and text inside → Grids, through pypdfium2 and our lattice."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scoring.grid import Grid
from scoring.readers import bounds, lattice
from scoring.readers.document import Document, clean, refused
from scoring.readers.layout import bounded, placed
from scoring.readers.pages import Page, Piece, continued
from scoring.readers.strokes import Budget, Matrix, is_blank, letters_of, rules_of, shown
from scoring.source import Source

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_PASSWORD = 4  # FPDF_ERR_PASSWORD


class Box(NamedTuple):
    """A rectangle on a page, in points from the top left corner of the page as it is shown."""

    page: int  # from 1
    left: float
    top: float
    right: float
    bottom: float


def read_pdf(data: bytes, file: str) -> Document:
    """The ruled tables of all pages. Raises ScoringError when it is scanned, encrypted or damaged."""
    import pypdfium2

    document = opened(data, file)
    notes: list[str] = []
    try:
        pages = _pages(document, notes)
    except pypdfium2.PdfiumError as error:
        raise refused(file, "PDF 已损坏，页面读不出", "请重新导出 PDF 后报送") from error
    finally:
        document.close()
    silent = [page.number for page in pages if not page.written and not page.blank]
    if not any(page.written for page in pages) and notes:
        raise refused(file, notes[-1], "请删除空白页等多余内容后重新报送")
    if not any(page.written for page in pages):
        raise refused(file, "PDF 里没有文字，是扫描件或图片", "请报送可编辑的文件，或由它导出的 PDF")
    if silent:
        numbers = "、".join(map(str, silent[:10])) + (" 等" if len(silent) > 10 else "")
        notes.append(f"第 {numbers} 页没有文字，可能是扫描件，没有读到内容")
    pieces = continued(pages)
    if not pieces:
        notes.append(
            "PDF 里有文字，但没有找到带框线的表格，不带框线的表格不能读取；请报送 Word、Excel 原件，或给表格加上框线后再导出"
        )
    text = clean("\n".join(page.text for page in pages))
    return Document(file, tuple(_grid(piece, file) for piece in pieces), text, tuple(notes))


def opened(data: bytes, file: str) -> PdfDocument:
    """The document; whoever asks closes it. Raises ScoringError when it is encrypted or damaged."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise refused(file, "文件有密码保护", "请去掉密码后重新报送") from error
        raise refused(file, "PDF 已损坏，打不开", "请重新导出 PDF 后报送") from error


def boxes(document: PdfDocument) -> dict[str, Box]:
    """Where each place (`第2页 表1 第3行第1列`) is drawn; of a cell torn by the end of a page, its first part."""
    pages = _pages(document, [])
    found = {}
    for piece in continued(pages):
        for cell in _grid(piece, "").cells:
            page, number, first = piece.origins[cell.row]
            rows = [line for *on, line in piece.origins[cell.row : cell.row + cell.rows] if on == [page, number]]
            ys, xs = pages[page - 1].tables[number - 1].ys, piece.table.xs
            right = xs[cell.column + cell.columns]
            box = Box(page, xs[cell.column], ys[first - 1], right, ys[max(rows)])
            found[cell.source.cell] = _turned(box, pages[page - 1].shown)
    return found


def _turned(box: Box, to: Matrix | None) -> Box:
    """A box of a page that was turned to read it, where the page shows it."""
    if to is None:
        return box
    a, b, c, d, e, f = to
    xs = [a * x + c * y + e for x, y in ((box.left, box.top), (box.right, box.bottom))]
    ys = [b * x + d * y + f for x, y in ((box.left, box.top), (box.right, box.bottom))]
    return Box(box.page, min(xs), min(ys), max(xs), max(ys))


def _pages(document: PdfDocument, notes: list[str]) -> list[Page]:
    """The pages, as far as there is patience for them."""
    budget = Budget()
    pages: list[Page] = []
    for number in range(1, len(document) + 1):
        if number > bounds.PAGES or budget.spent():
            notes.append(f"PDF 共 {len(document)} 页，内容过多，第 {number} 页以后没有读取")
            break
        page = document[number - 1]
        try:
            letters, turn = letters_of(page, budget)
            across, down = rules_of(page, budget, turn)
            blank = not letters and is_blank(page)
            left, bottom, right, top = page.get_bbox()
            size = right - left, top - bottom
            width, height = size[::-1] if turn in (90, 270) else size
            as_shown = shown(page, turn) if turn != page.get_rotation() else None
        finally:
            page.close()
        try:
            tables = lattice.tables(across, down)
        except OverflowError:
            notes.append(f"第 {number} 页线条过多，没有按表格读取")
            tables = []
        outside = lattice.fill(tables, letters)
        pages.append(Page(number, width, height, tables, outside, bool(letters), blank, as_shown))
    return pages


def _grid(piece: Piece, file: str) -> Grid:
    table = piece.table
    rows, columns = len(piece.origins), len(table.xs) - 1
    bounded(rows, columns, file)

    def place(row: int, column: int) -> str:
        page, number, line = piece.origins[row - 1]
        return f"第{page}页 表{number} 第{line}行第{column}列"

    page, number, _ = piece.origins[0]
    texts = {at: clean(text) for at, text in table.texts.items()}
    merges = [span for span in table.spans if span[2:] != (1, 1)]
    return placed(rows, columns, merges, texts, place, Source(file, None, f"第{page}页 表{number}"))
