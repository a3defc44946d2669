"""TOML files with line numbers, and their shape checked as a whole: every mistake at once, in Chinese."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, is_dataclass
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args, get_type_hints

from pydantic import BeforeValidator, WithJsonSchema

from scoring.number import parse_decimal
from scoring.source import Problem, ScoringError, Source
from scoring.toml_slips import BY_NAME, LISTS, OTHER_WORDS, UNMENDED, VALUES, slips, without_unit

MAX_BYTES = 2_000_000

T = TypeVar("T")
Location = tuple[str | int, ...]


class TomlFile:
    """The data of one TOML file, numbers as the text written, and the line each key stands on.

    Raises ScoringError when the file cannot be read or is not TOML.
    """

    __slots__ = ("_lines", "data", "path")

    def __init__(self, path: Path, text: str | None = None) -> None:
        self.path = path
        text = read_text(path) if text is None else text
        try:
            self.data = tomllib.loads(text, parse_float=str)
        except tomllib.TOMLDecodeError as error:
            raise ScoringError(_malformed(path, text, str(error))) from None
        except ValueError as error:  # an integer of thousands of digits
            raise ScoringError(
                Problem(Source(str(path)), f"有一个数字长得无法读取（{error}）", "请改写该数字")
            ) from None
        except RecursionError:
            raise ScoringError(Problem(Source(str(path)), "嵌套太深，读不懂", "请减少方括号或花括号的层数")) from None
        self._lines = _locate(text)

    def source(self, location: Location) -> Source:
        """The line of a key, or of the nearest table around it."""
        for length in range(len(location), -1, -1):
            if line := self._lines.get(location[:length]):
                return Source(str(self.path), line)
        return Source(str(self.path), 1)


def read_text(path: Path) -> str:
    """A UTF-8 text file of bounded size. Raises ScoringError saying what is wrong and what to do."""
    source = Source(str(path))
    try:
        if path.is_dir():
            raise ScoringError(Problem(source, "这是文件夹，不是文件", "请给出文件名"))
        if path.stat().st_size > MAX_BYTES:
            raise ScoringError(
                Problem(source, f"文件超过 {MAX_BYTES // 1_000_000} MB", "评价数据不会这么大，请检查是否选错文件")
            )
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ScoringError(Problem(source, "找不到文件", "请检查路径和文件名")) from None
    except UnicodeDecodeError:
        raise ScoringError(Problem(source, "不是 UTF-8 编码的文本", "请用记事本打开，另存为，编码选 UTF-8")) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScoringError(Problem(source, f"无法打开：{reason}", "请检查权限和路径")) from None


def _malformed(path: Path, text: str, error: str) -> list[Problem]:
    """What the parser stumbled over, and every line with a slip of a known kind, with the line as it should be."""
    place = re.search(r"\(at line (\d+), column (\d+)\)", error)
    lines = text.split("\n")
    line = int(place[1]) if place else len(lines)
    known = list(slips(text))
    problems = [
        Problem(
            Source(str(path), slip.line),
            slip.message,
            f"写成：{slip.mended.strip()[:120]}" if slip.mended else UNMENDED.get(slip.message, _QUOTES),
            lines[slip.line - 1][:200].rstrip("\r"),
            min(slip.column, 200),
        )
        for slip in known
    ]
    if any(slip.line <= line for slip in known):  # the parser stumbled over one of these, or because of one
        return problems
    column = int(place[2]) - 1 if place else MAX_BYTES
    shown = lines[line - 1][:200].rstrip("\r") if line <= len(lines) else ""
    usual = ("TOML 格式有误", "每行写成 键 = 值，文字加英文双引号；样子见 scoring new evaluation")
    message, advice = next((zh for en, zh in _TOML_ERRORS.items() if en in error), usual)
    return [Problem(Source(str(path), line), message, advice, shown, min(column, len(shown))), *problems]


_QUOTES = '文字写在一对英文双引号里，例如 actual = "12场"'
_PLAIN = '说明文字前面加 #；要填的内容写成 键 = 值，例如 actual = "12场"'
_TOML_ERRORS = {
    "Cannot overwrite a value": ("同一个键写了两次", "请删去一个；表有几行时，每行前面各写一个 [[row]] 或 [[funds]]"),
    "Cannot declare": ("同一个表写了两次", "请合并成一个；表有几行时，每行前面写双方括号，如 [[row]]"),
    "Cannot mutate immutable": ("这个表前面已经写完整了", "请把这一项写到前面那个表里"),
    "Cannot redefine": ("同一个表写了两次", "请合并成一个；表有几行时，每行前面写双方括号，如 [[row]]"),
    "Duplicate inline": ("同一个键写了两次", "请删去一个"),
    "Invalid date": ("日期不对", "日期写成 2024-06-30，并加英文双引号"),
    "Escaped character": ("文字里有反斜杠", "路径里的 \\ 改成 /"),
    "Found invalid character": ("这里有不允许的字符", '文字写在一对英文双引号里，例如 actual = "12场"'),
    "Invalid value": ("等号右边的值读不懂", "文字要加英文双引号，数字不带单位"),
    "Expected '='": ("键的后面应当是等号", _PLAIN),
    "Invalid initial character for a key": ("这里应当是键名（中文键要加英文双引号）", _PLAIN),
    "Unterminated string": ("引号没有配对", "请在文字两头各写一个英文双引号"),
    "Illegal character": ("文字里有不允许的字符（例如换行或控制字符）", "文字要写在一行里；要换行的用三个双引号括起来"),
    "Expected newline": ("这一行后面有多余的内容", "一行只写一项；多行文字用三个双引号括起来"),
    "Unescaped '\\'": ("文字里有反斜杠", "路径里的 \\ 改成 /"),
    "hex": ("文字里有反斜杠", "路径里的 \\ 改成 /"),
    "Unclosed": ("括号没有配对", "请补上少的 ] 或 }；列表各项用英文逗号隔开"),
    "Expected ']": ("方括号没有配对", "表头写成 [[row]] 或 [claimed]"),
    "Invalid statement": ("这一行读不懂", _PLAIN),
}

_KEY = r"(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|[A-Za-z0-9_-]+)"
_HEADER = re.compile(rf"^\s*(\[\[?)\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*\]\]?\s*(?:#.*)?$")
_ASSIGN = re.compile(rf"^\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*=")


def _locate(text: str) -> dict[Location, int]:
    """Which line each key, table and array entry begins on; strings over several lines are stepped over."""
    lines: dict[Location, int] = {}
    table: Location = ()
    counts: dict[Location, int] = {}
    inside = ""  # the quotes of a multi-line string that is open
    for number, line in enumerate(text.split("\n"), 1):
        if inside:
            if inside in line:
                inside = ""
            continue
        if header := _HEADER.match(line):
            path = _resolve(_keys(header[2]), counts)
            if header[1] == "[[":
                counts[path] = counts.get(path, -1) + 1
                lines.setdefault(path, number)
                path = (*path, counts[path])
            table = path
            lines.setdefault(table, number)
        elif assign := _ASSIGN.match(line):
            lines.setdefault((*table, *_keys(assign[1])), number)
        for quotes in ('"""', "'''"):
            if line.count(quotes) % 2:
                inside = quotes
    return lines


