"""What is kept whole: a submission that can be scored again, the record of its check, the standard it was scored under."""

from __future__ import annotations

import json
import types
import zlib
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from sqlalchemy import Connection, insert, select

from scoring.model import Submission
from scoring.register import schema
from scoring.register.trouble import refuse
from scoring.standard import Standard

MOST = 64_000_000  # bytes of one content, unpacked

# -- dataclasses ↔ plain JSON, nothing checked and nothing changed --


def plain(thing: Submission | Standard) -> dict[str, Any]:
    """Everything in it, places and findings included, ready for JSON."""
    return asdict(thing)


def submission(data: Mapping[str, Any]) -> Submission:
    """The submission that `plain` was made of, equal in every field."""
    return build(Submission, data)  # type: ignore[no-any-return]


def standard(data: Mapping[str, Any]) -> Standard:
    """The standard that `plain` was made of."""
    return build(Standard, data)  # type: ignore[no-any-return]


def build(kind: Any, data: Any) -> Any:
    """A value of the declared type from its plain form. Fields that this version does not know are left out."""
    if data is None:
        return None
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return build(arguments[0], data)
    if origin in (Union, types.UnionType):
        return build(next(a for a in arguments if a is not type(None)), data)
    if origin is tuple:
        kinds = [arguments[0]] * len(data) if arguments[-1] is Ellipsis else arguments
        return tuple(build(k, item) for k, item in zip(kinds, data, strict=True))
    if origin is list:
        return [build(arguments[0], item) for item in data]
    if origin is not None and isinstance(data, Mapping):
        return {key: build(arguments[1], value) for key, value in data.items()}
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: build(hints[name], data[name]) for name in hints if name in data})
    return data


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    return {f.name: hints[f.name] for f in fields(kind)}


# -- bytes kept once under their hash --


def packed(data: Any, level: int = 6) -> bytes:
    """JSON, keys in order, compressed: equal content gives equal bytes."""
    text = json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return zlib.compress(text.encode("ascii"), level)


def unpacked(data: bytes) -> Any:
    """What was packed. Raises ScoringError for bytes that are not ours."""
    try:
        return json.loads(inflated(data))
    except ValueError:
        raise refuse("台账里有一段内容已损坏", "请用 scoring register verify 查出是哪一件") from None


def inflated(data: bytes) -> bytes:
    """The bytes before they were compressed. Raises ScoringError when damaged or larger than MOST."""
    unpacking = zlib.decompressobj()
    try:
        whole = unpacking.decompress(data, MOST)
    except (zlib.error, TypeError):
        raise refuse("台账里有一段内容已损坏", "请用 scoring register verify 查出是哪一件") from None
    if not unpacking.eof:
        raise refuse(f"台账里有一段内容超过 {MOST // 1_000_000} MB 或不完整")
    return whole


def keep(connection: Connection, data: bytes, size: int) -> str:
    """Store bytes under their hash, once; returns the hash. Part of the caller's transaction."""
    name = sha256(data).hexdigest()
    if connection.execute(select(schema.blob.c.hash).where(schema.blob.c.hash == name)).first() is None:
        connection.execute(insert(schema.blob), {"hash": name, "size": size, "data": data})
    return name


def kept(connection: Connection, name: str) -> bytes:
    """The bytes of that hash. Raises ScoringError when they are not there or are other ones."""
    return genuine(connection.execute(select(schema.blob.c.data).where(schema.blob.c.hash == name)).scalar(), name)


def genuine(data: Any, name: str) -> bytes:
    """The bytes themselves, if they are those of the hash. Raises ScoringError."""
    if not isinstance(data, bytes) or sha256(data).hexdigest() != name:
        raise refuse("台账里有一段内容丢失或被改动", "请用 scoring register verify 查出是哪一件")
    return data
