"""What only shows when tables are laid side by side: twice the same project, copied texts, lowered targets, sums.

    compare(lambda: read_records(run), lambda: read_records(last_year))

The records are walked twice. The first walk keeps hashes and keys, the second reads again what those point at;
so memory does not grow with what the tables say. The answer does not depend on the order of the records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from scoring.recheck.across.copies import Copies
from scoring.recheck.across.full_marks import FullMarks, statistics
from scoring.recheck.across.keys import Across, order
from scoring.recheck.across.summaries import Summaries
from scoring.recheck.across.targets import Targets
from scoring.recheck.across.twice import Twice
from scoring.recheck.record import Record

__all__ = ["Across", "compare", "statistics"]

Records = Callable[[], Iterable[Record]]


class Question(Protocol):
    """Something asked of all tables together."""

    def first(self, record: Record) -> None:
        """See a table for the first time: keep a hash or a key."""

    def first_against(self, record: Record) -> None:
        """See a table of last year, or a declaration, for the first time."""

    def between(self) -> None:
        """Find out which tables have to be read again."""

    def second_against(self, record: Record) -> None:
        """See a table of last year, or a declaration, again."""

    def second(self, record: Record) -> None:
        """See a table again."""

    def findings(self) -> Iterable[Across]:
        """What does not hold."""


def compare(records: Records, against: Records | None = None) -> list[Across]:
    """Every contradiction between tables of a run, and with those of last year or the declarations (`against`)."""
    questions: list[Question] = [Twice(), Copies(), Targets(), Summaries(), FullMarks()]
    for record in records():
        for question in questions:
            question.first(record)
    for record in against() if against else ():
        for question in questions:
            question.first_against(record)
    for question in questions:
        question.between()
    for record in against() if against else ():
        for question in questions:
            question.second_against(record)
    for record in records():
        for question in questions:
            question.second(record)
    found = [f for question in questions for f in question.findings()]
    return sorted(found, key=lambda f: (f["code"], [order(p) for p in f["places"]], f["message"]))
