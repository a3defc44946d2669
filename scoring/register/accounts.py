"""Who may do what: units, accounts with passwords, tokens of programs, sessions of browsers, throttled logins.

Passwords are kept as argon2 hashes, tokens and sessions only as the hash of what the holder shows.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from scoring.register import schema
from scoring.register.chain import Writer
from scoring.register.schema import Columns
from scoring.register.store import Register
from scoring.register.submissions import organisation
from scoring.register.trouble import refuse

ROLES = ("填报", "复核", "管理")
SHORTEST = 8  # characters of a password
SESSION = 12 * 3600  # seconds a session lasts after its last use
TRIES, PAUSE = 5, 15 * 60  # failures before a name has to wait, and how many seconds


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may come in."""

    id: int
    name: str
    role: str
    unit_id: int | None
    unit: str
    disabled: bool = False

    @property
    def within(self) -> int | None:
        """The only unit whose submissions this account sees; None for all (复核 and 管理)."""
        return (self.unit_id if self.unit_id is not None else -1) if self.role == "填报" else None


# -- accounts --


def add(register: Register, who: str, name: str, role: str, password: str, unit: str = "") -> Account:
    """A new account. Raises ScoringError for a name that is taken, an unknown role, a short password, a missing unit."""
    name = name.strip()
    if not name or len(name) > 50:
        raise refuse("用户名应当是 1 到 50 个字")
    if role not in ROLES:
        raise refuse(f"没有“{role[:20]}”这个角色", f"可以是：{'、'.join(ROLES)}")
    if role == "填报" and not unit.strip():
        raise refuse("填报用户要有单位", "请写明单位名称")
    hashed = _hashed(password)
    with register.writing(who) as w:
        if _account(w.connection, schema.account.c.name == name):
            raise refuse(f"已有用户“{name}”", "请换一个用户名")
        number = w.next_id(schema.account)
        values = {"name": name, "role": role, "password": hashed, "disabled": False}
        values["unit_id"] = organisation(w, unit) if unit.strip() else None
        w.put("account", {"id": number}, values, "开户")
    return Account(number, name, role, values["unit_id"], unit.strip())  # type: ignore[arg-type]


def change(
    register: Register, who: str, name: str, *, password: str | None = None, disabled: bool | None = None,
    role: str | None = None,
) -> None:  # fmt: skip
    """Change a password, a role, or whether an account may come in; its sessions end."""
    values: dict[str, Any] = {} if password is None else {"password": _hashed(password)}
    values |= {} if disabled is None else {"disabled": disabled}
    if role is not None and role not in ROLES:
        raise refuse(f"没有“{role[:20]}”这个角色", f"可以是：{'、'.join(ROLES)}")
    values |= {} if role is None else {"role": role}
    kind = (
        "改密码" if password is not None else "停用用户" if disabled else "启用用户" if disabled is False else "改角色"
    )
    with register.writing(who) as w:
        account = _account(w.connection, schema.account.c.name == name)
        if account is None:
            raise refuse(f"没有用户“{name[:50]}”")
        w.put("account", {"id": account.id}, values, kind)
        w.connection.execute(delete(schema.session).where(schema.session.c.account_id == account.id))


def listed(register: Register) -> list[Account]:
    """All accounts by name."""
    with register.reading() as connection:
        return [_made(row) for row in connection.execute(_accounts().order_by(schema.account.c.name)).mappings()]


def units(register: Register) -> list[Columns]:
    """All units and departments: id, name, disabled."""
    with register.reading() as connection:
        rows = connection.execute(select(schema.unit).order_by(schema.unit.c.name)).mappings()
        return [dict(row) for row in rows]


def _accounts() -> Any:
    a, u = schema.account, schema.unit
    return select(a, u.c.name.label("unit")).outerjoin(u, u.c.id == a.c.unit_id)


def _account(connection: Connection, where: Any) -> Account | None:
    row = connection.execute(_accounts().where(where)).mappings().first()
    return None if row is None else _made(row)


def _made(row: Columns) -> Account:
    return Account(row["id"], row["name"], row["role"], row["unit_id"], row["unit"] or "", row["disabled"])


def _hashed(password: str) -> str:
    from argon2 import PasswordHasher

    if len(password) < SHORTEST or len(password) > 200:
        raise refuse(f"密码应当是 {SHORTEST} 到 200 个字", "请换一个长些的密码")
    return PasswordHasher().hash(password)


# -- coming in --


def login(register: Register, name: str, password: str) -> tuple[Account, str]:
    """The account of a name and password, and the secret of a new session. Raises ScoringError, the same sentence
    whether name or password is wrong; after TRIES failures the name waits PAUSE seconds, right password or not."""
    name = name.strip()[:50]
    with register.reading() as connection:
        _not_throttled(connection, name, _seconds(register))
        row = connection.execute(select(schema.account).where(schema.account.c.name == name)).mappings().first()
    right = _right(row["password"] if row else None, password)
    with register.writing(name) as w:
        _not_throttled(w.connection, name, _seconds(register))  # again: others may have tried meanwhile
        if row is None or not right or row["disabled"]:
            failed = _failure(w, name)
        else:
            w.connection.execute(delete(schema.throttle).where(schema.throttle.c.name == name))
            account = _account(w.connection, schema.account.c.id == row["id"])
            assert account is not None
            return account, _open(w, account)
    raise refuse("用户名或密码不对", f"连续 {TRIES} 次不对要等一刻钟" if failed < TRIES else "请一刻钟后再试", "登录")


