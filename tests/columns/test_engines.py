"""The same rows through this machine's threads, through Spark and through Ray: the same results."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.columns import run
from scoring.standards import get

MOF = get("mof-2020")
TARGETS = [
    ("≥100人", "95人"),
    ("≥99%", "98.5%"),
    ("作用显著", "作用较显著"),
    ("0次", "0次"),
    ("≤4小时", "5小时"),
    ("执行率×10", ""),
]


def made(path: Path, count: int = 400) -> Path:
    """Submissions of seven rows: six indicators and the funds."""
    chance, rows = random.Random(7), []
    for at in range(count):
        name = f"件{at:05d}"
        for index, (target, actual) in enumerate(TARGETS):
            claimed = chance.choice(["15", "14", "13.5"])
            rows.append(
                {
                    "报送件": name,
                    "三级指标": f"指标{index}",
                    "年度指标值": target,
                    "实际完成值": actual,
                    "分值": "15",
                    "得分": claimed,
                }
            )
        rows.append(
            {
                "报送件": name,
                "资金来源": "合计",
                "全年预算数": "100",
                "全年执行数": str(chance.randint(50, 110)),
                "分值": "10",
                "得分": "9",
            }
        )
    names = ["报送件", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "资金来源", "全年预算数", "全年执行数"]
    pq.write_table(pa.Table.from_pylist([{n: r.get(n) for n in names} for r in rows]), path, row_group_size=500)
    return path


def read(folder: Path) -> dict[str, list[Any]]:
    """Everything in a folder of results, in an order of its own."""
    found = {}
    for name in (run.ROWS, run.SUBMISSIONS):
        table = pq.read_table(folder / name).to_pylist()
        found[name] = sorted(table, key=lambda r: json.dumps(r, default=str, ensure_ascii=False))
    return found


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[Any]]]:
    folder = tmp_path_factory.mktemp("batch")
    source = made(folder / "数据.parquet")
    statistics = run.write(source, MOF, folder / "结果")
    assert statistics.submissions == 400
    assert sum(statistics.rows.values()) == 2800
    return source, read(folder / "结果")


def test_every_row_and_submission_is_there_once(embedded: tuple[Path, dict[str, list[Any]]]) -> None:
    rows, records = embedded[1][run.ROWS], embedded[1][run.SUBMISSIONS]
    assert sorted(r["row"] for r in rows) == list(range(1, 2801))
    assert len({r["submission"] for r in records}) == 400
    assert {r["count"] for r in records} == {7}


def test_spark_gives_the_same(embedded: tuple[Path, dict[str, list[Any]]], tmp_path: Path, monkeypatch: Any) -> None:
    from scoring.columns import spark

    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")  # it does not run for long
    run.write(embedded[0], MOF, tmp_path / "结果", engine=spark.scored)
    assert read(tmp_path / "结果") == embedded[1]


def test_ray_gives_the_same(embedded: tuple[Path, dict[str, list[Any]]], tmp_path: Path) -> None:
    import ray

    from scoring.columns import ray as engine

    ray.init(num_cpus=1, include_dashboard=False, log_to_driver=False, object_store_memory=100_000_000)
    try:
        run.write(embedded[0], MOF, tmp_path / "结果", engine=engine.scored)
    finally:
        ray.shutdown()
    assert read(tmp_path / "结果") == embedded[1]
