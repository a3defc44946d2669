"""Submissions in and out: results of `scoring check`, evaluation files and tables; JSON and Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scoring.atomic import replacing
from scoring.recheck.record import SCHEMA
from scoring.register import corpus, parquet_rows, schema
from scoring.register.bulk import Loaded, load
from scoring.register.flat import Prepared, of_record, of_result
from scoring.register.lists import Filter
from scoring.register.schema import NOTHING, Columns
from scoring.register.store import Register
from scoring.register.trouble import refuse
from scoring.source import ScoringError

EXPORT = "scoring/register/1"
LARGEST = 2_000_000_000  # bytes of a file of results
_HIDDEN = ("codes", "content", "exact", "event", "unit_id", "department_id")
_NUMBERS = ("rate_units", "claimed_units", "recomputed_units", "difference_units")


def bring_in(register: Register, who: str, paths: list[Path]) -> Loaded:
    """Enter what files hold: JSON of `scoring check` or of `export`, its Parquet, or tables that are checked on the way.

    A file that cannot be used is named in `refused`, and the others go on.
    """
    refused: list[str] = []
    done = load(register, who, _prepared(paths, refused), expected=_expected(paths))
    done.refused[:0] = refused
    return done


def _expected(paths: list[Path]) -> int:
    """About how many submissions there are: a record is some ten thousand bytes of JSON."""
    return sum(path.stat().st_size // 10_000 for path in paths if path.suffix.lower() == ".json" and path.is_file())


def _prepared(paths: list[Path], refused: list[str]) -> Iterator[Prepared]:
    for path in paths:
        try:
            if path.suffix.lower() == ".json":
                yield from _records(path, refused)
            elif path.suffix.lower() == ".parquet":
                yield from parquet_rows.prepared(path, refused)
            else:
                yield from _assessed(path)
        except ScoringError as error:
            refused.append(str(error))


def _assessed(path: Path) -> list[Prepared]:
    from scoring.review import assess_all

    return [of_result(result, used, path.as_posix(), at) for at, (result, used) in enumerate(assess_all(path), 1)]


def _records(path: Path, refused: list[str]) -> Iterator[Prepared]:
    try:
        if path.stat().st_size > LARGEST:
            raise refuse(f"文件超过 {LARGEST // 1_000_000_000} GB", "请分成几个文件", str(path))
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        raise refuse("读不了，或不是 JSON", "请给出 scoring check --json 的结果", str(path)) from None
    kind = data.get("schema") if isinstance(data, dict) else None
    if kind not in (SCHEMA, EXPORT):
        raise refuse(
            "不是 scoring check 的结果", "请给出 scoring check --json 或 scoring register export 写的文件", str(path)
        )
    records = data["files"] if kind == SCHEMA else [s["record"] for s in data["submissions"]]
    for record in records:
        name = str(record.get("file", ""))[:200] if isinstance(record, dict) else ""
        try:
            made = of_record(record)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            refused.append(f"{path} 里的 {name or '一条记录'}：缺少应有的项，没有登记")
            continue
        if made is None:
            refused.append(f"{name}：读不了的文件，没有登记")
        else:
            yield made


# -- out --


def export(register: Register, path: Path, *, force: bool = False) -> int:
    """All submissions as JSON with their records, or flat as Parquet, by the name of the file. Returns how many."""
    if path.suffix.lower() == ".parquet":
        return _parquet(register, path, force)
    if path.suffix.lower() != ".json":
        raise refuse(f"不会写 {path.suffix[:20] or '没有后缀'} 的文件", "请写 .json 或 .parquet", str(path))
    count = 0
    with replacing(path, force=force) as file:
        file.write(f'{{"schema":"{EXPORT}","submissions":['.encode())
        for row, record in corpus.each(register, Filter()):
            line = json.dumps(_flat(row) | {"record": record}, ensure_ascii=False)
            file.write((b",\n" if count else b"\n") + line.encode("utf-8", "replace"))
            count += 1
        file.write(b"\n]}\n")
    return count


def _flat(row: Columns) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in _HIDDEN}
    for name in _NUMBERS:
        value = kept.pop(name)
        kept[name.removesuffix("_units") + "_number"] = None if value == NOTHING else value
    return kept


def _parquet(register: Register, path: Path, force: bool) -> int:
    """A row for each submission; `…_number` are ten-thousandths."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise refuse("写 Parquet 要装 pyarrow", "请运行 pip install pyarrow，或写成 .json", str(path)) from None
    whole = {"id", "year", "errors", "warnings", "infos", "urgency"}
    columns = [c.name for c in schema.submission.columns if c.name not in (*_HIDDEN, *_NUMBERS)]
    columns += ["unit", "department", *(f"{name.removesuffix('_units')}_number" for name in _NUMBERS)]
    shape = pa.schema([(n, pa.int64() if n in whole or n.endswith("_number") else pa.string()) for n in columns])
    count, batch = 0, []
    with replacing(path, force=force) as file, parquet.ParquetWriter(file, shape) as writer:
        for row, _ in corpus.each(register, Filter()):
            batch.append(_flat(row))
            count += 1
            if len(batch) == 10_000:
                writer.write_table(pa.Table.from_pylist(batch, shape))
                batch.clear()
        writer.write_table(pa.Table.from_pylist(batch, shape))
    return count
