"""What a case, a lane and an aim are made of: fields in arrays, and the numbers that stand for words in them."""

from __future__ import annotations

import numpy as np

from scoring.columns.shelf import Shelf
from scoring.formula import NAMES, Formula
from scoring.scorer import MOVING
from scoring.when import LESS, Reach, Shape

SCORED, JUDGED, NOT_CALCULABLE, NOT_APPLICABLE = range(4)
STATUS = ("scored", "judged", "not_calculable", "not_applicable", "funds", "malformed")
FUNDS_ROW, MALFORMED = 4, 5
BY_POINTS, CELL, ODD = 6, 7, 8  # kinds of case: the points decide too; the rate decides too; for the engine itself

SLOT = {name: at for at, name in enumerate(NAMES)}
MOST = 1 << 18  # cases and aims remembered before all is forgotten
FIT = 1 << 62
REASON = "另有原因"  # stands for any reason that says something


def aims() -> Shelf:
    """Targets in their context: the numbers they may be beside, findings of their own, what kind they are."""
    flags = ("bare", "execution", "reversed", "blank", "nameless", "cell")
    return Shelf(goal=(np.int32, 0), codes=(np.int32, 0), kin=(np.int32, 0), **dict.fromkeys(flags, (bool, 0)))


def lanes() -> Shelf:
    """Number targets beside one unit: the target in that unit, and the cases below, at and above it."""
    return Shelf(n=(np.int64, 0), d=(np.int64, 0), doubtful=(bool, 0), fewer=(bool, 0), cases=(np.int32, 3))


def cases() -> Shelf:
    """What the engine said: a formula and its arguments, a share of the points, or an answer as it stands."""
    numbers = ("units", "n", "d", "low_n", "low_d", "high_n", "high_d", "low_units", "high_units")
    marks = ("low_open", "high_open", "fixed", "pasted", "missed", "compound", "weaker", "far")
    return Shelf(
        kind=(np.int8, 0), status=(np.int8, 0), met=(np.int8, 0), rule=(np.int32, 0), reason=(np.int32, 0),
        codes=(np.int32, 0), formula=(np.int32, 0), inner=(np.int32, 0), arguments=(np.int64, 2 * len(NAMES)),
        moving=(np.int64, 2 * len(MOVING)), **dict.fromkeys(numbers, (np.int64, 0)), **dict.fromkeys(marks, (bool, 0)),
    )  # fmt: skip


NUMBER_OF = {"scored": SCORED, "judged": JUDGED, "not_calculable": NOT_CALCULABLE, "not_applicable": NOT_APPLICABLE}


def met_number(met: bool | None) -> int:
    """1 met, 0 not met, -1 unknown."""
    return -1 if met is None else int(met)


def seen(shape: Shape, reach: Reach, met: bool | None) -> dict[str, bool]:
    """What the findings about a claimed score ask of a judged row."""
    missed = met is False and shape not in ("statement", "=")
    return {"missed": missed, "compound": shape == "compound", "weaker": reach in LESS}


def place_of(formulas: list[Formula], one: Formula) -> int:
    """The number of a formula in a list, to which it is added when it is new."""
    if one not in formulas:
        formulas.append(one)
    return formulas.index(one)


def year_of(text: str) -> int | None:
    """年度 as a number; None where it is none."""
    digits = text.strip().removesuffix("年度").removesuffix("年")
    return int(digits) if len(digits) == 4 and digits.isascii() and digits.isdigit() else None
