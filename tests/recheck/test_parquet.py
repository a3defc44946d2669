"""`scoring check --parquet`: a bureau's tables as rows, which `scoring batch` scores as they were scored."""

import json
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from scoring.columns import run
from scoring.columns.records import CHECKED
from scoring.standards import get
from tests.recheck.test_check_cli import ROOT, check

EVALUATIONS = ROOT / "evaluations"


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """Every example under one standard; the folder that check wrote."""
    folder = tmp_path_factory.mktemp("复核") / "结果"
    code, _, err = check(EVALUATIONS, "--standard", "mof-2020", "--parquet", "-o", folder, cwd=folder.parent)
    assert (code, "复核结果.parquet" in err) == (0, True)
    return folder


def records(folder):
    lines = (folder / "复核记录.jsonl").read_text("utf-8").splitlines()
    return [json.loads(part) for line in lines for part in line.split("\t")[1:]]


def test_batch_reads_it_back_with_the_same_scores(checked, tmp_path):
    assert pq.read_schema(checked / "复核结果.parquet").equals(CHECKED)
    run.write(checked / "复核结果.parquet", get("mof-2020"), tmp_path / "成批")
    rows = pq.read_table(tmp_path / "成批" / run.ROWS).to_pylist()
    totals = pq.read_table(tmp_path / "成批" / run.SUBMISSIONS).to_pylist()
    said = [r for r in records(checked) if r["lines"] or r["funds"]]
    assert [t["submission"] for t in totals] == [f"{r['file']}#{r['table']}" for r in said]
    assert [(t["total"], t["grade"]) for t in totals] == [
        (
            None if r["total"]["recomputed"] is None else Decimal(r["total"]["recomputed"]),
            r["grade"]["recomputed"] or "",
        )
        for r in said
    ]
    scored = [(row["status"], row["counted"]) for row in rows if row["status"] != "funds"]
    wanted = []
    for r in said:
        wanted += [(f["status"], f["score"]) for f in r["funds"] if f["status"]]
        wanted += [(line["status"], line["score"]) for line in r["lines"]]
    assert scored == [(status, None if score is None else Decimal(score)) for status, score in wanted]
    assert len(scored) > 50


def test_it_needs_a_folder(tmp_path):
    code, _, err = check(EVALUATIONS, "--parquet", cwd=tmp_path)
    assert (code, err.splitlines()[0]) == (2, "--parquet 要写明 -o 文件夹。结果写在那个文件夹的 复核结果.parquet 里")
