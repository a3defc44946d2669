"""Formulas of the rules, in the finance bureau's words: 分值 × min(完成值 ÷ 目标值, 1).

The language is simpleeval's with everything taken out and a handful of nodes put back. One text is
read as several kinds of value: exact numbers here (compiled once to integer arithmetic on numerator
and denominator), intervals, prose and units in `kinds`, whole columns in `columns.value`. A rule is never written twice.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache

from scoring.number import half_width, parse_decimal
from scoring.source import Problem, ScoringError, Source

#: the fixed vocabulary: what a formula may speak of
NAMES = {
    "分值": "指标的分值 w",
    "完成值": "实际完成值 B",
    "目标值": "年度指标值 A",
    "完成率": "完成值 ÷ 目标值",
    "下限": "区间目标的下限",
    "上限": "区间目标的上限",
    "执行率": "全年执行数 ÷ 预算数，超过100%按100%",
    "预算数": "全年预算数",
    "执行数": "全年执行数",
    "扣分": "扣分栏所填的分",
    "总分": "各行得分之和",
    "达标": "达到目标为1，未达到为0",
    "公式值": "表格单元格里所写公式算出的分",
}
FUNCTIONS = {"min": "取小", "max": "取大", "若": "若(条件, 甲, 乙)", "abs": "绝对值"}

MAX_LENGTH = 500
MAX_DEPTH = 20
MAX_NODES = 200
MAX_CONDITIONS = 2  # 若 within a condition within a condition: each is read three times over as an interval

_SIGNS = {"×": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=", "−": "-", "，": ",", "（": "(", "）": ")", "％": "%"}
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_COMPARE = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "=="}
_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}

Exact = Callable[..., tuple[int, int]]


class Formula:
    """One formula: its text, the names it uses, and its exact reading.

    Raises ScoringError (with a caret under the first offending character) for anything outside the
    language: unknown names, attributes, powers, comprehensions, strings, texts too long or too deep.
    """

    __slots__ = ("__dict__", "names", "node", "text")

    def __init__(self, text: str, source: Source | None = None) -> None:
        self.text = text.strip()
        self._source = source or Source()
        code = self._translate()
        self.node = self._parse(code)
        _Check(self, code).visit(self.node)
        used = [n.id for n in ast.walk(self.node) if isinstance(n, ast.Name)]
        self.names = tuple(n for n in dict.fromkeys(used) if n in NAMES)
        self.exact = _compile(self.node, self.names)

    def __repr__(self) -> str:
        return f"Formula({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Formula) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __call__(self, values: Mapping[str, Fraction]) -> Fraction:
        """The exact value. Raises ZeroDivisionError when a divisor that is used is zero, KeyError without a name."""
        return Fraction(*self.ratio([values[name] for name in self.names]))

    def ratio(self, values: Iterable[Fraction]) -> tuple[int, int]:
        """The exact value as n ÷ d, d positive, for the values of `names` in their order. Raises ZeroDivisionError."""
        arguments: list[int] = []
        for number in values:
            arguments += number.as_integer_ratio()
        return self.exact(*arguments)

    # -- from text to a checked tree --

    def _translate(self) -> str:
        if len(self.text) > MAX_LENGTH:
            raise self.refuse(f"公式过长（{len(self.text)} 字，最多 {MAX_LENGTH} 字）", 0)
        if bad := re.search(r"[\x00-\x1f\x7f]", self.text):
            raise self.refuse("公式里有控制字符", bad.start())
        if bad := re.search(r"[\d.][eE]|\d_|0[xXoObB]", self.text):
            raise self.refuse("数字只能写成 0.6、60% 这样的小数", bad.start())
        opened: list[int] = []
        for at, char in enumerate(self.text):
            if char in "(（":
                opened.append(at)
            elif char in ")）" and not opened:
                raise self.refuse("公式读不懂：多了一个右括号", at, "请删去它，或补上前面的左括号")
            elif char in ")）":
                opened.pop()
            if len(opened) > MAX_DEPTH:
                raise self.refuse(f"括号套得太深（最多 {MAX_DEPTH} 层）", at)
        if opened:
            raise self.refuse(f"公式读不懂：少了 {len(opened)} 个右括号", opened[-1], "请在该合上的地方补上 )")
        if joined := re.search("并且|或者|且|或|和", self.text):
            advice = "请把 若 套起来写：若(条件一, 若(条件二, 甲, 乙), 乙)"
            raise self.refuse(f"条件里不能用“{joined[0]}”", joined.start(), advice)
        code = half_width("".join(_SIGNS.get(c, c) for c in self.text)).replace("取小", "min").replace("取大", "max")
        return _PERCENT.sub(lambda m: f"{m[1]}e-2", code)

    def _parse(self, code: str) -> ast.expr:
        from simpleeval import InvalidExpression, SimpleEval

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                node = SimpleEval.parse(code)
        except (SyntaxError, SyntaxWarning) as error:
            column = (getattr(error, "offset", None) or 1) - 1
            raise self.refuse("公式读不懂", self.column(code, column)) from None
        except (InvalidExpression, UserWarning, ValueError, RecursionError, MemoryError):
            raise self.refuse("公式读不懂：应当是一个算式", 0) from None
        if not isinstance(node, ast.Expr):
            raise self.refuse("公式应当是一个算式，不能是语句", 0)
        return node.value

    def column(self, code: str, at: int) -> int:
        """Where in the text as written a column of the translated code stands."""
        extra = sum(1 for m in re.finditer(r"\de-2", code) if m.end() <= at)
        return max(0, min(at - 2 * extra, len(self.text) - 1))

    def refuse(self, message: str, column: int, advice: str = "") -> ScoringError:
        """The error to raise, with a caret under `column`."""
        advice += "。" * bool(advice) + f"可用的词：{'、'.join(NAMES)}；可用的运算：+ - × ÷ 比较 min max 若 abs"
        return ScoringError(Problem(self._source, message, advice, self.text or " ", column))


def constant(node: ast.Constant) -> Fraction:
    """The exact number a literal was written as (the checker stored it beside the float)."""
    return Fraction(node.exact)  # type: ignore[attr-defined]


_CALLS = {
    "若": "写成 若(条件, 条件成立时的值, 不成立时的值)", "abs": "写成 abs(甲)",
    "min": "写成 min(甲, 乙)，最多九项", "max": "写成 max(甲, 乙)，最多九项",
}  # fmt: skip


class _Check(ast.NodeVisitor):
    """The closed door: only what is named here passes."""

    def __init__(self, formula: Formula, code: str) -> None:
        self.formula, self.code, self.raw, self.count = formula, code, code.encode(), 0
        self.conditions = 0  # around the node

    def visit(self, node: ast.AST) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            raise self.formula.refuse(f"公式太复杂（最多 {MAX_NODES} 个部分）", 0)
        method = getattr(self, f"visit_{type(node).__name__}", None)
        if method is None:
            raise self.no("公式里不能用这种写法", node)
        method(node)

    def no(self, message: str, node: ast.AST, advice: str = "") -> ScoringError:
        before = self.raw[: getattr(node, "col_offset", 0)].decode(errors="ignore")
        return self.formula.refuse(message, self.formula.column(self.code, len(before)), advice)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if type(node.op) not in _BINARY:
            raise self.no("这里只能用 + - × ÷", node.right)
        self.visit(node.left)
        self.visit(node.right)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if not isinstance(node.op, ast.USub):
            raise self.no("这里只能用负号", node)
        self.visit(node.operand)

    def visit_Compare(self, node: ast.Compare) -> None:
        raise self.no("比较只能写在 若(条件, 甲, 乙) 的条件里", node)

    def condition(self, node: ast.expr) -> None:
        if not isinstance(node, ast.Compare):
            raise self.no("若 的第一个参数应当是比较，如 完成率 ≥ 60%", node)
        if len(node.ops) != 1 or type(node.ops[0]) not in _COMPARE:
            advice = "两头都有界限的，把 若 套起来写：若(执行率 ≥ 60%, 若(执行率 < 80%, 甲, 乙), 丙)"
            raise self.no("比较一次只能用一个 > ≥ < ≤ ==", node, advice)
        self.conditions += 1
        self.visit(node.left)
        self.visit(node.comparators[0])
        self.conditions -= 1

    def visit_Call(self, node: ast.Call) -> None:
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS or node.keywords:
            raise self.no(f"只能用这些函数：{'、'.join(FUNCTIONS)}", node)
        want = {"若": (3, 3), "abs": (1, 1)}.get(node.func.id, (2, 9))
        if not want[0] <= len(node.args) <= want[1]:
            raise self.no(f"函数 {node.func.id} 的参数个数不对", node, _CALLS[node.func.id])
        arguments = node.args
        if node.func.id == "若":
            if self.conditions > MAX_CONDITIONS:
                raise self.no(f"条件里的 若 套得太深（最多 {MAX_CONDITIONS} 层）", node)
            self.condition(arguments[0])
            arguments = arguments[1:]
        for argument in arguments:
            self.visit(argument)

    def visit_Name(self, node: ast.Name) -> None:
        if node.id not in NAMES:
            raise self.no(f"不认识“{node.id}”", node)

    def visit_Constant(self, node: ast.Constant) -> None:
        literal = self.raw[node.col_offset : node.end_col_offset].decode(errors="ignore")
        percent = literal.endswith("e-2")
        value = parse_decimal(literal.removesuffix("e-2"))
        if isinstance(node.value, bool | str | bytes | complex | None) or value is None:
            raise self.no("这里应当是一个数", node)
        node.exact = value / 100 if percent else value  # type: ignore[attr-defined]
        node.literal = f"{literal.removesuffix('e-2')}%" if percent else literal  # type: ignore[attr-defined]


# -- exact numbers: integer arithmetic on (numerator, denominator) --


def _compile(node: ast.expr, names: tuple[str, ...]) -> Exact:
    """Python source over integers, compiled once: no object is made per operation, nothing is rounded."""
    writer = _Writer({name: (f"n{i}", f"d{i}") for i, name in enumerate(names)})
    n, d = writer.value(node, "    ")
    arguments = ", ".join(f"n{i}, d{i}" for i in range(len(names)))
    source = f"def exact({arguments}):\n" + "".join(writer.lines) + f"    return {n}, {d}\n"
    scope: dict[str, Exact] = {}
    exec(compile(source, "<formula>", "exec"), {"__builtins__": {}, "zero": _zero}, scope)
    return scope["exact"]


def _zero() -> None:
    raise ZeroDivisionError("除数为0")


class _Writer:
    """Writes one assignment per step; denominators stay positive, so comparing is cross-multiplying."""

    def __init__(self, names: Mapping[str, tuple[str, str]]) -> None:
        self.names = names
        self.lines: list[str] = []
        self.count = 0

    def put(self, indent: str, n: str, d: str) -> tuple[str, str]:
        self.count += 1
        name = (f"a{self.count}", f"b{self.count}")
        self.lines.append(f"{indent}{name[0]} = {n}; {name[1]} = {d}\n")
        return name

    def value(self, node: ast.expr, indent: str) -> tuple[str, str]:
        match node:
            case ast.Constant():
                number = constant(node)
                return str(number.numerator), str(number.denominator)
            case ast.Name():
                return self.names[node.id]
            case ast.UnaryOp():
                n, d = self.value(node.operand, indent)
                return self.put(indent, f"-{n}", d)
            case ast.BinOp():
                return self.binary(node, indent)
            case ast.Call(func=ast.Name(id="若")):
                return self.choice(node, indent)
            case ast.Call(func=ast.Name(id="abs")):
                n, d = self.value(node.args[0], indent)
                return self.put(indent, f"{n} if {n} >= 0 else -{n}", d)
            case ast.Call(func=ast.Name(id=name)):
                return self.extreme("<=" if name == "min" else ">=", node.args, indent)
        raise AssertionError(ast.dump(node))

    def binary(self, node: ast.BinOp, indent: str) -> tuple[str, str]:
        (n1, d1), (n2, d2) = self.value(node.left, indent), self.value(node.right, indent)
        match node.op:
            case ast.Mult():
                return self.put(indent, _product(n1, n2), _product(d1, d2))
            case ast.Div():
                self.lines.append(f"{indent}if not {n2}: zero()\n")
                n, d = self.put(indent, _product(n1, d2), _product(d1, n2))
                self.lines.append(f"{indent}if {d} < 0: {n} = -{n}; {d} = -{d}\n")
                return n, d
        sign = _BINARY[type(node.op)]
        return self.put(indent, f"{_product(n1, d2)} {sign} {_product(n2, d1)}", _product(d1, d2))

    def extreme(self, sign: str, arguments: list[ast.expr], indent: str) -> tuple[str, str]:
        best = self.value(arguments[0], indent)
        for argument in arguments[1:]:
            n, d = self.value(argument, indent)
            first = self.put(indent, *best)
            test = f"{_product(first[0], d)} {sign} {_product(n, first[1])}"
            self.lines.append(f"{indent}if not {test}: {first[0]} = {n}; {first[1]} = {d}\n")
            best = first
        return best

    def choice(self, node: ast.Call, indent: str) -> tuple[str, str]:
        condition = node.args[0]
        assert isinstance(condition, ast.Compare)
        (n1, d1) = self.value(condition.left, indent)
        (n2, d2) = self.value(condition.comparators[0], indent)
        self.count += 1
        result = (f"a{self.count}", f"b{self.count}")
        sign = _COMPARE[type(condition.ops[0])]
        self.lines.append(f"{indent}if {_product(n1, d2)} {sign} {_product(n2, d1)}:\n")
        for arm, opening in ((node.args[1], ""), (node.args[2], f"{indent}else:\n")):
            self.lines.append(opening)
            n, d = self.value(arm, indent + "    ")
            self.lines.append(f"{indent}    {result[0]} = {n}; {result[1]} = {d}\n")
        return result


def _product(a: str, b: str) -> str:
    if a == "1":
        return b
    return a if b == "1" else f"{a} * {b}"


@lru_cache(maxsize=1024)
def formula(text: str) -> Formula:
    """The formula of a text, compiled once. Raises ScoringError."""
    return Formula(text)
