"""A formula read as an interval (区间): every value it can take when its names are only known to lie
between two ends. Used for claimed scores that could be right, for bounds, and for proofs.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction

from scoring.formula import Formula, constant
from scoring.number import INFINITY, Interval, maximum, minimum

Condition = bool | None  # holds for all values, for none, or for some

SIGNS: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "=="}
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!="}
_OPERATE = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}


def interval(formula: Formula, values: Mapping[str, Interval]) -> Interval:
    """All values the formula can take. Raises ZeroDivisionError when a divisor is certainly zero."""
    return Narrow(values).value(formula.node)


def decide(sign: str, a: Interval, b: Interval) -> Condition:
    """Whether a comparison holds for all values (True), for none (False) or for some (None)."""
    if sign in (">", ">="):
        sign, a, b = _MIRROR[sign], b, a
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


class Narrow:
    """Interval evaluation; inside an arm, what its condition compares is narrowed to where it holds."""

    def __init__(self, values: Mapping[str, Interval]) -> None:
        self.values = dict(values)
        self.known: dict[str, Interval] = {}  # what conditions tell of whole expressions
        self.live: set[ast.expr] = set()  # arms of 若 that some value may reach
        self.divisors: set[ast.expr] = set()  # divisors that may be zero

    def value(self, node: ast.expr) -> Interval:
        result = self._value(node)
        if self.known and not isinstance(node, ast.Constant | ast.Name):
            cut = result.intersect(self.known.get(_key(node), result))
            return result if cut.empty else cut
        return result

    def _value(self, node: ast.expr) -> Interval:
        match node:
            case ast.Constant():
                return Interval.of(constant(node))
            case ast.Name():
                return self.values[node.id]
            case ast.UnaryOp():
                return -self.value(node.operand)
            case ast.BinOp(op=ast.Div()):
                return self.over(self.value(node.left), node.right)
            case ast.BinOp():
                result: Interval = _OPERATE[type(node.op)](self.value(node.left), self.value(node.right))
                return result
            case ast.Call(func=ast.Name(id="若")):
                return join(self.value(arm) for arm in self.arms(node))
            case ast.Call(func=ast.Name(id="abs")):
                inner = self.value(node.args[0])
                if 0 in inner:
                    return Interval(Fraction(0), max(-inner.low, inner.high))
                return maximum([inner, -inner])
            case ast.Call(func=ast.Name(id=name)):
                items = [self.value(argument) for argument in node.args]
                return minimum(items) if name == "min" else maximum(items)
        raise AssertionError(ast.dump(node))

    def over(self, value: Interval, node: ast.expr) -> Interval:
        """Divided by a node, which is noted when it may be zero."""
        divisor = self.value(node)
        if 0 in divisor:
            self.divisors.add(node)
        return value / divisor

    def arms(self, node: ast.Call) -> Iterator[ast.expr]:
        """The arms of a 若 that can be reached, each while its condition is taken to hold."""
        condition = node.args[0]
        assert isinstance(condition, ast.Compare)
        sign, left, right = SIGNS[type(condition.ops[0])], condition.left, condition.comparators[0]
        truth = decide(sign, self.value(left), self.value(right))
        for arm, holds in ((node.args[1], True), (node.args[2], False)):
            if truth is (not holds):
                continue
            sense = sign if holds else _NEGATED[sign]
            with self._remembering():
                if self.narrow(left, sense, right) and self.narrow(right, _MIRROR[sense], left):
                    self.live.add(arm)
                    yield arm

    @contextmanager
    def _remembering(self) -> Iterator[None]:
        saved = dict(self.values), dict(self.known)
        try:
            yield
        finally:
            self.values, self.known = saved

    def narrow(self, node: ast.expr, sign: str, other: ast.expr) -> bool:
        """Keep the values of an expression for which `node sign other` can hold; False when none is left."""
        if isinstance(node, ast.Constant):
            return True
        limit = self.value(other)
        cut = {
            "<": Interval(-INFINITY, limit.high, high_open=True),
            "<=": Interval(-INFINITY, limit.high, high_open=limit.high_open),
            ">": Interval(limit.low, INFINITY, low_open=True),
            ">=": Interval(limit.low, INFINITY, low_open=limit.low_open),
            "==": limit,
            "!=": Interval(-INFINITY, INFINITY),
        }[sign]
        rest = self.value(node).intersect(cut)
        if isinstance(node, ast.Name):
            self.values[node.id] = rest
        else:
            self.known[_key(node)] = rest
        return not rest.empty


def join(items: Iterator[Interval]) -> Interval:
    """The smallest interval around several; everything, where there is none."""
    result = next(items, Interval(-INFINITY, INFINITY))
    for item in items:
        result = result.join(item)
    return result


def _key(node: ast.expr) -> str:
    """The same text for the same expression, with the numbers as exactly as they were written."""
    exact = [str(constant(n)) for n in ast.walk(node) if isinstance(n, ast.Constant)]
    return f"{ast.dump(node)}{exact}"
