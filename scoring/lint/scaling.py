"""Formulas that do not mind the unit of the target: 完成值 ÷ 目标值 is the same in 元 and in 万元.

Such a formula is proved for the target 1 and then holds for every target above zero.
"""

from __future__ import annotations

import ast

from scoring.formula import constant

_VALUES = ("完成值", "目标值", "下限", "上限")


def scale_free(node: ast.expr) -> bool:
    """Whether multiplying every 值 by the same positive number leaves the formula as it is."""
    try:
        return _degree(node) in (0, None)
    except ValueError:
        return False


def _degree(node: ast.expr) -> int | None:
    """The power of 值 in a homogeneous expression; None for a plain 0, which suits any. Raises ValueError."""
    match node:
        case ast.Constant():
            return None if constant(node) == 0 else 0
        case ast.Name(id=name):
            return int(name in _VALUES)
        case ast.UnaryOp():
            return _degree(node.operand)
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            return _same(_degree(node.left), _degree(node.right))
        case ast.BinOp():
            left, right = _degree(node.left), _degree(node.right)
            if left is None or right is None:
                return None
            return left + right if isinstance(node.op, ast.Mult) else left - right
        case ast.Compare():
            return _same(_degree(node.left), _degree(node.comparators[0]))
        case ast.Call(func=ast.Name(id=name)):
            degrees = [_degree(argument) for argument in node.args]
            return _same(*degrees[name == "若" :])
    raise AssertionError(ast.dump(node))


def _same(*degrees: int | None) -> int | None:
    known = {d for d in degrees if d is not None}
    if len(known) > 1:
        raise ValueError("值 of different powers")
    return known.pop() if known else None


def of_one_target(node: ast.expr) -> ast.expr:
    """The formula for a target of 1; each new node remembers its `origin`."""
    new = _of_one(node)
    new.origin = node  # type: ignore[attr-defined]
    return new


def _of_one(node: ast.expr) -> ast.expr:
    match node:
        case ast.Name(id="目标值"):
            one = ast.Constant(1)
            one.exact = 1  # type: ignore[attr-defined]
            return one
        case ast.Name(id=name):
            return ast.Name("完成值" if name == "完成率" else name, ast.Load())
        case ast.UnaryOp():
            return ast.UnaryOp(node.op, of_one_target(node.operand))
        case ast.BinOp(op=ast.Div(), right=ast.Name(id="目标值")):
            return _of_one(node.left)
        case ast.BinOp():
            return ast.BinOp(of_one_target(node.left), node.op, of_one_target(node.right))
        case ast.Compare():
            return ast.Compare(of_one_target(node.left), node.ops, [of_one_target(node.comparators[0])])
        case ast.Call():
            return ast.Call(node.func, [of_one_target(argument) for argument in node.args], [])
    new = ast.Constant(node.value)  # type: ignore[attr-defined]
    new.exact = node.exact  # type: ignore[attr-defined]
    return new
