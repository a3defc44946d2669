"""Records of drawn tables: what `scoring check` makes of a file, without a file."""

from scoring.checks import check
from scoring.engine import score
from scoring.recheck.record import Record, record, unreadable
from scoring.source import Problem, Source
from tests.checks.drawn import standard, submission


def drawn(table: str = "", file: str = "甲局/自评表.xlsx", number: int = 1, **around: object) -> Record:
    """The record of one drawn table; `around` is what stands around it (project, implementer, year, done…)."""
    from dataclasses import replace

    rules = standard()
    result = score(submission(table, **around), rules)
    return record(replace(result, findings=check(result, rules)), rules, file, number)


def broken(file: str) -> Record:
    """The record of a file that could not be read."""
    return unreadable(file, [Problem(Source(file), "扫描的 PDF，里面没有文字", "请报送能选中文字的文件")])
