"""docs/api.md: every request in it is sent, in order, and answered as the page says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from scoring.desk.app import create
from scoring.desk.settings import Settings
from scoring.register import accounts
from tests.desk.conftest import LOCAL, PASSWORD, SETS

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
EXAMPLE = re.compile(r"```http\n(\w+) (\S+)\n(.*?)```\s*```json\n(.*?)```", re.S)
REST = "…"


def agrees(said: Any, answer: Any) -> bool:
    """What is said is there; "…" stands for anything, as a key or in a list for anything more."""
    if said == REST:
        return True
    if isinstance(said, dict) and isinstance(answer, dict):
        shown = {key for key in said if key != REST}
        return (shown == set(answer) or (REST in said and shown <= set(answer))) and all(
            agrees(said[key], answer[key]) for key in shown
        )
    if isinstance(said, list) and isinstance(answer, list):
        if REST not in said:
            return len(said) == len(answer) and all(map(agrees, said, answer))
        left = iter(answer)
        return all(any(agrees(one, other) for other in left) for one in said if one != REST)
    return said == answer


def test_the_page_tells_the_truth(register):
    tokens = {}
    for name, role, unit in (("甲局的人", "填报", "甲局"), ("乙局的人", "填报", "乙局"), ("复核人", "复核", "")):
        accounts.add(register, "测试", name, role, PASSWORD, unit)
        tokens[f"{unit or name}的令牌"] = accounts.issue_token(register, "测试", name, "平台")
    client = TestClient(create(Settings(register, SETS, alone=False)), base_url=LOCAL)
    examples = EXAMPLE.findall(PAGE)
    assert len(examples) == PAGE.count("```http") > 12
    for method, path, rest, said in examples:
        head, _, body = rest.partition("\n\n")
        headers = dict(line.split(": ", 1) for line in head.strip().split("\n"))
        headers["Authorization"] = f"Bearer {tokens[headers['Authorization'].removeprefix('Bearer ')]}"
        sent = body.replace("\n", "\r\n") if "multipart" in headers.get("Content-Type", "") else body
        answer = client.request(method, path, headers=headers, content=sent.encode()).json()
        assert agrees(json.loads(said), answer), (method, path, json.dumps(answer, ensure_ascii=False)[:3000])


def test_what_the_page_leaves_out_must_be_marked():
    assert agrees({"a": 1, REST: REST}, {"a": 1, "b": 2}) and not agrees({"a": 1}, {"a": 1, "b": 2})
    assert agrees([REST, 2, REST], [1, 2, 3]) and not agrees([1], [1, 2]) and not agrees([1, REST], [2])
    assert not agrees([REST, 2, 1], [1, 2])
