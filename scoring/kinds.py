"""The same formula read as other kinds of value: interval (in `intervals`), prose and unit.

Each kind is a class with operators and a table of functions; simpleeval walks the tree that
`Formula` parsed and checked. Conditions are values too.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from scoring.formula import Formula, constant
from scoring.formula import formula as compiled
from scoring.intervals import SIGNS, decide, interval

__all__ = ["Dimension", "Prose", "decide", "dimension", "evaluate", "interval", "prose", "sentence", "show_node"]

_NEGATED = {"<": "≥", "<=": ">", ">": "≤", ">=": "<", "==": "≠"}
_WRITTEN = {"<=": "≤", ">=": "≥"}  # in formulas
_SHOWN = _WRITTEN | {"==": "="}  # in prose


def evaluate(
    formula: Formula,
    names: Mapping[str, Any],
    literal: Callable[[ast.Constant], Any],
    functions: Mapping[str, Callable[..., Any]],
    compare: Callable[[str, Any, Any], Any],
) -> Any:
    """The formula over one kind of value: its operators are the kind's own, the rest is given."""
    from simpleeval import SimpleEval

    operators: dict[type, Callable[..., Any]] = {
        ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
        ast.USub: operator.neg,
    }  # fmt: skip
    operators |= {node: (lambda a, b, s=sign: compare(s, a, b)) for node, sign in SIGNS.items()}
    machine = SimpleEval(operators=operators, functions=dict(functions), names=dict(names))
    allowed = (ast.Name, ast.UnaryOp, ast.BinOp, ast.Compare, ast.Call)
    machine.nodes = {node: machine.nodes[node] for node in allowed} | {ast.Constant: literal}
    return machine.eval(formula.text, previously_parsed=formula.node)


# -- prose: why --


@dataclass(frozen=True, slots=True)
class Prose:
    """A formula with its numbers put in: text, exact value, and how tightly its last operation binds."""

    text: str
    value: Fraction | None  # None where a divisor was zero in an arm that is not taken
    tight: int = 9
    because: str = ""  # conditions that decided between arms

    def _join(self, other: Prose, sign: str, tight: int, value: Fraction | None) -> Prose:
        left = f"({self.text})" if self.tight < tight else self.text
        loose = other.tight < tight or (other.tight == tight and sign in "-÷")
        right = f"({other.text})" if loose else other.text
        return Prose(f"{left} {sign} {right}", value, tight, _and(self.because, other.because))

    def __add__(self, other: Prose) -> Prose:
        return self._join(other, "+", 1, _apply(operator.add, self, other))

    def __sub__(self, other: Prose) -> Prose:
        return self._join(other, "-", 1, _apply(operator.sub, self, other))

    def __mul__(self, other: Prose) -> Prose:
        return self._join(other, "×", 2, _apply(operator.mul, self, other))

    def __truediv__(self, other: Prose) -> Prose:
        return self._join(other, "÷", 2, _apply(operator.truediv, self, other) if other.value else None)

    def __neg__(self) -> Prose:
        text = f"-({self.text})" if self.tight < 9 else f"-{self.text}"
        return Prose(text, None if self.value is None else -self.value, 1, self.because)


def _apply(do: Callable[[Fraction, Fraction], Fraction], a: Prose, b: Prose) -> Fraction | None:
    return None if a.value is None or b.value is None else do(a.value, b.value)


def _and(*reasons: str) -> str:
    return "，".join(dict.fromkeys(r for r in reasons if r))


def _extreme(name: str, choose: Callable[[list[Fraction]], Fraction]) -> Callable[..., Prose]:
    def join(*items: Prose) -> Prose:
        values = [i.value for i in items if i.value is not None]
        value = choose(values) if len(values) == len(items) else None
        text = f"{name}({', '.join(i.text for i in items)})"
        return Prose(text, value, 9, _and(*(i.because for i in items)))

    return join


def _absolute(item: Prose) -> Prose:
    return Prose(f"|{item.text}|", None if item.value is None else abs(item.value), 9, item.because)


def _compare_prose(sign: str, a: Prose, b: Prose) -> tuple[bool, str]:
    test = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq}[sign]
    if a.value is None or b.value is None:
        return False, ""
    holds = test(a.value, b.value)
    shown = _SHOWN.get(sign, sign) if holds else _NEGATED[sign]
    return holds, f"{a.text} {shown} {b.text}"


def _choose(condition: tuple[bool, str], yes: Prose, no: Prose) -> Prose:
    taken = yes if condition[0] else no
    return Prose(taken.text, taken.value, taken.tight, _and(condition[1], taken.because))


def prose(formula: Formula, values: Mapping[str, tuple[str, Fraction]]) -> Prose:
    """The formula with printed numbers in place of names: 4 × min(98.0% ÷ 99%, 1)."""
    names = {name: Prose(*values[name]) for name in formula.names}
    functions: dict[str, Callable[..., Prose]] = {
        "min": _extreme("min", min), "max": _extreme("max", max), "abs": _absolute, "若": _choose,
    }  # fmt: skip

    def literal(node: ast.Constant) -> Prose:
        return Prose(str(getattr(node, "literal", node.value)), constant(node))

    result: Prose = evaluate(formula, names, literal, functions, _compare_prose)
    return result


