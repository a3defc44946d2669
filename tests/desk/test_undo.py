"""撤销: from the draft's history, the last typed first, one person's own, and never over what somebody else saved."""

from __future__ import annotations

from scoring.register import drafts
from scoring.register.verify import verify
from tests.desk.conftest import browser
from tests.desk.test_fill import save


def undo(desk, draft: str, below: int | None = None):
    return desk.ask(f"{draft}/undo", {"seen": 0, "below": below}).json()


def values(register, draft: str) -> dict[str, str]:
    return {cell.key: cell.value for cell in drafts.opened(register, int(draft.rpartition("/")[2])).cells.values()}


def test_what_was_typed_last_is_taken_back_first_and_so_on_to_the_beginning(desk, register):
    draft = desk.begin()
    assert " data-undo" not in desk.get(draft).text
    save(desk, draft, {"row.3.actual": "4", "row.0.actual": "1", "project": "改名"})
    save(desk, draft, {"row.0.actual": "2"}, row__0__actual=1)
    assert " data-undo" in desk.get(draft).text
    taken = [undo(desk, draft)["step"] for _ in range(4)]
    assert [(s["key"], s["value"]) for s in taken] == [
        ("row.0.actual", "1"),
        ("project", "安全运维服务维护"),
        ("row.0.actual", ""),
        ("row.3.actual", ""),
    ]
    nothing = undo(desk, draft)
    assert nothing["step"] is None and not nothing["more"]
    assert values(register, draft) == {"row.3.actual": "", "row.0.actual": "", "project": "安全运维服务维护"}
    assert drafts.opened(register, int(draft.rpartition("/")[2])).project == "安全运维服务维护"
    assert verify(register).problems == []


def test_something_typed_after_an_undo_is_the_next_to_go(desk, register):
    draft = desk.begin()
    desk.get(draft)
    save(desk, draft, {"row.0.actual": "1", "row.1.actual": "2"})
    assert undo(desk, draft)["saved"] == {"row.1.actual": 2}
    save(desk, draft, {"row.1.actual": "3"}, row__1__actual=2)
    assert [undo(desk, draft)["step"]["key"] for _ in range(2)] == ["row.1.actual", "row.0.actual"]
    assert set(values(register, draft).values()) == {""}


def test_what_somebody_else_saved_meanwhile_is_shown_and_left_alone(office, register):
    clerk, other = browser(office), browser(office)
    clerk.login("张三")
    other.login("赵六")
    draft = clerk.begin()
    clerk.get(draft)
    other.get(draft)
    save(clerk, draft, {"row.1.actual": "7", "row.0.actual": "9"})
    save(other, draft, {"row.0.actual": "8"}, row__0__actual=1)
    late = undo(clerk, draft)
    (refused,) = late["refused"]
    assert (refused["value"], refused["who"], late["step"]["value"], late["more"]) == ("8", "赵六", "", True)
    assert values(register, draft)["row.0.actual"] == "8"
    passed = undo(clerk, draft, below=late["step"]["seq"])  # “用对方的”, and on
    assert passed["step"]["key"] == "row.1.actual"
    assert undo(other, draft)["step"]["value"] == "9"
    assert values(register, draft) == {"row.0.actual": "9", "row.1.actual": ""}
    again = undo(clerk, draft)  # it is the other person who put the 9 back
    assert again["refused"] and values(register, draft)["row.0.actual"] == "9"


def test_what_somebody_else_has_taken_back_already_is_passed_over(office, register):
    clerk, other = browser(office), browser(office)
    clerk.login("张三")
    other.login("赵六")
    draft = clerk.begin()
    clerk.get(draft)
    other.get(draft)
    save(clerk, draft, {"row.1.actual": "7", "row.0.actual": "9"})
    save(other, draft, {"row.0.actual": ""}, row__0__actual=1)
    assert undo(clerk, draft)["step"]["key"] == "row.1.actual"
    assert undo(clerk, draft)["step"] is None
