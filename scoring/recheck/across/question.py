"""What most questions have in common: nothing to do at some of the walks."""

from __future__ import annotations

from scoring.recheck.record import Record


class Silent:
    """A question that looks away; each kind overrides the walks it needs."""

    def first(self, record: Record) -> None:
        """Nothing to keep."""

    def first_against(self, record: Record) -> None:
        """Nothing to keep."""

    def between(self) -> None:
        """Nothing to find out."""

    def second_against(self, record: Record) -> None:
        """Nothing to read again."""

    def second(self, record: Record) -> None:
        """Nothing to read again."""
