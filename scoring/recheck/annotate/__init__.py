"""A submitted file with what was found written where it stands: the annotated copy, and the drawing for a page.

    annotate(Path("in/甲局/自评表.xlsx"), records, Path("out"), "甲局/自评表.xlsx")   # out/甲局/自评表.复核.xlsx
    drawn(Path("in/甲局/自评表.xlsx"))                                               # its tables as plain JSON

Nothing of the submitted file is run, calculated, followed or changed, and a copy carries over what is seen only.
"""

from scoring.recheck.annotate.copies import annotate
from scoring.recheck.annotate.drawing import drawn

__all__ = ["annotate", "drawn"]