def _right(hashed: str | None, password: str) -> bool:
    """Takes the same time whether there is such an account or not."""
    from argon2 import PasswordHasher
    from argon2.exceptions import VerificationError

    hasher = PasswordHasher()
    try:
        return hasher.verify(hashed or hasher.hash("nobody's password"), password[:200])
    except VerificationError:
        return False


def _not_throttled(connection: Connection, name: str, now: int) -> None:
    t = schema.throttle.c
    found = connection.execute(select(t.failures, t.since).where(t.name == name)).first()
    if found is not None and found.failures >= TRIES and 0 <= now - found.since < PAUSE:
        minutes = (PAUSE - (now - found.since)) // 60 + 1
        raise refuse("密码错的次数太多", f"请 {minutes} 分钟后再试，或请管理员重设密码", "登录")


def _failure(w: Writer, name: str) -> int:
    t, now = schema.throttle, int(w.now.timestamp())
    found = w.connection.execute(select(t).where(t.c.name == name)).first()
    count = 1 if found is None or not 0 <= now - found.since < PAUSE else found.failures + 1
    w.connection.execute(delete(t).where(t.c.name == name))
    w.connection.execute(insert(t), {"name": name, "failures": count, "since": now})
    w.connection.execute(delete(t).where(t.c.since < now - PAUSE))
    w.note("登录失败" if count < TRIES else "登录失败，暂停登录", "login", name)
    return count


def _open(w: Writer, account: Account) -> str:
    secret, now = secrets.token_urlsafe(32), int(w.now.timestamp())
    table = schema.session
    w.connection.execute(delete(table).where(table.c.expires < now))
    row = {"hash": _hash(secret), "account_id": account.id, "expires": now + SESSION, "note": ""}
    w.connection.execute(insert(table), row)
    w.note("登录", "login", account.name)
    return secret


def session(register: Register, secret: str) -> Account | None:
    """Who a session belongs to; None when it is unknown, expired, or its account disabled. Using it prolongs it."""
    table, now = schema.session, _seconds(register)
    with register.reading() as connection:
        row = connection.execute(select(table).where(table.c.hash == _hash(secret), table.c.expires >= now)).first()
        account = None if row is None else _account(connection, schema.account.c.id == row.account_id)
    if row is None or account is None or account.disabled:
        return None
    if row.expires - now < SESSION // 2:
        with register.writing(account.name) as w:
            w.connection.execute(update(table).where(table.c.hash == row.hash).values(expires=now + SESSION))
    return account


def logout(register: Register, secret: str) -> None:
    """End a session; nothing happens for one that has ended."""
    account = session(register, secret)
    with register.writing(account.name if account else "") as w:
        w.connection.execute(delete(schema.session).where(schema.session.c.hash == _hash(secret)))
        if account:
            w.note("退出", "login", account.name)


# -- programs --


def issue_token(register: Register, who: str, account: str, name: str) -> str:
    """A new token for a program acting as that account; shown once, only its hash is kept."""
    secret = secrets.token_urlsafe(32)
    with register.writing(who) as w:
        holder = _account(w.connection, schema.account.c.name == account)
        if holder is None:
            raise refuse(f"没有用户“{account[:50]}”")
        values = {"account_id": holder.id, "name": name[:100], "hash": _hash(secret), "disabled": False}
        w.put("token", {"id": w.next_id(schema.token)}, values, "发令牌")
    return secret


def token(register: Register, secret: str) -> Account | None:
    """Who a token acts as; None when it is unknown or withdrawn."""
    t = schema.token
    with register.reading() as connection:
        row = connection.execute(select(t).where(t.c.hash == _hash(secret), t.c.disabled.is_(False))).first()
        account = None if row is None else _account(connection, schema.account.c.id == row.account_id)
    return None if account is None or account.disabled else account


def tokens(register: Register) -> list[Columns]:
    """Every token without its secret: id, name, account, disabled."""
    t, a = schema.token, schema.account
    asked = select(t.c.id, t.c.name, a.c.name.label("account"), t.c.disabled).join(a, a.c.id == t.c.account_id)
    with register.reading() as connection:
        return [dict(row) for row in connection.execute(asked.order_by(t.c.id)).mappings()]


def withdraw_token(register: Register, who: str, number: int) -> None:
    """A token that lets nobody in any more."""
    with register.writing(who) as w:
        if w.connection.execute(select(schema.token.c.id).where(schema.token.c.id == number)).first() is None:
            raise refuse(f"没有第 {number} 号令牌")
        w.put("token", {"id": number}, {"disabled": True}, "收回令牌")


def anybody(register: Register) -> bool:
    """Whether there is an account that may come in (binding to other addresses asks for one)."""
    with register.reading() as connection:
        return (
            connection.execute(select(schema.account.c.id).where(schema.account.c.disabled.is_(False))).first()
            is not None
        )


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def _seconds(register: Register) -> int:
    return int(register.clock().timestamp())
