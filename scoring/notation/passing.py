"""Numbers in passing: years, ordinals, codes and set phrases measure nothing (一卡通, 第1批, 5G, A4)."""

from __future__ import annotations

import re

from scoring.notation import words
from scoring.quantity import SCALES

_NUMBERING = re.compile(
    r"(?:^|(?<=[,;。:]))(?:\(?\d{1,2}[)、]|\d{1,2}\.(?!\d)|[①-⑳]|\(?[一二三四五六七八九十]{1,2}[)、.]|指标\d{1,2}[:、.])"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_GLUED_BEFORE = re.compile(r"(?:\d[.,:·'’ ]?|[_#〔\[“\"'./]|\d比)\Z")
_LOOKALIKE_BEFORE = re.compile(r"(?:(?<![A-Za-z])|\d)[OoIl]\Z")  # l00%: a digit misread
_LETTER_BEFORE = re.compile(r"[A-Za-z][.-]?\Z")
_GLUED_AFTER = re.compile(r"[.,:·'’/ 比]?\d|[A-Za-z_]")
_MERE_SCALES = ("百", "千", "百万", "千万", "百亿", "千亿")  # 千元, 百万元: a unit
_DAY_OF_MONTH = re.compile(r"(?:之|以)?[前后]|发放|拨付|支付|上报|报送")


def masked(text: str) -> str:
    """The text with numbering and set phrases blotted out, place for place."""
    return words.PHRASE.sub(_blot, _NUMBERING.sub(_blot, text))


def _blot(match: re.Match[str]) -> str:
    return "\0" * len(match[0])


def in_passing(match: re.Match[str], text: str, at: int, tail: str) -> bool:
    """Whether this number measures nothing; `tail` is the unit not in the table that follows it."""
    number, unit, number_at = match["number"], match["unit"] or match["unit2"], match.start("number")
    compared = bool(match["op"] or match["post"] or match["number2"])
    end = match.end() + len(tail)
    near = text[max(at, match.start() - 12) : match.start()]
    touching = text[max(0, number_at - 2) : match.start("sign") if match["sign"] else number_at]
    if _LOOKALIKE_BEFORE.search(text[max(0, number_at - 3) : number_at]):
        return True
    if _GLUED_BEFORE.search(touching) or (_LETTER_BEFORE.search(touching) and not unit):
        return True
    if not unit and not match["post"] and _GLUED_AFTER.match(text, match.end()):
        return True
    if match["sign"] in ("+", "-") and touching[-1:].isalnum() and touching[-1:].isascii():
        return True
    if not match["op"] and _told_before(near, unit):
        return True
    if (not unit or tail) and not match["post"] and words.PASSING_AFTER.match(text, match.end("number")):
        return True
    if words.PASSING_FROM.search(near) and words.PASSING_TO.match(text, end):
        return True
    if unit in ("年", "年度") and _YEAR.fullmatch(number):
        return True
    if unit == "月" and not compared:  # 2月 is February; two months are 2个月
        return True
    if unit == "日" and near.endswith("月"):
        return True
    if unit == "日" and not match["post"] and (_DAY_OF_MONTH.match(text, match.end()) or match["each"]):
        return True
    if not (number[0].isdigit() or number[0] == "."):
        return _chinese_in_passing(match, near, text[end : end + 1], compared)
    if unit or tail or compared or match["many"] or match["number2"] or match["sign"] == "±":
        return False
    rest = text[end:]
    if not rest:
        return False
    lone = not near and not at and rest[0] in ",;。"
    if lone and number != "1":  # 33,同比下降5%; but 1,建设学校3所
        return False
    return bool(near or at) or rest[0] != "("


def _told_before(near: str, unit: str) -> bool:
    """Whether the words right before a number say that it measures nothing: 第3批, 表3, 扣5分."""
    if words.PASSING_BEFORE.search(near):
        return True
    if not unit and words.LABEL_BEFORE.search(near):
        return True
    return unit in ("", "分", "%") and bool(words.POINTS_BEFORE.search(near))


def _chinese_in_passing(match: re.Match[str], near: str, after: str, compared: bool) -> bool:
    """A Chinese numeral counts with a unit, and one of a single character only where something is counted."""
    number, unit = match["number"], match["unit"]
    if "分之" in number or number == "百分百" or "成" in number:
        return False
    if near[-1:] in ("十", "百", "千", "数", "几", "第", "星", "周"):
        return True
    if number[0] in "百千" and near[-1:] in ("上", "成"):  # 上百家
        return True
    if number in ("零", "〇") and not near and not after:
        return False
    if number in _MERE_SCALES and not compared and not match["about"]:
        return True
    if not unit or unit in SCALES:
        return bool(near or after or (len(number) == 1 and not unit)) and not (compared and not after)
    if len(number) > 1 or compared or match["each"] or match["many"]:
        return False
    return not (words.COUNTING.search(near) or not after)
