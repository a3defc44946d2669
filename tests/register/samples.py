"""Submissions made from the example evaluations, and as many variations as a test asks for."""

from __future__ import annotations

import pickle
from functools import cache
from pathlib import Path
from typing import Any

from scoring.model import Result
from scoring.register import content
from scoring.register.flat import Prepared, of_result, prepared
from scoring.review import assess
from scoring.standard import Standard

HERE = Path(__file__).parents[2] / "evaluations"


@cache
def assessed(name: str = "jinhua-2020-yunwei") -> tuple[Result, Standard]:
    return assess(HERE / f"{name}.toml")


def one(name: str = "jinhua-2020-yunwei") -> Prepared:
    return of_result(*assessed(name), file=f"{name}.toml")


def varied(number: int, unit: str = "", year: int = 2024, claimed: str = "", project: str = "") -> Prepared:
    """A submission of its own: another project of another unit, its claimed total varied."""
    made = pickle.loads(_record("jinhua-2020-zhuanwang" if number % 3 else "jinhua-2020-yunwei"))
    name = project or f"第{number}号{('养老', '低保', '道路', '绿化', '校舍')[number % 5]}项目"
    made["project"] |= {"name": name, "unit": unit or f"{'甲乙丙丁戊己庚辛'[number % 8]}局", "year": str(year)}
    made["total"]["claimed"] = claimed or f"{80 + number % 20}.{number % 100:02}"
    made["grade"]["recomputed"] = ("优", "良", "中", "差")[number % 4]
    made["findings"] = made["findings"][: number % 4] + [_finding(number)] * (number % 2)
    return prepared(made, *_plain("jinhua-2020-yunwei"), exact=False)


@cache
def _record(name: str) -> bytes:
    return pickle.dumps(one(name).record)


@cache
def _plain(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    result, standard = assessed(name)
    return content.plain(result.submission), content.plain(standard)


def _finding(number: int) -> dict[str, object]:
    code = ("T02", "I01", "F02", "I04", "C06")[number % 5]
    return {
        "code": code, "severity": "error", "place": f"Sheet1!D{number % 40}", "message": f"{code} 第{number}处", "claimed": None,
        "expected": None, "difference": None, "clause": "", "row": "", "waived": False,
    }  # fmt: skip
