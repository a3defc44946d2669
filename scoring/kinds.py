"""The same formula read as other kinds of value: interval, prose and unit.

Each kind is a class with operators and a table of functions; simpleeval walks the tree that
`Formula` parsed and checked. Conditions are values too: true, false or undecided.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.formula import Formula, constant
from scoring.number import Interval, maximum, minimum, show

Condition = bool | None


def _evaluate(
    formula: Formula,
    names: Mapping[str, Any],
    literal: Callable[[ast.Constant], Any],
    functions: Mapping[str, Callable[..., Any]],
    compare: Callable[[str, Any, Any], Any],
) -> Any:
    from simpleeval import SimpleEval

    signs = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "=="}
    operators: dict[type, Callable[..., Any]] = {
        ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.USub: operator.neg,
    }  # fmt: skip
    operators |= {node: (lambda a, b, s=sign: compare(s, a, b)) for node, sign in signs.items()}
    machine = SimpleEval(operators=operators, functions=dict(functions), names=dict(names))
    allowed = (ast.Name, ast.UnaryOp, ast.BinOp, ast.Compare, ast.Call)
    machine.nodes = {node: machine.nodes[node] for node in allowed} | {ast.Constant: literal}
    return machine.eval(formula.text, previously_parsed=formula.node)


# -- interval: which scores could be right --


def decide(sign: str, a: Interval, b: Interval) -> Condition:
    """Whether a comparison holds for all values (True), for none (False) or for some (None)."""
    if sign in (">", ">="):
        sign, a, b = {">": "<", ">=": "<="}[sign], b, a
    if sign == "==":
        if a.exact and b.exact:
            return a.low == b.low
        return False if a.intersect(b).empty else None
    touch_is_true = sign == "<=" or a.high_open or b.low_open
    if a.high < b.low or (a.high == b.low and touch_is_true):
        return True
    touch_is_false = sign == "<" or a.low_open or b.high_open
    if a.low > b.high or (a.low == b.high and touch_is_false):
        return False
    return None


def interval(formula: Formula, values: Mapping[str, Interval]) -> Interval:
    """All values the formula can take. Raises ZeroDivisionError when a divisor is certainly zero."""
    return _Narrow(formula, values).run()


class _Narrow:
    """Interval evaluation that narrows a name inside the arm where a condition on it holds."""

    def __init__(self, formula: Formula, values: Mapping[str, Interval]) -> None:
        self.formula = formula
        self.values = dict(values)
        self.dead: list[ast.expr] = []  # arms that no value reaches
        self.divisors: list[ast.expr] = []  # divisors that may be zero

    def run(self) -> Interval:
        return self.value(self.formula.node)

    def value(self, node: ast.expr) -> Interval:
        match node:
            case ast.Constant():
                return Interval.of(constant(node))
            case ast.Name():
                return self.values[node.id]
            case ast.UnaryOp():
                return -self.value(node.operand)
            case ast.BinOp(op=ast.Div()):
                divisor = self.value(node.right)
                if 0 in divisor:
                    self.divisors.append(node.right)
                return self.value(node.left) / divisor
            case ast.BinOp():
                name = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}[type(node.op)]
                result: Interval = name(self.value(node.left), self.value(node.right))
                return result
            case ast.Call(func=ast.Name(id="若")):
                return self.choice(node)
            case ast.Call(func=ast.Name(id="abs")):
                inner = self.value(node.args[0])
                return maximum([inner, -inner]) if 0 not in inner else Interval(Fraction(0), max(-inner.low, inner.high))
            case ast.Call(func=ast.Name(id=name)):
                items = [self.value(argument) for argument in node.args]
                return minimum(items) if name == "min" else maximum(items)
        raise AssertionError(ast.dump(node))

    def choice(self, node: ast.Call) -> Interval:
        condition = node.args[0]
        assert isinstance(condition, ast.Compare)
        sign = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "=="}[type(condition.ops[0])]
        left, right = condition.left, condition.comparators[0]
        truth = decide(sign, self.value(left), self.value(right))
        results = []
        for arm, holds in ((node.args[1], True), (node.args[2], False)):
            if truth is (not holds):
                self.dead.append(arm)
                continue
            saved = dict(self.values)
            possible = self.narrow(left, sign, right, holds) and self.narrow(right, _MIRROR[sign], left, holds)
            if possible:
                results.append(self.value(arm))
            else:
                self.dead.append(arm)
            self.values = saved
        joined = results[0]
        for other in results[1:]:
            joined = joined.join(other)
        return joined

    def narrow(self, node: ast.expr, sign: str, other: ast.expr, holds: bool) -> bool:
        """Cut down the values of a bare name to those for which the condition (does not) hold."""
        if not isinstance(node, ast.Name):
            return True
        limit = self.value(other)
        sign = sign if holds else _NEGATED[sign]
        known = self.values[node.id]
        inf = float("inf")
        cut = {
            "<": Interval(-inf, limit.high, high_open=True),
            "<=": Interval(-inf, limit.high, high_open=limit.high_open),
            ">": Interval(limit.low, inf, low_open=True),
            ">=": Interval(limit.low, inf, low_open=limit.low_open),
            "==": limit,
            "!=": Interval(-inf, inf),
        }[sign]
        self.values[node.id] = known.intersect(cut)
        return not self.values[node.id].empty


_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}
_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!="}


@dataclass(frozen=True, slots=True)
class Proof:
    """What interval reasoning says of a formula: its values, arms never reached, divisors that may be 0."""

    values: Interval
    dead: tuple[str, ...]
    zero_divisors: tuple[str, ...]


def prove(formula: Formula, values: Mapping[str, Interval]) -> Proof:
    """Interval reading with its by-products, for the linter."""
    machine = _Narrow(formula, values)
    result = machine.run()
    return Proof(result, tuple(map(show_node, machine.dead)), tuple(map(show_node, machine.divisors)))


def show_node(node: ast.expr) -> str:
    """A piece of a formula in the bureau's spelling."""
    text = ast.unparse(node)
    for old, new in (("<=", "≤"), (">=", "≥"), (" * ", " × "), (" / ", " ÷ ")):
        text = text.replace(old, new)
    return text


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
        right = f"({other.text})" if other.tight < tight or (other.tight == tight and sign in "-÷") else other.text
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
    shown = sign if holds else _NEGATED[sign]
    shown = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}.get(shown, shown)
    return holds, f"{a.text} {shown} {b.text}"


