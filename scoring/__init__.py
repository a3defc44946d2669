"""Exact, explained scoring of 预算绩效自评 (performance self-assessment of public spending)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring.documents import load as load_evaluation
    from scoring.documents import load_indicator_set
    from scoring.engine import score
    from scoring.notation import parse
    from scoring.review import assess
    from scoring.source import Finding, ScoringError
    from scoring.standards import load as load_standard

_HOME = {
    "Finding": ("scoring.source", "Finding"),
    "ScoringError": ("scoring.source", "ScoringError"),
    "assess": ("scoring.review", "assess"),
    "load_evaluation": ("scoring.documents", "load"),
    "load_indicator_set": ("scoring.documents", "load_indicator_set"),
    "load_standard": ("scoring.standards", "load"),
    "parse": ("scoring.notation", "parse"),
    "score": ("scoring.engine", "score"),
}

__all__ = [
    "Finding",
    "ScoringError",
    "assess",
    "load_evaluation",
    "load_indicator_set",
    "load_standard",
    "parse",
    "score",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'scoring' has no attribute {name!r}")
    module, attribute = _HOME[name]
    return getattr(import_module(module), attribute)
