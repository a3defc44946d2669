"""What people hand in: files of every kind, badly made ones too; a status, a finding or a sentence for each."""

from __future__ import annotations

import csv
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.columns import run, score_batch, stream
from scoring.columns.cells import normal
from scoring.source import ScoringError
from scoring.standards import get

MOF = get("mof-2020")
HEAD = [
    "报送件",
    "一级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "资金来源",
    "全年预算数",
    "全年执行数",
]
LINES = [
    ["甲", "产出指标", "培训人数", "≥100人", "95人", "50", "47.5", "", "", ""],
    ["甲", "效益指标", "作用", "作用显著", "作用较显著", "40", "36", "", "", ""],
    ["甲", "", "", "", "", "10", "9", "合计", "100", "90"],
    ["乙", "产出指标", "合格率", "≥99%", "99.5%", "60", "60", "", "", ""],
    ["乙", "产出指标", "故障", "≤4小时", "5小时", "40", "40", "", "", ""],
]


def written(path: Path, lines: list[list[str]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream_:
        csv.writer(stream_, delimiter=delimiter).writerows([HEAD, *lines])
    return path


def results(path: Path, folder: Path, **options: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    run.write(path, MOF, folder, **options)
    return pq.read_table(folder / run.ROWS).to_pylist(), pq.read_table(folder / run.SUBMISSIONS).to_pylist()


def refusal(path: Path, folder: Path) -> str:
    with pytest.raises(ScoringError) as error:
        run.write(path, MOF, folder / "结果")
    assert not (folder / "结果").exists()
    assert [p for p in folder.iterdir() if p.name.startswith(".")] == []
    return str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_a_table_of_text_in_any_usual_encoding(encoding: str, suffix: str, tmp_path: Path) -> None:
    path = written(tmp_path / f"表{suffix}", LINES, encoding, "\t" if suffix == ".tsv" else ",")
    rows, records = results(path, tmp_path / "结果")
    assert [(r["submission"], r["total"], r["grade"]) for r in records] == [
        ("甲", Decimal("92.50"), "优"), ("乙", Decimal("92.00"), "优"),
    ]  # fmt: skip
    assert [(r["row"], r["status"], r["codes"]) for r in rows] == [
        (2, "scored", ""), (3, "judged", ""), (4, "scored", ""), (5, "scored", ""), (6, "scored", "I03"),
    ]  # fmt: skip


def test_mixed_encodings_are_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "混.csv"
    path.write_bytes(
        ",".join(HEAD).encode() + b"\n" + ",".join(LINES[0]).encode("gb18030") + b"\n" + "甲,≥9".encode() + b"\xff\n"
    )
    assert "不是 UTF-8、GBK 或 UTF-16 编码的文本，或者几种编码混在一起" in refusal(path, tmp_path)


def test_a_row_of_too_many_cells_keeps_its_number_and_stops_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "表.csv", [*LINES[:3], ["乙", "多", "少", *"1234567890"], *LINES[3:], ["丙", "少"]])
    rows, records = results(path, tmp_path / "结果")
    lost = [(r["row"], r["reason"]) for r in rows if r["status"] == "malformed"]
    assert lost == [(5, "这一行有 13 列，表头有 10 列，没有读"), (8, "这一行有 2 列，表头有 10 列，没有读")]
    assert sorted(r["row"] for r in rows) == [2, 3, 4, 5, 6, 7, 8]
    assert [r["submission"] for r in records] == ["甲", "乙"]


def test_a_row_of_no_submission_is_told(tmp_path: Path) -> None:
    rows, records = results(written(tmp_path / "表.csv", [*LINES, [" ", *LINES[0][1:]]]), tmp_path / "结果")
    assert [(r["row"], r["reason"]) for r in rows if r["status"] == "malformed"] == [
        (7, "没有写报送件编号，不知道属于哪一张自评表")
    ]
    assert len(records) == 2


def test_a_table_without_what_it_needs_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"项目": ["甲"], "年度指标值": ["≥1次"]}), tmp_path / "一.parquet")
    assert "没有“报送件”这一列" in refusal(tmp_path / "一.parquet", tmp_path)
    pq.write_table(pa.table({"submission": ["甲"], "points": ["1"]}), tmp_path / "二.parquet")
    assert "没有指标的列，也没有资金的列" in refusal(tmp_path / "二.parquet", tmp_path)
    pq.write_table(pa.table({"submission": ["甲"], "target": [["≥1次"]]}), tmp_path / "三.parquet")
    assert "“target”列的类型是 list<element: string>，不是文字也不是数字" in refusal(tmp_path / "三.parquet", tmp_path)
    (tmp_path / "四.parquet").write_bytes(b"PAR1 no")
    assert "不是完好的 Parquet 文件" in refusal(tmp_path / "四.parquet", tmp_path)
    (tmp_path / "五.csv").write_bytes(b"")
    assert "是空文件" in refusal(tmp_path / "五.csv", tmp_path)
    (tmp_path / "六.csv").write_text("报送件,目标值,目标值\n甲,1,2\n")
    assert "列名“目标值”出现了两次" in refusal(tmp_path / "六.csv", tmp_path)
    assert "不认识的格式" in refusal(written(tmp_path / "七.xlsb", LINES), tmp_path)
    assert "找不到文件" in refusal(tmp_path / "没有.csv", tmp_path)
    (tmp_path / "空").mkdir()
    assert "文件夹里没有" in refusal(tmp_path / "空", tmp_path)


