"""What stands around a table: its title, the year, the paragraph 绩效自评综述."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scoring.number import half_width

_TITLE = re.compile(
    r"^.{2,60}(?:自评表|自评结果|申报表|监控表|目标表|自评情况表|评价表|评分表|情况表)(?:[（(].{0,20}[）)])?$"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
_STATED = re.compile(r"年度[:：]((?:19|20)\d\d)(?!\d)")  # 预算年度：2022
_DATED = re.compile(r"\s+[(（]?\s*(?:19|20)\d\d\s*年度?\s*[)）]?$")
_MONEY = re.compile(r"(?:单位|金额)[:：](?:人民币)?(万元|亿元|元)(?![\u4e00-\u9fff])")
_UNIT = re.compile(r"(?:填报|填表|申报|自评|预算|实施)?单位(?:名称)?(?:[(（](?:盖章|公章|全称)[)）])?[:：]\s*([^:：]+)")
_GAP = re.compile(r"\s{2,}|\u3000|\t|(?:填报|填表|金额|联系|单位)[^:：]{0,4}$")
_LAST = re.compile(r"(?:^|\s|\()((?:19|20)\d\d)\s*年度?\s*\)?\s*$")
_BEHIND = re.compile(r"\s*[（(]\s*(?:19|20)\d\d\s*年度?\s*[）)]$")
_UP_TO = re.compile(r"(?:0?1月?[-–—~至到])?(1[0-2]月|[1-9]月)")
_SENTENCE_ENDS = "。；;！!.”"
_NARRATIVE = "绩效自评综述"
CAPTION = 20  # characters of the heading of a part
_CAPTION = re.compile("(?:[一二三四五六七八九十]{1,2}、|[(（][一二三四五六七八九十]{1,2}[)）])[^\\d：:，。；]+")
LONGEST = 4000  # characters of a narrative


def is_title(text: str) -> bool:
    """Whether a line is the title of a table."""
    return bool(_TITLE.match(text.replace(" ", "").replace("\n", "")))


def is_caption(text: str) -> bool:
    """Whether a line is only the heading of a part of the form: 二、项目资金执行情况."""
    return bool(_CAPTION.fullmatch(text.strip()))


def untitled(text: str) -> str:
    """A title without the year printed behind it."""
    return _BEHIND.sub("", text.strip())


def year_in(text: str) -> str:
    """The first year a text names (2020年度); "" for none."""
    text = half_width(text[:200])
    found = _YEAR.search(text) or _STATED.search(text.replace(" ", ""))
    return found[1] if found else ""


def month_in(text: str) -> str:
    """The month up to which a heading tells what was done (1-7月完成情况: 7月); "" for none, and for the whole year."""
    found = _UP_TO.match(half_width(text).replace(" ", ""))
    return found[1] if found and found[1] != "12月" else ""


def undated(text: str) -> str:
    """A name without the year at the end of its line (甲局　2020年度)."""
    return _DATED.sub("", text.strip())


def stated(text: str) -> tuple[str, str]:
    """The money unit and the name of the unit that the lines around the tables state; "" where none or several do."""
    units = {found[1] for line in text.split("\n") if (found := _MONEY.search(half_width(line[:100]).replace(" ", "")))}
    lines = (line.strip() for line in text.split("\n") if len(line) < 100)
    names = {undated(_GAP.split(found[1].strip())[0]).strip(" _") for line in lines if (found := _UNIT.match(line))}
    names -= {"元", "万元", "亿元", ""}
    return (units.pop() if len(units) == 1 else "", names.pop() if len(names) == 1 else "")


def year_alone(text: str) -> str:
    """The year a line ends with (（2020年度）, 单位：甲局　2020年度); "" for any other."""
    found = _LAST.search(half_width(text)) if len(text) < 60 else None
    return found[1] if found else ""


def titles(text: str) -> list[tuple[str, str]]:
    """The titles in a text with the year in them or right below them."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    found = []
    for at, line in enumerate(lines):
        if len(line) <= 80 and is_title(line):
            found.append((untitled(line), year_in(line) or year_in(lines[at + 1] if at + 1 < len(lines) else "")))
    return found


def is_narrative(text: str) -> bool:
    """Whether a text is a 绩效自评综述: it calls itself that, or tells the score in a paragraph."""
    return len(text) > 40 and (_NARRATIVE in text or ("自评" in text and "得分" in text and "执行" in text))


def narratives(text: str) -> list[str]:
    """The paragraphs of 绩效自评综述, with the line breaks of a printed page taken out."""
    if _NARRATIVE not in text:
        return []
    found: list[str] = []
    open_ = False
    for line in (line.strip() for line in text.split("\n")):
        if _NARRATIVE in line and len(line) > len(_NARRATIVE) + 2:
            found.append(line)
            open_ = line[-1] not in _SENTENCE_ENDS
        elif open_ and line and not is_title(line) and len(found[-1]) < LONGEST:
            found[-1] += line
            open_ = line[-1] not in _SENTENCE_ENDS
        else:
            open_ = False
    return found


def about(project: str, texts: Sequence[str], alone: bool) -> str:
    """The text that speaks of a project; the only one there is when the project stands alone."""
    name = _core(project)
    for text in texts:
        head = _core(text.split(_NARRATIVE)[0])
        if name and (name in head or (head and head in name)):
            return text
    return texts[0] if alone and len(texts) == 1 else ""


def _core(text: str) -> str:
    return re.sub(r"[\s“”\"'‘’（）()《》:：]|项目$", "", half_width(text))
