"""What can be proved of a rule's formula, by interval reasoning over every row the rule is for.

A score is compared with its points as a form `k · 分值 + c`, because an interval alone forgets that
both sides hold the same 分值. Where the first look is too coarse, the box of values is halved, and a
corner of it that breaks the claim is kept as the witness (反例).
"""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice, product
from typing import Literal

from scoring.formula import Formula
from scoring.intervals import Narrow, join
from scoring.kinds import show_node
from scoring.lint.scaling import of_one_target, scale_free
from scoring.number import INFINITY, Interval, show
from scoring.when import Reach, Shape, When, kinds

Claim = Literal["low", "high", "zero"]  # never below 0; never above the points; no divisor is zero
CLAIMS: tuple[Claim, ...] = ("low", "high", "zero")
Box = Mapping[str, Interval]
Form = tuple[Interval, Interval]  # k and c of k · 分值 + c

MAX_DEPTH, MAX_BOXES = 10, 200  # halvings of one box; boxes looked at for one formula

_ZERO, _ONE = Fraction(0), Fraction(1)
_ANY, _POSITIVE = Interval(-INFINITY, INFINITY), Interval(_ZERO, INFINITY, low_open=True)
_NOT_NEGATIVE, _SHARE = Interval(_ZERO, INFINITY), Interval(_ZERO, _ONE)
_NUMERIC = (">=", ">", "<=", "<", "=")

#: the names that a row of each shape can give to a formula
AVAILABLE: dict[Shape, tuple[str, ...]] = {
    **dict.fromkeys((">=", ">", "<=", "<", "="), ("分值", "完成值", "目标值", "完成率", "达标")),
    "zero": ("分值", "完成值", "目标值", "达标"), "range": ("分值", "完成值", "下限", "上限", "达标"),
    "date": ("分值", "达标"), "statement": ("分值", "达标"), "compound": ("分值", "达标"),
    "formula": ("分值", "公式值"), "execution": ("分值", "执行率"), "deduction": ("分值", "扣分"),
    "total": ("总分", "执行率"),
}  # fmt: skip


@dataclass(slots=True)
class Verdict:
    """What was not proved of a formula: claims with a witness where one was found, dead arms, divisors."""

    broken: dict[Claim, str] = field(default_factory=dict)
    divisors: set[str] = field(default_factory=set)
    dead: list[str] = field(default_factory=list)
    boxes: int = 0  # looked at so far


def examine(formula: Formula, when: When) -> Verdict:
    """Everything the linter asks of a formula, over every kind of row its rule is for."""
    verdict, live = Verdict(), set[ast.expr]()
    for shape, reach in kinds(when):
        _Case(formula, shape, reach, verdict, live).settle()
    arms = [arm for call in ast.walk(formula.node) if isinstance(call, ast.Call) for arm in _arms(call)]
    inside = {n for arm in arms if arm not in live for n in ast.walk(arm) if n is not arm}
    verdict.dead = [show_node(arm) for arm in arms if arm not in live | inside]
    return verdict


def _arms(call: ast.Call) -> list[ast.expr]:
    return call.args[1:] if isinstance(call.func, ast.Name) and call.func.id == "若" else []