def test_numbers_and_nulls_are_read_as_they_would_be_printed() -> None:
    batch = pa.record_batch(
        {
            "submission": pa.array([1, 1, 1]), "l3": pa.array(["甲", "乙", None]), "target": pa.array([12, 0.5, None]),
            "actual": pa.array([Decimal("12.0"), None, Decimal("1.5")]), "points": pa.array([50.0, 49.5, 1e308]),
            "claimed": pa.array([50, None, 3], pa.int8()),
        }
    )  # fmt: skip
    record = score_batch(batch, MOF).to_pylist()[0]
    assert [r["status"] for r in record["rows"]] == ["scored", "not_calculable", "not_calculable"]
    assert [r["codes"] for r in record["rows"]] == ["", "I07", "I14 R02"]
    assert record["rows"][0]["score"] == Decimal("50.00")


def test_what_is_no_number_is_said_with_its_row() -> None:
    cells = {
        "submission": ["甲"] * 4,
        "target": ["≥1次"] * 4,
        "actual": ["1次"] * 4,
        "points": ["1e308", "inf", "十", "—"],
    }
    rows = score_batch(pa.record_batch({k: pa.array(v) for k, v in cells.items()}), MOF).to_pylist()[0]["rows"]
    assert [("R02" in r["codes"], r["reason"]) for r in rows] == [
        (True, "分值“1e308”不是数"), (True, "分值“inf”不是数"), (True, "分值“十”不是数"), (False, ""),
    ]  # fmt: skip


def test_a_megabyte_in_one_cell_is_words_like_any_other() -> None:
    long = "效果显著" * 250_000
    batch = pa.record_batch(
        {"submission": ["甲"] * 2, "target": [long, "≥1次"], "actual": [long, long], "points": ["10", long]}
    )
    rows = score_batch(batch, MOF).to_pylist()[0]["rows"]
    assert [r["status"] for r in rows] == ["judged", "not_calculable"]
    assert "R02" in rows[1]["codes"]
    assert max(len(r["reason"]) for r in rows) < 200


def test_the_same_row_twice_and_points_that_do_not_add_up_are_findings(tmp_path: Path) -> None:
    rows, records = results(written(tmp_path / "表.csv", [LINES[3], LINES[4], LINES[3]]), tmp_path / "结果")
    assert [r["codes"] for r in rows] == ["", "I03", "I16"]
    assert records[0]["codes"] == "T01"


