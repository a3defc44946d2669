"""Who may come in."""

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from scoring.register import Register, accounts, schema
from scoring.register.verify import verify
from scoring.source import ScoringError

SECRET = "长长的一个密码吧"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2025, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(register: Register) -> Clock:
    register.clock = Clock()
    return register.clock


def test_the_right_password_opens_a_session_until_it_ends(register: Register, clock: Clock) -> None:
    assert not accounts.anybody(register)
    accounts.add(register, "管理员", "张三", "填报", SECRET, "甲局")
    assert accounts.anybody(register)
    account, secret = accounts.login(register, " 张三 ", SECRET)
    assert (account.role, account.unit, account.within) == ("填报", "甲局", account.unit_id)
    assert accounts.session(register, secret) == account
    clock.now += timedelta(hours=11)
    assert accounts.session(register, secret) == account  # and is prolonged
    clock.now += timedelta(hours=11)
    assert accounts.session(register, secret) == account
    clock.now += timedelta(hours=13)
    assert accounts.session(register, secret) is None
    _, secret = accounts.login(register, "张三", SECRET)
    accounts.logout(register, secret)
    assert accounts.session(register, secret) is None
    assert accounts.session(register, "别的") is None


def test_neither_password_nor_secret_is_kept(
    register: Register, strong: type[PasswordHasher], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("argon2.PasswordHasher", strong)
    accounts.add(register, "管理员", "张三", "复核", SECRET)
    _, session = accounts.login(register, "张三", SECRET)
    token = accounts.issue_token(register, "管理员", "张三", "省平台")
    with register.reading() as connection:
        everything = str([connection.execute(select(table)).all() for table in schema.metadata.sorted_tables])
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in everything
    for secret in (SECRET, session, token):
        assert secret not in everything


def test_the_same_sentence_for_a_wrong_name_and_a_wrong_password(register: Register) -> None:
    accounts.add(register, "管理员", "张三", "复核", SECRET)
    said = []
    for name in ("张三", "没有的人"):
        with pytest.raises(ScoringError) as error:
            accounts.login(register, name, "错的密码错的密码")
        said.append(str(error.value))
    assert said[0] == said[1] == "登录：用户名或密码不对。连续 5 次不对要等一刻钟"


def test_after_five_failures_the_name_waits_in_every_process(register: Register, url: str, clock: Clock) -> None:
    accounts.add(register, "管理员", "张三", "复核", SECRET)
    accounts.add(register, "管理员", "李四", "复核", SECRET)
    other = Register(url, clock=clock)
    for turn in range(5):
        with pytest.raises(ScoringError, match="用户名或密码不对"):
            accounts.login((register, other)[turn % 2], "张三", "错的密码错的密码")
    for each in (register, other):
        with pytest.raises(ScoringError, match="密码错的次数太多。请 16 分钟后再试"):
            accounts.login(each, "张三", SECRET)
    accounts.login(other, "李四", SECRET)
    clock.now += timedelta(minutes=16)
    accounts.login(register, "张三", SECRET)
    other.close()


def test_a_disabled_account_is_out_at_once(register: Register) -> None:
    accounts.add(register, "管理员", "张三", "复核", SECRET)
    _, secret = accounts.login(register, "张三", SECRET)
    token = accounts.issue_token(register, "管理员", "张三", "省平台")
    assert accounts.token(register, token) is not None
    accounts.change(register, "管理员", "张三", disabled=True)
    assert accounts.session(register, secret) is None
    assert accounts.token(register, token) is None
    with pytest.raises(ScoringError, match="用户名或密码不对"):
        accounts.login(register, "张三", SECRET)
    accounts.change(register, "管理员", "张三", disabled=False, password="另一个长长的密码")
    accounts.login(register, "张三", "另一个长长的密码")
    assert verify(register).problems == []


def test_a_withdrawn_token_lets_nobody_in(register: Register) -> None:
    accounts.add(register, "管理员", "张三", "复核", SECRET)
    token = accounts.issue_token(register, "管理员", "张三", "省平台")
    (listed,) = accounts.tokens(register)
    assert (listed["name"], listed["account"], listed["disabled"]) == ("省平台", "张三", False)
    accounts.withdraw_token(register, "管理员", listed["id"])
    assert accounts.token(register, token) is None


@pytest.mark.parametrize(
    ("name", "role", "password", "unit", "said"),
    [
        ("", "复核", SECRET, "", "用户名应当是 1 到 50 个字"),
        ("张三", "局长", SECRET, "", "没有“局长”这个角色。可以是：填报、复核、管理"),
        ("张三", "填报", SECRET, " ", "填报用户要有单位"),
        ("张三", "复核", "短", "", "密码应当是 8 到 200 个字"),
        ("有人", "复核", SECRET, "", "已有用户“有人”"),
    ],
)
def test_what_an_account_needs(register: Register, name: str, role: str, password: str, unit: str, said: str) -> None:
    accounts.add(register, "管理员", "有人", "管理", SECRET)
    with pytest.raises(ScoringError, match=said):
        accounts.add(register, "管理员", name, role, password, unit)
    assert [a.name for a in accounts.listed(register)] == ["有人"]
