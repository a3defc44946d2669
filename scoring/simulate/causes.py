"""What makes a score differ under two standards: the rule, or what stands around the rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from scoring.standard import Rule, Standard

Kind = Literal["rule", "execution", "cap", "rescale", "precision", "rate", "band", "bare", "grade"]

_WORDS: dict[Kind, str] = {
    "cap": "总分封顶", "rescale": "不适用行的折算", "precision": "得分精度", "rate": "执行率精度", "band": "定性的档",
    "bare": "没有写方向的数", "grade": "等级标准",
}  # fmt: skip
_CLAUSE = 24  # characters of a clause beside the rule's id


@dataclass(frozen=True, slots=True, order=True)
class Cause:
    """Why something differs: a kind, and for rules the one that scored it before and after."""

    kind: Kind
    a: str = ""
    b: str = ""

    @property
    def name(self) -> str:
        """at_least; at_least → satisfaction; 等级标准."""
        if self.kind in _WORDS:
            return _WORDS[self.kind]
        return self.a if self.a == self.b else f"{self.a or '没有条款'} → {self.b or '没有条款'}"


class Pair:
    """The two standards, and what is told of them once."""

    def __init__(self, a: Standard, b: Standard) -> None:
        self.a, self.b = a, b
        self._causes: dict[tuple[str, str], Cause] = {}

    def cause(self, a: str, b: str) -> Cause:
        """Why a row differs that was scored by rule `a` and is now by rule `b`."""
        if (a, b) not in self._causes:
            self._causes[a, b] = self._cause(a, b)
        return self._causes[a, b]

    def _cause(self, a: str, b: str) -> Cause:
        old, new = self.a.by_id.get(a), self.b.by_id.get(b)
        execution = any("execution" in rule.when.target for rule in (old, new) if rule)
        if old and new and self._same(a) and self._same(b):  # no rule of the two was touched
            before, after = self.a.rounding, self.b.rounding
            if a != b:
                return Cause("bare") if self.a.settings.bare != self.b.settings.bare else Cause("rule", a, b)
            if execution and (before.rate, before.rate_mode) != (after.rate, after.rate_mode):
                return Cause("rate")
            if before.score != after.score:
                return Cause("precision")
            if self.bands_differ:
                return Cause("band")
        return Cause("execution" if execution else "rule", a, b)

    @cached_property
    def bands_differ(self) -> bool:
        return [(b.name, b.within) for b in self.a.band] != [(b.name, b.within) for b in self.b.band]

    def _same(self, name: str) -> bool:
        """Whether a rule says the same in both."""
        old, new = self.a.by_id.get(name), self.b.by_id.get(name)
        return (old is None) == (new is None) and (old is None or new is None or _says(old) == _says(new))

    def words(self, cause: Cause) -> str:
        """at_least（定量指标按完成比例赋分，并设及格线…）"""
        about = self.clause(cause)
        short = about if len(about) <= _CLAUSE else about[: _CLAUSE - 1] + "…"
        return f"{cause.name}（{short}）" if short else cause.name

    def clause(self, cause: Cause) -> str:
        """The wording that causes it: of the new rule, else of the old one."""
        if cause.kind in ("rule", "execution"):
            rule = self.b.by_id.get(cause.b) or self.a.by_id.get(cause.a)
            return rule.clause if rule else ""
        if cause.kind == "cap":
            rule = self.b.find("total", "met") or self.a.find("total", "met")
            return rule.clause if rule else ""
        if cause.kind == "precision":
            return f"{self.a.rounding.score} → {self.b.rounding.score}"
        return self.b.grade_text if cause.kind == "grade" else ""


def _says(rule: Rule) -> tuple[object, ...]:
    return rule.score, rule.judge, rule.when
