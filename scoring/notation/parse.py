"""Text of a value column → value. Total: any text parses, nothing raises, nothing is dropped."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache

from scoring.notation import clauses, dates
from scoring.notation.plain import plain
from scoring.notation.slips import repair
from scoring.notation.text import is_placeholder, normal
from scoring.notation.values import Bound, Compound, Date, Expression, Range, Statement, Value
from scoring.notation.words import ZERO
from scoring.number import parse_decimal

MAX_TEXT = 1000  # longer texts are paragraphs: kept whole as statements
MAX_PARTS = 20

_LONG = "文字过长，按文字描述处理"
_MANY = "数字过多，按文字描述处理"
_UNDER = "单位后的“/”不知按什么计，按文字描述处理"
_YEAR = "“明年”“上年”不知是哪一年，按文字描述处理"
_UNSURE = "写法有歧义，按文字描述处理"
_RATIO = "形如 1:30、3/5 的写法可能是时间、比例或“完成数/计划数”，未作数值理解"


def parse(text: str) -> Value:
    """The meaning of a target or an actual; never raises. Words without a number are a Statement.

    `parse(str(parse(text))) == parse(text)` for every text.
    """
    if len(text) > MAX_TEXT:
        text = normal(text)
        if len(text) > MAX_TEXT:
            return Statement(text, assumptions=(_LONG,))
    return _parse(text)


@lru_cache(maxsize=65536)
def _parse(text: str) -> Value:
    value = plain(text)
    if value:
        return value
    one = normal(text)
    return (plain(one) if one != text else None) or _faithful(one)


def _faithful(text: str) -> Value:
    """What the text says, if that can be written down and read back; else the bare words."""
    value = read(text)
    written = str(value)
    if written == text:
        return value
    if len(written) > MAX_TEXT or read(normal(written)) != value:
        return Statement(text, assumptions=(_UNSURE,))
    if _lost_digits(text, written):
        return replace(value, assumptions=(*value.assumptions, f"原文：{text}"))
    return value


_DIGITS = re.compile(r"\d+")


def _lost_digits(text: str, written: str) -> bool:
    """Whether a figure of the text is not to be seen in the value (5±1天 becomes 4~6天)."""
    return bool(_figures(text) - _figures(written))


def _figures(text: str) -> Counter[str]:
    return Counter(figure.lstrip("0") for figure in _DIGITS.findall(text.replace(",", "")))


def read(text: str) -> Value:
    """The meaning of a text whose signs are already one (see `normal`), slips made good."""
    right, notes = repair(text)
    value = _read(right)
    if right == text:
        return value
    if isinstance(value, Statement):
        return replace(_read(text), assumptions=notes)
    return replace(value, assumptions=(*notes, *value.assumptions))


def _read(text: str) -> Value:
    if is_placeholder(text):
        return Statement("", assumptions=("占位符，按未填写处理",) if text else ())
    if ZERO.fullmatch(text):
        return Statement(text, zero=True)
    if date := dates.compact(text):
        return date
    if _RATIO_TEXT.fullmatch(text):
        return Statement(text, assumptions=(_RATIO,))
    return _expression(text) or _clauses(text)


_OTHER_YEAR = re.compile(r"(?:来|明|去|上一?)年度?的?\Z")
_RATIO_TEXT = re.compile(r"(?!(?:19|20)\d\d/)\d{1,9}(?:\.\d{1,9})?(?:[:/比]\d{1,9}(?:\.\d{1,9})?)+")
_RATE = "(?:资金|预算)*执行率"
_TERM = rf"(?:{_RATE}|\d[\d.]*%?)"
_EXPRESSION = re.compile(rf"=?(?:{_TERM}(?:[×*÷]{_TERM})+|{_RATE})")


def _expression(text: str) -> Expression | None:
    """A product or quotient (执行率×10, 0.994*10); 7×24小时 is none, and is a measure."""
    if not _EXPRESSION.fullmatch(text) or text in ("7×24", "24×7"):
        return None
    body = re.sub(_RATE, "执行率", text.lstrip("=").replace("*", "×"))
    terms = re.split("[×÷]", body)
    if any(term != "执行率" and parse_decimal(term.rstrip("%")) is None for term in terms):
        return None
    return Expression(body)


def _clauses(text: str) -> Value:
    found = clauses.measures(text)
    if not found:
        return Statement(text)
    pieces = clauses.pieces(text, found)
    if len(pieces) > MAX_PARTS:
        return Statement(text, assumptions=(_MANY,))
    parts: list[Bound | Range | Date | Statement] = []
    at, left = 0, iter(found)
    hit = next(left, None)
    for separator, piece in pieces:
        at += len(separator)
        if hit and hit[0] < at + len(piece):
            parts.append(clauses.around(piece, (hit[0] - at, hit[1] - at, hit[2])))
            hit = next(left, None)
        else:
            parts.append(Statement(piece, zero=bool(ZERO.fullmatch(piece))))
        at += len(piece)
    if any(isinstance(part, Bound) and part.quantity.unit.name and part.after[:1] == "/" for part in parts):
        return Statement(text, assumptions=(_UNDER,))  # 1次/X-2
    if any(isinstance(part, Date) and not part.end[0] and _OTHER_YEAR.search(part.before) for part in parts):
        return Statement(text, assumptions=(_YEAR,))
    if len(parts) == 1 and not pieces[0][0]:
        return parts[0]
    if len(parts) == 2 and not pieces[0][0] and (span := clauses.between(parts[0], pieces[1][0], parts[1])):
        return span
    return Compound(tuple(parts), tuple(separator for separator, _ in pieces))