def _choose(condition: tuple[bool, str], yes: Prose, no: Prose) -> Prose:
    taken = yes if condition[0] else no
    return Prose(taken.text, taken.value, taken.tight, _and(condition[1], taken.because))


def prose(formula: Formula, values: Mapping[str, tuple[str, Fraction]]) -> Prose:
    """The formula with printed numbers in place of names: 4 × min(98.0% ÷ 99%, 1)."""
    names = {name: Prose(*values[name]) for name in formula.names}
    functions = {"min": _extreme("min", min), "max": _extreme("max", max), "abs": _absolute, "若": _choose}

    def literal(node: ast.Constant) -> Prose:
        return Prose(str(getattr(node, "literal", node.value)), constant(node))

    result: Prose = _evaluate(formula, names, literal, functions, _compare_prose)
    return result


# -- unit: is the rule well formed at all --


@dataclass(frozen=True, slots=True)
class Dimension:
    """Powers of the base kinds (分, 值, 元); `free` for a bare number, which takes any unit beside + - and <."""

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


_KIND = {"分值": "分", "扣分": "分", "总分": "分", "公式值": "分", "完成值": "值", "目标值": "值", "下限": "值", "上限": "值", "预算数": "元", "执行数": "元"}


def dimension(formula: Formula) -> Dimension:
    """What the formula measures. Raises ValueError when unlike kinds are added or compared (分值 + 完成值)."""
    names = {n: Dimension(((_KIND[n], 1),)) if n in _KIND else Dimension() for n in formula.names}

    def same(*items: Dimension) -> Dimension:
        total = items[0]
        for item in items[1:]:
            total = total + item
        return total

    functions: dict[str, Callable[..., Dimension]] = {"min": same, "max": same, "abs": same, "若": lambda _, yes, no: yes + no}
    result: Dimension = _evaluate(
        formula, names, lambda _: Dimension(free=True), functions, lambda _, a, b: a + b
    )
    return result


