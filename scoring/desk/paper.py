"""What can be taken home: the official form in each format, the narrative."""

from __future__ import annotations

import re

from fastapi import HTTPException
from fastapi.responses import Response

from scoring import forms_on_paper, narrative
from scoring.desk import pages
from scoring.desk.assessed import Assessed
from scoring.model import Submission
from scoring.writers import Page, Paragraph, render

#: what a person calls each format
FORMATS = {"docx": "Word", "xlsx": "Excel", "pdf": "PDF", "html": "网页"}
NARRATIVE = "绩效自评综述"


def name(submission: Submission, what: str = "自评表") -> str:
    """A file name of project, year and kind, with nothing in it a system could mistake."""
    project = re.sub(r"[^\w（）()—-]+", "", submission.project)[:60]
    return "_".join(part for part in (project, str(submission.year or ""), what) if part)


def form(assessed: Assessed, format_: str, why: bool = False) -> Response:
    """The filled form as a file. Raises ScoringError where a format needs what is not installed."""
    if format_ not in FORMATS:
        raise HTTPException(404)
    sheets = forms_on_paper.pages(assessed.result, assessed.standard, assessed.submission.form, why)
    data, _ = render(sheets, format_)
    return pages.download(data, f"{name(assessed.submission)}.{format_}")


def words(assessed: Assessed) -> Response:
    """绩效自评综述 as a Word file."""
    text = assessed.submission.narrative.strip() or narrative.narrate(assessed.result)
    data, _ = render(Page(NARRATIVE, blocks=(Paragraph(text),)), "docx")
    return pages.download(data, f"{name(assessed.submission, NARRATIVE)}.docx")
