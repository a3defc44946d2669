"""Self-assessments as columns (成批): millions of rows scored under the same rules, to the same digit.

`score_batch` is the one public function: a record batch of whole submissions in, a record batch of
results out, nothing remembered that could change an answer. Reading, running and writing stand around it.
Needs the extra `columns` (numpy, pyarrow).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.source import Problem, ScoringError, Source

if TYPE_CHECKING:
    import pyarrow as pa

    from scoring.standard import Standard

__all__ = ["need", "score_batch"]


def need(package: str, extra: str) -> None:
    """Raises ScoringError, with what to install, when an optional package is not there."""
    from importlib.util import find_spec

    if find_spec(package) is None:
        message, advice = (
            f"没有安装 {package}，不能成批计分",
            f"请运行 pip install 'budget-performance-scoring[{extra}]'",
        )
        raise ScoringError(Problem(Source(), message, advice))


def score_batch(batch: pa.RecordBatch, standard: Standard) -> pa.RecordBatch:
    """Whole submissions, one row per indicator or fund source → one record per submission, its rows inside.

    Columns as in `schema.INPUT`, any of them but `submission` may be missing, Chinese names too; what
    comes back is `schema.result`. All rows of a submission must be in the batch, in any order.
    Raises ScoringError when a column has a type that holds neither text nor numbers.
    """
    need("pyarrow", "columns")
    need("numpy", "columns")
    from scoring.columns.batch import known
    from scoring.columns.cells import normal
    from scoring.columns.results import score
    from scoring.columns.schema import nested

    return nested(score(known(standard), normal(batch)))
