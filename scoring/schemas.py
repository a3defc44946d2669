"""JSON Schema of the TOML files, for editors."""

from __future__ import annotations

from typing import Any

from scoring.model import Evaluation, IndicatorSet
from scoring.recheck.waivers import Document
from scoring.source import Problem, ScoringError, Source
from scoring.standard import Standard
from scoring.toml_file import schema as shape_schema

KINDS: dict[str, tuple[type, str]] = {
    "indicator-set": (IndicatorSet, "绩效指标文件"),
    "evaluation": (Evaluation, "绩效自评文件"),
    "standard": (Standard, "评分办法文件"),
    "waivers": (Document, "豁免文件"),
}
TEMPLATES = ("indicator-set", "evaluation", "standard", "waivers")


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind of file. Raises ScoringError for an unknown kind."""
    if kind not in KINDS:
        raise ScoringError(Problem(Source(), f"不认识的种类“{kind[:40]}”", f"可以是：{'、'.join(KINDS)}"))
    shape, title = KINDS[kind]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **shape_schema(shape), "title": title}
