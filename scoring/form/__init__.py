"""A form (表样) is a drawing that can be filled and read: the bridge between the two towers.

form = get("central-2021")
page = form.fill(result)                  # to any format, through scoring.writers
submission = form.read(document.tables)   # from any format, through scoring.readers
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from scoring import library
from scoring.form import fill, prove, slots
from scoring.form.drawing import SLOT, Drawing, outline
from scoring.form.drawing import read as read_drawing
from scoring.form.slots import Extras
from scoring.grid import Grid
from scoring.model import Result, Submission
from scoring.recognise.labels import Labels, key_of
from scoring.source import Problem, ScoringError, Source
from scoring.toml_file import read_text
from scoring.writers.page import Block, Page, Paragraph

__all__ = ["Form", "get", "load", "names", "packaged", "registered", "unsound"]


class Form:
    """One official table. `id`, `cite` (where it was prescribed or seen), `standard` and `drawing`."""

    def __init__(self, drawing: Drawing) -> None:
        head = drawing.head
        self.drawing = drawing
        self.id = head["id"]
        self.name = head.get("name") or head["title"]
        self.cite = head["cite"]
        self.standard = head.get("standard", "mof-2020")
        self.landscape = head.get("paper") == "landscape"
        self.slots = frozenset(slot for block in drawing.blocks for row in block.rows for slot in row.slots())
        self.labels: Labels = prove.labels(drawing)
        self._keys = frozenset(
            key
            for block in drawing.blocks
            for row in block.rows
            for cell in row.cells
            if (key := key_of(SLOT.sub("", cell))) and cell not in ("<", "^") and self.labels.known(key)
        )

    def fill(self, result: Result) -> Page:
        """The table as a clerk prints it: with the figures this result counts (得分, 执行率, 总分, 等级)."""
        submission = slots.printed(result, self.drawing.rate_step())
        return self.draw(submission, slots.extras(result, self.drawing.lights()))

    def draw(self, submission: Submission, extras: Sequence[Extras] = ()) -> Page:
        """The table with the submission's own figures, as they were submitted."""
        head = self.drawing.head
        unit = head.get("unit") or submission.money_unit
        own = submission.title if submission.form == self.id else ""
        tables = fill.grids(self.drawing, submission, extras)
        notes = [Paragraph(text, "note") for text in self._lines(self.drawing.notes, submission, unit)]
        signs = [Paragraph(text, "sign") for text in self._lines(self.drawing.signs, submission, unit)]
        blocks: tuple[Block, ...] = (*tables, *notes, *signs)
        title = own or fill.sentence(head["title"], submission, unit) or self.name
        subtitle = fill.sentence(head.get("subtitle", ""), submission, unit)
        return Page(title, subtitle, blocks, self.landscape)

    @staticmethod
    def _lines(lines: Iterable[str], submission: Submission, unit: str) -> list[str]:
        return [text for line in lines if (text := fill.sentence(line, submission, unit))]

    def read(self, tables: Sequence[Grid] | Grid, text: str = "") -> Submission:
        """The tables of one filled form as a submission, each value with its place."""
        from scoring.recognise import read_as

        tables = [tables] if isinstance(tables, Grid) else tables
        return read_as(tables, text, self.labels, self.id, self.standard)

    def likeness(self, keys: frozenset[str] | set[str]) -> float:
        """How much of the labels a document has (`keys`) are this form's, and the other way round: 0 to 1."""
        theirs = keys & _every_key()
        both = len(theirs & self._keys)
        return both / (len(theirs) + len(self._keys) - both or 1)

    @cached_property
    def outline(self) -> str:
        """The drawing as text: `<` continues the cell at left, `^` the cell above."""
        return "\n\n".join(str(outline(block)) for block in self.drawing.blocks)

    def __str__(self) -> str:
        return self.outline


def load(path: Path, text: str | None = None) -> Form:
    """A form from its file. Raises ScoringError, with the line, for a drawing that does not tile, names an
    unknown slot, or would lose what is written into it when it is read back."""
    form = Form(read_drawing(path, text))
    if problems := prove.lost(form.drawing, lambda s: form.draw(s), form.read):
        raise ScoringError(problems)
    return form


def packaged() -> list[str]:
    """The ids of the forms that come with the package."""
    return list(_packaged())


def _packaged() -> Mapping[str, Path]:
    return library.packaged("forms", ".txt")


def names() -> list[str]:
    """The ids of the forms that can be used: those of the package, then the office's own."""
    return packaged() + [name for name, path in _own().items() if not _refused(path)]


def unsound() -> list[Problem]:
    """What keeps forms of the office's own folder from being used."""
    return [problem for path in _own(every=True).values() for problem in _refused(path)]


def get(name: str) -> Form:
    """A form by id, or from a .txt file of one's own. Raises ScoringError when there is none."""
    if name.endswith(".txt"):
        return _loaded(name)
    if path := _packaged().get(name) or _own().get(name):
        return _loaded(str(path))
    message = f"没有编号为“{name[:60]}”的表样"
    raise ScoringError(Problem(Source(), message, f"现有：{'、'.join(names())}；自己的表样请给出 .txt 文件"))


def registered() -> tuple[Form, ...]:
    """Every form that can be used, the plainest first."""
    return _sorted(tuple(names()))


def _own(*, every: bool = False) -> dict[str, Path]:
    """The drawings of the office's own folder; a text file without a table in it is a note to somebody."""
    found = {name: path for name, path in library.own(".txt").items() if every or name not in _packaged()}
    return {name: path for name, path in found.items() if _drawn(str(path))}


@lru_cache(maxsize=512)
def _drawn(path: str) -> bool:
    try:
        return any(line.startswith("---") for line in read_text(Path(path)).splitlines())
    except ScoringError:
        return True


@lru_cache(maxsize=512)
def _refused(path: Path) -> list[Problem]:
    try:
        form = _loaded(str(path))
    except ScoringError as error:
        return list(error.problems)
    return library.misnamed(path, form.id, packaged(), Source(str(path)), "表样")


@lru_cache(maxsize=64)
def _loaded(path: str) -> Form:
    return load(Path(path))


@lru_cache(maxsize=8)
def _sorted(names: tuple[str, ...]) -> tuple[Form, ...]:
    return tuple(sorted((get(name) for name in names), key=lambda f: (len(f._keys), f.id)))


def _every_key() -> frozenset[str]:
    """The labels of all forms: what else a document says does not tell one form from another."""
    return _keys(tuple(names()))


@lru_cache(maxsize=8)
def _keys(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(form._keys for form in _sorted(names)))
