"""Rows scored per second in columns, side by side; the curve; memory; exactness.

    python -m benchmarks.columns [ROWS] [--large] [--keep FOLDER]

One Parquet file of ROWS rows (12 million), made once. Ours reads the file and scores it, findings and totals
included, with two workers. The others get less to do: our scalar engine the texts of the same rows (no findings,
no totals), the straightforward way the same, ZEN and polars numbers that are parsed already. So the scoring alone is
there too: reading the file and scoring its rows, no findings and no totals, by one worker and by two. Each pace is by the clock and by processor time, all in one run. `--large` adds fifty million rows to the curve
of memory. Rows that read the same are scored once: the file draws from 400,000 rows that were made once (about 113,000
of them distinct), and a file that repeats itself less is scored more slowly.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from threading import local
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.many import GROUP, write
from benchmarks.scalar import forget, straightforward, zen_rows
from scoring.columns import batch as columns_batch
from scoring.columns import run, sources
from scoring.columns.finding import Rates
from scoring.columns.frame import Frame
from scoring.columns.known import Known
from scoring.columns.rows import score_rows
from scoring.columns.seen import Seen
from scoring.engine import understood
from scoring.model import Indicator
from scoring.scorer import Scorer
from scoring.standard import Standard
from scoring.standards import read
from scoring.understand import compare

TEXTS = ["target", "actual", "points", "l3", "l2", "judged", "l1"]  # as `Scorer.score` takes them; no unit column

ALONE, BOTH = "ours, scoring alone, one worker", "ours, scoring alone, two workers"
Pace = tuple[float, float]  # rows per second: by the clock, by processor time


def timed(count: int, job: Callable[[], Any]) -> Pace:
    start, work = perf_counter(), process_time()
    job()
    return count / (perf_counter() - start), count / (process_time() - work)


def ours(path: Path, standard: Standard, workers: int = 2) -> None:
    """Everything but writing the results, from a cold start."""
    forget()
    columns_batch._KNOWN.clear()
    for _ in run.scored(run.Inputs(path), standard, path.parent, workers):
        pass


def alone(path: Path, standard: Standard, workers: int = 1) -> None:
    """Reading and scoring only, from a cold start: what the others do, no findings and no totals."""
    forget()
    known, here = Known(standard), local()

    def score(piece: sources.Piece) -> None:
        seen = here.__dict__.setdefault("seen", Seen())
        for part in run.cut(piece.read()):
            frame = Frame(part, seen.words)
            owner, none = np.zeros(frame.count, np.intp), np.zeros(1, bool)
            rates = Rates(none, none, np.zeros(1, np.int64), 1)
            aim = seen.aims(frame, known.aim)

            def answer(new: Any, frame: Frame = frame, aim: Any = aim, owner: Any = owner, rates: Rates = rates) -> Any:
                found = score_rows(known, frame.part(new), rates, owner[new], aim[new])
                return {"score": found.units, "case": found.case}

            seen.rows(frame, (aim, known.aims.count), (owner, 1), answer, ("actual", "points", "remark"))

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(score, sources.pieces(path, path.name)))


def decode(path: Path) -> None:
    """All columns of the file, row group by row group, on as many threads as pyarrow likes."""
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            file.read_row_group(group)


def paces(path: Path, count: int, standard: Standard) -> dict[str, Pace]:
    """Every contestant once, in one go."""
    with pq.ParquetFile(path) as file:
        texts = file.read_row_group(0, columns=sorted(set(TEXTS))).select(TEXTS)
    rows = list(zip(*(column.to_pylist() for column in texts.columns), strict=True))
    short = [row[:3] for row in rows]
    few = short[:20_000]
    _, jobs = zen_rows(short[:100_000], standard)
    numbers = pa.table({name: [values[name] for _, values in jobs] for name in ("points", "actual", "target")})
    found = {"ours, two workers": timed(count, lambda: ours(path, standard))}
    found[BOTH] = timed(count, lambda: alone(path, standard, 2))
    found[ALONE] = timed(count, lambda: alone(path, standard))
    forget()
    found["our scalar engine"] = timed(len(rows), lambda: Scorer(standard).score_all(rows))
    found["straightforward"] = timed(len(few), lambda: [straightforward(row) for row in few])
    found["ZEN, pre-parsed numbers"] = timed(len(jobs), lambda: [e.evaluate(v) for e, v in jobs])
    found["polars, pre-parsed numbers, ratio only"] = _polars(numbers)
    found["pyarrow, decoding only"] = timed(count, lambda: decode(path))
    return found


def _polars(numbers: pa.Table) -> Pace:
    import polars as pl

    frame = pl.concat([pl.from_arrow(numbers)] * 40)
    ratio = pl.col("points") * pl.min_horizontal(pl.col("actual") / pl.col("target"), pl.lit(1.0))
    return timed(len(frame), lambda: frame.select(ratio.round(2)))


AIMS = {
    "our scalar engine": 7, "straightforward": 150, "ZEN, pre-parsed numbers": 5, "pyarrow, decoding only": 1 / 6,
}  # fmt: skip


# -- exactness --


def _half_up(value: Fraction) -> Fraction:
    return Fraction(int(value * 100 + Fraction(1, 2)), 100)


_FORMULAS: dict[str, Callable[[Fraction, Fraction, Fraction], Fraction]] = {
    "at_least": lambda w, a, b: w * min(b / a, Fraction(1)),
    "equal": lambda w, a, b: w * min(b / a, Fraction(1)),
    "at_most": lambda w, a, b: w if b <= a else w * a / b,
    "zero": lambda w, a, b: w if b <= a else Fraction(0),
}


def differences(path: Path, standard: Standard, wanted: int, seed: int = 7) -> tuple[int, int, int]:
    """Rows sampled, scores checked against Fraction, scores that differ."""
    chance, checked, off, sampled = random.Random(seed), 0, 0, 0
    with pq.ParquetFile(path) as file:
        groups = chance.sample(range(file.num_row_groups), min(file.num_row_groups, -(-wanted // (GROUP // 4))))
        for group in groups:
            table = file.read_row_group(group)
            rows = sorted(chance.sample(range(table.num_rows), min(wanted // len(groups), table.num_rows)))
            scored = _scores(path, table, standard)
            texts = table.take(rows).to_pylist()
            sampled += len(rows)
            for row, text in zip(rows, texts, strict=True):
                rule, score = scored[row]
                if score is None or rule not in _FORMULAS:
                    continue
                indicator = Indicator((text["l1"], text["l2"], text["l3"]), text["target"])
                c = compare(understood(indicator, standard), text["actual"], text["l3"])
                if c.target is None or c.actual is None or not c.actual.exact:
                    continue
                right = _half_up(_FORMULAS[rule](Fraction(text["points"]), c.target, Fraction(c.actual.low)))
                checked, off = checked + 1, off + (right != Fraction(score))
    return sampled, checked, off


def _scores(path: Path, table: pa.Table, standard: Standard) -> list[tuple[str, Any]]:
    from scoring.columns.cells import normal
    from scoring.columns.results import score

    rows = score(columns_batch.known(standard), normal(table)).rows
    order = pc.sort_indices(rows.column("row"))
    return list(
        zip(rows.column("rule").take(order).to_pylist(), rows.column("score").take(order).to_pylist(), strict=True)
    )


# -- curve and memory --

_CHILD = """
import sys, time
from pathlib import Path
from scoring.columns import run
from scoring.standards import get
start = time.perf_counter()
run.write(Path(sys.argv[1]), get("mof-2020"), Path(sys.argv[2]), force=True)
status = Path("/proc/self/status").read_text()
peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
print(time.perf_counter() - start, time.process_time(), peak)
"""


def curve(folder: Path, counts: list[int], standard: Standard) -> None:
    """The whole command for files of several sizes, each in a process of its own."""
    print("\n      rows   seconds   processor      rows/s   peak MB   (reading, scoring, writing)")
    for count in counts:
        path = made(folder, count, standard)
        out = folder / f"results-{count}"
        done = subprocess.run([sys.executable, "-c", _CHILD, path, out], capture_output=True, text=True, check=True)
        seconds, work, peak = map(float, done.stdout.split())
        print(f"{count:>10,}{seconds:>10.1f}{work:>12.1f}{count / seconds:>12,.0f}{peak:>10,.0f}")


def made(folder: Path, count: int, standard: Standard) -> Path:
    path = folder / f"{count}.parquet"
    return path if path.is_file() else write(path, count, standard)


def compared(found: dict[str, Pace]) -> None:
    """All of ours, and the scoring alone, against each of the others."""
    clock, work = found["ours, two workers"]
    both, same = found[BOTH][0], found[ALONE][1]
    print(f"{'':42}{'rows/s':>12}{'per cpu s':>12}{'ours ÷':>9}{'by cpu':>9}{'alone, two ÷':>14}{'by cpu':>9}")
    for name, (pace, by_work) in found.items():
        aim = f"   aim ≥ {AIMS[name]:.2g}" if name in AIMS else ""
        ratios = f"{clock / pace:>9.2f}{work / by_work:>9.2f}{both / pace:>14.2f}{same / by_work:>9.2f}"
        print(f"{name:42}{pace:>12,.0f}{by_work:>12,.0f}{ratios}{aim}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=int, nargs="?", default=12_000_000)
    parser.add_argument("--large", action="store_true", help="memory at fifty million rows too")
    parser.add_argument("--keep", type=Path, help="a folder for the files, made once and kept")
    given = parser.parse_args()
    standard = read("mof-2020")[0]
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        path = made(folder, given.rows, standard)
        print(
            f"{given.rows:,} rows, {given.rows // 12:,} submissions, {path.stat().st_size / 1e6:,.0f} MB of Parquet\n"
        )
        found = paces(path, given.rows, standard)
        compared(found)
        sampled, checked, off = differences(path, standard, 200_000)
        print(f"\n{sampled:,} rows sampled, {checked:,} of them a formula of two numbers: {off} differ from Fraction")
        counts = [c for c in (10_000, 100_000, 1_000_000, 10_000_000) if c < given.rows]
        curve(folder, [*counts, given.rows, *([50_000_000] if given.large else [])], standard)


if __name__ == "__main__":
    main()
