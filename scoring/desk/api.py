"""The JSON API: the same questions for programs, with a token. Its description is at /docs and /openapi.json."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request, UploadFile
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from scoring import articles, stable_json
from scoring import form as forms
from scoring.desk import api_drafts, api_register, api_simulate, pages
from scoring.desk.api_body import BODY, Evaluation, uploaded
from scoring.desk.entry import Shared
from scoring.desk.rules import known
from scoring.recheck.record import SCHEMA, record, unreadable
from scoring.review import DEFAULT, assess_submission, explained
from scoring.source import ScoringError
from scoring.standards import get, names

PREFIX = "/api/v1"
router = APIRouter()
v1 = APIRouter(prefix=PREFIX)

Text = Annotated[str, Field(max_length=2000)]


class Question(BaseModel):
    """一行：目标、完成值、分值。"""

    target: Annotated[Text, Field(description="年度指标值，照表上写，如 ≥99%", examples=["≥99%"])]
    actual: Annotated[Text | None, Field(description="实际完成值", examples=["98.5%"])] = None
    points: Annotated[str, Field(description="分值", max_length=40, examples=["10"])] = "10"
    name: Annotated[Text, Field(description="三级指标")] = ""
    aspect: Annotated[Text, Field(description="二级指标")] = ""
    standard: Annotated[str, Field(description="评分办法的编号", max_length=100)] = DEFAULT


@v1.post("/explain", summary="一行怎么理解、是否达标、得多少分、为什么")
def explain(question: Question) -> dict[str, Any]:
    q, used = question, known(question.standard)
    target, outcome = explained(used, q.target, q.actual, q.points, q.name, q.aspect)
    return stable_json.explained(target, q.actual, outcome, used, q.points)


@v1.post("/score", summary="给一份自评打分、核对", openapi_extra=BODY)
def score(found: Evaluation, standard: str = "") -> dict[str, Any]:
    used = known(standard).id if standard else ""
    return stable_json.envelope([stable_json.scored(*assess_submission(one, used)) for one in found])


@v1.post("/check", summary="核对上传的文件：里面每张自评表的结果和疑点")
def check(file: UploadFile, shared: Shared, standard: str = "") -> dict[str, Any]:
    used, name = known(standard).id if standard else "", (file.filename or "")[:200]
    try:
        found = uploaded(file, shared)[2]
    except ScoringError as error:
        return {"schema": SCHEMA, "files": [unreadable(name, error.problems)], "across": []}
    made = [record(*assess_submission(one, used), name, table) for table, one in enumerate(found, 1)]
    return {"schema": SCHEMA, "files": made, "across": []}


@v1.get("/standards", summary="现有的评分办法")
def standards() -> list[dict[str, Any]]:
    every = [get(name) for name in names()]
    return [{"id": s.id, "title": s.title, "cite": s.cite, "version": s.version, "hash": s.hash} for s in every]


@v1.get("/standards/{name}", summary="一个评分办法，连同读成的条款")
def standard(name: str) -> dict[str, Any]:
    used = known(name)
    return {**asdict(used), "hash": used.hash, "text": articles.show(used)}


@v1.get("/forms", summary="现有的表样")
def forms_list() -> list[dict[str, str]]:
    every = [forms.get(name) for name in forms.names()]
    return [{"id": f.id, "name": f.name, "cite": f.cite, "standard": f.standard} for f in every]


@v1.get("/forms/{name}", summary="一个表样的画法")
def form(name: str) -> dict[str, str]:
    if name not in forms.names():
        raise HTTPException(404, f"没有编号为“{name[:60]}”的表样")
    found = forms.get(name)
    return {
        "id": found.id,
        "name": found.name,
        "cite": found.cite,
        "standard": found.standard,
        "drawing": found.outline,
    }


for room in (api_register, api_drafts, api_simulate):
    v1.include_router(room.router)
router.include_router(v1)


# -- described --


def schema(request: Request) -> dict[str, Any]:
    """OpenAPI of the routes under /api: pages leave themselves out."""
    made = get_openapi(
        title="预算绩效自评", version="1", description="数字一律是文本，按印出的样子。", routes=request.app.routes
    )
    made.setdefault("components", {})["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    return made | {"security": [{"token": []}]}


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> Response:
    return JSONResponse(schema(request))


@router.get("/docs", include_in_schema=False)
def docs(request: Request) -> Response:
    """The operations as a page, without anything from elsewhere."""
    made = schema(request)
    operations = [
        (method.upper(), path, one.get("summary", ""), _body(one, made))
        for path, methods in made["paths"].items()
        for method, one in methods.items()
    ]
    return pages.page(request, "docs.html", operations=operations)


def _body(operation: dict[str, Any], made: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The fields an operation takes: name, type, what it is."""
    fields = [
        (p["name"], p["schema"].get("type", ""), p.get("description", "")) for p in operation.get("parameters", [])
    ]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        named = content["schema"].get("$ref", "").rpartition("/")[2]
        properties = made["components"].get("schemas", {}).get(named, {}).get("properties", {})
        fields += [(key, str(p.get("type", "")), p.get("description", "")) for key, p in properties.items()]
    return fields
