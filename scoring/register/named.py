"""Units by the name a person writes."""

from __future__ import annotations

from sqlalchemy import select

from scoring.register import schema
from scoring.register.store import Register
from scoring.register.trouble import refuse

MOST = 20  # units offered where a part of a name fits several


def unit(register: Register, number: int, within: int | None = None) -> str:
    """The name of a unit. Raises ScoringError when there is none of that number for this reader."""
    u = schema.unit.c
    asked = select(u.name).where(u.id == number)
    with register.reading() as connection:
        found = connection.execute(asked).scalar() if within in (None, number) else None
    if found is None:
        raise refuse(f"没有第 {number} 号单位", "请从列表里打开")
    return str(found)


def units(register: Register, written: str, within: int | None = None) -> list[tuple[int, str]]:
    """Number and name of the unit called so; where there is none, of those whose name contains it, at most MOST."""
    if not written:
        return []
    u = schema.unit.c
    own = [] if within is None else [u.id == within]
    asked = select(u.id, u.name).where(*own)
    with register.reading() as connection:
        found = connection.execute(asked.where(u.name == written)).all()
        if not found:
            parts = asked.where(u.name.contains(written, autoescape=True)).order_by(u.name).limit(MOST)
            found = connection.execute(parts).all()
    return [(int(number), str(name)) for number, name in found]