def test_rows_far_apart_are_put_together(tmp_path: Path) -> None:
    lines = [[f"件{at % 997:03d}", *LINES[at % 2 + 3][1:]] for at in range(6000)]
    lines.sort(key=lambda line: line[0])
    pq.write_table(pa.table(dict(zip(HEAD, zip(*lines, strict=True), strict=True))), tmp_path / "整.parquet")
    random.Random(5).shuffle(lines)
    table = pa.table(dict(zip(HEAD, zip(*lines, strict=True), strict=True)))
    pq.write_table(table, tmp_path / "散.parquet", row_group_size=700)
    told: list[str] = []
    kept, records = results(tmp_path / "整.parquet", tmp_path / "一")
    rows, scattered = results(tmp_path / "散.parquet", tmp_path / "二", again=lambda: told.append("again"))
    assert told == ["again"]
    assert sorted(r["row"] for r in rows) == list(range(1, 6001))
    plain = [[{k: v for k, v in r.items() if k not in ("row", "file")} for r in some] for some in (rows, kept)]
    key = lambda r: (r["submission"], str(r))  # noqa: E731
    assert sorted(plain[0], key=key) == sorted(plain[1], key=key)
    assert sorted(scattered, key=key) == sorted(records, key=key)


def test_a_folder_of_several_files_and_funds_in_one_of_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "数据"
    folder.mkdir()
    written(folder / "一.csv", LINES[:2])
    written(folder / "二.csv", LINES[3:])
    pq.write_table(
        pa.table(
            {
                "报送件": ["甲"],
                "资金来源": ["合计"],
                "全年预算数": ["100"],
                "全年执行数": [90],
                "分值": [10],
                "得分": ["9"],
            }
        ),
        folder / "资金.parquet",
    )
    (folder / "坏.csv").write_text("a,b\n1,2\n")
    statistics = run.write(folder, MOF, tmp_path / "结果")
    records = pq.read_table(tmp_path / "结果" / run.SUBMISSIONS).to_pylist()
    assert {(r["submission"], r["total"]) for r in records} == {("甲", Decimal("92.50")), ("乙", Decimal("92.00"))}
    assert len(statistics.problems) == 1
    assert "没有“报送件”这一列" in statistics.problems[0]


def test_a_result_is_never_lost_to_another(tmp_path: Path) -> None:
    path = written(tmp_path / "表.csv", LINES)
    (tmp_path / "我的").mkdir()
    (tmp_path / "我的" / "别的.txt").write_text("x")
    for force, message in ((False, "结果文件夹已存在"), (True, "这里不是以前的结果文件夹")):
        with pytest.raises(ScoringError, match=message):
            run.write(path, MOF, tmp_path / "我的", force=force)
    run.write(path, MOF, tmp_path / "结果")
    run.write(path, MOF, tmp_path / "结果", force=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["我的", "结果", "表.csv"]


def test_submissions_are_cut_nowhere() -> None:
    codes = [str(n // 7) for n in range(100)]
    batches = [
        normal(pa.record_batch({"submission": codes[at : at + 13], "l3": ["x"] * len(codes[at : at + 13])}))
        for at in range(0, 100, 13)
    ]
    found = [b.column("submission").to_pylist() for b in stream.whole(batches)]
    assert [name for part in found for name in part] == codes
    firsts = [set(part) for part in found]
    assert all(not (a & b) for at, a in enumerate(firsts) for b in firsts[at + 1 :])


def test_the_command_writes_a_table_and_a_missing_library_is_named(tmp_path: Path, monkeypatch: Any) -> None:
    from typer.testing import CliRunner

    from scoring.cli import app
    from scoring.columns import need

    path = written(tmp_path / "表.csv", LINES)
    done = CliRunner().invoke(app, ["batch", str(path), "-o", str(tmp_path / "结果")], catch_exceptions=False)
    assert "重算为“优”                     2" in done.stdout
    assert (tmp_path / "结果" / run.STATISTICS).read_text("utf-8-sig").startswith("类别,项目,数量")
    with pytest.raises(
        ScoringError, match=r"没有安装 no_such_library.*pip install 'budget-performance-scoring\[columns\]'"
    ):
        need("no_such_library", "columns")
    with pytest.raises(ScoringError, match="没有这个引擎“dask”"):
        CliRunner().invoke(app, ["batch", str(path), "-o", "x", "--engine", "dask"], catch_exceptions=False)
