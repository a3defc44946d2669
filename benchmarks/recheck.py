"""Re-checking files, beside merely reading them: the processor time of each, in one run, in turns.

    python -m benchmarks.recheck [FILES] [--docx] [--repeated] [--curve | --run]

A file is checked when it was read, recognised, scored, every finding made and its record written as JSON. An
.xlsx is read barely by python-calamine (every cell of every sheet), a .docx by ElementTree over its XML. The two
take turns by the hundred; each file is met once, as in a real run, so no cache knows it. `--repeated` makes tables
that repeat each other's rows, `--curve` prints the cost per file and the memory at 100, 1,000 and 10,000 files,
`--run` checks them all in worker processes, as `scoring check` does, and prints the memory of the parent.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from xml.etree import ElementTree

from benchmarks.tables import files
from scoring.recheck.one import check_file
from scoring.recheck.pool import settle
from scoring.recheck.run import check_all
from scoring.recheck.walk import Named

TURN = 100  # files

Job = Callable[[Path], object]


def cells(path: Path) -> object:
    """Every cell of every sheet, through calamine."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def tree(path: Path) -> object:
    """The XML of a Word document as a tree."""
    with zipfile.ZipFile(path) as archive:
        return ElementTree.fromstring(archive.read("word/document.xml"))


def checked(path: Path) -> object:
    """The records of a file as text."""
    return json.dumps(check_file(path), ensure_ascii=False)


def seconds(job: Job, paths: Sequence[Path]) -> float:
    """Processor time for a number of files, garbage collected as Python does, or as our worker processes do."""
    gc.collect()
    usual = gc.get_threshold()
    if job is checked:
        settle()
    start = process_time()
    for path in paths:
        job(path)
    spent = process_time() - start
    gc.set_threshold(*usual)
    gc.unfreeze()
    return spent


def megabytes() -> float:
    """The most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compare(bare: Job, paths: Sequence[Path], wanted: float) -> None:
    """Both ways over the same files, in turns; the first file warms both."""
    bare(paths[0])
    checked(paths[0])
    spent = [0.0, 0.0]
    for at in range(1, len(paths), TURN):
        turn = paths[at : at + TURN]
        spent[0] += seconds(bare, turn)
        spent[1] += seconds(checked, turn)
    read, whole = (s / (len(paths) - 1) * 1000 for s in spent)
    print(
        f"{len(paths):6} files  read {read:.3f} ms  checked {whole:.3f} ms  = {whole / read:.2f}×  (aim: {wanted:g}×)"
    )


def curve(paths: Sequence[Path]) -> None:
    """The cost per file and the memory as files go by: the last hundred before each mark, and all until then."""
    marks = [n for n in (100, 1000, 10000) if n <= len(paths)]
    done, all_ = 0, 0.0
    for mark in marks:
        before = paths[done : mark - TURN]
        last = paths[max(done, mark - TURN) : mark]
        all_ += seconds(checked, before)
        late = seconds(checked, last)
        all_ += late
        done = mark
        mean = all_ / mark * 1000
        print(
            f"{mark:6} files  {mean:.3f} ms each, the last {len(last)} {late / len(last) * 1000:.3f} ms; {megabytes():.0f} MB"
        )


def whole_run(paths: Sequence[Path]) -> None:
    """All files through the worker processes; the records go to disk."""
    before, start = megabytes(), perf_counter()
    check_all([Named(path, path.name, path.name) for path in paths], paths[0].with_name("records.jsonl"))
    spent = perf_counter() - start
    print(
        f"{len(paths):6} files  {len(paths) / spent:.0f} a second; parent {before:.0f} MB before, {megabytes():.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="?", type=int, default=2000)
    parser.add_argument("--docx", action="store_true")
    parser.add_argument("--repeated", action="store_true")
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("--run", action="store_true")
    given = parser.parse_args()
    kind, bare, wanted = ("docx", tree, 4.0) if given.docx else ("xlsx", cells, 6.0)
    with TemporaryDirectory() as folder:
        paths = files(Path(folder), given.files, kind, distinct=not given.repeated)
        if given.curve:
            curve(paths)
        elif given.run:
            whole_run(paths)
        else:
            compare(bare, paths, wanted)


if __name__ == "__main__":
    main()
