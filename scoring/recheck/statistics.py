"""What a run comes to: the sums that report, ledger and terminal share, made in one pass over the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from scoring.checks.totals import same_grade
from scoring.number import parse_decimal
from scoring.recheck.record import Record
from scoring.recheck.risk import NOTHING, Stake, by_table, stake
from scoring.recheck.short import Found, Records, short, unit_of

NO_GRADE = "（无等级）"
OTHER_GRADE = "（其他写法）"
GRADES = ("优", "良", "中", "差")
STATUSES = {"ok": "已读出", "partial": "部分读出", "unreadable": "不能读取"}

#: ends of the steps in which claimed − recomputed is counted
STEPS = tuple(map(Fraction, ("-10", "-5", "-2", "-1/2", "0", "1/2", "2", "5", "10")))


@dataclass(frozen=True, slots=True)
class Entry:
    """One self-assessment on a line, numbers as printed. `number` counts them in the order of the records, from 0."""

    number: int
    file: str
    table: int
    status: str
    unit: str
    department: str
    project: str
    year: str
    form: str
    standard: str
    claimed: str
    recomputed: str
    difference: Fraction | None  # claimed − recomputed
    grade_claimed: str
    grade: str
    counts: tuple[int, int, int, int]  # errors, warnings, infos; waived
    codes: tuple[str, ...]
    stake: Stake


@dataclass(slots=True)
class Share:
    """Sums over the self-assessments of one unit (单位)."""

    tables: int = 0
    unreadable: int = 0
    faulty: int = 0  # with an error
    errors: int = 0
    warnings: int = 0
    rows: int = 0  # with points and a claimed score
    full: int = 0  # of those: full marks
    stake: Fraction = NOTHING  # of errors

    @property
    def share(self) -> Fraction | None:
        """Full marks per row; None without rows."""
        return Fraction(self.full, self.rows) if self.rows else None


@dataclass(slots=True)
class Code:
    """How often one code was found, waived ones apart."""

    severities: Counter[str] = field(default_factory=Counter)
    tables: int = 0
    waived: int = 0

    @property
    def found(self) -> int:
        return self.severities.total()


@dataclass(slots=True)
class Survey:
    """All sums of a run. `entries` stand in the order of work: the most urgent first."""

    entries: list[Entry] = field(default_factory=list)
    files: int = 0
    faulty_files: int = 0
    tables: int = 0  # self-assessments that were read
    statuses: Counter[str] = field(default_factory=Counter)  # of files
    severities: Counter[str] = field(default_factory=Counter)
    waived: int = 0
    stake: Fraction = NOTHING  # of errors
    units: dict[str, Share] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    claimed: Counter[str] = field(default_factory=Counter)  # grades
    recomputed: Counter[str] = field(default_factory=Counter)
    moved: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: Counter[int] = field(default_factory=Counter)  # by number of the step, see `step`

    @property
    def grades(self) -> list[str]:
        """The grades that occur, best first."""
        known = {*self.claimed, *self.recomputed}
        first = [g for g in GRADES if g in known]
        last = [g for g in (OTHER_GRADE, NO_GRADE) if g in known]
        return [*first, *sorted(known - {*first, *last}), *last]

    def by_urgency(self) -> list[tuple[str, Share]]:
        """Units with the most points at stake first."""
        return sorted(self.units.items(), key=lambda item: (-item[1].stake, -item[1].errors, item[0]))

    def by_code(self) -> list[tuple[str, Code]]:
        """Codes as they are listed: T, F, I, C, R."""
        from scoring.checks import codes

        order = {code: at for at, code in enumerate(codes())}
        return sorted(self.codes.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))


def survey(records: Records, across: Sequence[Found] = ()) -> Survey:
    """One pass over the records; `across` are the findings across files, which count at each place they name."""
    s, at = Survey(), by_table(across)
    last: str | None = None
    worst, faulty = "ok", False
    for number, record in enumerate(records()):
        if last is not None and record["file"] != last:
            _close_file(s, worst, faulty)
            worst, faulty = "ok", False
        last = record["file"]
        entry = _entry(number, record, at.get((record["file"], record["table"]), []))
        worst = max(worst, entry.status, key=list(STATUSES).index)
        faulty |= entry.counts[0] > 0
        _add(s, record, entry)
    if last is not None:
        _close_file(s, worst, faulty)
    for finding in across:
        _count(s, finding)
    s.entries.sort(key=lambda e: (-e.stake.urgency, e.file, e.table))
    return s


def step(difference: Fraction) -> int:
    """The number of the step a difference falls into: 2·i + 1 is the end STEPS[i] itself, even numbers lie between.

    Only zero is counted by itself; the other ends belong to the step farther from zero.
    """
    below = sum(end < difference for end in STEPS)
    on = below < len(STEPS) and STEPS[below] == difference
    if on and difference == 0:
        return 2 * below + 1
    return 2 * (below + 1 if on and difference > 0 else below)


def steps() -> list[tuple[int, str]]:
    """Every step with its label, from far too low to far too high."""
    from scoring.number import show

    zero = STEPS.index(Fraction(0))
    ends = [show(end).replace("-", "−") for end in STEPS]
    found = [(0, f"≤{ends[0]}")]
    for at in range(1, len(STEPS) + 1):
        if at - 1 == zero:
            found.append((2 * zero + 1, "0"))
        label = f"≥{ends[-1]}" if at == len(STEPS) else f"{ends[at - 1]}～{ends[at]}"
        found.append((2 * at, label))
    return found


def grade_name(printed: str | None, recomputed: str | None) -> str:
    """A claimed grade as it is counted: as the standard names it (优秀 → 优), however it was written."""
    names = [*GRADES, recomputed] if recomputed and recomputed not in GRADES else [*GRADES]
    text = short(printed, 40)
    return (same_grade(text, names) or OTHER_GRADE) if text else NO_GRADE


def _entry(number: int, record: Record, across: Sequence[Found]) -> Entry:
    project: Mapping[str, Any] = record["project"] or {}
    total: Mapping[str, Any] = record["total"] or {}
    grade: Mapping[str, Any] = record["grade"] or {}
    claimed, recomputed = short(total.get("claimed"), 40), total.get("recomputed") or ""
    a, b = parse_decimal(claimed), parse_decimal(recomputed)
    open_ = Counter(f["severity"] for f in (*record["findings"], *across) if not f.get("waived"))
    waived = sum(bool(f.get("waived")) for f in record["findings"])
    return Entry(
        number, record["file"], record["table"], record["status"], unit_of(record), short(project.get("department")),
        short(project.get("name")), project.get("year") or "", record["form"], (record["standard"] or {}).get("id", ""),
        claimed, recomputed, None if a is None or b is None else a - b,
        short(grade.get("claimed"), 40), grade.get("recomputed") or "",
        (open_["error"], open_["warning"], open_["info"], waived),
        tuple(sorted({f["code"] for f in (*record["findings"], *across) if not f.get("waived")})),
        stake(record, across),
    )  # fmt: skip


def _add(s: Survey, record: Record, entry: Entry) -> None:
    s.entries.append(entry)
    s.tables += entry.status != "unreadable"
    s.stake += entry.stake.error
    _add_unit(s.units.setdefault(entry.unit, Share()), record, entry)
    for finding in record["findings"]:
        _count(s, finding)
    for code in {f["code"] for f in record["findings"] if not f.get("waived")}:
        s.codes[code].tables += 1
    if entry.difference is not None:
        s.differences[step(entry.difference)] += 1
    if entry.claimed or entry.recomputed or entry.grade_claimed:  # where there is nothing, nothing is graded
        pair = grade_name(entry.grade_claimed, entry.grade), entry.grade or NO_GRADE
        s.claimed[pair[0]] += 1
        s.recomputed[pair[1]] += 1
        s.moved[pair] += 1


def _count(s: Survey, finding: Found) -> None:
    code = s.codes.setdefault(finding["code"], Code())
    if finding.get("waived"):
        code.waived += 1
        s.waived += 1
        return
    code.severities[finding["severity"]] += 1
    s.severities[finding["severity"]] += 1


def _add_unit(unit: Share, record: Record, entry: Entry) -> None:
    unit.tables += entry.status != "unreadable"
    unit.unreadable += entry.status == "unreadable"
    unit.faulty += entry.counts[0] > 0
    unit.errors += entry.counts[0]
    unit.warnings += entry.counts[1]
    unit.stake += entry.stake.error
    for line in record["lines"]:
        points, claimed = parse_decimal(line["points"] or ""), parse_decimal(line["claimed"] or "")
        if points and claimed is not None and points > 0:
            unit.rows += 1
            unit.full += claimed == points


def _close_file(s: Survey, worst: str, faulty: bool) -> None:
    s.files += 1
    s.statuses[worst] += 1
    s.faulty_files += faulty
