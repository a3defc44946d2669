"""The usual slips of people who write TOML by hand: full-width signs, Chinese keys and quotes, text without quotes.

A line is mended slip by slip; when the mended line is TOML, it is what the message advises to write.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from scoring.number import parse_decimal

#: Chinese names of keys as people write them → the key
KEYS = {
    "actual": "完成值 实际完成值 实际完成 完成情况 实际值", "target": "目标 目标值 年度指标值 指标值", "points": "分值 权重",
    "claimed": "得分 自评得分 自评分", "judged": "评判 评判分 评分 打分", "band": "档 档次", "deduction": "扣分", "unit": "单位 度量单位",
    "remark": "原因 备注 偏差原因 偏差原因分析 偏差原因分析及改进措施 改进措施", "not_applicable": "不适用", "path": "指标 指标路径",
    "name": "名称 指标名称 三级指标 资金来源", "initial": "年初预算 年初预算数", "budget": "预算 预算数 全年预算 全年预算数",
    "spent": "执行数 全年执行数 支出 实际支出", "rate": "执行率 预算执行率", "total": "总分 合计", "grade": "等级 评价等级",
    "project": "项目 项目名称", "department": "主管部门 部门", "implementer": "实施单位 单位名称", "year": "年度 年份", "title": "标题 表名",
    "standard": "办法 评分办法", "form": "表样", "money_unit": "金额单位", "indicator_set": "指标文件", "narrative": "综述 自评综述",
    "expected": "预期目标", "amount": "金额", "reason": "整体原因", "notes": "说明", "direction": "方向", "note": "指标说明",
}  # fmt: skip
BY_NAME = {name: key for key, names in KEYS.items() for name in names.split()}
OTHER_WORDS = {
    "score": "claimed", "value": "actual", "weight": "points", "reason": "remark", "rows": "row", "indicators": "indicator", "fund": "funds",
    "indicator": "indicators", "unit_name": "implementer", "executed": "spent", "judge": "judged", "comment": "remark",
}  # fmt: skip
#: values as people write them → the word that is meant
VALUES = {
    "≥": ">=", "≧": ">=", "＞": ">", "≤": "<=", "≦": "<=", "＜": "<", "＝": "=", "==": "=", "零": "zero", "区间": "range",
    "日期": "date", "定性": "statement", "文字": "statement", "多项": "compound", "公式": "formula", "执行率": "execution",
    "扣分": "deduction", "总分": "total", "达到": "met", "达标": "met", "未达到": "below", "低于": "below", "高于": "above",
    "超过": "above", "逾期": "late", "基本完成": "mostly", "部分完成": "partly", "未完成": "failed", "错误": "error", "提醒": "warning",
    "提示": "info", "四舍五入": "half-up", "舍去": "down", "至少": "at_least", "等于": "equal", "折算": "rescale",
}  # fmt: skip
DATES = {"effective", "until"}
NUMBERS = {
    "year", "points", "claimed", "judged", "deduction", "initial", "budget", "spent", "total", "amount", "execution_points",
}  # fmt: skip
LISTS = {
    "row": "行 指标行 完成情况",
    "funds": "资金",
    "indicator": "指标 绩效指标",
    "spending": "支出明细",
    "declaration": "申报项目",
}
TABLES = {"claimed", "goal", "declared", "details", "indicators", "level_points"}
_LIST_NAMES = {name: key for key, names in LISTS.items() for name in names.split()}

MOST = 50  # slips told at once
_LONGEST = 2000  # characters of a line looked at
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_QUOTE = "[\"“”„＂‘’「」『』']"
_KEY = r"^(\s*(?:\x01\d+\x02|[^=＝:：\x01\"“”\[\]【】［］#＃]+?)\s*)"
_NOTE = r"(\s+#.*)?$"
_HALF = str.maketrans({chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)} | {"　": " "})
_SIGNS = _HALF | str.maketrans("【】“”、", '[]"",')

Mend = str | Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Slip:
    """A line that is wrong in a known way."""

    line: int  # from 1
    message: str
    mended: str  # the line as it should be; empty when that cannot be told
    column: int


def _header(found: re.Match[str]) -> str:
    *above, last = (part.strip() for part in found[1].split("."))
    last = _LIST_NAMES.get(last, last)
    name = ".".join([*above, last])
    return f"[[{name}]]" if last in LISTS else f"[{name}]" if last in TABLES else found[0].strip()


def _name(found: re.Match[str]) -> str:
    name = found[2].strip()
    return f"{found[1]}{BY_NAME.get(name) or _quoted(name)} ="


def _quoted(text: str) -> str:
    """Text between English quotes; quotes inside become Chinese ones, a lone one is dropped."""
    text = text.strip()
    while text.count('"') > 1:
        text = text.replace('"', "“", 1).replace('"', "”", 1)
    text = text.replace('"', "").replace("\\", "/")
    return f'"{text}"'


def _array(found: re.Match[str]) -> str:
    inside = found[2].translate(_SIGNS).strip().removeprefix("[").removesuffix("]").split(",")
    bare = (
        item if re.fullmatch(r"\x01\d+\x02", item) else _quoted(item.strip(_QUOTE))
        for item in map(str.strip, inside)
        if item
    )
    return f"{found[1]}[{', '.join(bare)}]"


def _value(found: re.Match[str]) -> str:
    """A bare value: a number of a number's key without its unit, else text between quotes."""
    before, text, after = found[1], found[2].strip(), found[3] or ""
    if _is_value(text):
        return found[0]
    number = re.match(r"[-+]?[\d,，]+(?:\.\d+)?", text)
    if before.strip(" \t=") in NUMBERS and number:
        return f"{before}{re.sub('[,，]', '', number[0])}{after}"
    if text in ("True", "TRUE", "是", "False", "FALSE", "否"):
        return f"{before}{'true' if text in ('True', 'TRUE', '是') else 'false'}{after}"
    return f"{before}{_quoted(text)}{after}"


