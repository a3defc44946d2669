"""The Parquet of `scoring check` entered: the totals and grades that were found, one bad file named."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.columns.records import write
from scoring.recheck.one import check_file
from scoring.register import Register
from scoring.register.lists import Filter, Order, page
from scoring.register.transfer import bring_in
from tests.register.samples import HERE

FILES = ("jinhua-2020-yunwei.toml", "rsb-2023-dianzizhengwu.toml")


def test_what_was_checked_is_entered_as_it_was(register: Register, tmp_path: Path) -> None:
    records = [r for name in FILES for r in check_file(HERE / name, "", name)]
    with (tmp_path / "复核结果.parquet").open("wb") as file:
        write(records, file)
    pq.write_table(pa.table({"submission": ["甲"]}), tmp_path / "别的.parquet")
    (tmp_path / "坏.parquet").write_bytes(b"PAR1 no")
    paths = [tmp_path / name for name in ("别的.parquet", "坏.parquet", "复核结果.parquet")]
    done = bring_in(register, "导入", paths)
    assert [sentence.rpartition("：")[2][:6] for sentence in done.refused] == [
        "不是 sco",
        "读不了，或不",
    ]
    found = {row["source"]: row for row in page(register, Filter(), Order()).rows}
    for record in records:
        row = found[record["file"]]
        assert (row["project"], row["recomputed"], row["grade"], row["claimed"]) == (
            record["project"]["name"], record["total"]["recomputed"], record["grade"]["recomputed"], record["total"]["claimed"],
        )  # fmt: skip
        assert row["standard"] == record["standard"]["id"]
