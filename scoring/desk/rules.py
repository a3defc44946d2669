"""办法: the standards read as articles, what they differ in, whether they are sound, and one pair tried out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from scoring import articles, lint
from scoring.desk import pages
from scoring.desk.curve import Pair, curve
from scoring.desk.entry import roles
from scoring.desk.told import MET
from scoring.notation import parse
from scoring.review import DEFAULT, explained
from scoring.source import ScoringError
from scoring.standard import Standard
from scoring.standards import get, names, read
from scoring.why import in_words, why

router = APIRouter(prefix="/rules", dependencies=[roles("填报", "复核", "管理")], include_in_schema=False)

LONGEST = 200  # characters of a text tried out


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a standard as it is read: its heading and its lines."""

    title: str
    lines: tuple[str, ...]


@router.get("")
def listed(request: Request) -> Response:
    return pages.page(request, "rules.html", standards=[get(name) for name in names()])


@router.get("/diff")
def diff(request: Request, a: str = "", b: str = "") -> Response:
    """Two standards side by side in words."""
    lines = articles.diff(known(a), known(b)) if a and b else []
    return pages.page(request, "diff.html", a=a, b=b, lines=lines, standards=[get(name) for name in names()])


@router.get("/try")
def trial(
    request: Request, target: str = "", actual: str = "", points: str = "10", name: str = "", aspect: str = "",
    standard: str = DEFAULT,
) -> Response:  # fmt: skip
    """One pair of target and actual: with the page around it, or only the answer for a page that is there."""
    pair = Pair(target[:LONGEST], points[:20], name[:LONGEST], aspect[:LONGEST])
    values = {"pair": pair, "actual": actual[:LONGEST], "used": known(standard)}
    answer = _answer(pair, actual[:LONGEST], known(standard)) if target.strip() else {}
    if "hx-request" in request.headers:
        return HTMLResponse(pages.part("tried.html", answer=answer, **values))
    standards = [get(one) for one in names()]
    return pages.page(request, "try.html", answer=answer, standards=standards, **values)


def _answer(pair: Pair, actual: str, standard: Standard) -> dict[str, object]:
    target, outcome = explained(standard, pair.target, actual or None, pair.points, pair.name, pair.aspect)
    notes = dict.fromkeys((*target.assumptions, *outcome.assumptions))
    return {
        "target": in_words(target.value), "read": in_words(parse(actual)) if actual.strip() else "", "outcome": outcome,
        "met": MET[outcome.met], "why": why(outcome, standard), "notes": list(notes),
        "curve": curve(standard, pair, target, actual),
    }  # fmt: skip


@router.get("/{name}")
def show(request: Request, name: str) -> Response:
    standard = known(name)
    return pages.page(request, "rule.html", standard=standard, articles=_articles(name), problems=_problems(name))


def known(name: str) -> Standard:
    """A standard that comes with the package; never a file somebody names."""
    if name not in names():
        raise HTTPException(404, f"没有编号为“{name[:60]}”的评分办法")
    return get(name)


@lru_cache(maxsize=64)
def _articles(name: str) -> tuple[tuple[str, ...], tuple[Article, ...]]:
    """The text of a standard in its parts: lines of the head, then the articles."""
    head, *rest = articles.show(get(name)).strip().split("\n\n")
    made = [part.split("\n") for part in rest]
    return tuple(head.split("\n")), tuple(Article(title, tuple(x.strip() for x in body)) for title, *body in made)


@lru_cache(maxsize=64)
def _problems(name: str) -> tuple[str, ...]:
    try:
        return tuple(map(str, lint.lint(*read(name))))
    except ScoringError as error:
        return tuple(map(str, error.problems))
