"""What a program sends as an evaluation: TOML as in a file, or the same as JSON. Read in the reader process, like files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request, UploadFile
from fastapi.concurrency import run_in_threadpool

from scoring.desk.entry import Shared
from scoring.desk.settings import Settings
from scoring.model import Submission

EXAMPLE = {
    "project": "职工培训", "department": "市人力资源局", "year": 2024,
    "indicators": {
        "title": "职工培训",
        "indicator": [{"path": ["产出指标", "数量指标", "培训次数"], "target": "10次", "points": "100"}],
    },
    "row": [{"name": "培训次数", "actual": "9次", "claimed": "100"}],
}  # fmt: skip
#: what the description says of such a body
BODY = {
    "requestBody": {
        "required": True,
        "description": "一份自评：TOML 正文（与自评文件一样，指标写在 [indicators] 里），或同样内容的 JSON",
        "content": {
            "application/json": {"schema": {"type": "object"}, "example": EXAMPLE},
            "text/plain": {"schema": {"type": "string"}},
        },
    }
}
NAME = "evaluation.toml"


async def evaluation(request: Request, shared: Shared) -> Sequence[Submission]:
    """The self-assessments of a body. Raises ScoringError for what cannot be used."""
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        body = _toml(body).encode()
    return await run_in_threadpool(shared.reading.submissions, NAME, body)


Evaluation = Annotated[Sequence[Submission], Depends(evaluation)]


def uploaded(file: UploadFile, shared: Settings) -> tuple[str, bytes, Sequence[Submission]]:
    """Name, bytes and self-assessments of an uploaded file. Raises ScoringError."""
    name, data = file.filename or "", file.file.read()
    return name, data, shared.reading.submissions(name, data)


# -- JSON as TOML --


class _Written(str):
    """A number as it stood in the body."""


def _toml(body: bytes) -> str:
    """A JSON object as TOML, one line for each key; numbers stay as they were written, null is left out."""
    try:
        data = json.loads(body.decode("utf-8-sig"), parse_float=_Written, parse_int=_Written)
        if not isinstance(data, dict):
            raise ValueError(data)
        return "".join(f"{_text(key)} = {_value(value)}\n" for key, value in data.items() if value is not None)
    except (ValueError, RecursionError):
        raise HTTPException(400, "正文不是一个 JSON 对象。请按 /docs 里的样子写，用 UTF-8 编码") from None


def _value(value: Any) -> str:
    if isinstance(value, dict):
        inside = (f"{_text(k)} = {_value(v)}" for k, v in value.items() if v is not None)
        return f"{{{', '.join(inside)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value if one is not None)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, _Written) else _text(str(value))


def _text(value: str) -> str:
    """A basic string of TOML: as in JSON, with DEL escaped as well and no halves of characters."""
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
