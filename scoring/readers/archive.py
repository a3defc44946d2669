"""Zip archives of office files, whose true size is known before anything is unpacked.

zipfile would do, at four times the cost: a bureau opens ten thousand of them.
"""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple
from xml.etree import ElementTree

from scoring.readers.bounds import PART, PARTS, RESAVE, UNPACKED
from scoring.readers.document import refused
from scoring.source import ScoringError

_END = struct.Struct("<4s4xHHII")  # of the directory: signature, entries here, entries, size, offset
_ENTRY = struct.Struct("<4s4xHH8xIIHHH8xI")  # signature, flags, method, packed, unpacked, lengths × 3, offset
_LOCAL = struct.Struct("<4s22xHH")  # signature, length of the name, of the extra field
_DEFLATE = 1032  # no deflated stream unpacks to more than this many times its size
_SUSPICIOUS = 300  # unpacked bytes per packed byte; repetitive sheets reach some 50


class Part(NamedTuple):
    """A file in the archive, as the directory states it."""

    flags: int
    method: int
    packed: int
    unpacked: int
    offset: int


class Archive:
    """The parts of a zip, found whatever their letter case.

    Raises ScoringError when it is damaged, encrypted, or unpacks to too much.
    """

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self._data = data
        try:
            self.parts = self._directory()
        except (struct.error, ValueError) as error:
            raise refused(file, "文件已损坏或不完整，压缩结构打不开", RESAVE) from error
        packed = stated = flags = 0
        for part in self.parts.values():
            packed += part.packed
            stated += part.unpacked
            flags |= part.flags
        if flags & 1:
            raise refused(file, "文件有密码保护", "请去掉密码后重新报送")
        if stated > UNPACKED or (stated > 2**20 and stated > packed * _SUSPICIOUS):
            raise self._bomb()
        if packed * _DEFLATE > UNPACKED:  # else no lie in the directory can matter
            self._weigh()

    def _directory(self) -> dict[str, Part]:
        """What stands at the end of the file."""
        data = self._data
        end = data.rfind(b"PK\5\6", -(2**16) - _END.size - 2)
        _, _, count, size, _ = _END.unpack_from(data, max(end, 0))
        at = end - size
        if at < 0:
            raise ValueError("no directory")
        if count > PARTS:
            raise self._odd()
        parts: dict[str, Part] = {}
        for _ in range(count):
            mark, flags, method, packed, unpacked, name, extra, comment, offset = _ENTRY.unpack_from(data, at)
            if mark != b"PK\1\2":
                raise ValueError("no entry")
            if 0xFFFFFFFF in (packed, unpacked, offset):
                raise refused(self.file, "文件采用 ZIP64 大文件格式，没有读取", RESAVE)
            at += 46 + name
            part = data[at - name : at].decode("utf-8", "replace").lower().replace("\\", "/")
            if part in parts:
                raise self._odd()
            parts[part] = Part(flags, method, packed, unpacked, offset)
            at += extra + comment
        return parts

    def _odd(self) -> ScoringError:
        return refused(self.file, "压缩包内部件过多或重名，不像正常的文档", RESAVE)

    def _bomb(self) -> ScoringError:
        return refused(self.file, "文件解压后过大，疑似压缩炸弹，没有读取", "请核实来源，删除多余内容后重新报送")

    def _weigh(self) -> None:
        """Unpack each part without keeping it: what the directory states may be a lie."""
        for part in self.parts.values():
            if len(self._inflated(part, part.unpacked + 1)) > part.unpacked:
                raise self._bomb()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.parts

    def read(self, name: str, limit: int = UNPACKED) -> bytes:
        """The bytes of a part. Raises ScoringError when it is missing, damaged or larger than `limit`."""
        part = self.parts.get(name.lower())
        if part is None:
            raise refused(self.file, f"文件不完整，缺少部件 {name[:80]}", RESAVE)
        if part.unpacked > limit:
            raise refused(self.file, f"部件 {name[:80]} 过大，没有读取", "请删除多余内容后重新报送")
        return self._inflated(part, max(part.unpacked, 1))

    def _inflated(self, part: Part, limit: int) -> bytes:
        """A part unpacked, but no further than `limit`."""
        try:
            mark, name, extra = _LOCAL.unpack_from(self._data, part.offset)
            start = part.offset + _LOCAL.size + name + extra
            packed = self._data[start : start + part.packed]
            if mark != b"PK\3\4" or part.method not in (0, 8):
                raise ValueError("no part")
            if part.method == 0:
                return packed[:limit]
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, limit)
        except (struct.error, zlib.error, ValueError) as error:
            raise refused(self.file, "文件已损坏或不完整，内部的部件解不开", RESAVE) from error

    def tree(self, name: str) -> ElementTree.Element:
        """The root element of an XML part. Raises ScoringError as `read` and `xml_tree` do."""
        return xml_tree(self.read(name, PART), self.file)


def xml_tree(data: bytes, file: str) -> ElementTree.Element:
    """The root element; a document with entities or a document type is refused.

    UTF-16 is refused too: it would hide both from the search, and no office suite writes it.
    """
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data[:200]:
        raise refused(file, "文件的 XML 带有 DOCTYPE 或实体声明，为安全起见没有读取", RESAVE)
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise refused(file, "文件已损坏，内部的 XML 不完整", RESAVE) from error