def written_date(text: str) -> str | None:
    """2024-07-01 of 2024年7月1日, 2024/7/1 or 20240701; None for what is no day."""
    found = re.fullmatch(r"(\d{4})(?:\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})\s*日?|(\d\d)(\d\d))", text.strip())
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5])).isoformat()
    except ValueError:
        return None


def _date(found: re.Match[str]) -> str:
    if found[1].strip(" \t=") not in DATES or _is_value(found[2].strip()):
        return found[0]
    day = written_date(found[2])
    return f"{found[1]}{day}{found[3] or ''}" if day else "" if found[2][0].isdigit() else found[0]


def _commas(found: re.Match[str]) -> str:
    return re.sub(r"\x02\s*[，、；;]\s*(?=\x01)", "\x02, ", found[0])


def _is_value(text: str) -> bool:
    return _parses(f"x = {text}")


def _parses(line: str) -> bool:
    try:
        tomllib.loads(line, parse_float=str)
    except (ValueError, RecursionError):
        return False
    return True


#: what is wrong, how it looks (strings hidden), what to put there; in this order
_SLIPS: tuple[tuple[str, re.Pattern[str], Mend], ...] = (
    ("有全角空格", re.compile(r"^[^=＝\x01\"“]*　[^=＝\x01\"“]*(?==|＝|$)|(?<==)\s*　\s*"), lambda m: m[0].replace("　", " ")),
    ("注释要用英文 # 开头", re.compile(r"^\s*(?:＃|//|／／|；|;|--)\s*|(?<=[\x02\d\]])\s*(?:＃|//|／／)\s*"), " # "),
    ("方括号要用英文的 [ ]", re.compile(r"^\s*(?=.*[【】［］])[【［\[].*$"), lambda m: m[0].translate(_SIGNS)),
    ("表头的方括号不对：每行一个的（row、funds、indicator）用双方括号，其余用单方括号", re.compile(r"^\s*\[+\s*([^\[\]=#,]+?)\s*\]*\s*$"), _header),
    ("键和值之间要用英文等号 =", re.compile(rf"{_KEY}[＝：:]\s*"), r"\1= "),
    ("键名用了全角字母", re.compile(r"^[^=\x01]*[Ａ-Ｚａ-ｚ０-９＿][^=\x01]*(?==)"), lambda m: m[0].translate(_HALF)),
    ("键名要用英文，其他中文键要加英文双引号", re.compile(r"^(\s*)([\u4e00-\u9fff][^=\x01]*?)\s*="), _name),
    ("列表里的文字都要加英文双引号，用英文逗号隔开", re.compile(rf"^([^=]*=\s*)([\[【［].*[\]】］]){_NOTE}"), _array),
    ("要用英文双引号", re.compile(rf"(=\s*){_QUOTE}(.*?){_QUOTE}{_NOTE}"), lambda m: f"{m[1]}{_quoted(m[2])}{m[3] or ''}"),
    ("列表各项之间要用英文逗号", re.compile(r"^.*\x02\s*[，、；;]\s*\x01.*$"), _commas),
    ("少了后面的双引号", re.compile(r"(=\s*)[\"“＂'‘]([^\x01]*)$"), lambda m: f"{m[1]}{_quoted(m[2])}"),
    ("少了前面的双引号", re.compile(r"(=\s*)([^\s\"“\x01\[{'=][^\"“\x01]*)[\"”]\s*$"), lambda m: f"{m[1]}{_quoted(m[2])}"),
    ("等号后面没有值，没有的项请删去这一行", re.compile(r"=\s*(?:#.*)?$"), ""),
    ("日期写得不对，或没有这一天", re.compile(rf"(^[^=]*=\s*)([^\s\"“\x01\[{{'#=][^#]*?){_NOTE}"), _date),
    ("文字要加英文双引号，数字不带单位", re.compile(rf"(^[^=]*=\s*)([^\s\"“\x01\[{{'#=][^#]*?){_NOTE}"), _value),
)  # fmt: skip
UNMENDED = {"日期写得不对，或没有这一天": "日期写成 年-月-日，如 2024-07-01"}
_INSIDE = "引号里又有英文引号，或引号后面还有文字"
_BACKSLASH = "文字里有反斜杠，路径请用 /"


