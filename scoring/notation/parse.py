"""Text of a value column → value. Total: any text parses, nothing raises, nothing is dropped."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from scoring.notation import dates
from scoring.notation.text import is_placeholder, normal
from scoring.notation.values import Bound, Compound, Date, Expression, Op, Range, Statement, Value
from scoring.number import ARABIC, CHINESE, decimals, parse_chinese, parse_decimal
from scoring.quantity import NONE, SCALES, Quantity, Unit, unit, unit_pattern, unit_pattern_full

MAX_TEXT = 1000  # longer texts are paragraphs: kept whole as statements
MAX_PARTS = 20

_PREFIX: dict[str, Op] = {
    "不得低于": ">=", "不得少于": ">=", "不低于": ">=", "不少于": ">=", "不小于": ">=", "大于或等于": ">=", "大于等于": ">=",
    "高于或等于": ">=", "高于等于": ">=", "至少": ">=", "最少": ">=", "最低": ">=", "不低": ">=", "达到": ">=", "达": ">=",
    "不得超过": "<=", "不得高于": "<=", "不得大于": "<=", "不超过": "<=", "不高于": "<=", "不大于": "<=", "不多于": "<=",
    "不突破": "<=", "小于或等于": "<=", "小于等于": "<=", "低于或等于": "<=", "低于等于": "<=", "最多": "<=", "至多": "<=",
    "最高": "<=", "不超": "<=",
    "控制在": "<=", "超过": ">", "超出": ">", "突破": ">", "大于": ">", "高于": ">", "多于": ">", "逾": ">", "超": ">",
    "低于": "<", "小于": "<", "少于": "<", "未达到": "<", "不到": "<", "不足": "<", "未超过": "<=", "等于": "=",
    "≥": ">=", "≤": "<=", ">": ">", "<": "<", "=": "=",
}  # fmt: skip
_POSTFIX: dict[str, Op] = {
    "及以上": ">=", "或以上": ">=", "(含)以上": ">=", "以上(含)": ">=", "以上": ">=", "起": ">=",
    "及以下": "<=", "或以下": "<=", "(含)以下": "<=", "以下": "<=", "及以内": "<=", "以内": "<=", "之内": "<=", "内": "<=",
}  # fmt: skip
_ABOUT = ("约", "大约", "近", "将近", "接近", "大概")

_alt = "|".join
_SIGNS = _alt(map(re.escape, sorted(_PREFIX, key=len, reverse=True)))
_NUMBER = rf"(?:\d+分之\d+|{ARABIC}|{CHINESE})"
_TIME_SLOT = r"(?:个?小时|天|日|周|星期|个?月|季度|半年|年|人次|人|户|期|次|场)"


@lru_cache(maxsize=1)
def _mention() -> re.Pattern[str]:
    """One number with everything that belongs to it: comparator, sign, 多/余, scale, unit, 以上."""
    u = unit_pattern_full()
    post = _alt(map(re.escape, sorted(_POSTFIX, key=len, reverse=True)))
    return re.compile(
        rf"(?P<each>每{_TIME_SLOT})?"
        rf"(?P<op>(?:{_SIGNS})*)(?P<about>{_alt(_ABOUT)})?"
        r"(?P<sign>[±+-](?=[\d.]))?"
        rf"(?P<number>{_NUMBER})(?P<many>[多余几来])?"
        rf"(?:(?P<unit>{u})(?P<many2>[多余])?)?"
        rf"(?:(?:(?P<plusminus>±)|(?:-+|~|至|到|—+))(?P<number2>{_NUMBER})(?P<unit2>{u})?)?"
        rf"(?P<post>{post}|左右|上下)?"
    )


def parse(text: str) -> Value:
    """The meaning of a target or an actual; never raises. Words without a number are a Statement."""
    return _parse(text) if len(text) <= MAX_TEXT else _paragraph(text)


@lru_cache(maxsize=65536)
def _parse(text: str) -> Value:
    plain = normal(text)
    if is_placeholder(plain):
        return Statement("", assumptions=("占位符，按未填写处理",) if plain else ())
    if _CLOCK.search(plain):
        return Statement(plain, assumptions=("形如 1:30 的写法可能是时间也可能是比例，未作数值理解",))
    if formula := _expression(plain):
        return formula
    return _clauses(plain)


def _paragraph(text: str) -> Statement:
    return Statement(normal(text), assumptions=("文字过长，按文字描述处理",))


_CLOCK = re.compile(r"^\d{1,3}[:：]\d{1,3}$")
_EXPRESSION = re.compile(
    r"(?:(?:资金|预算)*执行率|[\d.]+%?)(?:×(?:(?:资金|预算)*执行率|\d[\d.]*%?)|÷\d[\d.]*)+|(?:资金|预算)*执行率"
)


def _expression(text: str) -> Expression | None:
    body, note = text, ()
    if not _EXPRESSION.fullmatch(body) or "." == body or _ROUND_THE_CLOCK.fullmatch(body):
        return None
    parts = re.split("[×÷]", re.sub("(?:资金|预算)*执行率", "0", body))
    if any(parse_decimal(part.rstrip("%")) is None for part in parts):
        return None
    return Expression(re.sub("(?:资金|预算)+执行率", "执行率", body), assumptions=note)


_ROUND_THE_CLOCK = re.compile(r"(?:7×24|24×7)(?:个?小时)?")
_NUMBERING = re.compile(r"(?:^|(?<=[,;。:\s]))(?:\(?\d{1,2}[)、]|\d{1,2}\.(?!\d)|[①-⑳]|指标\d{1,2}[::、.])")
_SEPARATORS = re.compile(r"[,;。!?]+")
_BRACKETS = re.compile(r"\([^()]*\)")


def _clauses(text: str) -> Value:
    found = _mentions(text)
    if not found:
        return _statement(text)
    pieces = _split(text, found)
    if len(pieces) > MAX_PARTS:
        return Statement(text, assumptions=("数字过多，按文字描述处理",))
    parts, seps = [], []
    for sep, piece in pieces:
        inner = _mentions(piece)
        part = _around(piece, *inner[0]) if len(inner) == 1 else _statement(piece)
        parts.append(part)
        seps.append(sep)
    if len(parts) == 1 and not seps[0]:
        return parts[0]
    return Compound(tuple(parts), tuple(seps))


def _split(text: str, found: list[_Found]) -> list[tuple[str, str]]:
    """Cut into (separator before, piece) so that no piece holds more than one mention."""
    spans = [(start, end) for start, end, _ in found]
    masked = _BRACKETS.sub(lambda m: "_" * len(m.group()), text)
    cuts: list[tuple[int, int]] = []
    for match in _SEPARATORS.finditer(masked):
        if not any(start <= match.start() < end for start, end in spans):
            cuts.append(match.span())
    for (_, end), (start, _) in zip(spans, spans[1:], strict=False):
        if not any(end <= a and b <= start for a, b in cuts):
            stop = re.compile("[、和及与/]").search(text, end, start)
            cuts.append(stop.span() if stop else (end, end))
    pieces: list[tuple[str, str]] = []
    at, sep = 0, ""
    for a, b in [*sorted(cuts), (len(text), len(text))]:
        if text[at:a]:
            pieces.append((sep, text[at:a]))
            sep = text[a:b]
        else:
            sep += text[a:b]
        at = b
    if sep and pieces:  # a full stop at the end belongs to the last words
        if len(pieces) == 1 or found:
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + sep)
    return pieces


_Found = tuple[int, int, Bound | Range | Date]


def _mentions(text: str) -> list[_Found]:
    """Everything measurable in a text, left to right; what stands in brackets only when nothing stands outside."""
    outside = _BRACKETS.sub(lambda m: "\0" * len(m.group()) if m.start() else m.group(), text)
    outside = re.sub(r"\0+", lambda m: m.group(), outside)
    return _scan(outside) or (_scan(text) if outside != text else [])


def _scan(text: str) -> list[_Found]:
    masked = _NUMBERING.sub(lambda m: "\0" * len(m.group()), text)
    found: list[_Found] = []
    at = 0
    date = dates.find(masked)
    while at < len(masked):
        if date and date[0] < at:
            date = dates.find(masked, at)
        number = _next_number(masked, at, date[0] if date else len(masked), bool(found))
        hit = number if number and (not date or number[0] < date[0]) else date
        if hit is None:
            break
        if hit is date and date[2].op == "=" and not _whole(masked, date):
            at = date[1]  # a date in passing: 2023年6月举办的…
            date = dates.find(masked, at)
            continue
        found.append(hit)
        at = hit[1]
    return found


def _whole(text: str, hit: tuple[int, int, Date]) -> bool:
    around = text[: hit[0]] + text[hit[1] :]
    return len(around) <= 4 or bool(re.fullmatch(r".{0,8}(?:完成|时间|日期|期限)?", around) and hit[2].start is None)


def _next_number(text: str, at: int, stop: int, later: bool) -> _Found | None:
    clock = _ROUND_THE_CLOCK.search(text, at)
    for match in _mention().finditer(text, at):
        if match.start() >= stop:
            break
        if clock and clock.start() <= match.start() < clock.end():
            week = Bound("=", Quantity(Fraction(168), unit("小时/周")), written=False, assumptions=("7×24小时",))
            return clock.start(), clock.end(), week
        value = _measure(match, text)
        if value is not None:
            return match.start(), _end(match, text), value
    return None


def _end(match: re.Match[str], text: str) -> int:
    tail = _unknown_unit(match, text)
    return match.end() + len(tail) if tail else match.end()


_TAIL_WORDS = re.compile(
    r"(?:完成|满意|以|内|的|为|是|得|扣|达|合格|到位|左右|及|且|并|与|和|或|个百分|执行|处理|办结|受益|达标|覆盖|通过|参|就业)"
)


def _unknown_unit(match: re.Match[str], text: str) -> str:
    """One to three characters right after a bare number that end the text are taken as its unit (50榀)."""
    if match["unit"] or match["post"] or match["number2"] or match["many"] or _is_chinese(match["number"]):
        return ""
    tail = text[match.end() :]
    if not re.fullmatch(r"[\u4e00-\u9fff]{1,3}", tail) or _TAIL_WORDS.search(tail):
        return ""
    return tail


def _measure(match: re.Match[str], text: str) -> Bound | Range | None:
    before, after = text[: match.start()], text[_end(match, text) :]
    if _incidental(match, before, after):
        return None
    notes: list[str] = []
    tail = _unknown_unit(match, text)
    if tail:
        notes.append(f"单位“{tail}”不在单位表中，按原字比较")
    quantity = _quantity(match["number"], match["unit"] or tail, match["sign"] == "-")
    if quantity is None:
        return None
    if match["each"]:
        quantity = replace(quantity, unit=unit(f"{quantity.unit}/{match['each'].removeprefix('每').removeprefix('个')}"))
    if match["number2"]:
        return _range(match, quantity, notes)
    if match["sign"] == "±":
        return Range(replace(quantity, number=-quantity.number), quantity, assumptions=tuple(notes))
    op, written = _operator(match, notes)
    about = bool(match["about"]) or match["post"] in ("左右", "上下")
    if about:
        notes.append("约数")
    return Bound(op, quantity, written, about, assumptions=tuple(notes))


def _operator(match: re.Match[str], notes: list[str]) -> tuple[Op, bool]:
    words = re.findall(_SIGNS, match["op"] or "")
    signs = [w for w in words if w in "≥≤><="]
    post = match["post"] if match["post"] in _POSTFIX else None
    if signs:
        return _PREFIX["≥" if signs == [">", "="] else signs[-1]], True
    strong = [w for w in words if w not in ("达到", "达")]
    if strong == ["控制在"] and post in ("以上", "及以上"):
        strong = []
    if strong:
        return _PREFIX[strong[-1]], True
    if post:
        return _POSTFIX[post], True
    if match["many"] or match["many2"]:
        notes.append("“多”“余”表示超过该数")
        return ">", True
    return (">=", True) if words else ("=", False)


_YEARS = re.compile(r"(?:19|20)\d\d")
_ORDINAL = re.compile(r"(?:第|[A-Za-z_.#/:〔\[“\"'-])$")


def _incidental(match: re.Match[str], before: str, after: str) -> bool:
    """A number that measures nothing: a year, an ordinal, part of a code or of a set phrase (一卡通, 5G)."""
    number, has_op = match["number"], bool(match["op"] or match["post"])
    bare = not match["unit"]
    if re.search(r"\d[.,]?$", before) or re.match(r"[.,:]?\d|[A-Za-z_]", after):
        return True
    if not match["op"] and not match["sign"] and (_ORDINAL.search(before) or before.endswith("十")):
        return True
    if after[:1] in ("号", "届", "楼", "级") and not has_op:
        return True
    if match["unit"] == "年" and _YEARS.fullmatch(number):
        return True
    if _is_chinese(number):
        alone = not before or has_op
        share = "分之" in number or "成" in number
        long = len(number) > 1
        if not share and (bare or not (alone or long)):
            return not (alone and not after and bare and _is_plain_numeral(number))
        return bool(not has_op and not share and after and not before and len(number) == 1)
    if bare and not has_op and not match["many"]:
        if after and not _unknown_unit(match, before + match.group() + after):
            return bool(before) or not re.match(r"[\u4e00-\u9fff(]", after) or len(after) > 6
        return False
    return False


def _is_chinese(number: str) -> bool:
    return not number[0].isdigit() and number[0] != "."


def _is_plain_numeral(number: str) -> bool:
    return len(number) > 1 and parse_chinese(number) is not None


def _quantity(number: str, name: str, negative: bool) -> Quantity | None:
    digits = 0
    whole = Unit("", "比率", Fraction(1))
    if "分之" in number and number[0].isdigit():
        below, _, above = number.partition("分之")
        if not int(below) or len(number) > 30:
            return None
        value, kind = Fraction(int(above), int(below)), unit(name) if name else whole
    elif _is_chinese(number):
        parsed = parse_chinese(number)
        if parsed is None and len(number) > 1:
            return None
        if parsed is None:
            return None
        value, kind = parsed, unit(name)
        if number.startswith("百分之") or ("成" in number and "分之" not in number):
            value, kind = value * 100, unit("%")
        elif "分之" in number:
            kind = unit(name) if name else whole
        elif number[-1] in SCALES and name and number[-1] in "万亿" and len(number) > 1:
            value, kind = value / SCALES[number[-1]], unit(number[-1] + name)
    else:
        parsed = parse_decimal(number)
        if parsed is None:
            return None
        value, digits, kind = parsed, decimals(number), unit(name)
        if name in SCALES:  # 1.2万: a scale without a unit belongs to the number
            value, kind = value * SCALES[name], NONE
            digits = 0 if value.denominator == 1 else digits
    return Quantity(-value if negative else value, kind, digits)


def _range(match: re.Match[str], first: Quantity, notes: list[str]) -> Range | None:
    second = _quantity(match["number2"], match["unit2"] or (match["unit"] or ""), False)
    if second is None:
        return None
    if not match["unit"]:
        first = replace(first, unit=second.unit)
    if match["plusminus"]:
        if first.unit.dimension != second.unit.dimension:
            return None
        centre, half = first, second.to(first.unit)
        low = replace(centre, number=centre.number - half.number)
        return Range(low, replace(centre, number=centre.number + half.number), assumptions=tuple(notes))
    if first.base > second.base:
        notes.append("前后颠倒的区间按从小到大理解")
        first, second = second, first
    return Range(first, second, assumptions=tuple(notes))


_ZERO = re.compile(r"(?:零(?P<a>[\u4e00-\u9fff]{1,8})|(?:无|没有|未发生|未出现|杜绝)(?P<b>[\u4e00-\u9fff]{0,6}?(?:上访|信访|投诉|事故|事件|违规|违纪|差错|故障|逾期|拖欠|舆情|案件|死亡|伤亡|中断|泄露|泄密|超支)(?:发生|情况|事件|现象|记录)?))")  # fmt: skip


def _statement(text: str) -> Statement:
    return Statement(text, zero=bool(_ZERO.fullmatch(text.rstrip("。,;"))))


def _around(text: str, start: int, end: int, value: Bound | Range | Date) -> Bound | Range | Date:
    return replace(value, before=text[:start], after=text[end:])
