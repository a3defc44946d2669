"""One self-contained web page in zh-CN: prints on A4, runs nothing, fetches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from scoring.grid import Cell, Grid
from scoring.writers.clean import Note
from scoring.writers.measure import column_widths, font_size, header_rows, paper
from scoring.writers.page import Page, Paragraph
from scoring.writers.remarks import remarks

_CSS = """
@page { size: A4; margin: 1.8cm } @page wide { size: A4 landscape; margin: 1.8cm }
body { margin: 0; background: #fff; color: #000; font: 10.5pt/1.4 "宋体", SimSun, "Noto Serif CJK SC", serif }
section { max-width: 17.4cm; margin: 0 auto; padding: 1cm }
section.wide { page: wide; max-width: 26.1cm }
section + section { break-before: page }
h1 { margin: 0 0 .2em; text-align: center;
     font: 18pt/1.4 "方正小标宋简体", FZXiaoBiaoSong-B05S, "黑体", SimHei, sans-serif }
p { margin: .4em 0; white-space: pre-wrap; overflow-wrap: anywhere }
p.subtitle { text-align: center; font: 12pt "仿宋", FangSong, serif }
p.body { text-indent: 2em; font: 14pt/1.7 "仿宋", FangSong, serif }
p.note { font-size: 9pt }
p.sign { margin-top: 1em; text-align: right; font: 12pt "仿宋", FangSong, serif }
table { width: 100%; border-collapse: collapse; table-layout: fixed }
table + table { margin-top: -1px }
thead { display: table-header-group } tr { break-inside: avoid }
td, th { border: 1px solid #000; padding: .25em .3em; font-weight: normal; text-align: center;
         vertical-align: middle; overflow-wrap: anywhere; white-space: pre-wrap }
.label { background: #f2f2f2 } .noted { background: #fff2cc }
.left { text-align: left } .right { text-align: right }
@media print { section { max-width: none; padding: 0 } td, th { print-color-adjust: exact } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def draw(pages: Sequence[Page], notes: list[Note]) -> bytes:
    title = next((page.title for page in pages if page.title), "")
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{escape(title) or "表格"}</title>\n'
        f"<style>{_CSS}</style>\n</head>\n<body>\n{''.join(map(_page, pages))}</body>\n</html>\n"
    ).encode()


def _page(page: Page) -> str:
    parts = (_paragraph(block) if isinstance(block, Paragraph) else _table(page, block) for block in page.flow())
    wide = ' class="wide"' if page.landscape else ""
    return f"<section{wide}>\n{''.join(parts)}{''.join(map(_paragraph, remarks(page)))}</section>\n"


def _paragraph(block: Paragraph) -> str:
    if block.style == "title":
        return f"<h1>{_text(block.text)}</h1>\n"
    return f'<p class="{block.style}">{_text(block.text)}</p>\n'


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _table(page: Page, grid: Grid) -> str:
    room = paper(page)[0]
    columns = "".join(f'<col style="width:{100 * w / room:.2f}%">' for w in column_widths(grid, room))
    rows = ["".join(_cell(c) for c in line if c.row == r) for r, line in enumerate(grid.lines())]
    header = header_rows(grid)
    groups = (("thead", rows[:header]), ("tbody", rows[header:]))
    body = "".join(
        f"<{name}>\n" + "".join(f"<tr>{row}</tr>\n" for row in group) + f"</{name}>\n"
        for name, group in groups
        if group
    )
    return f'<table style="font-size:{font_size(grid)}pt"><colgroup>{columns}</colgroup>\n{body}</table>\n'


def _cell(cell: Cell) -> str:
    spans = (f' colspan="{cell.columns}"' if cell.columns > 1 else "") + (
        f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    )
    looks = ["label"] * cell.label + ["noted"] * bool(cell.note) + [cell.align] * (cell.align != "center")
    look = f' class="{" ".join(looks)}"' if looks else ""
    hint = f' title="{escape(cell.note)}"' if cell.note else ""
    return f"<td{spans}{look}{hint}>{_text(cell.text)}</td>"