def slips(text: str) -> Iterator[Slip]:
    """Every line that is wrong in a known way, at most `MOST`; lines inside strings and lists of several lines aside."""
    inside, depth, told = "", 0, 0
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw[:_LONGEST].rstrip("\r")
        if inside:
            inside = "" if inside in line else inside
            continue
        inside = next((quotes for quotes in ('"""', "'''") if line.count(quotes) % 2), "")
        if inside or '"""' in line or "'''" in line or not line.strip() or line.lstrip().startswith("#"):
            continue
        hidden = _STRING.sub("", line).partition("#")[0]
        if depth > 0 and not re.match(r"\s*(\[\[?\w+\]|[\w-]+\s*=)", line):
            depth += hidden.count("[") + hidden.count("{") - hidden.count("]") - hidden.count("}")
            continue
        opens = re.search(r"=\s*[\[{]", hidden) and hidden.count("[") + hidden.count("{") - hidden.count(
            "]"
        ) - hidden.count("}")
        depth = opens or 0
        if depth <= 0 and (slip := _slip(number, line)):
            yield slip
            told += 1
            if told == MOST:
                return


def _slip(number: int, line: str) -> Slip | None:
    header = re.fullmatch(r"\s*\[+\s*([\w.]+)\s*\]+\s*", line)
    if _parses(line) and not (header and _header(header) != line.strip()):
        return None
    said, mended = mend(line)
    if not said:
        return None
    column = next(
        (i for i, (a, b) in enumerate(zip(line, mended, strict=False)) if a != b), min(len(line), len(mended))
    )
    return Slip(number, "；".join(said), mended if _parses(mended) and mended.strip() else "", column)


def mend(line: str) -> tuple[list[str], str]:
    """What is wrong with a line, and the line without it."""
    said: list[str] = []
    strings: list[str] = []

    def hide(found: re.Match[str]) -> str:
        string = found[0]
        if "\\" in string and not _is_value(string):
            string = string.replace("\\", "/")
            said.append(_BACKSLASH)
        strings.append(string)
        return f"\x01{len(strings) - 1}\x02"

    def shown(text: str) -> str:
        return re.sub(r"\x01(\d+)\x02", lambda m: strings[int(m[1])], text)

    slashed = re.sub(r'"([^"\\]*(?:\\[^"\\]+)*\\)"(?=\s*$)', lambda m: '"' + m[1].replace("\\", "/") + '"', line)
    if slashed != line:
        said.append(_BACKSLASH)
    text = _STRING.sub(hide, slashed.replace("\x01", "").replace("\x02", ""))
    for message, pattern, by in _SLIPS:
        after = pattern.sub(by, text, count=1)
        if after != text:
            said.append(message)
            text = _STRING.sub(hide, after) if after else after
    value = re.match(r"([^=]*=\s*)(\x01\d+\x02\s*[^\s#,\]}].*)$", text)
    if value:
        said.append(_INSIDE)
        text = value[1] + _quoted(shown(value[2]).removeprefix('"').removesuffix('"'))
    text = shown(text)
    items = re.match(r"([^=]*=\s*)(\[.*)$", re.sub('["“”]', "", line))
    if items and not _parses(text):  # a quote is missing somewhere: cut at the commas
        text = _array(items)
    return list(dict.fromkeys(said)), text


def without_unit(text: str) -> str | None:
    """The number of 6分 or 95.60万元 or 1,503.44; None when the text is no number with a unit."""
    found = re.fullmatch(r"\s*([-+]?[\d,，]+(?:\.\d+)?)\s*[^\d\s.]{0,6}\s*", text)
    number = re.sub("[,，]", "", found[1]) if found else ""
    return number if parse_decimal(number) is not None else None
