"""Make a register, or bring an older one up to date."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from scoring.register import derived
from scoring.register.store import BUSY, Register
from scoring.register.trouble import refuse

#: the last step; a test holds it to the files in migrations/versions
REVISION = "r0002"


def create(where: str, *, busy: float = BUSY) -> Register:
    """A new register, or the one already there brought up to date. Raises ScoringError."""
    register = Register(where, must_exist=False, busy=busy)
    upgrade(register)
    return register


def opened(where: str, *, busy: float = BUSY) -> Register:
    """An existing register of this version. Raises ScoringError when there is none, or an older or newer one."""
    register = Register(where, busy=busy)
    found = revision(register)
    if found is None:
        raise refuse("这里还没有台账", "请先运行 scoring register init", register.place)
    if found > REVISION:
        raise refuse(f"这个台账是较新的程序建的（{found}）", "请升级程序", register.place)
    if found < REVISION:
        raise refuse(
            f"这个台账是较早的程序建的（{found}）", "请先备份，再运行 scoring register upgrade", register.place
        )
    with register.reading() as connection:
        complete = derived.complete(connection)
    if not complete:
        with register.writing("升级") as w:
            derived.rebuild(w.connection)
    return register


def revision(register: Register) -> str | None:
    """Which step the register has come to; None when there is no register."""
    with register.reading() as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def upgrade(register: Register, to: str = REVISION) -> str | None:
    """Take the missing steps in one transaction; returns where it stood before. Raises ScoringError."""
    with register.writing("升级") as w:
        before = _revision(w.connection)
        if before is not None and before > to:
            raise refuse(f"这个台账是较新的程序建的（{before}）", "请升级程序", register.place)
        if before == to:
            return before
        steps(w.connection, to)
        if to == REVISION:
            derived.rebuild(w.connection)
            w.note("升级" if before else "建立", "register", to)
    if register.sqlite and before is None and Path(register.place).exists():
        Path(register.place).chmod(0o600)
    return before


def steps(connection: Connection, to: str) -> None:
    """Only the tables, on a connection whose transaction the caller holds."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