class _Case:
    """One kind of row: the box of its values, halved until the claims are proved or given up."""

    def __init__(self, formula: Formula, shape: Shape, reach: Reach, verdict: Verdict, live: set[ast.expr]) -> None:
        self.formula, self.verdict, self.live = formula, verdict, live
        self.base, self.reach = "总分" if shape == "total" else "分值", reach
        free = shape in _NUMERIC and scale_free(formula.node)
        self.node = of_one_target(formula.node) if free else formula.node
        self.box = domain(shape, reach, free)

    def settle(self) -> None:
        """Look at the box, then at its halves, until every claim is proved, refuted or given up."""
        boxes = deque([(self.box, 0, CLAIMS, set[str]())])
        while boxes and (self.verdict.boxes < MAX_BOXES or boxes[0][0] is self.box):
            box, depth, claims, _ = boxes.popleft()
            claims, divisors = self.look(box, claims)
            name, self.verdict.boxes = self.widest(box), self.verdict.boxes + 1
            if claims and name is not None and depth < MAX_DEPTH:
                boxes.extend(({**box, name: half}, depth + 1, claims, divisors) for half in _halves(box[name]))
            else:
                self.give_up(claims, divisors)
        for _, _, claims, divisors in boxes:  # not looked at any more
            self.give_up(claims, divisors)

    def look(self, box: Box, claims: tuple[Claim, ...]) -> tuple[tuple[Claim, ...], set[str]]:
        """The claims that a box leaves open, and the divisors that may be zero in it."""
        prover = _Prover(box, self.base)
        prover.value(self.node)
        self.live |= {getattr(arm, "origin", arm) for arm in prover.live}
        rest = tuple(c for c in claims if not self.verdict.broken.get(c) and not prover.proves(self.node, c))
        self.verdict.broken |= {c: w for c in rest if (w := self.witness(box, c))}
        divisors = {show_node(getattr(d, "origin", d)) for d in prover.divisors}
        return tuple(c for c in rest if not self.verdict.broken.get(c)), divisors

    def give_up(self, claims: tuple[Claim, ...], divisors: set[str]) -> None:
        for claim in claims:
            self.verdict.broken.setdefault(claim, "")
        if "zero" in claims:
            self.verdict.divisors |= divisors

    def widest(self, box: Box) -> str | None:
        used = {n.id for n in ast.walk(self.node) if isinstance(n, ast.Name)} - {self.base}
        open_names = [n for n in box if n in used and not box[n].exact]
        return max(open_names, key=lambda n: float(box[n].high - box[n].low), default=None)

    def witness(self, box: Box, claim: Claim) -> str:
        """A row in the box that breaks the claim, in words."""
        if claim == "zero":
            return ""
        for values in islice(_rows(box, self.formula.names), 60):
            if not _possible(values, self.reach):
                continue
            try:
                score = self.formula(values)
            except ZeroDivisionError:
                continue
            if score < 0 if claim == "low" else score > values[self.base]:
                names = dict.fromkeys((self.base, *self.formula.names))
                return "、".join(f"{n} {show(values[n])}" for n in names) + f" 时算出 {show(score, 2)}"
        return ""


class _Prover(Narrow):
    """Proofs that an expression lies between 0 and the points."""

    def __init__(self, box: Box, base: str) -> None:
        super().__init__({**box, base: _POSITIVE})
        self.base = base

    def over(self, value: Interval, node: ast.expr) -> Interval:
        try:
            return super().over(value, node)
        except ZeroDivisionError:
            return _ANY

    def proves(self, node: ast.expr, claim: Claim) -> bool:
        if claim == "zero":
            return not self.divisors
        match node:
            case ast.Call(func=ast.Name(id="若")):
                proved = [self.proves(arm, claim) for arm in self.arms(node)]  # each within its arm
                return all(proved)
            case ast.Call(func=ast.Name(id="min" | "max" as name)):
                every = (name == "max") == (claim == "high")
                return (all if every else any)([self.proves(item, claim) for item in node.args])
        k, c = self.form(node)
        return k.high <= 1 and c.high <= 0 if claim == "high" else k.low >= 0 and c.low >= 0

    def form(self, node: ast.expr) -> Form:
        """The expression as k · 分值 + c."""
        if not self.speaks(node):
            return Interval.of(0), self.value(node)
        match node:
            case ast.Name():
                return Interval.of(1), Interval.of(0)
            case ast.UnaryOp():
                k, c = self.form(node.operand)
                return -k, -c
            case ast.BinOp(op=ast.Add()):
                (k, c), (m, d) = self.form(node.left), self.form(node.right)
                return k + m, c + d
            case ast.BinOp(op=ast.Sub()):
                (k, c), (m, d) = self.form(node.left), self.form(node.right)
                return k - m, c - d
            case ast.BinOp(op=ast.Mult()) if not (self.speaks(node.left) and self.speaks(node.right)):
                factor, part = (node.right, node.left) if self.speaks(node.left) else (node.left, node.right)
                (k, c), by = self.form(part), self.value(factor)
                return k * by, c * by
            case ast.BinOp(op=ast.Div()) if not self.speaks(node.right):
                k, c = self.form(node.left)
                return self.over(k, node.right), self.over(c, node.right)
            case ast.Call(func=ast.Name(id="若")):
                return _around([self.form(arm) for arm in self.arms(node)])
            case ast.Call(func=ast.Name(id="min" | "max")):
                return _around([self.form(item) for item in node.args])
        return Interval.of(0), self.value(node)

    def speaks(self, node: ast.expr) -> bool:
        """Whether the points take part in an expression."""
        return any(isinstance(n, ast.Name) and n.id == self.base for n in ast.walk(node))


