"""The register as it began: who, what was submitted, drafts, reviews, and history that can only grow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scoring.register.migrations.guards import append_only

revision = "r0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, NUMBER, autoincrement=False, nullable=False)


def big(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def upgrade() -> None:
    _who()
    _kept()
    _submitted()
    _drafts()
    append_only("event", "seq")
    append_only("blob", "hash")


def _who() -> None:
    op.create_table(
        "unit",
        number("id"),
        text("name"),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        big("event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("name", name=op.f("uq_unit_name")),
    )
    op.create_table(
        "account",
        number("id"),
        text("name"),
        sa.Column("unit_id", NUMBER, nullable=True),
        text("role"),
        text("password"),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        big("event"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_account_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )
    op.create_table(
        "token",
        number("id"),
        number("account_id"),
        text("name"),
        text("hash"),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        big("event"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_token_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_token_hash")),
    )
    op.create_table(
        "session",
        text("hash"),
        number("account_id"),
        big("expires"),
        text("note"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_session")),
    )
    op.create_table(
        "throttle",
        text("name"),
        sa.Column("failures", sa.Integer(), nullable=False),
        big("since"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_throttle")),
    )


def _kept() -> None:
    op.create_table(
        "blob",
        text("hash"),
        big("size"),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_blob")),
    )
    op.create_table(
        "standard",
        text("hash"),
        text("standard"),
        text("title"),
        text("cite"),
        text("version"),
        text("content"),
        big("event"),
        sa.ForeignKeyConstraint(["content"], ["blob.hash"], name=op.f("fk_standard_content")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_standard")),
    )
    op.create_table(
        "code_bit",
        text("code"),
        sa.Column("bit", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_code_bit")),
    )
    op.create_table(
        "event",
        number("seq"),
        text("at"),
        text("shown"),
        text("who"),
        text("kind"),
        text("subject"),
        text("key"),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        text("standard"),
        text("standard_version"),
        text("standard_hash"),
        text("previous"),
        text("hash"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
    )
    op.create_index("ix_event_subject", "event", ["subject", "key", "seq"])


def _submitted() -> None:
    op.create_table(
        "submission",
        number("id"),
        number("unit_id"),
        sa.Column("department_id", NUMBER, nullable=True),
        text("project"),
        sa.Column("year", sa.Integer(), nullable=False),
        text("stage"),
        text("form"),
        text("standard"),
        text("standard_hash"),
        text("money_unit"),
        text("budget"),
        text("spent"),
        text("claimed"),
        text("recomputed"),
        big("rate_units"),
        big("claimed_units"),
        big("recomputed_units"),
        big("difference_units"),
        text("grade_claimed"),
        text("grade"),
        text("status"),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("infos", sa.Integer(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        big("codes"),
        text("content"),
        sa.Column("exact", sa.Boolean(), nullable=False),
        text("source"),
        big("event"),
        sa.ForeignKeyConstraint(["content"], ["blob.hash"], name=op.f("fk_submission_content")),
        sa.ForeignKeyConstraint(["department_id"], ["unit.id"], name=op.f("fk_submission_department_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_submission_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("unit_id", "year", "project", "stage", name=op.f("uq_submission_unit_id")),
    )
    op.create_index("ix_submission_project", "submission", ["project", "year"])
    op.create_table(
        "finding",
        number("submission_id"),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        text("code"),
        text("severity"),
        text("place"),
        text("row"),
        text("message"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_finding_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "position", name=op.f("pk_finding")),
    )
    op.create_index("ix_finding_code", "finding", ["code", "submission_id"])
    op.create_table(
        "review",
        number("id"),
        number("submission_id"),
        text("decision"),
        text("remarks"),
        text("score"),
        text("grade"),
        big("event"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_review_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index("ix_review_submission", "review", ["submission_id"])
    op.create_table(
        "waiver",
        number("id"),
        number("submission_id"),
        text("code"),
        text("place"),
        text("reason"),
        text("until"),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        big("event"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_waiver_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
    )
    op.create_index("ix_waiver_submission", "waiver", ["submission_id"])


def _drafts() -> None:
    op.create_table(
        "draft",
        number("id"),
        number("unit_id"),
        sa.Column("account_id", NUMBER, nullable=True),
        text("project"),
        sa.Column("year", sa.Integer(), nullable=False),
        text("stage"),
        text("form"),
        text("standard"),
        sa.Column("base", sa.Text(), nullable=True),
        text("state"),
        sa.Column("submission_id", NUMBER, nullable=True),
        big("event"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_draft_account_id")),
        sa.ForeignKeyConstraint(["base"], ["blob.hash"], name=op.f("fk_draft_base")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_draft_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index("ix_draft_event", "draft", ["event"])
    op.create_index("ix_draft_unit", "draft", ["unit_id", "state"])
    op.create_table(
        "cell",
        number("draft_id"),
        text("key"),
        text("value"),
        sa.Column("version", sa.Integer(), nullable=False),
        big("event"),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_cell_draft_id")),
        sa.PrimaryKeyConstraint("draft_id", "key", name=op.f("pk_cell")),
    )
    op.create_index("ix_cell_event", "cell", ["draft_id", "event"])
    op.create_table(
        "file",
        number("id"),
        number("unit_id"),
        sa.Column("submission_id", NUMBER, nullable=True),
        sa.Column("draft_id", NUMBER, nullable=True),
        text("name"),
        text("content"),
        big("size"),
        big("event"),
        sa.ForeignKeyConstraint(["content"], ["blob.hash"], name=op.f("fk_file_content")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_file_draft_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_file_submission_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_file_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
    )
    op.create_index("ix_file_draft", "file", ["draft_id"])
    op.create_index("ix_file_submission", "file", ["submission_id"])
