"""Files of submissions as a stream of record batches: Parquet by row group, CSV and TSV block by block.

Nothing is ever held whole. A row that cannot be read keeps its number and says why.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from scoring.columns.cells import found_names, normal
from scoring.columns.schema import INPUT
from scoring.source import Problem, ScoringError, Source

BATCH = 1 << 18  # rows read at a time
MOST_BYTES = 256_000_000  # of one row group; larger ones are read piece by piece
TEXT_FILES = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
PARQUET = {".parquet", ".pq"}

Read = Callable[[], pa.RecordBatch]


class Piece(NamedTuple):
    """A part of the input that anyone can read: by (path, row group); `rows` of them."""

    read: Read
    rows: int


def files(path: Path) -> list[Path]:
    """The file, or the files of a folder. Raises ScoringError where there is nothing to read."""
    if path.is_dir():
        wanted = PARQUET | set(TEXT_FILES)
        found = sorted(p for p in path.rglob("*") if p.suffix.lower() in wanted and not p.name.startswith((".", "~$")))
        if not found:
            raise _problem(path, "文件夹里没有 .parquet、.csv、.tsv 文件", "请给出成批数据所在的文件夹")
        return found
    if not path.is_file():
        raise _problem(path, "找不到文件", "请检查路径")
    if path.suffix.lower() not in PARQUET | set(TEXT_FILES):
        raise _problem(path, f"不认识的格式“{path.suffix}”", "成批计分读 .parquet、.csv、.tsv，或放着它们的文件夹")
    return [path]


def rows_in(paths: list[Path]) -> int | None:
    """How many rows there are; None where only reading would tell."""
    if any(path.suffix.lower() not in PARQUET for path in paths):
        return None
    counts: list[int] = [_parquet(path).metadata.num_rows for path in paths]
    return sum(counts)


def pieces(path: Path, name: str) -> Iterator[Piece]:
    """The parts of one file, in order. Raises ScoringError for a file that cannot be used."""
    if path.suffix.lower() not in PARQUET:
        for batch in _text_file(path, name):
            yield Piece(partial(_given, batch), batch.num_rows)
        return
    file, first = _parquet(path), 1
    found = list(found_names(file.schema_arrow.names, name).values())
    _refuse_types(file, found, name)
    for group in range(file.num_row_groups):
        about = file.metadata.row_group(group)
        if about.num_rows <= 4 * BATCH and about.total_byte_size <= MOST_BYTES:
            yield Piece(_reader(path, name, group, found, first), about.num_rows)
        else:
            at = first
            for batch in file.iter_batches(BATCH, row_groups=[group], columns=found):
                whole = normal(batch, name, at)
                yield Piece(partial(_given, whole), batch.num_rows)
                at += batch.num_rows
        first += about.num_rows


def _given(batch: pa.RecordBatch) -> pa.RecordBatch:
    return batch


def _reader(path: Path, name: str, group: int, columns: list[str], first: int) -> Read:
    def read() -> pa.RecordBatch:
        with _parquet(path, columns) as file:
            return normal(file.read_row_group(group, columns=columns, use_threads=False), name, first)

    return read


def _parquet(path: Path, dictionary: list[str] | None = None) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path, read_dictionary=dictionary)
    except (pa.ArrowException, OSError) as error:
        text = "不是完好的 Parquet 文件" if isinstance(error, pa.ArrowException) else f"无法打开：{error.strerror}"
        raise _problem(path, text, "请重新导出") from error


def _refuse_types(file: pq.ParquetFile, columns: list[str], name: str) -> None:
    """The types are known before anything is read, so one clear sentence comes first."""
    schema = file.schema_arrow
    normal(pa.RecordBatch.from_arrays([pa.nulls(0, schema.field(c).type) for c in columns], names=columns), name)


# -- text --

_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def encoding_of(path: Path) -> str:
    """UTF-8, GB18030 or UTF-16, told by the whole file; never guessed halfway. Raises ScoringError."""
    with path.open("rb") as stream:
        head = stream.read(2)
    if head in _MARKS:
        return "utf-16"
    for encoding in ("utf-8", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise _problem(path, "不是 UTF-8、GBK 或 UTF-16 编码的文本，或者几种编码混在一起", "请用 Excel 另存为“CSV UTF-8”")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _text_file(path: Path, name: str) -> Iterator[pa.RecordBatch]:
    """Blocks of a CSV or TSV; rows are numbered as a spreadsheet numbers them, the header being row 1."""
    try:
        encoding = encoding_of(path)
        wrong: list[Any] = []
        reader = _open(path, TEXT_FILES[path.suffix.lower()], encoding, wrong)
        found = found_names(reader.schema.names, name)
        row = 2
        for batch in reader:
            yield from _numbered(batch.select(list(found.values())), wrong, name, row)
            row += batch.num_rows + len(wrong)
            wrong.clear()
        if wrong:
            yield from _numbered(batch.select(list(found.values())).slice(0, 0), wrong, name, row)
    except pa.ArrowInvalid as error:
        raise _problem(path, "表格读不下去", f"请检查引号和分隔符是否配对（{str(error)[:80]}）") from error
    except OSError as error:
        raise _problem(path, f"无法打开：{error.strerror}", "请检查权限和路径") from error


def _open(path: Path, delimiter: str, encoding: str, wrong: list[Any]) -> Any:
    def note(row: Any) -> str:
        wrong.append((row.number, f"这一行有 {row.actual_columns} 列，表头有 {row.expected_columns} 列，没有读"))
        return "skip"

    csv = pyarrow.csv
    read = csv.ReadOptions(use_threads=False, block_size=1 << 23, encoding=encoding)
    with path.open("r", encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as stream:
        header = stream.readline()
    if not header.strip():
        raise _problem(path, "是空文件", "第一行应当是列名")
    import csv as standard

    names = [cell.strip() for cell in next(standard.reader([header], delimiter=delimiter))]
    if len(set(names)) != len(names):
        twice = next(n for n in names if names.count(n) > 1)
        raise _problem(path, f"列名“{twice[:20]}”出现了两次", "请删去一列")
    convert = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    parse = csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=note)
    read.column_names, read.skip_rows = names, 1
    return csv.open_csv(path, read, parse, convert)


def _numbered(batch: pa.RecordBatch, wrong: list[Any], name: str, first: int) -> Iterator[pa.RecordBatch]:
    """A block with the rows it was made of counted, those that were not read among them."""
    lost = {number: text for number, text in wrong if number is not None}
    count = batch.num_rows + len(wrong)
    numbers = [n for n in range(first, first + count) if n not in lost][: batch.num_rows]
    block = normal(batch, name, first)
    at = INPUT.get_field_index("row")
    yield block.set_column(at, "row", pa.array(numbers, pa.int64())) if lost else block
    if lost:
        rows = [{"file": name, "row": n, "problem": text} for n, text in sorted(lost.items())]
        columns = {f.name: pa.array([r.get(f.name, "") for r in rows]) for f in INPUT}
        arrays = [c if f.name == "row" else c.dictionary_encode() for f, c in zip(INPUT, columns.values(), strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=INPUT)


def _problem(path: Path, message: str, advice: str = "") -> ScoringError:
    return ScoringError(Problem(Source(str(path)), message, advice))
