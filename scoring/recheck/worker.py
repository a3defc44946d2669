"""What a worker process needs, loaded once and shared by all of them."""

from scoring.form import registered
from scoring.readers import docx, pdf, sheets
from scoring.recheck import one

__all__ = ["docx", "one", "pdf", "sheets"]

registered()
