"""What a database complains of, as a sentence for the person who was saving."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from scoring.source import Problem, ScoringError, Source

LOCKED = ("台账正被别的程序占用，等了一会儿没有轮到，这一次没有保存", "请再保存一次；屏幕上的内容不会丢")

#: what the message of SQLite, of PostgreSQL or of its driver holds → what happened, what to do; first match
_SAID = (
    (("database is locked", "database table is locked", "lock timeout", "deadlock detected"), *LOCKED),
    (("database or disk is full", "No space left", "could not extend file", "disk full", "disk I/O error"),
     "磁盘已满或写不进去，这一次没有保存", "请清理磁盘后再保存一次；以前保存的都在"),
    (("readonly database", "read-only", "permission denied", "unable to open database file"),
     "台账打不开或不能写", "请检查位置和写入权限"),
    (("is not a database", "malformed", "file is encrypted"),
     "这个文件不是台账，或者已经损坏", "请用 scoring register restore 从备份恢复"),
    (("password authentication failed", "no password supplied", "does not exist"),
     "数据库不让进：用户名、密码或库名不对", "请检查台账的地址"),
    (("no such table", "UndefinedTable"), "这里还没有台账", "请先运行 scoring register init"),
    (("append-only",), "历史只能添加，不能修改或删除", ""),
    (("connection", "server closed", "terminating", "shutting down", "starting up", "recovery mode", "Connection refused"),
     "连接不上台账的数据库，不能确定这一次是否已经保存", "请稍等片刻再保存一次，重复保存不会出错"),
)  # fmt: skip


def explained(error: SQLAlchemyError, place: str) -> ScoringError | None:
    """The error as a sentence; None for what only a defect of ours can cause."""
    if not isinstance(error, DBAPIError):
        return None
    said = f"{type(error.orig).__name__} {error.orig}"
    for marks, message, advice in _SAID:
        if any(mark.lower() in said.lower() for mark in marks):
            return ScoringError(Problem(Source(place), message, advice))
    return None


@contextmanager
def told(place: str) -> Iterator[None]:
    """Raises ScoringError, naming the register, for what the database refuses."""
    try:
        yield
    except SQLAlchemyError as error:
        sentence = explained(error, place)
        if sentence is None:
            raise
        raise sentence from error


def refuse(message: str, advice: str = "", place: str = "台账") -> ScoringError:
    """A refusal of the register's own."""
    return ScoringError(Problem(Source(place), message, advice))
