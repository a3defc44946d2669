"""A change that is not yet a file (试改): grade.优=85, rule.at_least.score=…, laid over a standard in memory.

What is made goes the way of every other standard: the same shape, the same `extends`, the same linter. Only
where a mistake stands is told by the setting it was written in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from scoring import examples
from scoring.lint import lint, refuse
from scoring.number import Interval, parse_decimal, show
from scoring.source import Problem, ScoringError, Source
from scoring.standard import Grade, Precision, Rule, Settings, Standard
from scoring.standards import over
from scoring.toml_file import Location, TomlFile

MOST = 50  # settings
LONGEST = 1000  # characters of one
_RULE = ("score", "judge", "clause", "cite")  # what of a rule may be set
_SWITCH = {"true": True, "false": False, "是": True, "否": False}
_MAY = "可以写：grade.优=85、band.达成=[85%, 100%]、rule.at_least.score=公式、rule.编号.judge=区间、rounding.score=0.1、settings.bare=equal"


@dataclass(frozen=True, slots=True)
class _Setting:
    """One change: where it goes, what it says, how it was written."""

    keys: tuple[str, ...]
    value: str
    text: str

    @property
    def source(self) -> Source:
        return Source(f"--set {'.'.join(self.keys)}")


class Change(TomlFile):
    """The settings as the file of a standard that extends another; a place in it is the setting it came from."""

    __slots__ = ("places",)

    def __init__(self, parent: Standard) -> None:
        self.path = Path("--set")
        self.data = {
            "id": f"{parent.id}（试改）", "title": parent.title, "cite": parent.cite, "effective": parent.effective,
            "extends": parent.id, "note": parent.note,
        }  # fmt: skip
        if parent.until is not None:
            self.data["until"] = parent.until
        self.places: dict[Location, Source] = {("extends",): Source(parent.id)}

    def source(self, location: Location) -> Source:
        """The setting that a key came from; the one around it; all of them."""
        for length in range(len(location), 0, -1):
            if found := self.places.get(location[:length]):
                return found
        return Source("--set")


def derive(parent: Standard, settings: Sequence[str]) -> tuple[Standard, Change]:
    """The standard with the settings in it, and the settings as its file; the linter's proofs not yet asked.

    The examples of a rule keep their rows and get the scores of the new rule. Raises ScoringError with
    everything that keeps it from loading.
    """
    file, problems = Change(parent), list[Problem]()
    if len(settings) > MOST:
        raise ScoringError(Problem(Source("--set"), f"试改多于 {MOST} 处", "请写成一个办法文件，用 extends"))
    for text in settings:
        try:
            _put(file, parent, _read(text))
        except ScoringError as error:
            problems += error.problems
    if problems:
        raise ScoringError(problems)
    made = _with_examples(over(parent, file), file)
    if problems := refuse(made, file):
        raise ScoringError(problems)
    return made, file


def proved(parent: Standard, settings: Sequence[str]) -> Standard:
    """The standard with the settings in it. Raises ScoringError with all that the linter can prove against it."""
    made, file = derive(parent, settings)
    if problems := lint(made, file):
        raise ScoringError(problems)
    return made


def _read(text: str) -> _Setting:
    place, sign, value = text.replace("＝", "=", 1).partition("=")
    keys = tuple(key.strip() for key in place.split("."))
    setting = _Setting(keys, value.strip().strip("“”\"'").strip(), text)
    if not sign or not all(keys) or not setting.value or len(text) > LONGEST:
        raise ScoringError(Problem(Source("--set"), f"读不懂“{text[:60]}”，应当写成 位置=值", _MAY))
    return setting


def _put(file: Change, parent: Standard, setting: _Setting) -> None:
    places: dict[tuple[str, int], Callable[[Change, Standard, _Setting], None]] = {
        ("grade", 2): _grade, ("band", 2): _band, ("rule", 3): _rule, ("rounding", 2): _section, ("settings", 2): _section,
    }  # fmt: skip
    put = places.get((setting.keys[0], len(setting.keys)))
    if put is None:
        raise _refused(setting, f"不能改“{'.'.join(setting.keys)[:60]}”", _MAY)
    put(file, parent, setting)


def _refused(setting: _Setting, message: str, advice: str) -> ScoringError:
    return ScoringError(Problem(setting.source, message, advice))


# -- each part --


def _rule(file: Change, parent: Standard, setting: _Setting) -> None:
    _, name, key = setting.keys
    rule = parent.by_id.get(name)
    if rule is None:
        raise _refused(setting, f"{parent.id} 没有条款 {name[:40]}", f"现有：{'、'.join(parent.by_id)}")
    if key not in _RULE:
        raise _refused(setting, f"条款的“{key[:20]}”不能试改", f"可以改：{'、'.join(_RULE)}")
    rules: list[dict[str, Any]] = file.data.setdefault("rule", [])
    at = next((i for i, r in enumerate(rules) if r["id"] == name), len(rules))
    if at == len(rules):
        rules.append(_plain(rule))
        file.places["rule", at] = setting.source
    if key in ("score", "judge"):
        rules[at].pop("judge" if key == "score" else "score", None)
    rules[at][key] = setting.value
    file.places["rule", at, key] = setting.source


def _plain(rule: Rule) -> dict[str, Any]:
    """A rule as its file has it: what is not said left out."""
    data = {part.name: getattr(rule, part.name) for part in fields(rule)}
    when = {part.name: getattr(rule.when, part.name) for part in fields(rule.when)}
    kept = {name: value for name, value in data.items() if value is not None and name != "when"}
    return kept | {"when": {name: value for name, value in when.items() if value is not None}}


def _section(file: Change, parent: Standard, setting: _Setting) -> None:
    part, key = setting.keys
    known = [f.name for f in fields(Precision if part == "rounding" else Settings)]
    if key not in known:
        raise _refused(setting, f"没有“{part}.{key[:40]}”这一项", f"现有：{'、'.join(known)}")
    value: object = setting.value
    if isinstance(getattr(getattr(parent, part), key), bool):
        value = _SWITCH.get(setting.value.lower(), setting.value)
    file.data.setdefault(part, {})[key] = value
    file.places[part, key] = setting.source


def _band(file: Change, parent: Standard, setting: _Setting) -> None:
    bands = file.data.setdefault("band", [_part(b) for b in parent.band])
    at = _named(bands, setting, "档")
    bands[at]["within"] = setting.value
    file.places["band", at] = setting.source


def _grade(file: Change, parent: Standard, setting: _Setting) -> None:
    """grade.优=85: 优 begins at 85, and the grade below ends there; or an interval, which moves nothing else."""
    grades = file.data.setdefault("grade", [_part(g) for g in parent.grade])
    at = _named(grades, setting, "等级")
    file.places["grade", at] = setting.source
    bound = parse_decimal(setting.value.removesuffix("分"))
    if bound is None:
        grades[at]["within"] = setting.value
        return
    own = _span(grades[at])
    below = next((i for i, g in enumerate(grades) if i != at and _span(g).high == own.low), None)
    grades[at]["within"] = _written(Interval(bound, own.high, False, own.high_open))
    if below is not None:
        span = _span(grades[below])
        grades[below]["within"] = _written(Interval(span.low, bound, span.low_open, True))
        file.places.setdefault(("grade", below), setting.source)


def _part(part: Any) -> dict[str, Any]:
    return {"name": part.name, "within": part.within, "evidence": part.evidence}


def _named(parts: list[dict[str, Any]], setting: _Setting, what: str) -> int:
    at = next((i for i, part in enumerate(parts) if part["name"] == setting.keys[1]), None)
    if at is None:
        have = "、".join(part["name"] for part in parts) or "没有"
        raise _refused(setting, f"没有“{setting.keys[1][:20]}”这个{what}", f"现有：{have}")
    return at


def _span(part: dict[str, Any]) -> Interval:
    """Of a grade as it stands now; one that cannot be read touches no other."""
    try:
        return Grade(part["name"], part["within"]).span
    except ValueError:
        return Interval.of(-1)


def _written(span: Interval) -> str:
    low, high = (show(end) for end in (span.low, span.high))  # type: ignore[arg-type]
    return f"{'(' if span.low_open else '['}{low}, {high}{')' if span.high_open else ']'}"


# -- examples --


def _with_examples(made: Standard, file: Change) -> Standard:
    """The rows of the examples with what comes out now, where the rule can be read at all."""
    own = {data["id"] for data in file.data.get("rule", ())}
    if not own and "rounding" not in file.data:
        return made
    return replace(made, rule=[_again(rule, made) if rule.id in own else rule for rule in made.rule])


def _again(rule: Rule, made: Standard) -> Rule:
    """The examples that are still this rule's, where there are any."""
    try:
        answers = [(text.rpartition(" → ")[0], examples.run(made, rule, text)) for text in rule.examples]
    except (ScoringError, ValueError, KeyError):  # what is wrong with the rule is told by the linter
        return rule
    found = [f"{row} → {answer.text}" for row, answer in answers if answer.rule == rule.id]
    return replace(rule, examples=found or rule.examples)