def _resolve(keys: list[str], counts: dict[Location, int]) -> Location:
    """`[[a]] … [a.b]` speaks of the last entry of a."""
    path: Location = ()
    for at, key in enumerate(keys):
        path = (*path, key)
        if path in counts and at < len(keys) - 1:
            path = (*path, counts[path])
    return path


def _keys(text: str) -> list[str]:
    return [k[1:-1] if k[0] in "\"'" else k for k in re.findall(_KEY, text)]


# -- the shape --


def _as_text(value: object) -> object:
    if isinstance(value, bool):
        return value
    return str(value) if isinstance(value, int | date | time) else value


def _as_number(value: object) -> object:
    value = _as_text(value)
    if isinstance(value, str):
        if parse_decimal(value) is None:
            raise ValueError(f"“{value[:40]}{'…' if len(value) > 40 else ''}”不是数字")
        return value.strip()
    return value


def _as_date(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else _as_text(value)


_EITHER = WithJsonSchema({"type": ["string", "number"]})
Text = Annotated[str, BeforeValidator(_as_text), _EITHER]  # numbers are taken as they were written
Number = Annotated[str, BeforeValidator(_as_number), _EITHER]  # the text of a number, its printed digits kept
DateText = Annotated[str, BeforeValidator(_as_date), WithJsonSchema({"type": "string", "format": "date"})]


_ADAPTERS: dict[type, Any] = {}  # pydantic builds one slowly, so each is built once


def _adapter(kind: type) -> Any:
    from pydantic import TypeAdapter

    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def shape(kind: type[T], file: TomlFile, data: Any = None) -> T:
    """The data of a file as a `kind`. Raises ScoringError with every mistake: line, what is wrong, what to do."""
    from pydantic import ValidationError

    try:
        result: T = _adapter(kind).validate_python(file.data if data is None else data)
    except ValidationError as error:
        raise ScoringError(_explained(kind, file, error.errors(include_url=False))) from None
    return result


def faults(kind: type, file: TomlFile) -> list[tuple[Location, bool]]:
    """Where the data is not of a shape, and whether it is because something is missing there."""
    from pydantic import ValidationError

    try:
        _adapter(kind).validate_python(file.data)
    except ValidationError as error:
        return [(_location(item), item["type"] == "missing") for item in error.errors(include_url=False)]
    return []


def _explained(kind: type, file: TomlFile, items: list[Any]) -> list[Problem]:
    """Each mistake once: a key that is missing because it is misspelled is told as misspelled."""
    wrong = [_location(item) for item in items if item["type"] in _UNKNOWN]
    meant = {(*where[:-1], _meant(str(where[-1]), _keys_of(kind, where[:-1]))) for where in wrong}
    return [_explain(kind, file, i) for i in items if not (i["type"] == "missing" and _location(i) in meant)]


_UNKNOWN = ("unexpected_keyword_argument", "extra_forbidden")


def _location(item: Any) -> Location:
    return tuple(part for part in item["loc"] if part not in ("function-before[_as_text(), str]",))


def schema(kind: type) -> dict[str, Any]:
    """The JSON Schema of a shape, so that editors complete and check."""
    result: dict[str, Any] = _adapter(kind).json_schema()
    return result


_WANTED = {
    "string": ("文字", "文字写在英文双引号里"), "int": ("整数", "只写数字，不加引号和单位"), "list": ("列表 [ … ]", "写成 [\"甲\", \"乙\"]"),
    "tuple": ("列表 [ … ]", "写成 [\"甲\", \"乙\"]"), "dict": ("表", "写成 [表名]，下面各写 键 = 值"), "dataclass": ("表", "写成 [表名]，下面各写 键 = 值"),
    "bool": ("true 或 false", "改成 true 或 false，不加引号"),
}  # fmt: skip


def _explain(kind: type, file: TomlFile, item: Any) -> Problem:
    location = _location(item)
    name, key = _spell(location, file.data), str(location[-1]) if location else ""
    given, context, place = item.get("input"), item.get("ctx", {}), file.source(location)
    match item["type"]:
        case "missing":
            return Problem(place, f"缺少 {name}", "请补上这一项")
        case unknown if unknown in _UNKNOWN:
            return Problem(place, f"不认识的键 {name}", _nearest(key, _keys_of(kind, location[:-1])))
        case "value_error":
            bare = without_unit(given) if isinstance(given, str) else None
            advice = f"只写数字，不带单位：{key} = {bare}" if bare else "请改成这一项应有的写法"
            return Problem(place, f"{name}：{context['error']}", advice)
        case "literal_error":
            allowed = re.findall("'([^']*)'", str(context["expected"]))
            words = [word for word in allowed if word.isascii()]
            meant = VALUES.get(str(given).strip(), "") or next(iter(get_close_matches(str(given), words, 1)), "")
            hint = f"是不是 {meant}？" if meant in allowed else ""
            return Problem(place, f"{name} 不能是 {_shown(given)}", f"{hint}只能是：{'、'.join(allowed)}")
        case "greater_than_equal" | "less_than_equal":
            bound = f"不小于 {context['ge']}" if "ge" in context else f"不大于 {context['le']}"
            return Problem(place, f"{name} 应当{bound}，写的是 {_shown(given)}", "请改正")
        case "too_long" | "too_short" | "missing_argument" | "unexpected_positional_argument":
            return Problem(place, f"{name} 的项数不对", "请对照说明补齐或删去")
    wanted, advice = next((zh for en, zh in _WANTED.items() if item["type"].startswith(en)), ("另一种值", "请改正"))
    if wanted.startswith("列表") and (isinstance(given, dict) or key in LISTS):
        advice = f"每行一个，写成双方括号 [[{name}]]"
    elif isinstance(given, list) and wanted == "表":
        advice = f"只有一个，写成单方括号 [{name}]"
    return Problem(place, f"{name} 应当是{wanted}，写的是 {_shown(given)}", advice)


def _shown(given: object) -> str:
    """A value as TOML writes it."""
    match given:
        case bool():
            return "true" if given else "false"
        case list():
            return "一个列表"
        case dict():
            return "一个表"
        case str():
            return f"“{given[:60]}{'…' if len(given) > 60 else ''}”"
    return str(given)[:60]


def _keys_of(kind: Any, location: Location) -> list[str]:
    """The keys a table may have, by its place in the shape."""
    for part in location:
        kind = _plain(kind)
        if isinstance(part, int):
            kind = get_args(kind)[0]
        else:
            kind = get_type_hints(kind)[part] if is_dataclass(kind) else get_args(kind)[-1]
    kind = _plain(kind)
    return [f.name for f in fields(kind) if "made" not in f.metadata] if is_dataclass(kind) else []


def _plain(kind: Any) -> Any:
    """X of X | None."""
    inner = [arg for arg in get_args(kind) if arg is not type(None)]
    return inner[0] if type(None) in get_args(kind) else kind


def _nearest(key: str, allowed: list[str]) -> str:
    meant = _meant(key, allowed)
    hint = f"是不是 {meant}？" if meant else "请检查拼写，或删去这一行。"
    return f"{hint}可以写：{'、'.join(allowed)}" if allowed else hint.rstrip("。")


def _meant(key: str, allowed: list[str]) -> str:
    found = [BY_NAME.get(key, ""), OTHER_WORDS.get(key.lower(), ""), *get_close_matches(key.lower(), allowed, 1)]
    return next((name for name in found if name in allowed), "")


def _spell(location: Location, data: Any) -> str:
    """rule第2项（at_most）.when: an entry of a list with its own name for itself."""
    text = ""
    for part in location:
        text += f"第{part + 1}项" if isinstance(part, int) else (f".{part}" if text else part)
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            data = None
        if isinstance(part, int) and isinstance(data, dict) and isinstance(data.get("id"), str):
            text += f"（{data['id'][:40]}）"
    return text or "文件"