@lru_cache(maxsize=1024)
def _conditions(formula: Formula) -> tuple[Formula, ...]:
    """Each condition of a formula as one that is 1 where it holds, 0 where not."""
    nodes = [node for node in ast.walk(formula.node) if isinstance(node, ast.Compare)]
    return tuple(compiled(f"若({show_node(node)}, 1, 0)") for node in nodes)


def _holds(condition: Formula, values: Mapping[str, tuple[str, Fraction]]) -> bool:
    try:
        return condition.ratio([values[name][1] for name in condition.names])[0] > 0
    except ZeroDivisionError:
        return False


_GAP = re.compile("\0([0-9]+)\0")


@lru_cache(maxsize=4096)
def _drawing(formula: Formula, _: tuple[bool, ...], values: _Values) -> tuple[str, ...]:
    """The sentence of a formula in the arms that `_` leads to, cut where the numbers go in: text, name, text …"""
    marked = {name: (f"\0{at}\0", values.given[name][1]) for at, name in enumerate(formula.names)}
    reading = prose(formula, marked)
    return tuple(_GAP.split(f"{reading.because}：{reading.text}" if reading.because else reading.text))


class _Values:
    """Values that take no part in what is remembered: any others that lead to the same arms would do."""

    def __init__(self, given: Mapping[str, tuple[str, Fraction]]) -> None:
        self.given = given

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Values)

    def __hash__(self) -> int:
        return 0


def sentence(formula: Formula, values: Mapping[str, tuple[str, Fraction]]) -> str:
    """What `prose` says, with the condition that decided in front, drawn once for all rows that go the same way."""
    arms = tuple(_holds(condition, values) for condition in _conditions(formula))
    pieces = list(_drawing(formula, arms, _Values(values)))
    for at in range(1, len(pieces), 2):
        pieces[at] = values[formula.names[int(pieces[at])]][0]
    return "".join(pieces)


# -- unit: is the rule well formed at all --


@dataclass(frozen=True, slots=True)
class Dimension:
    """Powers of the base kinds (分, 值, 元); `free` for a bare number, which takes any unit beside + - <."""

    powers: tuple[tuple[str, int], ...] = ()
    free: bool = False

    def _combine(self, other: Dimension, sign: int) -> Dimension:
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, 0) + sign * power
        return Dimension(tuple(sorted((n, p) for n, p in powers.items() if p)), self.free and other.free)

    def __mul__(self, other: Dimension) -> Dimension:
        return self._combine(other, 1)

    def __truediv__(self, other: Dimension) -> Dimension:
        return self._combine(other, -1)

    def __neg__(self) -> Dimension:
        return self

    def __add__(self, other: Dimension) -> Dimension:
        if self.free or other.free:
            return other if self.free else self
        if self.powers != other.powers:
            raise ValueError(f"“{self}”与“{other}”不能相加减或比较")
        return self

    __sub__ = __add__

    def __str__(self) -> str:
        return "·".join(n if p == 1 else f"{n}^{p}" for n, p in self.powers) or "纯数"


_KIND = {
    "分值": "分", "扣分": "分", "总分": "分", "公式值": "分", "预算数": "元", "执行数": "元",
    "完成值": "值", "目标值": "值", "下限": "值", "上限": "值",
}  # fmt: skip


def dimension(formula: Formula) -> Dimension:
    """What the formula measures. Raises ValueError when unlike kinds are added or compared."""
    names = {n: Dimension(((_KIND[n], 1),)) if n in _KIND else Dimension() for n in formula.names}

    def same(*items: Dimension) -> Dimension:
        total = items[0]
        for item in items[1:]:
            total = total + item
        return total

    def choose(_: Dimension, yes: Dimension, no: Dimension) -> Dimension:
        return yes + no

    functions: dict[str, Callable[..., Dimension]] = {"min": same, "max": same, "abs": same, "若": choose}
    free = Dimension(free=True)
    result: Dimension = evaluate(formula, names, lambda _: free, functions, lambda _, a, b: a + b)
    return result


def show_node(node: ast.expr) -> str:
    """A piece of a formula in the bureau's spelling."""
    match node:
        case ast.Constant():
            return str(getattr(node, "literal", node.value))
        case ast.Name():
            return node.id
        case ast.UnaryOp():
            return f"-{_bracketed(node.operand, 3)}"
        case ast.BinOp():
            tight, sign = _BINDING[type(node.op)]
            return f"{_bracketed(node.left, tight)} {sign} {_bracketed(node.right, tight + 1)}"
        case ast.Compare():
            sign = SIGNS[type(node.ops[0])]
            left, right = show_node(node.left), show_node(node.comparators[0])
            return f"{left} {_WRITTEN.get(sign, sign)} {right}"
        case ast.Call(func=ast.Name(id=name)):
            return f"{name}({', '.join(map(show_node, node.args))})"
    raise AssertionError(ast.dump(node))


_BINDING = {ast.Add: (1, "+"), ast.Sub: (1, "-"), ast.Mult: (2, "×"), ast.Div: (2, "÷")}


def _bracketed(node: ast.expr, tight: int) -> str:
    loose = isinstance(node, ast.UnaryOp)
    if isinstance(node, ast.BinOp):
        loose = _BINDING[type(node.op)][0] < tight
    return f"({show_node(node)})" if loose else show_node(node)
