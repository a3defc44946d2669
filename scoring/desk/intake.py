"""复核, the first page: what waits, dropping files, what could not be entered, taking a chosen set home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.background import BackgroundTask

from scoring.desk import incoming, pages, taken
from scoring.desk.entry import Fields, Files, Numbers, Shared, Visitor, roles
from scoring.desk.live import moment
from scoring.desk.settings import Settings
from scoring.desk.trouble import absent, sentences
from scoring.recheck.walk import litter
from scoring.register import lists, receiving, reviews, submissions
from scoring.register.flat import STAGES
from scoring.register.schema import Columns
from scoring.source import ScoringError

router = APIRouter(prefix="/review", dependencies=[roles("复核", "管理")], include_in_schema=False)

WAITING, TAKEN = "已报送", "复核中"
TABS = {WAITING: "待复核", TAKEN: "复核中", "已退回": "已退回", "已通过": "已通过"}
URGENT = lists.Order("urgency", True)
_SAID = {
    "new": "",
    "replaced": "替换了原来的内容（同一单位、年度、项目），原来的仍在历史里",
    "same": "与台账里的相同，没有变动",
}


@dataclass(frozen=True, slots=True)
class Entered:
    """A table of a dropped file that is in the register now."""

    row: Columns
    said: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one dropped file: its tables, or the sentence that says why there are none."""

    name: str
    entered: tuple[Entered, ...] = ()
    troubles: tuple[str, ...] = ()
    passed: bool = False  # left by a system or a program, not looked at


# -- what waits --


@router.get("")
def front(request: Request, shared: Shared, status: str = WAITING, after: str = "", done: int = 0) -> Response:
    return _front(request, shared, status, after, done)


def _front(
    request: Request, shared: Settings, status: str = WAITING, after: str = "", done: int = 0,
    dropped: tuple[Taken, ...] = (), texts: tuple[str, ...] = (), code: int = 200,
) -> Response:  # fmt: skip
    if status not in TABS:
        raise HTTPException(404)
    shared.daily.expire(shared.register)
    listed = lists.page(shared.register, lists.Filter(status=status), URGENT, after=after, size=50, count=True)
    return pages.page(
        request, "review.html", code, listed=listed, rows=[r for r in listed.rows if r["stage"] != "reviewed"], status=status,
        tabs=TABS, stages=STAGES, dropped=dropped, aside=receiving.aside(shared.register), texts=texts, moment=moment, kinds=taken.KINDS,
        done=said_of(shared, done),
    )  # fmt: skip


def said_of(shared: Settings, number: int) -> str:
    """What was decided just before, in a sentence; "" for nothing."""
    found = lists.rows(shared.register, [number])
    return f"第 {number} 号“{found[0]['project']}”{found[0]['status']}" if found else ""


# -- dropping files --


@router.post("/upload")
def upload(request: Request, shared: Shared, visitor: Visitor, files: Files, fields: Fields) -> Response:
    """Files of one form, or one file of a page that shows its own progress; `path` is where it stood in its folder."""
    path = str(fields.get("path", ""))[:1000] if len(files) == 1 else ""
    done = tuple(_take(shared, visitor.name, path or str(file.filename), file.file.read()) for file in files)
    if "application/json" in request.headers.get("accept", ""):
        return HTMLResponse(pages.part("received.html", dropped=done))
    texts = () if done else ("还没有选文件。请先选择文件，再点“读入”",)
    return _front(request, shared, dropped=done, texts=texts, code=200 if done else 400)


def _take(shared: Settings, who: str, name: str, data: bytes) -> Taken:
    """One file: read, and entered table by table; what is not entered is put aside with its reason."""
    name = incoming.called(name)
    if litter(Path(name).name):
        return Taken(name, passed=True)
    if len(data) > reviews.LARGEST:
        return Taken(name, troubles=(f"文件超过 {reviews.LARGEST // 1_000_000} MB，没有收下。请缩小后再传",))
    checked = incoming.check(shared.reading, name, data)
    entered, troubles = [], [checked.reason] if checked.unreadable else []
    for prepared in checked.prepared:
        try:
            got = receiving.receive(shared.register, who, prepared, name, data)
        except ScoringError as error:
            if error.__cause__ is not None:  # the database: nothing else will go better
                raise
            troubles += sentences(error)
        else:
            entered.append(Entered(lists.rows(shared.register, [got.number])[0], _SAID[got.what]))
    if troubles:
        receiving.put_aside(shared.register, who, name, data, "；".join(troubles))
    return Taken(name, tuple(entered), tuple(troubles))


@router.post("/aside/{number:int}")
def settle(number: int, shared: Shared, visitor: Visitor) -> Response:
    """A file that could not be entered has been seen to."""
    if all(row["id"] != number for row in receiving.aside(shared.register)):
        raise HTTPException(404, f"没有登记的文件里没有第 {number} 号")
    receiving.settle(shared.register, visitor.name, number)
    return pages.go("/review")


@router.get("/file/{number:int}")
def original(number: int, shared: Shared, visitor: Visitor) -> Response:
    """A file as it was sent."""
    with absent(f"没有第 {number} 号文件"):
        name, data = reviews.attached(shared.register, number, visitor.within)
    return pages.download(data, name)


# -- taking a set home --


@router.post("/take/{kind}")
def take(kind: str, shared: Shared, numbers: Numbers, fields: Fields) -> Response:
    """The ticked submissions, or all of the list that is shown."""
    if kind not in taken.KINDS:
        raise HTTPException(404)
    chosen = numbers or _all(shared, str(fields.get("status", "")))
    if not chosen:
        raise HTTPException(400, "这里还没有报送件。请先读入文件，或换一栏")
    if len(chosen) > taken.MOST:
        raise HTTPException(400, f"一次最多 {taken.MOST} 份。请先勾选一部分")
    folder = Path(mkdtemp(prefix="scoring-"))
    try:
        path = taken.write(taken.laid(shared.register, chosen, folder, date.today()), kind)
    except BaseException:
        rmtree(folder, ignore_errors=True)
        raise
    clean = BackgroundTask(rmtree, folder, ignore_errors=True)
    return FileResponse(path, filename=taken.KINDS[kind], media_type="application/octet-stream", background=clean)


def _all(shared: Settings, status: str) -> list[int]:
    if status not in TABS:
        raise HTTPException(404)
    found = lists.page(shared.register, lists.Filter(status=status), URGENT, size=taken.MOST + 1)
    return [row["id"] for row in found.rows if row["stage"] != "reviewed"]


# -- the next one --


def following(shared: Settings, number: int) -> int | None:
    """The most urgent one after this that waits, else one that somebody has taken up; None when all is done."""
    for status in (WAITING, TAKEN):
        found = lists.following(shared.register, lists.Filter(status=status), URGENT, number)
        if found is not None:
            return found
    return None


@router.get("/next")
def most_urgent(shared: Shared) -> Response:
    found = following(shared, 0)
    return pages.go("/review" if found is None else f"/review/{found}")


def known(number: int, shared: Shared, visitor: Visitor) -> submissions.Opened:
    """The submission of a path; 404 for what is not there, and for what a review came to."""
    with absent(f"没有第 {number} 号报送件。请从“复核”页打开"):
        opened = submissions.opened(shared.register, number, visitor.within)
    if opened.row["stage"] == "reviewed":
        raise HTTPException(404, f"第 {number} 号是复核的结果，不再复核。请从“复核”页打开原件")
    return opened
