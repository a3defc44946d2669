"""What somebody uploads: read in a process of its own, never in the server's.

Nothing in a file may name another file: standards and forms are taken by their id only, an evaluation that refers to
an indicator set elsewhere is refused.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Any

from scoring.recheck.pool import Item, Job, Lost, Made, Warm, cores
from scoring.source import Problem, ScoringError, Source

if TYPE_CHECKING:
    from scoring.model import Submission

#: what is taken in, by the end of its name
KINDS = (".xlsx", ".xlsm", ".xls", ".docx", ".doc", ".wps", ".pdf", ".html", ".htm", ".csv", ".md", ".toml")
MOST = 50_000_000  # bytes
CONVERTED = {".doc", ".wps"}
SECONDS, CONVERTING = 10.0, 75.0
DRAWINGS = 64  # of files that are kept in memory

Read = list["Submission"] | list[Problem]


class Reading:
    """The reader processes of one server: each started when all others are at work, then kept warm."""

    def __init__(self, most: int = 0) -> None:
        self._most = most or min(4, max(2, cores()))
        self._free: list[Warm] = []
        self._every: list[Warm] = []
        self._turn = BoundedSemaphore(self._most)
        self._lock = Lock()
        self._drawings: OrderedDict[str, list[dict[str, Any]]] = OrderedDict()  # by the hash of the file

    def ask(self, job: Job[Item, Made], item: Item, lost: Lost[Item, Made], seconds: float) -> Made:
        """`job(item)` in a process that has nothing else to do, as `Warm.ask`; waits while all of them are at work."""
        with self._turn:
            warm = self._idle()
            try:
                return warm.ask(job, item, lost, seconds)
            finally:
                with self._lock:
                    self._free.append(warm)

    def _idle(self) -> Warm:
        with self._lock:
            if not self._free:
                self._free.append(Warm(1))
                self._every.append(self._free[-1])
            return self._free.pop()

    def submissions(self, name: str, data: bytes) -> Sequence[Submission]:
        """Every self-assessment in an uploaded file. Raises ScoringError, naming the file as the person knows it."""
        kind = Path(name).suffix.lower()
        if kind not in KINDS:
            raise _refused(name, "不认识这种文件", f"可以是：{'、'.join(KINDS)}")
        if len(data) > MOST:
            raise _refused(name, f"文件超过 {MOST // 1_000_000} MB", "请删去图片等多余内容")
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"upload{kind}"
            path.write_bytes(data)
            found = self.ask(read, path, lost, CONVERTING if kind in CONVERTED else SECONDS)
        if not found or isinstance(found[0], Problem):
            raise ScoringError([_named(p, name) for p in found if isinstance(p, Problem)])
        return [_renamed(s, name) for s in found if not isinstance(s, Problem)]

    def remember(self, fingerprint: str, drawing: list[dict[str, Any]]) -> None:
        """Keep the drawing of a file for the pages that will show it; the oldest is let go."""
        with self._lock:
            self._drawings[fingerprint] = drawing
            while len(self._drawings) > DRAWINGS:
                self._drawings.popitem(last=False)

    def remembered(self, fingerprint: str) -> list[dict[str, Any]] | None:
        with self._lock:
            return self._drawings.get(fingerprint)

    def close(self) -> None:
        with self._lock:
            for warm in self._every:
                warm.close()
            self._every, self._free = [], []


def _refused(name: str, message: str, advice: str) -> ScoringError:
    return ScoringError(Problem(Source(name[:100]), message, advice))


def _named(problem: Problem, name: str) -> Problem:
    source = replace(problem.source, file=name[:100])
    return replace(problem, source=source)


def _renamed(submission: Submission, name: str) -> Submission:
    findings = tuple(replace(f, source=replace(f.source, file=name[:100])) for f in submission.findings)
    places = {key: replace(source, file=name[:100]) for key, source in submission.places.items()}
    return replace(submission, findings=findings, places=places)


# -- in the reader process --


def read(path: Path) -> Read:
    """What a file holds, or why it cannot be used."""
    try:
        return [_harmless(s) for s in (_toml(path) if path.suffix == ".toml" else _table(path))]
    except ScoringError as error:
        return list(error.problems)


def lost(path: Path, reason: str) -> Read:
    """For a file whose process died."""
    return [Problem(Source(path.name), reason, "请另存后再上传")]


def _table(path: Path) -> list[Submission]:
    from scoring.review import submissions

    return submissions(path)


def _toml(path: Path) -> list[Submission]:
    from scoring import documents
    from scoring.desk.sheet import blank
    from scoring.toml_file import TomlFile

    data = TomlFile(path).data
    if "indicator_set" in data:
        message = "这个自评文件引用了另一个指标文件，网页上打不开"
        raise ScoringError(Problem(Source(path.name), message, "请上传指标文件，或已填好的表格"))
    named = [data.get(key, "") for key in ("standard", "form")]
    if any(str(name).endswith((".toml", ".txt")) for name in [*named, *_inside(data)]):
        raise ScoringError(Problem(Source(path.name), "评分办法和表样只能写编号，不能写文件名", "请改成编号"))
    if "indicator" in data:
        return [blank(documents.load_indicator_set(path))]
    return [documents.load(path)]


def _inside(data: dict[str, object]) -> list[object]:
    inside = data.get("indicators")
    return [inside.get("standard", ""), inside.get("form", "")] if isinstance(inside, dict) else []


def _harmless(submission: Submission) -> Submission:
    """Standard and form by an id that comes with the package, else the general ones."""
    from scoring import form as forms
    from scoring.standards import names

    form = submission.form if submission.form in forms.names() else "generic"
    standard = submission.standard if submission.standard in names() else forms.get(form).standard
    return replace(submission, form=form, standard=standard)
