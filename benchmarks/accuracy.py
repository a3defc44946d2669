"""How well tables nobody has seen are read and checked: `python -m benchmarks.accuracy [COUNT] [--no-office]`.

Prints rows read, fields exact, recall and precision by code, by format and by layout, and false errors on clean
tables, over the labelled corpus of `tests/corpus`. COUNT tables of each layout and format (default 1).
"""

from __future__ import annotations

import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from scoring.recheck.one import check_file
from tests.corpus import suite
from tests.corpus.measure import FIELDS, Tally, measure

DETERMINISTIC = 0.98


def main(count: int, office: bool, misses: int) -> None:
    whole, by_format, by_layout, by_fault = Tally(), defaultdict(Tally), defaultdict(Tally), Tally()
    with TemporaryDirectory() as name:
        for case in _cases(Path(name), count, office):
            form = case.look.name.startswith("form ")
            tally = measure(
                check_file(case.path, name=case.path.name), case.table, case.look, case.name, findings=not form
            )
            whole.add(tally)
            by_format[case.kind].add(tally)
            by_layout[case.look.name].add(tally)
            if case.code:
                by_fault.add(tally)
    _reading("format", by_format)
    _reading("layout", by_layout)
    _codes(whole)
    print(f"\nfiles {whole.files}, unread {whole.unread}, rows {whole.read}/{whole.rows}, rows too many {whole.extra}")
    print("fields " + "  ".join(f"{f} {whole.exact[f]}/{whole.fields[f]}" for f in FIELDS if whole.fields[f]))
    per_50 = 50 * whole.false_errors / max(whole.clean, 1)
    print(f"clean tables {whole.clean}, false errors {whole.false_errors} ({per_50:.2f} per 50)")
    for line in whole.misses[:misses]:
        print(line[:240])


def _cases(folder: Path, count: int, office: bool) -> Iterator[suite.Case]:
    clean = list(suite.clean_cases(folder, count))
    yield from clean
    yield from suite.faulty_cases(folder, count)
    yield from suite.form_cases(folder, count)
    if office and shutil.which("soffice"):
        for source, targets in suite.OFFICE.items():
            for target in targets:
                yield from suite.converted(folder, [c for c in clean if c.kind == source], target)


def _reading(what: str, tallies: dict[str, Tally]) -> None:
    print(f"\n{what:<28}{'files':>6}{'unread':>7}{'rows':>12}{'fields exact':>16}{'false errors':>13}")
    for name, t in tallies.items():
        exact, fields = sum(t.exact.values()), sum(t.fields.values())
        print(
            f"{name:<28}{t.files:>6}{t.unread:>7}{f'{t.read}/{t.rows}':>12}{f'{exact}/{fields}':>16}{t.false_errors:>13}"
        )


def _codes(t: Tally) -> None:
    print(f"\n{'code':<6}{'planted':>8}{'found':>7}{'recall':>8}{'raised':>8}{'precision':>11}")
    for code in sorted(t.planted | t.raised):
        recall = t.found[code] / t.planted[code] if t.planted[code] else None
        precision = t.right[code] / t.raised[code] if t.raised[code] else None
        shown = ["" if x is None else f"{x:.3f}" for x in (recall, precision)]
        mark = "  < aim" if recall is not None and recall < DETERMINISTIC else ""
        print(f"{code:<6}{t.planted[code]:>8}{t.found[code]:>7}{shown[0]:>8}{t.raised[code]:>8}{shown[1]:>11}{mark}")


if __name__ == "__main__":
    numbers = [int(a) for a in sys.argv[1:] if a.isdigit()]
    main(numbers[0] if numbers else 1, "--no-office" not in sys.argv, numbers[1] if len(numbers) > 1 else 20)
