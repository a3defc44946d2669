"""One number with everything that belongs to it: comparator, sign, 多/余, unit, 以上, the other end."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from scoring.notation import words
from scoring.notation.passing import in_passing
from scoring.notation.values import Bound, Op, Range
from scoring.number import ARABIC, CHINESE, decimals, parse_chinese, parse_decimal
from scoring.quantity import COUNT, NONE, SCALES, SHARE, Quantity, Unit, finite_digits, unit, unit_pattern_full


@dataclass(frozen=True, slots=True)
class Found:
    """A value and where it stands in the text."""

    start: int
    end: int
    value: Bound | Range


ENDS = r"\(不?含(?:本数|[\d.]{1,9}%?)?\)"  # whether an end of a range belongs to it: 80%(含)-90%(不含)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    any_of, unit = words.any_of, unit_pattern_full()
    time, said = any_of(words.EACH_TIME), words.before_number(words.PREFIX)
    number = rf"(?:\d+分之\d+|百分之\d+(?:\.\d+)?|百分百|{ARABIC}|{CHINESE})"
    return re.compile(
        rf"(?P<sign0>[≥≤><=]?)(?P<clock>(?<!\d)(?:7[天日]?×24(?:个?小时)?|24(?:个?小时)?×7(?:[天日]|小时)?)(?!\d))"
        rf"|(?P<lead>(?:{said})+(?=每))?"
        rf"(?P<each>{_EVERY}|(?:[一1](?:{time})|(?:按|(?<![{words.HAN}\d.])(?:(?:两|{COUNT}(?!月))个?)?)(?:{time}))"
        r"(?=(?:\d+|[一两二三四五六])[次场期轮遍]))?"
        rf"(?P<op>(?:(?:{said})+(?<!已达到)(?<!已达))?)(?P<about>{words.ABOUT})?"
        r"(?P<money>¥)?(?P<sign>[±+-](?=[\d.]))?"
        rf"(?P<number>{number})(?:(?P<scale>{any_of(SCALES)})(?=[多余]))?(?P<many>[多余几])?"
        rf"(?:(?P<unit>{unit}|\({unit}\)){words.UNIT_ENDS}(?P<many2>[多余](?!额))?)?"
        rf"(?:(?P<end1>{ENDS})?(?P<link>±|-+|~|至|到)(?P<sign2>[+-](?=[\d.]))?(?P<number2>{number})(?:(?P<unit2>{unit}){words.UNIT_ENDS})?(?P<end2>{ENDS})?)?"
        rf"(?P<post>{any_of(words.SUFFIX)}|{any_of(words.ROUGHLY)}|(?:{any_of(words.FLIPPED)})(?![\d约]))?"
    )


def find(text: str, masked: str, at: int, stop: int) -> Found | None:
    """The first number from `at` on, before `stop`, that measures something; `masked` hides set phrases."""
    for match in _pattern().finditer(masked, at):
        if match.start() >= stop:
            return None
        if match["clock"]:
            sign = match["sign0"]
            week = Bound(words.PREFIX.get(sign, "="), Quantity(Fraction(168), unit("小时/周")), bool(sign))
            return Found(match.start(), match.end(), week)
        found = _measure(match, text, at)
        if found:
            return found
    return None


def _measure(match: re.Match[str], text: str, at: int) -> Found | None:
    tail = _unknown_unit(match, text)
    under = tail[:1] == "/"
    scale = match["unit"] if tail and match["unit"] and not under else ""
    if in_passing(match, text, at, tail):
        return None
    name = scale or (not under and tail) or (match["scale"] or "") + _bare(match["unit"] or "") + tail
    notes: tuple[str, ...] = (f"单位“{name if under else tail}”不在单位表中，按原字比较",) if tail else ()
    if match["money"] and (not name or name in SCALES):
        name += "元"
    first = _quantity(match["number"], name, match["sign"] == "-")
    if first is None:
        return None
    if scale:  # 1.2万农户
        first = replace(first, unit=unit(tail))
    if match["number2"]:
        return _range(match, first)
    if match["sign"] == "±":
        end = _end_of_range(text, match.end("unit") if match["unit"] else match.end("number"))
        return Found(match.start(), end, Range(replace(first, number=-first.number), first))
    plain = first.unit
    first = replace(first, unit=_per(match, text, at, plain))
    dropped = match["each"] and first.unit == plain  # 每年5%: a share is counted by nothing
    start = match.end("each") if dropped and not match["lead"] else match.start()
    op, written, said = _operator(match, text, at)
    about = bool(match["about"]) or match["post"] in words.ROUGHLY
    notes += (said,) if said else ()
    notes += ("“约”“近”“左右”表示约数",) if about else ()
    bound = Bound(op, first, written, about, assumptions=notes)
    return Found(start, match.end() + len(tail), bound)


def _bare(unit: str) -> str:
    return unit[1:-1] if unit.startswith("(") else unit


_TAIL = re.compile(rf"[{words.HAN}]{{1,3}}\Z")
_UNDER = re.compile(rf"/[{words.HAN}A-Za-z]{{1,4}}\Z")


def _unknown_unit(match: re.Match[str], text: str) -> str:
    """One to three characters right after a bare Arabic number that end the text are its unit (50榀)."""
    under = _UNDER.match(text, match.end("unit")) if match["unit"] and not match["post"] else None
    if under and match.end() == match.end("unit") and not words.NOT_A_UNIT.search(under[0]):
        return under[0]  # 3次/旬
    bare = not match["unit"] or (match["unit"] in SCALES and not match["many2"])
    if not bare or match["many"] or match["link"] or match["post"] or not match["number"][-1].isdigit():
        return ""
    tail = _TAIL.match(text, match.end())
    return tail[0] if tail and not words.NOT_A_UNIT.search(tail[0]) else ""


def _quantity(number: str, name: str, negative: bool) -> Quantity | None:
    """A numeral with its unit; 1.2万 alone is 12000, 五万元 is 5 万元, 百分之九十 is 90%."""
    read = _numeral(number)
    if read is None:
        return None
    value, own, digits = read
    written = ""
    if name in SCALES:
        written, scale = name, SCALES[name]
        value, digits, kind = value * scale, max(digits - len(str(scale)) + 1, 0), NONE
    elif not name:
        kind = own
        written = number[-1] if number[-1] in "万亿" and own == NONE else ""
    elif number[-1] in "万亿" and len(number) > 1:
        value, kind = value / SCALES[number[-1]], unit(number[-1] + name)
    else:
        kind = unit(name)
    return Quantity(-value if negative else value, kind, digits, written)


def _numeral(text: str) -> tuple[Fraction, Unit, int] | None:
    """The number, the unit it brings along, and its digits after the point; None when it is no number."""
    if text == "百分百":
        return Fraction(100), unit("%"), 0
    if text.startswith("百分之") and text[3].isdigit():
        part = parse_decimal(text[3:])
        return None if part is None else (part, unit("%"), decimals(text))
    if text[0].isdigit() or text[0] == ".":
        below, share, above = text.partition("分之")
        value = parse_decimal(below)
        if not share:
            return None if value is None else (value, NONE, decimals(text))
        part = parse_decimal(above)
        return (part / value, SHARE, 0) if value and part is not None else None
    value = parse_chinese(text)
    if value is None:
        return None
    if text.startswith("百分之") or ("成" in text and "分之" not in text):
        return value * 100, unit("%"), len(text.partition("点")[2])
    digits = 1 if text == "半" else len(text.partition("点")[2])
    return value, SHARE if "分之" in text else NONE, digits


def _range(match: re.Match[str], first: Quantity) -> Found | None:
    second = _quantity(match["number2"], match["unit2"] or match["unit"] or "", match["sign2"] == "-")
    if second is None:
        return None
    if not match["unit"]:
        first = replace(first, unit=second.unit)
        name = match["unit2"] or ""
        if name in SCALES and (match["link"] == "±" or abs(first.number) < abs(second.number) / SCALES[name]):
            first = replace(first, number=first.number * SCALES[name], digits=second.digits, scale=name)
    elif first.scale and second.unit.name:  # 5万-10万元
        first = _with_unit_of(first, second.unit)
    if first.unit.dimension != second.unit.dimension:
        return None
    if match["each"]:
        per = _each_name(match["each"])
        first = replace(first, unit=unit(f"{first.unit}{per}"))
        second = replace(second, unit=unit(f"{second.unit}{per}"))
    notes: tuple[str, ...] = ()
    low_open, high_open = ((match[end] or "").startswith("(不含") for end in ("end1", "end2"))
    if match["link"] == "±":
        half = second.to(first.unit)
        digits = max(first.digits, half.digits)
        second = replace(first, number=first.number + half.number, digits=digits)
        first = replace(first, number=first.number - half.number, digits=digits)
    elif first.base > second.base:
        notes = ("前后颠倒的区间按从小到大理解",)
        first, second = second, first
        low_open, high_open = high_open, low_open
    last = "end2" if match["end2"] else "unit2" if match["unit2"] else "number2"
    end = _end_of_range(match.string, match.end(last))
    # a comparator before a range (控制在3%~5%) stays in the words before it
    signed = match.start("sign") if match["sign"] else match.start("number")
    whole = Range(first, second, "", "", low_open, high_open, notes)
    return Found(match.start() if match["each"] else signed, end, whole)


def _with_unit_of(scaled: Quantity, of: Unit) -> Quantity:
    """5万 before 10万元 is 5 万元, 5千 before 1万元 is 5000 元."""
    if of.name.startswith(scaled.scale):
        number = scaled.number / SCALES[scaled.scale]
        return Quantity(number, of, finite_digits(number) or 0)
    return replace(scaled, unit=unit(of.name.lstrip("".join(SCALES))), scale="")


_WITHIN = re.compile(words.BETWEEN)


def _end_of_range(text: str, end: int) -> int:
    """After ±10% the words 以内 say nothing new; any others stay in the words after it."""
    within = _WITHIN.match(text, end)
    return within.end() if within else end


_SLOTS = words.any_of([*words.EACH_TIME, *words.EACH_THING])
_TIME = words.any_of(words.EACH_TIME)
_EVERY = rf"(?:每(?:{COUNT}个?(?:{_TIME})|个?(?:{_SLOTS})))+"  # 每两个月, 每人每年
_EACH = re.compile(rf"(?P<each>{_EVERY})[{words.HAN}]{{1,6}}\Z")
_SLOT = re.compile(rf"({COUNT}(?=个?(?:{_TIME})))?[一1]?个?({_SLOTS})")


def _per(match: re.Match[str], text: str, at: int, plain: Unit) -> Unit:
    """The unit with what it is counted by, wherever that stands: 每季度1次, 每季度开展1次, 每人每年150元."""
    if plain.per or plain.dimension in ("比率", "百分点", "工作日", "月份"):
        return plain
    each = match["each"]
    if not each:
        earlier = _EACH.search(text, max(at, match.start() - 14), match.start("number"))
        each = earlier["each"] if earlier else ""
    return unit(f"{plain}{_each_name(each)}") if each else plain


def _each_name(each: str) -> str:
    slots = []
    for count, slot in _SLOT.findall(each):
        many = count and f"{count}{'个' if slot == '月' else ''}"
        slots.append(f"{'' if count == '1' else many}{words.EACH_NAME.get(slot, slot)}")
    return "/" + "·".join(slots)


_REMOTE = re.compile(rf"(?P<word>{words.REMOTE})(?:(?:19|20)\d\d年|[{words.HAN}]){{1,10}}\Z")
_SAID = re.compile(words.any_of(words.PREFIX))


def _operator(match: re.Match[str], text: str, at: int) -> tuple[Op, bool, str]:
    """The comparator, whether it was written, and what was assumed about it."""
    said, post = _SAID.findall((match["lead"] or "") + match["op"]), match["post"]
    signs = [word for word in said if word in "≥≤><="]
    if signs:
        return words.PREFIX[signs[-1]], True, ""
    strong = [word for word in said if word not in words.SOFT]
    if post in words.AFTER and (not strong or words.AFTER[post] == ">="):
        strong = []
    if strong:
        return words.PREFIX[strong[-1]], True, ""
    if post in words.AFTER:
        return words.AFTER[post], True, ""
    if match["many"] or match["many2"]:
        return ">", True, "“多”“余”“几”表示超过该数"
    if said:
        return ">=", True, f"“{said[-1]}”按不低于理解"
    remote = _REMOTE.search(text, max(at, match.start() - 16), match.start())
    if remote:
        return words.PREFIX[remote["word"]], True, ""
    return "=", False, ""


_TIMES = ("小时", "个小时", "钟头", "个钟头", "h")


def merged(first: Found, second: Found, text: str) -> Found | None:
    """2小时30分钟 is one duration of 150 分钟; None when the two do not make one amount."""
    a, b = first.value, second.value
    if first.end != second.start or not isinstance(a, Bound) or not isinstance(b, Bound):
        return None
    one, two = a.quantity, b.quantity
    minutes = one.unit.name in _TIMES and two.unit.name == "分"
    if minutes:
        two = replace(two, unit=unit("分钟"))
    if b.written and (a.written or text[second.start] in "≥≤><=" or text[second.end - 1] in "≥≤><="):
        return None
    if two.unit.dimension in ("", "比率") or one.unit.dimension != two.unit.dimension:
        return None
    if not one.unit.factor > two.unit.factor or two.number < 0 or one.number < 0:
        return None
    total = one.to(two.unit).number + two.number
    digits = finite_digits(total)
    if digits is None:
        return None
    whole = Quantity(total, two.unit, max(digits, two.digits))
    notes = (*a.assumptions, *b.assumptions, *(("“分”按分钟理解",) if minutes else ()))
    said = b if b.written else a
    return Found(first.start, second.end, replace(said, quantity=whole, assumptions=notes))