def _around(forms: list[Form]) -> Form:
    return join(k for k, _ in forms), join(c for _, c in forms)


# -- the values a row can have --


def domain(shape: Shape, reach: Reach, of_one: bool) -> dict[str, Interval]:
    """The values of the names for a kind of row; with `of_one` the target is the unit: 目标值 = 1."""
    met = {"met": Interval.of(1), "unclear": _SHARE}.get(reach, Interval.of(0))
    box = {
        "达标": met, "执行率": _SHARE, "扣分": _NOT_NEGATIVE, "公式值": _ANY, "下限": _ANY, "上限": _ANY,
        "完成值": _NOT_NEGATIVE, "完成率": _NOT_NEGATIVE, "目标值": _POSITIVE, "预算数": _POSITIVE,
        "执行数": _NOT_NEGATIVE,
    }  # fmt: skip
    if shape == "range":
        box["完成值"] = _ANY
    if shape == "zero":
        box["目标值"] = Interval(-INFINITY, _ZERO)
    elif shape in _NUMERIC:
        box["完成率"] = _attained(shape, reach)
        if of_one:
            box |= {"目标值": Interval.of(1), "完成值": box["完成率"]}
    return box


def _attained(shape: Shape, reach: Reach) -> Interval:
    """完成值 ÷ 目标值 for a target above zero."""
    under, over = Interval(_ZERO, _ONE, high_open=True), Interval(_ONE, INFINITY, low_open=True)
    upto, from_ = Interval(_ZERO, _ONE), Interval(_ONE, INFINITY)
    if reach == "met":
        return {">=": from_, ">": over, "<=": upto, "<": under, "=": Interval.of(1)}[shape]
    if reach == "below":
        return upto if shape == ">" else under
    if reach == "above":
        return from_ if shape == "<" else over
    return _NOT_NEGATIVE


def _halves(i: Interval) -> tuple[Interval, Interval]:
    if i.low == -INFINITY:
        at: Fraction = _ZERO if i.high > 0 else Fraction(min(2 * i.high, -1))
    elif i.high == INFINITY:
        at = Fraction(max(2 * i.low, 1)) if i.low != 1 else Fraction(2)
    else:
        at = Fraction(i.low + i.high) / 2
    return Interval(i.low, at, i.low_open), Interval(at, i.high, False, i.high_open)


def _rows(box: Box, used: tuple[str, ...]) -> Iterator[dict[str, Fraction]]:
    """A few rows whose values lie in the box; 完成率 follows from the other two."""
    others = [n for n in used if n not in (*_TIED, "分值", "总分")]
    for points, *rest in product((Fraction(10), Fraction(1)), *(_some(box[n]) for n in others)):
        row = dict(zip(others, rest, strict=True)) | {"分值": points, "总分": points * 10}
        for tied in _tied(box) if set(_TIED) & set(used) else [{}]:
            yield row | tied


def _possible(row: Mapping[str, Fraction], reach: Reach) -> bool:
    """Whether the ends of a range stand to each other and to 完成值 as they must."""
    low, actual, high = (row.get(n) for n in ("下限", "完成值", "上限"))
    if low is not None and high is not None and low > high:
        return False
    under = None if low is None or actual is None else actual < low
    over = None if high is None or actual is None else actual > high
    return (under, over) in {
        "below": {(True, False), (True, None), (None, False), (None, None)},
        "above": {(False, True), (False, None), (None, True), (None, None)},
        "met": {(False, False), (False, None), (None, False), (None, None)},
    }.get(reach, {(under, over)})


_TIED = ("完成值", "目标值", "完成率")


def _tied(box: Box) -> Iterator[dict[str, Fraction]]:
    for target in _some(box["目标值"]):
        by_rate = [rate * target for rate in _some(box["完成率"])] if target > 0 else []
        for actual in (*_some(box["完成值"]), *by_rate):
            rate = actual / target if target > 0 else _ZERO
            if actual in box["完成值"] and (target <= 0 or rate in box["完成率"]):
                yield {"完成值": actual, "目标值": target, "完成率": rate}


def _some(i: Interval) -> list[Fraction]:
    """The ends that belong to an interval, and a value between them."""
    middle = _halves(i)[0].high
    finite = [Fraction(v) for v in (i.low, i.high, middle) if abs(v) != INFINITY]
    return [v for v in dict.fromkeys(finite) if v in i]
