"""Counts for charts and texts for search. `upgrade.py` fills them, and builds the indexes of lists, after the last step."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, NUMBER, autoincrement=False, nullable=False)


def big(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "tally",
        text("measure"),
        text("stage"),
        number("unit_id"),
        number("department_id"),
        sa.Column("year", sa.Integer(), nullable=False),
        text("bucket"),
        big("count"),
        big("amount"),
        sa.PrimaryKeyConstraint(
            "measure", "stage", "unit_id", "department_id", "year", "bucket", name=op.f("pk_tally")
        ),
    )
    op.create_table(
        "fulltext",
        number("submission_id"),
        text("text"),
        text("marks"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_fulltext_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_fulltext")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE gram USING fts5(grams, content='', detail=none, columnsize=0, tokenize='ascii')"
        )
    else:
        op.execute("CREATE TABLE gram (submission_id bigint PRIMARY KEY REFERENCES fulltext, grams int[] NOT NULL)")
